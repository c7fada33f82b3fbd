"""What a file is, by its content; its name is only listened to when it lies. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

import filetype

LARGEST = 50 * 1024 * 1024
"""Bytes of a file (F123)."""
HEAD = 8192
"""Bytes that tell what a file is."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file we take. `names`: the extensions people give it, the usual one first."""

    media_type: str
    names: tuple[str, ...]

    @property
    def extension(self) -> str:
        """The usual extension."""
        return self.names[0]


PDF = FileKind("application/pdf", ("pdf",))
DOCUMENTS: tuple[FileKind, ...] = (
    PDF,
    FileKind("image/jpeg", ("jpg", "jpeg")),
    FileKind("image/png", ("png",)),
    FileKind("image/gif", ("gif",)),
    FileKind("image/bmp", ("bmp",)),
    FileKind("image/tiff", ("tiff", "tif")),
)
"""What a patient's file takes (F123)."""

_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"L\0\0\0\x01\x14\x02\0",
)
"""How programs begin: Windows, Linux, scripts, macOS, shortcuts."""
_ALIASES = {"image/apng": "image/png"}


def kind_of(head: bytes, allowed: Collection[FileKind]) -> FileKind | None:
    """The kind its first bytes say, None when we do not take it."""
    found = filetype.guess_mime(head) or ""
    media_type = _ALIASES.get(found, found)
    return next((kind for kind in allowed if kind.media_type == media_type), None)


def is_program(head: bytes) -> bool:
    """Whether it is something a computer runs."""
    return head.startswith(_PROGRAMS)


def extension_of(name: str) -> str:
    """What a name says after its last dot, in lower case."""
    stem, dot, last = name.strip().rpartition(".")
    return last.lower() if dot and stem else ""


def claims_to_be(name: str, allowed: Collection[FileKind]) -> bool:
    """Whether a name passes for a kind that we take."""
    return any(extension_of(name) in kind.names for kind in allowed)


def title_of(name: str, longest: int = 120) -> str:
    """What a file's name gives to show: without folders, extension, control or direction marks."""
    last = name.replace("\\", "/").rpartition("/")[2]
    stem, _, extension = last.rpartition(".")
    if not (extension.isalnum() and len(extension) <= 5 and last.endswith(f".{extension}")):
        stem = last
    shown = "".join(each if each.isprintable() else " " for each in stem)
    return " ".join(shown.split())[:longest].strip()
