"""Calls of real encoders and decoders over lines that lose a tenth, and over one that is cut and comes back."""

from itertools import pairwise

import pytest

from rtc.media import Lost, Quality
from rtc.sfu import Patience, Reach
from tests.support.media.hall import Hall
from tests.support.media.weather import Seat, Weather

pytestmark = pytest.mark.slow
FRAME = 3000
"""From one frame to the next, in ninety-thousandths of a second."""


async def test_every_frame_is_decoded_though_each_line_loses_a_tenth_both_ways(hall: Hall) -> None:
    doctor, patient = [await Seat(hall.media, "r", seat, out=Weather(10), back=Weather(10)).join() for seat in ("doctor", "patient")]
    for seat in (doctor, patient):
        await seat.decodes(1)
        times = await seat.decodes(100)
        assert [round((after - before) / FRAME) for before, after in pairwise(times)] == [1] * 99
    assert min(line.lost for seat in (doctor, patient) for line in (seat.out, seat.back)) >= 10
    assert (await hall.until(Quality, seat="doctor")).room == "r"
    await doctor.leave()
    await patient.leave()


async def test_a_line_that_was_cut_shows_the_picture_again_on_a_new_connection_of_the_same_seat() -> None:
    async with Hall(Reach("127.0.0.1"), Patience()).open() as hall:
        doctor, patient = [await Seat(hall.media, "r", seat).join() for seat in ("doctor", "patient")]
        await doctor.decodes(10)
        patient.out.is_cut = patient.back.is_cut = True
        assert (await hall.until(Lost, seat="patient")).reason == "silent"
        back = await Seat(hall.media, "r", "patient", "2").join()
        await back.decodes(10)
        await doctor.decodes(10)
        for seat in (doctor, patient, back):
            await seat.leave()
