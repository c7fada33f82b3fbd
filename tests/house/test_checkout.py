"""What must never be in the checkout: a machine's own paths, a registry's address, a secret, a skipped test, a forbidden name."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
_TEXT = {".py", ".ts", ".svelte", ".js", ".json", ".md", ".toml", ".cfg", ".css", ".html", ".sh", ".c", ".service", ".lock", ".txt", ""}
_LOCKS = ("web/package-lock.json", "requirements.lock")
_LONGEST = {".py": 400, ".ts": 400, ".svelte": 600}
"""Lines; a component carries its markup and its style."""


def _tracked() -> Iterator[tuple[str, str]]:
    """Every text file that git knows, or would add, and its content."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.splitlines():
        path = CHECKOUT / name
        if path.suffix in _TEXT and path.is_file():
            yield name, path.read_text(encoding="utf-8", errors="replace")


def test_no_file_names_a_path_of_one_machine() -> None:
    machine = re.compile(r"(?<![\w.~-])/(?:work|farm|root|home)/")
    found = [name for name, text in _tracked() if machine.search(text) and name != "tests/house/test_checkout.py"]
    assert found == []


@pytest.mark.parametrize("name", _LOCKS)
def test_a_lock_has_hashes_and_no_address(name: str) -> None:
    text = (CHECKOUT / name).read_text(encoding="utf-8")
    assert "://" not in re.sub(r'"(?:url|homepage)": "https?://[^"]*"', "", text)
    if name.endswith(".lock"):
        packages = re.findall(r"^[a-z0-9][\w.-]*(?:\[[^\]]*\])?==", text, re.MULTILINE)
        assert len(packages) > 50
        assert all("--hash=sha256:" in block for block in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE) if block.strip())
    else:
        assert '"integrity"' in text


def test_no_key_or_token_lies_about() -> None:
    secret = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{36}\b|\bsk_live_\w+")
    found = [name for name, text in _tracked() if secret.search(text) and name != "tests/house/test_checkout.py"]
    assert found == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "helpers", "helper", "manager", "common", "misc"}
    found = [name for name, _ in _tracked() if Path(name).stem in empty and not name.startswith("web/src/i18n/")]
    assert found == []


def test_files_stay_readable() -> None:
    """Past about 300 lines a file becomes a folder; what is generated, data or a test table may be longer."""
    may_be_long = (
        "server/migrations/versions/",
        "docs/",
        "tests/",
        "bench/",
        "web/src/i18n/",
        "web/src/lib/api/schema.d.ts",
    )
    long = {
        name: lines
        for name, text in _tracked()
        if (most := _LONGEST.get(Path(name).suffix)) and not name.startswith(may_be_long) and (lines := text.count("\n")) > most
    }
    assert long == {}


def test_no_test_skips_itself_but_for_a_missing_component() -> None:
    skip = re.compile(r"pytest\.mark\.skip|pytest\.skip\(|\bxfail|\.skip\(|it\.todo|test\.todo")
    allowed = {
        "tests/support/postgres.py",
        "tests/support/redis.py",
        "tests/support/clamd.py",
        "tests/support/media/coturn.py",
        "tests/journeys/conftest.py",
        "tests/house/test_checkout.py",
    }
    found = [
        name for name, text in _tracked() if (name.startswith("tests/") or ".test." in name) and skip.search(text) and name not in allowed
    ]
    assert found == []


def test_ci_does_what_the_readme_says() -> None:
    assert (CHECKOUT / ".ci" / "run").stat().st_mode & 0o111
    assert "exec make test" in (CHECKOUT / ".ci" / "run").read_text(encoding="utf-8")
    assert "make test" in (CHECKOUT / "README.md").read_text(encoding="utf-8")
