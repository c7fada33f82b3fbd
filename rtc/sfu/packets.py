"""RTP as it is written on the wire: the few fields that forwarding reads, and the header that it writes."""

import struct
from typing import NamedTuple

_PLAIN = struct.Struct("!BBHLL")
_EXTENDED = struct.Struct("!BBHLLHHL")
_ONE_BYTE = 0xBEDE
_WORD = struct.Struct("!H")
_LONG = struct.Struct("!L")

MARKER = 0x80
HALF = 0x8000
"""Of two sequence numbers, the later one is less than this ahead."""


class Parts(NamedTuple):
    """A packet taken apart. `extension` and `end` bound its one-byte extension elements; equal when there are none."""

    marker: int
    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    extension: int
    end: int
    payload: bytes


class Malformed(ValueError):
    """Not an RTP packet."""


def take_apart(packet: bytes) -> Parts:
    """Read a packet.

    Raises:
        Malformed: it ends before it should.
    """
    size = len(packet)
    if size < 12:
        raise Malformed
    first, second, sequence, timestamp, ssrc = _PLAIN.unpack_from(packet)
    start = 12 + ((first & 0x0F) << 2)
    extension = end = 0
    if first & 0x10:
        if size < start + 4:
            raise Malformed
        words = _WORD.unpack_from(packet, start + 2)[0] << 2
        one_byte = packet[start] == 0xBE and packet[start + 1] == 0xDE
        start += 4 + words
        if one_byte:
            extension, end = start - words, start
    stop = size
    if first & 0x20:
        stop -= packet[-1]
    if start > stop or start > size:
        raise Malformed
    return Parts(second & MARKER, second & 0x7F, sequence, timestamp, ssrc, extension, end, packet[start:stop])


def element(packet: bytes, extension: int, end: int, wanted: int) -> bytes | None:
    """The value of the one-byte header extension with that number."""
    while extension < end:
        head = packet[extension]
        if head == 0:
            extension += 1
            continue
        size = (head & 0x0F) + 1
        if head >> 4 == wanted:
            value = packet[extension + 1 : extension + 1 + size]
            return value if extension + 1 + size <= end else None
        extension += 1 + size
    return None


def write(marker: int, payload_type: int, sequence: int, timestamp: int, ssrc: int, word: int, payload: bytes) -> bytes:
    """A packet with a fresh header; `word` is one whole extension element of four bytes, 0 for none."""
    if word:
        return _EXTENDED.pack(0x90, marker | payload_type, sequence, timestamp, ssrc, _ONE_BYTE, 1, word) + payload
    return _PLAIN.pack(0x80, marker | payload_type, sequence, timestamp, ssrc) + payload


def retransmission(packet: bytes, payload_type: int, sequence: int, ssrc: int) -> bytes:
    """One of our own packets again, as RFC 4588 wants it: on its own stream, the first number before the payload."""
    size = 20 if packet[0] & 0x10 else 12
    head = bytes((packet[0], (packet[1] & MARKER) | payload_type)) + _WORD.pack(sequence) + packet[4:8] + _LONG.pack(ssrc)
    return head + packet[12:size] + packet[2:4] + packet[size:]


def original(payload: bytes) -> tuple[int, bytes] | None:
    """What a retransmission carries: the first number and payload. None for one that carries nothing (a probe)."""
    if len(payload) < 3:
        return None
    return _WORD.unpack_from(payload)[0], payload[2:]


def begins_picture(payload: bytes) -> bool:
    """Whether this VP8 payload is the first of a key frame (RFC 7741)."""
    size = len(payload)
    if size < 2 or not payload[0] & 0x10 or payload[0] & 0x07:
        return False
    at = 1
    if payload[0] & 0x80:
        flags = payload[1]
        at = 2
        if flags & 0x80:
            at += 2 if at < size and payload[at] & 0x80 else 1
        if flags & 0x40:
            at += 1
        if flags & 0x30:
            at += 1
    return at < size and not payload[at] & 0x01
