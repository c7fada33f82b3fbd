"""Opens a file by force, in a process of its own that may hold little memory, run briefly and write nothing.

Run as a script, with the media type as its argument and the file on its standard input; answers one line of JSON:
`{"pages": 3}`, for a sound `{"pages": 1, "lasts": 2400}` (milliseconds), or `{"refused": "unreadable" | "locked" | "active" |
"bomb" | "disguised"}`. It imports nothing of ours.
"""

import io
import json
import resource
import struct
import sys
import warnings
import zlib
from collections.abc import Iterator
from typing import Any

MOST_PIXELS = 64_000_000
"""Of one picture; a telephone's best camera makes 50 million."""
ALL_PIXELS = 4 * MOST_PIXELS
"""Of every picture in one file."""
MOST_FRAMES = 500
MOST_UNPACKED = 4 * MOST_PIXELS
"""Bytes of one stream of a PDF."""
ALL_UNPACKED = 4 * MOST_UNPACKED
MOST_ENTRIES = 5000
_PROGRAMS = (".exe", ".dll", ".scr", ".com", ".bat", ".cmd", ".ps1", ".js", ".jse", ".vbs", ".vbe", ".wsf", ".hta", ".jar", ".msi", ".lnk")
"""Of an archive."""
MEMORY = 1024 * 1024 * 1024
SECONDS = 20
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/bmp": "BMP", "image/tiff": "TIFF"}
_ACTIVE = {"/Launch", "/JavaScript", "/ImportData", "/SubmitForm", "/RichMediaExecute"}
_OFFICE = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": b"wordprocessingml.document.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": b"spreadsheetml.sheet.main+xml",
}
"""What the list of an archive's parts says of its main one; that of a document with macros is called otherwise."""
_EBML_OPENED = {0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0x1F43B675, 0xA0}
"""Elements that hold others we look at: segment, information, tracks, a track, a cluster, a group."""
_BOXES_OPENED = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"mvex"}


class Refused(Exception):
    """What is wrong with the file."""


def picture(media_type: str, data: bytes) -> int:
    """Decode every frame; give their number."""
    from PIL import Image, ImageSequence

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error")
    frames = pixels = 0
    try:
        with Image.open(io.BytesIO(data), formats=[_FORMATS[media_type]]) as image:
            for frame in ImageSequence.Iterator(image):
                frames += 1
                pixels += frame.width * frame.height
                if pixels > ALL_PIXELS or frame.width * frame.height > MOST_PIXELS or frames > MOST_FRAMES:
                    raise Refused("bomb")
                frame.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("bomb") from None
    return frames


def pages_of(data: bytes) -> int:
    """Open a PDF, look for what it would do by itself, count what it unpacks to; give its pages."""
    from pypdf import PdfReader

    if not data.startswith(b"%PDF-"):
        raise Refused("unreadable")
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused("locked")
    pages = len(reader.pages)
    if not pages:
        raise Refused("unreadable")
    total = 0
    for thing in _objects(reader):
        if isinstance(thing, dict):
            if thing.get("/S") in _ACTIVE or "/JS" in thing or thing.get("/Type") == "/EmbeddedFile" or "/EF" in thing:
                raise Refused("active")
            total += _unpacked(thing)
            if total > ALL_UNPACKED:
                raise Refused("bomb")
    return pages


def _objects(reader: Any) -> Iterator[Any]:
    """Every object of the file, and those written inside one another."""
    from pypdf.generic import IndirectObject

    numbers = {(number, generation) for generation, known in reader.xref.items() for number in known}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    for number, generation in sorted(numbers):
        waiting = [reader.get_object(IndirectObject(number, generation, reader))]
        while waiting:
            thing = waiting.pop()
            yield thing
            inside = thing.raw_values() if hasattr(thing, "raw_values") else thing.values() if isinstance(thing, dict) else thing
            if isinstance(inside, (list, tuple)) or isinstance(thing, (dict, list)):
                waiting.extend(each for each in inside if isinstance(each, (dict, list)))


