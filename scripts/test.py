"""Run every test, in Python and in the browser application, and end with one line: how many passed."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

CHECKOUT = Path(__file__).parents[1]
BROWSERS = ("journeys",)
"""The folders of tests that mostly wait for browsers: they run beside all the others."""


Count = tuple[int, list[str]]
"""How many passed, and the name of each that did not with the last line it said."""


def in_python(folder: Path) -> Count:
    """Run pytest: what opens browsers beside all the rest, or what the command line names."""
    if sys.argv[1:]:
        return _counted(folder / "asked.xml", _pytest(folder / "asked.xml", *sys.argv[1:]).wait())
    browsers, rest, said = folder / "browsers.xml", folder / "rest.xml", folder / "rest.txt"
    elsewhere = [str(each) for each in sorted((CHECKOUT / "tests").glob("*/")) if each.name not in {*BROWSERS, "__pycache__"}]
    with said.open("wb") as out:
        beside = _pytest(rest, *elsewhere, out=out)
        first = _counted(browsers, _pytest(browsers, *(f"tests/{name}" for name in BROWSERS)).wait())
        second = _counted(rest, beside.wait())
    print(said.read_text(encoding="utf-8", errors="replace"), flush=True)
    return first[0] + second[0], first[1] + second[1]


def _pytest(report: Path, *asked: str, out: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "pytest", f"--junit-xml={report}", *asked], cwd=CHECKOUT, stdout=out, stderr=out)


def _counted(report: Path, code: int) -> Count:
    """What a run said of its tests (a crash counts as one that did not pass)."""
    if not report.exists():
        return 0, ["pytest: wrote no report"]
    suite = ElementTree.parse(report).getroot().find("testsuite")
    assert suite is not None
    bad = [
        f"{case.get('classname')}::{case.get('name')}: {_said(why)}" for case in suite for why in case if why.tag in ("failure", "error")
    ]
    passed = int(suite.get("tests", 0)) - len(bad) - int(suite.get("skipped", 0))
    return passed, bad or ([f"pytest: ended with {code}"] if code else [])


def _said(why: ElementTree.Element) -> str:
    lines = (why.get("message") or "").strip().splitlines() or [""]
    where = (why.text or "").strip().splitlines()[-1:]
    return " · ".join([lines[0], *where])[:400]


def in_the_browser_application(folder: Path) -> Count:
    """Run vitest."""
    report = folder / "vitest.json"
    npm = [sys.executable, str(CHECKOUT / "scripts" / "node.py"), "run", "test", "--"]
    ended = subprocess.run(
        [*npm, "--reporter=default", "--reporter=json", f"--outputFile.json={report}"], cwd=CHECKOUT / "web", check=False
    )
    if not report.exists():
        return 0, ["vitest: wrote no report"]
    counted = json.loads(report.read_bytes())
    wrong = {"failed", "pending", "todo", "skipped"} if os.environ.get("CI") == "true" else {"failed"}
    bad = [f"{Path(suite['name']).name}: {suite['message'][:200]}" for suite in counted["testResults"] if suite["message"]]
    bad += [
        f"vitest: {test['fullName']}: {test['status']}"
        for suite in counted["testResults"]
        for test in suite["assertionResults"]
        if test["status"] in wrong
    ]
    return counted["numPassedTests"], bad or ([f"vitest: ended with {ended.returncode}"] if ended.returncode else [])


def main() -> int:
    """Run both, whatever the first one says."""
    with tempfile.TemporaryDirectory() as name:
        counts = [in_python(Path(name)), in_the_browser_application(Path(name))]
    passed, bad = sum(count for count, _ in counts), [line for _, lines in counts for line in lines]
    print(*bad, f"{passed} passed" + (f", {len(bad)} failed" if bad else ""), sep="\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
