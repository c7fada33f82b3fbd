"""What is lost on the way is sent again, and each browser learns what it may send."""

import struct

from aiortc.rtp import (
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSenderInfo,
    RtcpSrPacket,
    pack_remb_fci,
    unpack_remb_fci,
)

from rtc.media import Quality
from tests.rtc.sfu.test_rooms import leave, people
from tests.support.media.hall import Hall
from tests.support.media.peer import DELTA, KEY_FRAME, carried

NACK, PLI, REMB = 1, 1, 15


async def test_a_packet_lost_on_the_way_out_is_sent_again_as_a_repair(hall: Hall) -> None:
    doctor, patient = await people(hall, "doctor", "patient")
    doctor.send(1, KEY_FRAME + b"one")
    doctor.send(1, DELTA + b"two")
    lost = await patient.until(0, DELTA + b"two")
    asked = RtcpRtpfbPacket(fmt=NACK, ssrc=1, media_ssrc=patient.ssrc(0))
    asked.lost = [lost.sequence]
    patient.report(asked)
    again = await patient.until_on(patient.repair_ssrc(0), struct.pack("!H", lost.sequence))
    assert carried(again) == (lost.sequence, DELTA + b"two")
    assert again.payload_type != lost.payload_type
    assert again.timestamp == lost.timestamp
    await leave(doctor, patient)


async def test_a_packet_lost_on_the_way_in_is_asked_for_and_its_repair_goes_to_its_place(hall: Hall) -> None:
    doctor, patient = await people(hall, "doctor", "patient")
    doctor.send(1, KEY_FRAME + b"one")
    missing = doctor.send(1, DELTA + b"two", drop=True)
    doctor.send(1, DELTA + b"three")
    asked = await doctor.until_told(RtcpRtpfbPacket, NACK)
    assert asked.lost == [missing]
    doctor.repair(1, missing, DELTA + b"two")
    one, three = await patient.until(0, KEY_FRAME + b"one"), await patient.until(0, DELTA + b"three")
    two = await patient.until(0, DELTA + b"two")
    assert two.sequence == (one.sequence + 1) & 0xFFFF
    assert three.sequence == (one.sequence + 2) & 0xFFFF
    await leave(doctor, patient)


async def test_a_packet_that_never_came_is_asked_for_again_when_somebody_misses_it(hall: Hall) -> None:
    doctor, patient = await people(hall, "doctor", "patient")
    doctor.send(1, KEY_FRAME + b"one")
    missing = doctor.send(1, DELTA + b"two", drop=True)
    doctor.send(1, DELTA + b"three")
    await doctor.until_told(RtcpRtpfbPacket, NACK)
    told = len(doctor.reports)
    three = await patient.until(0, DELTA + b"three")
    asked = RtcpRtpfbPacket(fmt=NACK, ssrc=1, media_ssrc=patient.ssrc(0))
    asked.lost = [(three.sequence - 1) & 0xFFFF]
    patient.report(asked)
    again = await doctor.until_told(RtcpRtpfbPacket, NACK, since=told)
    assert again.lost == [missing]
    await leave(doctor, patient)


async def test_a_hole_too_large_to_fill_asks_for_a_new_picture(hall: Hall) -> None:
    doctor, patient = await people(hall, "doctor", "patient")
    doctor.send(1, KEY_FRAME + b"one")
    for _ in range(100):
        doctor.send(1, DELTA, drop=True)
    doctor.send(1, DELTA + b"far")
    await patient.until(0, DELTA + b"far")
    await doctor.until_told(RtcpPsfbPacket, PLI)
    assert not [packet for packet in doctor.reports if isinstance(packet, RtcpRtpfbPacket)]
    await leave(doctor, patient)


async def test_whoever_wants_a_new_picture_has_it_asked_of_the_one_he_sees(hall: Hall) -> None:
    doctor, patient, carer = await people(hall, "doctor", "patient", "carer")
    carer.send(1, KEY_FRAME)
    await doctor.until(1, KEY_FRAME)
    told = len(carer.reports)
    doctor.report(RtcpPsfbPacket(fmt=PLI, ssrc=1, media_ssrc=doctor.ssrc(1)))
    await carer.until_told(RtcpPsfbPacket, PLI, since=told)
    await leave(doctor, patient, carer)


async def test_sender_reports_go_on_in_the_numbers_of_each_listener(hall: Hall) -> None:
    doctor, patient = await people(hall, "doctor", "patient")
    doctor.send(1, KEY_FRAME + b"one")
    got = await patient.until(0, KEY_FRAME + b"one")
    info = RtcpSenderInfo(ntp_timestamp=0xABCD_0123_4567_0000, rtp_timestamp=doctor.streams[1].timestamp, packet_count=9, octet_count=9)
    doctor.report(RtcpSrPacket(ssrc=doctor.streams[1].ssrc, sender_info=info))
    passed = await patient.until_told(RtcpSrPacket)
    assert passed.ssrc == patient.ssrc(0)
    assert passed.sender_info.ntp_timestamp == info.ntp_timestamp
    assert passed.sender_info.rtp_timestamp == got.timestamp
    assert passed.sender_info.packet_count == 1
    await leave(doctor, patient)


async def test_a_browser_is_told_what_arrived_and_no_more_than_its_best_listener_takes(hall: Hall) -> None:
    doctor, patient, carer = await people(hall, "doctor", "patient", "carer")
    doctor.send(1, KEY_FRAME)
    await doctor.until_told(RtcpRrPacket)  # the next one is a second away: none comes in the middle of what is counted
    told = len(doctor.reports)
    for peer, rate in ((patient, 300_000), (carer, 200_000)):
        fci = pack_remb_fci(rate, [peer.ssrc(0)])
        peer.report(RtcpPsfbPacket(fmt=REMB, ssrc=1, media_ssrc=0, fci=fci))
    for number in range(10):
        doctor.send(1, KEY_FRAME, drop=number == 5)
    arrived = await doctor.until_told(RtcpRrPacket, since=told)
    (report,) = [each for each in arrived.reports if each.ssrc == doctor.streams[1].ssrc]
    assert report.packets_lost == 1
    assert report.fraction_lost == 256 // 10
    limit = await doctor.until_told(RtcpPsfbPacket, REMB, since=told)
    rate, streams = unpack_remb_fci(limit.fci)
    assert 290_000 < rate <= 300_000
    assert streams == [doctor.streams[1].ssrc]
    await leave(doctor, patient, carer)


async def test_the_quality_of_a_seat_is_the_worse_of_what_it_sends_and_what_it_receives(hall: Hall) -> None:
    doctor, patient = await people(hall, "doctor", "patient")
    info = RtcpReceiverInfo(ssrc=patient.ssrc(0), fraction_lost=64, packets_lost=1, highest_sequence=1, jitter=0, lsr=0, dlsr=0)
    patient.report(RtcpRrPacket(ssrc=1, reports=[info]))
    told = await hall.until(Quality, seat="patient")
    assert told.loss == 0.25
    assert (await hall.until(Quality, seat="doctor")).loss == 0
    await leave(doctor, patient)
