"""No recorder exists in what forwards media (R22): nothing there decodes, writes a file, or knows a tool that does."""

import ast
from pathlib import Path

import pytest

RTC = Path(__file__).parents[2] / "rtc"
FORWARDING = sorted([*(RTC / "sfu").glob("*.py"), *(RTC / "nodes").glob("*.py"), RTC / "media.py", RTC / "turn.py"])
RECORDERS = ("aiortc.contrib", "av", "wave", "cv2", "ffmpeg", "shutil", "tempfile", "pathlib", "io")
WRITERS = {"write_bytes", "write_text", "mkdir", "NamedTemporaryFile", "MediaRecorder"}


def _faults(source: str) -> list[str]:
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        found += [name for name in names if any(name == one or name.startswith(f"{one}.") for one in RECORDERS)]
        if isinstance(node, ast.Call):
            bare = getattr(node.func, "id", "")
            found += [name for name in (bare, getattr(node.func, "attr", "")) if name in WRITERS]
            found += [bare] if bare == "open" else []
    return found


@pytest.mark.parametrize("path", FORWARDING, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_forwards_media_cannot_write_it(path: Path) -> None:
    assert _faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    ["from aiortc.contrib.media import MediaRecorder", "import av", "open('a', 'wb')", "path.write_bytes(frame)", "from io import BytesIO"],
)
def test_a_recorder_would_be_found(source: str) -> None:
    assert _faults(source) != []
