"""Malformed offers, floods, strangers and random datagrams: nothing crashes, and the call next door does not notice (R21)."""

import asyncio
import random
import socket
from contextlib import suppress

import pylibsrtp
import pytest
from aioice import stun
from aiortc.rtcdtlstransport import RTCCertificate
from OpenSSL import SSL

from rtc.media import BadOffer, Lost
from rtc.sfu import Reach
from tests.rtc.sfu.test_rooms import leave, people
from tests.support.media.hall import Hall
from tests.support.media.peer import DELTA, KEY_FRAME, Bare
from tests.support.media.strangers import forged_check, mangled, stray
from tests.support.processes import free_port


async def goes_on(*, sender: Bare, listener: Bare, word: bytes) -> None:
    """The call is still there."""
    sender.send(1, KEY_FRAME + word)
    sender.send(0, word)
    await listener.until(0, KEY_FRAME + word)
    await listener.until(0, word, "audio")


async def test_thousands_of_random_datagrams_change_nothing(hall: Hall) -> None:
    doctor, patient = await people(hall, "doctor", "patient")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for number, data in enumerate(stray(10_000, seed=7)):
            stranger.sendto(data, doctor.address)
            if number % 200 == 0:
                await goes_on(sender=doctor, listener=patient, word=b"at %d." % number)
    await goes_on(sender=patient, listener=doctor, word=b"after")
    assert not [event for event in hall.events if isinstance(event, Lost)]
    await leave(doctor, patient)


