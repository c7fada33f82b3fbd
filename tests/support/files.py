"""Files to send, made here: good ones, broken ones, and those that pretend."""

import io
import struct
import zipfile
import zlib

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The harmless string that every scanner finds; in two pieces, so that none finds it in this file."""


def image(kind: str = "PNG", size: tuple[int, int] = (8, 8), colour: tuple[int, int, int] = (120, 60, 200)) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def pdf(pages: int = 1, *, script: str = "", password: str = "", attached: bytes | None = None) -> bytes:
    """A PDF of blank pages."""
    writer, out = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if script:
        action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)})
        writer.root_object[NameObject("/OpenAction")] = action
    if attached is not None:
        writer.add_attachment("inside.exe", attached)
    if password:
        writer.encrypt(password, algorithm="AES-256")
    writer.write(out)
    return out.getvalue()


def pixel_bomb(side: int = 30_000) -> bytes:
    """A PNG of about 100 KB that unpacks to nearly a billion pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack("!L", len(content)) + name + content + struct.pack("!L", zlib.crc32(name + content))

    packer, rows = zlib.compressobj(9), b""
    for _ in range(side // 100):
        rows += packer.compress(bytes((side // 8 + 1) * 100))
    rows += packer.flush()
    head = struct.pack("!LLBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def pdf_bomb(megabytes: int = 300) -> bytes:
    """A small PDF of which one stream unpacks to this much."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1024 * 1024)) for _ in range(megabytes)) + packer.flush()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
    ]
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out) + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start


DOT = image()

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PARTS = {
    "docx": ("word/document.xml", f"{_WORD}.main+xml"),
    "xlsx": ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
}
_OPEN = {"odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet"}


def office(kind: str, *, said: str = "", **parts: bytes) -> bytes:
    """A document of an office program; `said`: what it says it is, when that is a lie; `parts`: further ones, `__` for a slash."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        if kind in _PARTS:
            main, media_type = _PARTS[kind]
            types = f'<Types><Override PartName="/{main}" ContentType="{said or media_type}"/></Types>'
            archive.writestr("[Content_Types].xml", types)
            archive.writestr(main, "<document/>")
        else:
            archive.writestr("mimetype", said or _OPEN[kind], zipfile.ZIP_STORED)
            archive.writestr("content.xml", "<office/>")
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return out.getvalue()


def ogg(seconds: float = 2, codec: bytes = b"OpusHead") -> bytes:
    """A recording as Firefox makes it: its first, its second and its last page."""
    head = codec + bytes((1, 1)) + struct.pack("<HIhB", 312, 48_000, 0, 0)

    def page(flags: int, granule: int, number: int, content: bytes) -> bytes:
        return struct.pack("<4sBBqIIIB", b"OggS", 0, flags, granule, 7, number, 0, 1) + bytes((len(content),)) + content

    last = page(4, int(seconds * 48_000) + 312, 2, b"\xfc\xff\xfe")
    return page(2, 0, 0, head) + page(0, 0, 1, b"OpusTags" + bytes(8)) + last


def webm(seconds: float = 2, *, video: bool = False, codec: bytes = b"A_OPUS") -> bytes:
    """A recording as Chromium makes it: segment and clusters of unknown size."""

    def element(name: str, content: bytes) -> bytes:
        return bytes.fromhex(name) + struct.pack("!Q", len(content) | 1 << 56) + content

    open_ended = bytes.fromhex("01FFFFFFFFFFFFFF")
    tracks = element("AE", element("83", b"\x02") + element("86", codec))
    if video:
        tracks += element("AE", element("83", b"\x01") + element("86", b"V_VP8"))
    clusters = b"".join(
        bytes.fromhex("1F43B675")
        + open_ended
        + element("E7", struct.pack("!I", at))
        + element("A3", b"\x81" + struct.pack("!h", 0) + b"\x80\xfc\xff\xfe")
        for at in range(0, int(seconds * 1000) + 1, 1000)
    )
    head = element("1A45DFA3", bytes.fromhex("428284") + b"webm")
    info = element("1549A966", element("2AD7B1", struct.pack("!I", 1_000_000)))
    return head + bytes.fromhex("18538067") + open_ended + info + element("1654AE6B", tracks) + clusters


def mp4(seconds: float = 2, *, handler: bytes = b"soun", pieces: int = 0) -> bytes:
    """A recording as Safari makes it; with `pieces`, each says how long it is and the whole does not."""

    def box(name: bytes, *content: bytes) -> bytes:
        inside = b"".join(content)
        return struct.pack("!I4s", len(inside) + 8, name) + inside

    clock = 48_000
    whole = 0 if pieces else int(seconds * clock)
    mdhd = box(b"mdhd", bytes(12), struct.pack("!II", clock, whole), bytes(4))
    hdlr = box(b"hdlr", bytes(8), handler, bytes(13))
    stsd = box(b"stsd", bytes(4), struct.pack("!I", 1), box(b"mp4a", bytes(28)))
    trex = box(b"trex", bytes(4), struct.pack("!III", 1, 1, 1024), bytes(8))
    moov = box(b"moov", box(b"trak", box(b"mdia", mdhd, hdlr, box(b"minf", box(b"stbl", stsd)))), box(b"mvex", trex))
    made = box(b"ftyp", b"isom", bytes(4), b"isommp42") + moov
    for _ in range(pieces):
        each = int(seconds * clock) // pieces
        tfhd = box(b"tfhd", struct.pack("!III", 8, 1, each))
        made += box(b"moof", box(b"traf", tfhd, box(b"trun", struct.pack("!II", 0, 1)))) + box(b"mdat", bytes(4))
    return made