def _unpacked(thing: Any) -> int:
    """Bytes that a compressed stream unpacks to, counted without keeping them."""
    packed = getattr(thing, "_data", None)
    filters = thing.get("/Filter")
    first = filters[0] if isinstance(filters, list) and filters else filters
    if not isinstance(packed, bytes) or first != "/FlateDecode":
        return 0
    counted, unpacker = 0, zlib.decompressobj()
    try:
        while packed and not unpacker.eof:
            counted += len(unpacker.decompress(packed, 1024 * 1024))
            if counted > MOST_UNPACKED:
                raise Refused("bomb")
            packed = unpacker.unconsumed_tail
    except zlib.error:
        return counted  # viewers forgive it, and show what came before
    return counted


def office(media_type: str, data: bytes) -> int:
    """Unpack every part, look for programs among them, and ask what the whole says it is."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_ENTRIES:
            raise Refused("bomb")
        unpacked = 0
        for part in parts:
            if part.flag_bits & 1:
                raise Refused("locked")
            unpacked += _counted(archive, part, min(MOST_UNPACKED, ALL_UNPACKED - unpacked))
            if _runs(part.filename.lower()) or (part.filename.endswith(".rels") and _calls(archive.read(part))):
                raise Refused("active")
        said_in, said = ("[Content_Types].xml", _OFFICE[media_type]) if media_type in _OFFICE else ("mimetype", media_type.encode())
        if said_in not in archive.namelist() or said not in archive.read(said_in):
            raise Refused("disguised")
    return 1


def _counted(archive: Any, part: Any, most: int) -> int:
    """Bytes that a part of an archive unpacks to, counted without keeping them."""
    counted = 0
    with archive.open(part) as opened:
        while piece := opened.read(1024 * 1024):
            counted += len(piece)
            if counted > most:
                raise Refused("bomb")
    return counted


def _calls(ties: bytes) -> bool:
    """Whether a document fetches its template, and the macros there, from elsewhere."""
    return b"attachedTemplate" in ties and b'"External"' in ties


def _runs(name: str) -> bool:
    if name.endswith(_PROGRAMS) or "vbaproject" in name or "/activex/" in name or name.startswith(("basic/", "scripts/")):
        return True
    return "/embeddings/" in name and not name.endswith(("/", ".docx", ".xlsx"))


def words(data: bytes) -> int:
    """Read a text: UTF-8, or what Windows writes."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    if any(char < " " and char not in "\t\n\r\f" for char in text):
        raise Refused("unreadable")
    return 1


def sound(media_type: str, data: bytes) -> int:
    """Walk through a recording: one sound and no picture; give the milliseconds it lasts."""
    return {"audio/webm": _webm, "audio/ogg": _ogg, "audio/mp4": _mp4}[media_type](data)


def _webm(data: bytes) -> int:
    at, scale, cluster, last, kinds, codecs = 0, 1_000_000, 0, 0, set(), set()
    while at < len(data):
        name, at = _vint(data, at, keep=True)
        size, at = _vint(data, at)
        if name in _EBML_OPENED:
            continue
        body = data[at : at + size]
        if name == 0x2AD7B1:
            scale = int.from_bytes(body, "big")
        elif name == 0x83:
            kinds.add(int.from_bytes(body, "big"))
        elif name == 0x86:
            codecs.add(body.rstrip(b"\0"))
        elif name == 0xE7:
            cluster = int.from_bytes(body, "big")
        elif name in (0xA3, 0xA1):
            _, past = _vint(body, 0)
            last = max(last, cluster + struct.unpack_from("!h", body, past)[0])
        at += size
    if kinds != {2} or codecs != {b"A_OPUS"}:
        raise Refused("disguised")
    return last * scale // 1_000_000


