"""Packets as they are on the wire."""

import pytest
from aiortc.rtp import HeaderExtensionsMap, RtpPacket, unwrap_rtx
from hypothesis import given
from hypothesis import strategies as st

from rtc.sfu.packets import Malformed, begins_picture, element, original, retransmission, take_apart, write

NUMBERS = st.integers(0, 0xFFFF)
LONGS = st.integers(0, 0xFFFFFFFF)


@given(st.booleans(), st.integers(0, 127), NUMBERS, LONGS, LONGS, st.sampled_from([0, 0x32AB_CDEF]), st.binary(max_size=60))
def test_what_is_written_is_read_the_same_by_the_library_and_by_us(
    marker: bool, kind: int, sequence: int, timestamp: int, ssrc: int, word: int, payload: bytes
) -> None:
    written = write(0x80 if marker else 0, kind, sequence, timestamp, ssrc, word, payload)
    theirs = RtpPacket.parse(written, HeaderExtensionsMap())
    assert (theirs.marker, theirs.payload_type, theirs.sequence_number) == (int(marker), kind, sequence)
    assert (theirs.timestamp, theirs.ssrc, theirs.payload) == (timestamp, ssrc, payload)
    ours = take_apart(written)
    assert (ours.payload_type, ours.sequence, ours.timestamp, ours.ssrc, ours.payload) == (kind, sequence, timestamp, ssrc, payload)
    assert element(written, ours.extension, ours.end, 3) == (b"\xab\xcd\xef" if word else None)


@given(st.binary(max_size=120))
def test_whatever_arrives_is_read_or_refused(data: bytes) -> None:
    try:
        parts = take_apart(data)
    except Malformed:
        return
    assert len(parts.payload) <= len(data)
    element(data, parts.extension, parts.end, 5)
    begins_picture(parts.payload)
    original(parts.payload)


def test_padding_is_taken_off_and_a_wrong_amount_is_refused() -> None:
    packet = bytearray(write(0, 96, 1, 2, 3, 0, b"voice\x00\x00\x03"))
    packet[0] |= 0x20
    assert take_apart(bytes(packet)).payload == b"voice"
    packet[-1] = 200
    with pytest.raises(Malformed):
        take_apart(bytes(packet))


@given(NUMBERS, NUMBERS, st.sampled_from([0, 0x32AB_CDEF]), st.binary(min_size=1, max_size=40))
def test_a_repair_carries_the_packet_it_repeats(sequence: int, number: int, word: int, payload: bytes) -> None:
    packet = write(0x80, 97, sequence, 7, 8, word, payload)
    repair = retransmission(packet, 98, number, 9)
    theirs = RtpPacket.parse(repair, HeaderExtensionsMap())
    assert (theirs.payload_type, theirs.sequence_number, theirs.ssrc, theirs.timestamp) == (98, number, 9, 7)
    back = unwrap_rtx(theirs, payload_type=97, ssrc=8)
    assert (back.sequence_number, back.payload, back.marker) == (sequence, payload, 1)
    assert original(take_apart(repair).payload) == (sequence, payload)


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (b"\x10\x00", True),
        (b"\x10\x01", False),
        (b"\x00\x00", False),  # not the first packet of its frame
        (b"\x11\x00", False),  # another partition
        (b"\x90\x80\x12\x00", True),  # a picture number of seven bits
        (b"\x90\x80\x92\x34\x00", True),  # of fifteen
        (b"\x90\xe0\x92\x34\x05\x20\x00", True),  # and layers
        (b"\x90\xe0\x92\x34\x05\x20\x01", False),
        (b"\x90\x80", False),
        (b"\x10", False),
        (b"", False),
    ],
)
def test_a_key_frame_is_told_by_its_first_bytes(payload: bytes, expected: bool) -> None:
    assert begins_picture(payload) is expected
