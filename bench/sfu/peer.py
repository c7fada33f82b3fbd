"""A person without a browser: real ICE, DTLS and SRTP, and packets that carry the time at which they were sent."""

import os
import struct
import time
from typing import Any, cast

import aiortc.rtcpeerconnection as library
from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCRtpReceiver, RTCRtpSender
from aiortc.rtcrtpparameters import RTCRtpReceiveParameters, RTCRtpSendParameters

SIZE = 1000
ONE_IN = 25
"""One packet in so many is decrypted, for its age."""

_PLAIN = struct.Struct("!BBHLL")
_EXTENDED = struct.Struct("!BBHLLHHL")
_KEY_FRAME = b"\x10\x00\x00\x00\x00\x00\x00\x00"
_FILLING = os.urandom(SIZE)


class _Sender(RTCRtpSender):
    agreed: RTCRtpSendParameters | None = None

    async def send(self, parameters: RTCRtpSendParameters) -> None:
        self.agreed = parameters

    async def stop(self) -> None:
        pass


class _Receiver(RTCRtpReceiver):
    async def receive(self, parameters: RTCRtpReceiveParameters) -> None:
        pass

    async def stop(self) -> None:
        pass


class Connection(RTCPeerConnection):
    """The library's, with senders and receivers that do nothing."""

    def __init__(self) -> None:
        super().__init__(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))

    def _RTCPeerConnection__createTransceiver(self, *given: Any, **named: Any) -> Any:  # noqa: N802
        ours = {"RTCRtpSender": _Sender, "RTCRtpReceiver": _Receiver}
        theirs = {name: vars(library)[name] for name in ours}
        vars(library).update(ours)
        try:
            return super()._RTCPeerConnection__createTransceiver(*given, **named)  # type: ignore[misc]
        finally:
            vars(library).update(theirs)


class Tally:
    """What all of them sent and got."""

    def __init__(self) -> None:
        self.sent = self.got = 0
        self.ages: list[int] = []

    def begin(self) -> None:
        """Count from now on."""
        self.sent = self.got = 0
        self.ages.clear()


def watch(pc: Connection, tally: Tally) -> None:
    """Count what arrives there."""
    dtls = pc.getTransceivers()[0].receiver.transport
    protocol = dtls.transport._connection._nominated[1].protocol
    opening, before, now = dtls._rx_srtp, protocol.datagram_received, time.perf_counter_ns
    turn = 0

    def received(data: bytes | str, addr: tuple[Any, ...]) -> None:
        nonlocal turn
        if not data or isinstance(data, str) or data[0] < 128:
            before(data, addr)
            return
        if 192 <= data[1] <= 223:
            return
        tally.got += 1
        turn += 1
        if turn % ONE_IN == 0:
            packet = opening.unprotect(data)
            at = 12 + 4 * (packet[0] & 15)
            if packet[0] & 0x10:
                at += 4 + 4 * int(struct.unpack_from("!H", packet, at + 2)[0])
            tally.ages.append(now() - int(struct.unpack_from("!Q", packet, at + 8)[0]))

    protocol.datagram_received = received  # type: ignore[method-assign]


class Speaker:
    """Sends a voice and a camera."""

    def __init__(self, pc: Connection, tally: Tally) -> None:
        sending = [t.sender for t in pc.getTransceivers() if t.direction == "sendonly"]
        self._voice, self._camera = cast(_Sender, sending[0]), cast(_Sender, sending[1])
        dtls = self._voice.transport
        pair = dtls.transport._connection._nominated[1]
        self._protect, self._sendto, self._address = dtls._tx_srtp.protect, pair.protocol.transport.sendto, pair.remote_addr
        self._tally = tally
        self._voice_type, self._camera_type = self._type(self._voice), self._type(self._camera)
        assert self._camera.agreed is not None
        self._element = next((e.id for e in self._camera.agreed.headerExtensions if e.uri.endswith("abs-send-time")), 0)
        self._numbers = [1000, 1000]
        self._times = [0, 0]

    @staticmethod
    def _type(sender: _Sender) -> int:
        assert sender.agreed is not None
        return sender.agreed.codecs[0].payloadType or 0

    def voice(self) -> None:
        """20 ms of sound."""
        self._numbers[0] = (self._numbers[0] + 1) & 0xFFFF
        self._times[0] += 960
        head = _PLAIN.pack(0x80, self._voice_type, self._numbers[0], self._times[0] & 0xFFFFFFFF, self._voice._ssrc)
        self._send(head + bytes(8) + struct.pack("!Q", time.perf_counter_ns()) + _FILLING[:84])

    def picture(self, packets: int) -> None:
        """One frame."""
        self._times[1] += 3600
        for number in range(packets):
            self._numbers[1] = (self._numbers[1] + 1) & 0xFFFF
            marker = 0x80 if number == packets - 1 else 0
            sent = self._element << 28 | 2 << 24 | int(time.time() % 64 * 262_144) & 0xFFFFFF
            head = _EXTENDED.pack(
                0x90, marker | self._camera_type, self._numbers[1], self._times[1] & 0xFFFFFFFF, self._camera._ssrc, 0xBEDE, 1, sent
            )
            self._send(head + _KEY_FRAME + struct.pack("!Q", time.perf_counter_ns()) + _FILLING[: SIZE - 16])

    def _send(self, packet: bytes) -> None:
        self._sendto(self._protect(packet), self._address)
        self._tally.sent += 1