def _vint(data: bytes, at: int, *, keep: bool = False) -> tuple[int, int]:
    """A number of as many bytes as its first one says, and where it ends; `keep`: an element's name keeps its marker."""
    first = data[at]
    length = 9 - first.bit_length()
    if length > 8:
        raise Refused("unreadable")
    value = int.from_bytes(data[at : at + length], "big")
    return value if keep else value & ((1 << 7 * length) - 1), at + length


def _ogg(data: bytes) -> int:
    at, begun, last, early = 0, 0, 0, 0
    while at < len(data):
        magic, _, flags, granule, _, _, _, count = struct.unpack_from("<4sBBqIIIB", data, at)
        if magic != b"OggS":
            raise Refused("unreadable")
        start = at + 27 + count
        if flags & 2:
            begun += 1
            if begun > 1 or data[start : start + 8] != b"OpusHead":
                raise Refused("disguised")
            early = struct.unpack_from("<H", data, start + 10)[0]
        last = max(last, granule)
        at = start + sum(data[at + 27 : start])
    if not begun:
        raise Refused("unreadable")
    return max(0, last - early) // 48


def _mp4(data: bytes) -> int:
    handlers, codecs, clock, whole, usual, pieces = set(), set(), 0, 0, 0, 0
    given = usual
    for name, body in _boxes(data, 0, len(data)):
        if name == b"hdlr":
            handlers.add(body[8:12])
        elif name == b"stsd":
            codecs.add(body[12:16])
        elif name == b"mdhd":
            clock, whole = struct.unpack_from("!IQ", body, 20) if body[0] else struct.unpack_from("!II", body, 12)
        elif name == b"trex":
            usual = struct.unpack_from("!I", body, 12)[0]
        elif name == b"tfhd":
            flags = int.from_bytes(body[1:4], "big")
            before = 8 + (8 if flags & 1 else 0) + (4 if flags & 2 else 0)
            given = struct.unpack_from("!I", body, before)[0] if flags & 8 else usual
        elif name == b"trun":
            pieces += _run(body, given)
    if handlers != {b"soun"} or not codecs or not codecs <= {b"mp4a", b"Opus"}:
        raise Refused("disguised")
    return (whole or pieces) * 1000 // clock


def _run(body: bytes, given: int) -> int:
    """What the samples of a piece last together, in the track's own clock."""
    flags, count = int.from_bytes(body[1:4], "big"), struct.unpack_from("!I", body, 4)[0]
    if not flags & 0x100:
        return int(count) * given
    start = 8 + (4 if flags & 1 else 0) + (4 if flags & 4 else 0)
    each = 4 * sum(1 for field in (0x100, 0x200, 0x400, 0x800) if flags & field)
    return sum(struct.unpack_from("!I", body, start + index * each)[0] for index in range(count))


def _boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    """The boxes of a file, those inside others too."""
    while at + 8 <= end:
        size, name = struct.unpack_from("!I4s", data, at)
        head = 8
        if size == 1:
            size, head = struct.unpack_from("!Q", data, at + 8)[0], 16
        size = size or end - at
        if size < head or at + size > end:
            raise Refused("unreadable")
        if name in _BOXES_OPENED:
            yield from _boxes(data, at + head, at + size)
        else:
            yield name, data[at + head : at + size]
        at += size


def examined(media_type: str, data: bytes) -> dict[str, Any]:
    """What a file holds, by its kind."""
    if media_type == "application/pdf":
        return {"pages": pages_of(data)}
    if media_type.startswith("image/"):
        return {"pages": picture(media_type, data)}
    if media_type.startswith("audio/"):
        return {"pages": 1, "lasts": sound(media_type, data)}
    return {"pages": words(data) if media_type.startswith("text/") else office(media_type, data)}


def main() -> None:
    """Examine the standard input."""
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    media_type, data = sys.argv[1], sys.stdin.buffer.read()
    try:
        answer = examined(media_type, data)
    except Refused as refused:
        answer = {"refused": str(refused)}
    except MemoryError:
        answer = {"refused": "bomb"}
    except Exception:  # whatever a parser trips over: the file is not what it should be
        answer = {"refused": "unreadable"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
