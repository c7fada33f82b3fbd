"""Rooms of peers without browsers: who gets whose packets."""

import asyncio
import time

import pytest

from rtc.media import Lost, RoomFull, Rule, Slot, Slots
from rtc.sfu import Patience, Reach
from tests.support.media.hall import Hall
from tests.support.media.peer import DELTA, KEY_FRAME, Bare


async def people(hall: Hall, *seats: str) -> list[Bare]:
    """These seats, connected one after the other."""
    return [await Bare(hall.media, "r", seat).join() for seat in seats]


async def leave(*peers: Bare) -> None:
    """Nobody stays behind."""
    await asyncio.gather(*(peer.leave() for peer in peers))


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
    await leave(*everybody)


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
    await leave(doctor, patient)


async def test_a_silenced_or_hidden_seat_is_not_forwarded_until_it_may_again(hall: Hall) -> None:
    doctor, patient = await people(hall, "doctor", "patient")
    patient.send(1, KEY_FRAME + b"before")
    await doctor.until(0, KEY_FRAME + b"before")
    await hall.media.rule("r", {"patient": Rule(heard=False, seen=False)})
    patient.send(0, b"secret sound")
    patient.send(1, KEY_FRAME + b"secret picture")
    doctor.send(0, b"still heard")
    await patient.until(0, b"still heard", "audio")
    await hall.media.rule("r", {"patient": Rule()})
    patient.send(0, b"sound")
    await doctor.until(0, b"sound", "audio")
    patient.send(1, DELTA + b"of a picture he has not seen")
    patient.send(1, KEY_FRAME + b"after")
    await doctor.until(0, KEY_FRAME + b"after")
    assert [parts.payload[2:] for parts in doctor.got[doctor.ssrc(0)]] == [b"before", b"after"]
    assert [parts.payload for parts in doctor.got[doctor.ssrc(0, "audio")]] == [b"sound"]
    await leave(doctor, patient)


async def test_a_rule_said_before_anybody_is_there_holds(hall: Hall) -> None:
    await hall.media.rule("r", {"patient": Rule(seen=False)})
    doctor, patient = await people(hall, "doctor", "patient")
    patient.send(1, KEY_FRAME + b"hidden")
    patient.send(0, b"sound")
    await doctor.until(0, b"sound", "audio")
    assert doctor.ssrc(0) not in doctor.got
    await leave(doctor, patient)


async def test_a_shared_screen_fills_a_slot_of_its_own(hall: Hall) -> None:
    doctor, patient = await people(hall, "doctor", "patient")
    doctor.send(1, KEY_FRAME + b"camera")
    doctor.send(2, KEY_FRAME + b"screen")
    told = await hall.until(Slots, seat="patient", having=Slot(1, "doctor", "screen"))
    assert told.slots[0] == Slot(0, "doctor", "camera")
    doctor.send(2, KEY_FRAME + b"again")
    await patient.until(1, KEY_FRAME + b"again")
    await patient.until(0, KEY_FRAME + b"camera")
    await leave(doctor, patient)


async def test_a_browser_that_measures_its_way_shares_no_screen(hall: Hall) -> None:
    doctor, patient = await people(hall, "doctor", "patient")
    doctor.send(2, b"")
    doctor.repair(2, 7, b"")
    doctor.send(1, KEY_FRAME + b"camera")
    await patient.until(0, KEY_FRAME + b"camera")
    assert hall.media._rooms["r"].sharing(time.monotonic()) == []
    await leave(doctor, patient)


