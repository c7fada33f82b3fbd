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
OFFICE: tuple[FileKind, ...] = (
    FileKind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",)),
    FileKind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",)),
    FileKind("application/vnd.oasis.opendocument.text", ("odt",)),
    FileKind("application/vnd.oasis.opendocument.spreadsheet", ("ods",)),
)
"""Documents of office programs: an archive whose name says which; the examination asks its content."""
TEXTS: tuple[FileKind, ...] = (FileKind("text/plain", ("txt",)), FileKind("text/csv", ("csv",)))
SOUNDS: tuple[FileKind, ...] = (
    FileKind("audio/webm", ("webm", "weba")),
    FileKind("audio/ogg", ("ogg", "oga", "opus")),
    FileKind("audio/mp4", ("m4a", "mp4")),
)
"""What browsers record: Opus in WebM or Ogg, AAC or Opus in MP4 (F106)."""
SHARED: tuple[FileKind, ...] = (*DOCUMENTS, *OFFICE, *TEXTS, *SOUNDS)
"""What colleagues send each other (F107)."""

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
_ALIASES = {"image/apng": "image/png", "video/webm": "audio/webm", "video/mp4": "audio/mp4"}
"""A container says neither how a picture moves nor whether there is one; the examination looks inside."""
_ARCHIVE = b"PK\x03\x04"
_MARKUP = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<?php", b"{\\rtf")
"""What is text and would be a page, or a program's document."""
_PRINTED = frozenset(b"\t\n\r\f") | frozenset(range(32, 256)) - {127}


def kind_of(head: bytes, allowed: Collection[FileKind], name: str = "") -> FileKind | None:
    """The kind its first bytes say, None when we do not take it.

    Archives and plain texts do not say what they are: there the name does, and the examination tells whether it lies.
    """
    if head.startswith(_ARCHIVE):
        return _named(name, OFFICE, allowed)
    found = filetype.guess_mime(head) or ""
    if not found:
        return _named(name, TEXTS, allowed) if is_text(head) else None
    media_type = _ALIASES.get(found, found)
    return next((kind for kind in allowed if kind.media_type == media_type), None)


def is_text(head: bytes) -> bool:
    """Whether somebody can read it as it is: characters alone, and no page of markup."""
    begins = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:16].lower()
    return bool(begins) and not begins.startswith(_MARKUP) and not is_program(head) and _PRINTED.issuperset(head)


def _named(name: str, kinds: Collection[FileKind], allowed: Collection[FileKind]) -> FileKind | None:
    return next((kind for kind in kinds if kind in allowed and extension_of(name) in kind.names), None)


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
