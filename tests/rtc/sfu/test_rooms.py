"""Rooms of peers without browsers: who gets whose packets."""

import asyncio

import pytest

from rtc.media import RoomFull
from tests.support.media.hall import Hall
from tests.support.media.peer import DELTA, KEY_FRAME, Bare


async def people(hall: Hall, *seats: str) -> list[Bare]:
    """These seats, connected one after the other."""
    return [await Bare(hall.media, "r", seat).join() for seat in seats]


async def test_six_people_each_get_the_other_five_and_a_seventh_is_refused(hall: Hall) -> None:
    everybody = await people(hall, *"abcdef")
    for peer in everybody:
        peer.send(1, KEY_FRAME + peer.seat.encode())
        peer.send(0, b"sound" + peer.seat.encode())
    for peer in everybody:
        others = [seat for seat in "abcdef" if seat != peer.seat]
        shown = [await _whoever(peer, slot, KEY_FRAME) for slot in range(5)]
        heard = [await _whoever(peer, slot, b"sound", "audio") for slot in range(5)]
        assert sorted(shown) == others
        assert heard == shown, "a slot's sound and picture are the same person's"
    with pytest.raises(RoomFull):
        await Bare(hall.media, "r", "g").join()
    await asyncio.gather(*(peer.leave() for peer in everybody))


async def _whoever(peer: Bare, slot: int, begin: bytes, kind: str = "video") -> str:
    found = await peer.until(slot, begin, kind)
    return found.payload.removeprefix(begin).decode()


async def test_a_picture_begins_with_a_key_frame_and_one_is_asked_for(hall: Hall) -> None:
    doctor, patient = await people(hall, "doctor", "patient")
    doctor.send(1, DELTA + b"early")
    doctor.send(1, KEY_FRAME + b"whole")
    doctor.send(1, DELTA + b"next")
    await patient.until(0, DELTA + b"next")
    assert [parts.payload[2:] for parts in patient.got[patient.ssrc(0)]] == [b"whole", b"next"]
    await doctor.leave()
    await patient.leave()