async def test_a_seat_that_comes_back_keeps_its_slot_and_its_stream_goes_on(hall: Hall) -> None:
    doctor, patient, carer = await people(hall, "doctor", "patient", "carer")
    patient.send(1, KEY_FRAME + b"first")
    first = await doctor.until(0, KEY_FRAME + b"first")
    again = await Bare(hall.media, "r", "patient", connection="2").join()
    lost = await hall.until(Lost, seat="patient")
    assert (lost.connection, lost.reason) == ("1", "replaced")
    again.send(1, KEY_FRAME + b"second")
    second = await doctor.until(0, KEY_FRAME + b"second")
    assert second.sequence == (first.sequence + 1) & 0xFFFF
    assert 0 < (second.timestamp - first.timestamp) & 0xFFFFFFFF < 90_000 * 60
    patient.send(1, KEY_FRAME + b"from the old device")
    carer.send(1, KEY_FRAME + b"carer")
    await doctor.until(1, KEY_FRAME + b"carer")
    assert not any(b"old device" in parts.payload for parts in doctor.got[doctor.ssrc(0)])
    await leave(doctor, patient, carer, again)


async def test_who_leaves_frees_his_slot_for_the_next_and_nobody_else_moves(hall: Hall) -> None:
    doctor, patient, carer = await people(hall, "doctor", "patient", "carer")
    await hall.media.leave("r", "patient")
    assert (await hall.until(Lost, seat="patient")).reason == "left"
    await hall.until(Slots, seat="doctor", having=Slot(0, None, "camera"))
    carer.send(1, KEY_FRAME + b"carer")
    await doctor.until(1, KEY_FRAME + b"carer")
    trainee = await Bare(hall.media, "r", "trainee").join()
    trainee.send(1, KEY_FRAME + b"trainee")
    await doctor.until(0, KEY_FRAME + b"trainee")
    await leave(doctor, patient, carer, trainee)


async def test_a_browser_that_says_goodbye_is_lost_at_once(hall: Hall) -> None:
    doctor, patient = await people(hall, "doctor", "patient")
    await patient.leave()
    assert (await hall.until(Lost, seat="patient")).reason == "closed"
    await leave(doctor)


async def test_a_browser_that_falls_silent_is_lost() -> None:
    async with Hall(Reach("127.0.0.1"), Patience()).open() as hall:
        patient = await Bare(hall.media, "r", "patient").join()
        patient.send(0, b"a word")
        patient.fall_silent()
        assert (await hall.until(Lost, seat="patient")).reason == "silent"
        await leave(patient)


async def test_a_browser_that_never_comes_is_forgotten(hall: Hall) -> None:
    elsewhere = await Bare(hall.media, "r", "patient").join()
    async with Hall(Reach("127.0.0.1"), Patience(connecting=0)).open() as other:
        await other.media.offer("r", "patient", "1", elsewhere.pc.localDescription.sdp)
        assert (await other.until(Lost, seat="patient")).reason == "never_connected"
    await leave(elsewhere)


async def test_a_closed_room_says_goodbye_to_everybody(hall: Hall) -> None:
    doctor, patient = await people(hall, "doctor", "patient")
    ended = [peer.ended() for peer in (doctor, patient)]
    await hall.media.close("r")
    await asyncio.gather(*ended)
    assert {(await hall.until(Lost, seat=seat)).reason for seat in ("doctor", "patient")} == {"closed"}


async def test_the_device_check_gives_back_what_it_is_sent_and_stands_alone(hall: Hall) -> None:
    doctor = await Bare(hall.media, "r", "doctor").join()
    alone = await Bare(hall.media, "r", "patient", pairs=1).join(echo=True)
    assert alone.slots == [Slot(0, "patient", "camera")]
    alone.send(1, KEY_FRAME + b"myself")
    alone.send(0, b"my voice")
    await alone.until(0, KEY_FRAME + b"myself")
    await alone.until(0, b"my voice", "audio")
    doctor.send(1, KEY_FRAME + b"doctor")
    later = await Bare(hall.media, "r", "carer").join()
    doctor.send(1, KEY_FRAME + b"doctor again")
    await later.until(0, KEY_FRAME + b"doctor again")
    assert not any(b"doctor" in parts.payload for got in alone.got.values() for parts in got)
    assert doctor.got == {}
    await leave(doctor, alone, later)
