"""A process that was away for longer than the others wait forwards nothing more, until it has read what is still its own."""

from rtc.sfu.watch import Watch
from tests.rtc.sfu.test_rooms import leave, people
from tests.support.media.hall import Hall
from tests.support.media.peer import KEY_FRAME
from tests.support.media.strangers import refused

LATE = -1.0
"""Seconds: said for so long, it has passed already."""


def test_nothing_is_limited_until_somebody_counts() -> None:
    assert Watch().is_held()


def test_what_is_said_again_in_time_holds_on() -> None:
    watch = Watch()
    for _ in range(3):
        watch.hold(60)
        assert watch.is_held()


def test_what_is_said_too_late_changes_nothing_and_reading_does() -> None:
    watch = Watch()
    watch.hold(LATE)
    watch.hold(60)
    assert not watch.is_held()
    watch.renew()
    assert watch.is_held()


async def test_media_that_comes_meanwhile_is_not_forwarded(hall: Hall) -> None:
    doctor, patient = await people(hall, "doctor", "patient")
    doctor.send(1, KEY_FRAME + b"before")
    await patient.until(0, KEY_FRAME + b"before")
    hall.media.hold(LATE)
    doctor.send(1, KEY_FRAME + b"meanwhile")
    await refused(doctor.address)
    hall.media.hold(60)
    hall.media.renew()
    doctor.send(1, KEY_FRAME + b"after")
    await patient.until(0, KEY_FRAME + b"after")
    assert [parts for parts in patient.got[patient.ssrc(0)] if parts.payload.endswith(b"meanwhile")] == []
    await leave(doctor, patient)
