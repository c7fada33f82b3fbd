"""Opens a file by force, in a process of its own that may hold little memory, run briefly and write nothing.

Run as a script, with the media type as its argument and the file on its standard input; answers one line of JSON:
`{"pages": 3}`, or `{"refused": "unreadable" | "locked" | "active" | "bomb"}`. It imports nothing of ours.
"""

import io
import json
import resource
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
MEMORY = 1024 * 1024 * 1024
SECONDS = 20
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/bmp": "BMP", "image/tiff": "TIFF"}
_ACTIVE = {"/Launch", "/JavaScript", "/ImportData", "/SubmitForm", "/RichMediaExecute"}


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
        answer: dict[str, Any] = {"pages": pages_of(data) if media_type == "application/pdf" else picture(media_type, data)}
    except Refused as refused:
        answer = {"refused": str(refused)}
    except MemoryError:
        answer = {"refused": "bomb"}
    except Exception:  # whatever a parser trips over: the file is not what it should be
        answer = {"refused": "unreadable"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