async def test_what_a_member_himself_sends_wrongly_harms_nobody(hall: Hall) -> None:
    doctor, patient = await people(hall, "doctor", "patient")
    await goes_on(sender=doctor, listener=patient, word=b"before")
    chance = random.Random(8)
    protect = patient._dtls._tx_srtp
    for number in range(2_000):
        junk = chance.randbytes(chance.choice((12, 13, 30, 200)))
        head = bytes((chance.choice((0x80, 0x90, 0xA0, 0xB0, 0x8F)), chance.choice((96, 97, 98, 111, 127)))) + junk[2:8]
        with suppress(pylibsrtp.Error):  # some are too wrong even to be protected
            patient.raw(protect.protect(head + patient.streams[number % 3].ssrc.to_bytes(4) + junk[12:]))
        report = (
            bytes((0x81, chance.choice((200, 201, 202, 203, 205, 206)))) + (len(junk) // 4 - 1).to_bytes(2) + junk[4 : len(junk) // 4 * 4]
        )
        patient.raw(protect.protect_rtcp(report))
        patient.raw(b"")
        if number % 100 == 0:
            await goes_on(sender=doctor, listener=patient, word=b"at %d." % number)
    await goes_on(sender=doctor, listener=patient, word=b"after")
    await leave(doctor, patient)


async def test_a_strangers_dtls_is_not_answered_and_the_call_goes_on(hall: Hall) -> None:
    doctor = Bare(hall.media, "r", "doctor")
    await doctor.join(wait=False)
    line = next(line for line in doctor.answer.split("\r\n") if line.startswith("a=candidate:"))
    context = RTCCertificate.generateCertificate()._create_ssl_context(
        srtp_profiles=doctor.pc.getTransceivers()[0].sender.transport._srtp_profiles
    )
    hello = SSL.Connection(context)
    hello.set_connect_state()
    with pytest.raises(SSL.WantReadError):
        hello.do_handshake()
    first = hello.bio_read(1500)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.setblocking(False)
        address = (line.split(" ")[4], int(line.split(" ")[5]))
        for _ in range(50):
            stranger.sendto(first, address)
        await doctor.connected()
        for _ in range(50):
            stranger.sendto(first, address)
        patient = await Bare(hall.media, "r", "patient").join()
        await goes_on(sender=doctor, listener=patient, word=b"hello")
        with pytest.raises(BlockingIOError):
            stranger.recv(2000)
    await leave(doctor, patient)


async def test_forged_checks_are_answered_with_a_refusal_and_teach_nothing(hall: Hall) -> None:
    doctor, patient = await people(hall, "doctor", "patient")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.setblocking(False)
        for _ in range(200):
            stranger.sendto(forged_check(), doctor.address)
        await goes_on(sender=doctor, listener=patient, word=b"still here")
        answer = stun.parse_message(stranger.recv(2000))
    assert answer.message_class == stun.Class.ERROR
    assert answer.error_code == 401
    link = hall.media._rooms["r"].links["doctor"]
    assert len(link._peer.dtls.transport._connection.remote_candidates) < 10
    await leave(doctor, patient)


async def test_a_flood_of_paths_is_forgotten_and_one_too_large_is_refused(hall: Hall) -> None:
    doctor, patient = await people(hall, "doctor", "patient")
    for number in range(1_000):
        path = f"candidate:{number} 1 udp {number} 10.0.0.{number % 250} {number + 1} typ host"
        await hall.media.candidate("r", "doctor", "1", path, "0")
    await hall.media.candidate("nowhere", "nobody", "1", None, None)
    with pytest.raises(BadOffer, match=r"too large"):
        await hall.media.candidate("r", "doctor", "1", "x" * 100_000, "0")
    await goes_on(sender=doctor, listener=patient, word=b"after")
    link = hall.media._rooms["r"].links["doctor"]
    assert len(link._peer.dtls.transport._connection.remote_candidates) < 10
    await leave(doctor, patient)


async def test_mangled_offers_are_refused_with_a_sentence_and_leave_nothing_behind(hall: Hall) -> None:
    doctor, patient = await people(hall, "doctor", "patient")
    good = doctor.pc.localDescription.sdp
    chance = random.Random(9)
    refused = 0
    for number in range(300):
        try:
            await hall.media.offer("fuzz", f"seat{number % 6}", str(number), mangled(good, chance))
        except BadOffer:
            refused += 1
        if number % 50 == 0:
            await hall.media.close("fuzz")
            await goes_on(sender=doctor, listener=patient, word=b"at %d." % number)
    assert refused > 100
    await hall.media.close("fuzz")
    await goes_on(sender=patient, listener=doctor, word=b"after")
    assert set(hall.media._rooms) == {"r"}
    await leave(doctor, patient)


async def test_an_offer_that_cannot_be_read_leaves_the_seats_connection_alone(hall: Hall) -> None:
    doctor, patient = await people(hall, "doctor", "patient")
    good = doctor.pc.localDescription.sdp
    for bad in (
        good.replace("VP8", "VP9").replace("H264", "H265"),
        good.replace("ice-pwd:", "ice-pwd:!"),
        good[: len(good) // 2],
        good * 20,
    ):
        with pytest.raises(BadOffer):
            await hall.media.offer("r", "doctor", "2", bad)
    doctor.send(1, KEY_FRAME)
    doctor.send(1, DELTA + b"goes on")
    await patient.until(0, DELTA + b"goes on")
    await leave(doctor, patient)


async def test_offers_of_one_seat_in_quick_succession_leave_one_connection(hall: Hall) -> None:
    good = (await Bare(hall.media, "r", "doctor", connection="0").join()).pc
    for number in range(1, 20):
        await hall.media.offer("r", "patient", str(number), good.localDescription.sdp)
    room = hall.media._rooms["r"]
    assert [link.name for link in room.coming.values()] == ["19"]
    await hall.media.leave("r", "patient")
    assert room.coming == {}
    await asyncio.gather(good.close())


async def test_without_a_port_left_the_offer_is_refused_and_the_others_stay() -> None:
    port = free_port()
    async with Hall(Reach("127.0.0.1", (port, port))).open() as hall:
        doctor = await Bare(hall.media, "r", "doctor").join()
        with pytest.raises(BadOffer, match=r"No port"):
            await Bare(hall.media, "r", "patient").join()
        await hall.media.leave("r", "doctor")
        again = await Bare(hall.media, "r", "patient").join()
        assert again.address == ("127.0.0.1", port)
        await leave(doctor, again)
