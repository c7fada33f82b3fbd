"""Run every test, in Python and in the browser application, and end with one line: how many passed."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

CHECKOUT = Path(__file__).parents[1]


def in_python(folder: Path) -> tuple[int, int]:
    """Run pytest; how many passed, and how many did not (a crash counts as one)."""
    report = folder / "pytest.xml"
    ended = subprocess.run([sys.executable, "-m", "pytest", f"--junit-xml={report}", *sys.argv[1:]], cwd=CHECKOUT, check=False)
    if not report.exists():
        return 0, 1
    suite = ElementTree.parse(report).getroot().find("testsuite")
    assert suite is not None
    bad, skipped = int(suite.get("failures", 0)) + int(suite.get("errors", 0)), int(suite.get("skipped", 0))
    passed = int(suite.get("tests", 0)) - bad - skipped
    return passed, bad or int(ended.returncode != 0)


def in_the_browser_application(folder: Path) -> tuple[int, int]:
    """Run vitest; how many passed, and how many did not."""
    report = folder / "vitest.json"
    npm = [sys.executable, str(CHECKOUT / "scripts" / "node.py"), "run", "test", "--"]
    ended = subprocess.run(
        [*npm, "--reporter=default", "--reporter=json", f"--outputFile.json={report}"], cwd=CHECKOUT / "web", check=False
    )
    if not report.exists():
        return 0, 1
    counted = json.loads(report.read_bytes())
    bad = counted["numFailedTests"] + counted["numFailedTestSuites"]
    if os.environ.get("CI") == "true":
        bad += counted["numPendingTests"] + counted["numTodoTests"]
    return counted["numPassedTests"], bad or int(ended.returncode != 0)


def main() -> int:
    """Run both, whatever the first one says."""
    with tempfile.TemporaryDirectory() as name:
        counts = [in_python(Path(name)), in_the_browser_application(Path(name))]
    passed, bad = (sum(column) for column in zip(*counts, strict=True))
    print(f"{passed} passed" + (f", {bad} failed" if bad else ""))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
