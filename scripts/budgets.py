"""How much a browser loads before the agenda, or a patient's page, is on the screen, against the budgets of the interface."""

import re
import sys
from pathlib import Path

DIST = Path(__file__).parents[1] / "web" / "dist"
BUDGETS = {"app": {"js": 90.0, "css": 20.0}, "room": {"js": 120.0, "css": 20.0}, "manage": {"js": 45.0, "css": 20.0}}
"""Kilobytes, compressed with gzip: what each page names; for the desk also what the agenda's page adds."""
_ADDED = {"app": "AgendaPage-*.*s"}
_STATIC = re.compile(r"""(?:\bfrom|\bimport)\s*["']\./([\w.-]+\.js)["']""")
_NAMED = re.compile(r"/assets/([\w.-]+\.(?:js|css))")


def loaded(name_of_page: str = "app") -> set[str]:
    """The files of a page's first screen: those it names, those its first content adds, and what these import."""
    page = (DIST / f"{name_of_page}.html").read_text(encoding="utf-8")
    added = _ADDED.get(name_of_page)
    waiting = set(_NAMED.findall(page)) | ({path.name for path in (DIST / "assets").glob(added)} if added else set())
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        found.add(name)
        if name.endswith(".js"):
            waiting |= set(_STATIC.findall((DIST / "assets" / name).read_text(encoding="utf-8"))) - found
    return found


def _sent(name: str) -> int:
    """Bytes on the wire; a file too small to gain from it is not compressed."""
    plain = DIST / "assets" / name
    compressed = plain.with_name(f"{name}.gz")
    return (compressed if compressed.exists() else plain).stat().st_size


def main() -> int:
    """Print each sum; 1 when one is over its budget."""
    over = 0
    for page, budgets in BUDGETS.items():
        for kind, budget in budgets.items():
            files = [name for name in loaded(page) if name.endswith(f".{kind}")]
            size = sum(_sent(name) for name in files) / 1024
            over += size > budget
            print(f"{page} {kind}: {size:.1f} KB of {budget:.0f} in {len(files)} files{'' if size <= budget else ' — over its budget'}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
