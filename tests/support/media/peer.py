"""A seat without a browser: the library's ICE and DTLS, and RTP written by hand."""

import asyncio
import struct
import time
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

import aiortc.rtcpeerconnection as library
from aioice.ice import StunProtocol
from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCRtpReceiver, RTCRtpSender, RTCSessionDescription
from aiortc.codecs import is_rtx
from aiortc.rtcrtpparameters import RTCRtpReceiveParameters, RTCRtpSendParameters
from aiortc.rtp import AnyRtcpPacket, RtcpPacket, RtcpPsfbPacket, RtcpRtpfbPacket

from rtc.media import BadOffer, Connected, Media, MediaEvent, RoomFull, Slot, Telling
from rtc.sfu.packets import Parts, original, take_apart

KEY_FRAME = b"\x10\x00"
"""A VP8 payload that begins a key frame."""
DELTA = b"\x10\x01"
_HEADER = struct.Struct("!BBHLL")


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


class _Connection(RTCPeerConnection):
    def _RTCPeerConnection__createTransceiver(self, *given: Any, **named: Any) -> Any:  # noqa: N802
        ours = {"RTCRtpSender": _Sender, "RTCRtpReceiver": _Receiver}
        theirs = {name: vars(library)[name] for name in ours}
        vars(library).update(ours)
        try:
            return super()._RTCPeerConnection__createTransceiver(*given, **named)  # type: ignore[misc]
        finally:
            vars(library).update(theirs)


class Watched(Media, Telling, Protocol):
    """Media, and what is told of it."""


@dataclass
class Stream:
    """One stream that this seat sends."""

    payload_type: int
    ssrc: int
    repair_type: int = 0
    repair_ssrc: int = 0
    sequence: int = 1000
    timestamp: int = 0


@dataclass
class Bare:
    """A seat that sends and receives raw packets."""

    media: Watched
    room: str
    seat: str
    connection: str = "1"
    pairs: int = 5
    slots: list[Slot] = field(default_factory=list)
    got: dict[int, list[Parts]] = field(default_factory=dict)
    """What arrived, by stream."""
    reports: list[AnyRtcpPacket] = field(default_factory=list)

    async def join(self, *, echo: bool = False, wait: bool = True) -> "Bare":
        """Offer, and wait until media may flow."""
        self._news = asyncio.Condition()
        self._tasks: set[asyncio.Task[None]] = set()
        self._proven = asyncio.Event()
        self.media.listen(self._hear)
        self.pc = _Connection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        self._sending = [self.pc.addTransceiver(kind, "sendonly") for kind in ("audio", "video", "video")]
        self.receiving = [tuple(self.pc.addTransceiver(kind, "recvonly") for kind in ("audio", "video")) for _ in range(self.pairs)]
        await self.pc.setLocalDescription(await self.pc.createOffer())
        try:
            answer = await self.media.offer(self.room, self.seat, self.connection, self.pc.localDescription.sdp, echo=echo)
        except (BadOffer, RoomFull):
            await self.pc.close()
            raise
        self.slots = answer.slots
        self.answer = answer.sdp
        await self.pc.setRemoteDescription(RTCSessionDescription(sdp=answer.sdp, type="answer"))
        if wait:
            await self.connected()
        return self

    def _hear(self, event: MediaEvent) -> None:
        if isinstance(event, Connected) and (event.room, event.seat, event.connection) == (self.room, self.seat, self.connection):
            self._proven.set()

    async def connected(self) -> None:
        """Wait until media may flow, as both sides see it."""
        met = asyncio.Event()
        self.pc.on("connectionstatechange", met.set)
        async with asyncio.timeout(30):
            while self.pc.connectionState != "connected" or cast(_Sender, self._sending[2].sender).agreed is None:
                await asyncio.sleep(0) if self.pc.connectionState == "connected" else await met.wait()
                met.clear()
            await self._proven.wait()
        self._dtls = self._sending[0].sender.transport
        pair = self._dtls.transport._connection._nominated[1]
        self._sendto, self.address = pair.protocol.transport.sendto, pair.remote_addr
        self._listen(pair.protocol)
        self.streams = [self._stream(cast(_Sender, each.sender)) for each in self._sending]

    def _stream(self, sender: _Sender) -> Stream:
        assert sender.agreed is not None
        codec, *others = sender.agreed.codecs
        repair = next((c.payloadType or 0 for c in others if is_rtx(c)), 0)
        return Stream(codec.payloadType or 0, sender._ssrc, repair, sender._rtx_ssrc)

    def _listen(self, protocol: StunProtocol) -> None:
        opening, before = self._dtls._rx_srtp, protocol.datagram_received

        def datagram_received(data: bytes | str, addr: tuple[Any, ...]) -> None:
            if isinstance(data, str) or not data or data[0] < 128:
                before(data, addr)
            elif 192 <= data[1] <= 223:
                self.reports += RtcpPacket.parse(opening.unprotect_rtcp(data))
                self._ring()
            else:
                parts = take_apart(opening.unprotect(data))
                self.got.setdefault(parts.ssrc, []).append(parts)
                self._ring()

        protocol.datagram_received = datagram_received  # type: ignore[method-assign]

    def _ring(self) -> None:
        async def ring() -> None:
            async with self._news:
                self._news.notify_all()

        task = asyncio.get_running_loop().create_task(ring())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # what it sends: 0 the microphone, 1 the camera, 2 the screen

    def send(self, which: int, payload: bytes, *, marker: bool = True, drop: bool = False) -> int:
        """Send one packet (or lose it on the way); gives its number."""
        stream = self.streams[which]
        stream.sequence = (stream.sequence + 1) & 0xFFFF
        stream.timestamp += 3000 if which else 960
        second = stream.payload_type | (0x80 if marker else 0)
        packet = _HEADER.pack(0x80, second, stream.sequence, stream.timestamp & 0xFFFFFFFF, stream.ssrc) + payload
        if not drop:
            self._sendto(self._dtls._tx_srtp.protect(packet), self.address)
        return stream.sequence

    def repair(self, which: int, sequence: int, payload: bytes) -> None:
        """Send a packet again, on the stream of repairs."""
        stream = self.streams[which]
        head = _HEADER.pack(0x80, stream.repair_type, sequence & 0xFF, stream.timestamp & 0xFFFFFFFF, stream.repair_ssrc)
        self._sendto(self._dtls._tx_srtp.protect(head + struct.pack("!H", sequence) + payload), self.address)

    def report(self, packet: AnyRtcpPacket) -> None:
        """Send a report."""
        self._sendto(self._dtls._tx_srtp.protect_rtcp(bytes(packet)), self.address)

    def raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._sendto(data, self.address)

    # what it receives

    def ssrc(self, slot: int, kind: str = "video") -> int:
        """The stream of a slot, as the answer announces it."""
        lines = self.answer.split("m=")[1:][3 + 2 * slot + (kind == "video")].split("\r\n")
        return next(int(line.removeprefix("a=ssrc:").split(" ")[0]) for line in lines if line.startswith("a=ssrc:"))

    def repair_ssrc(self, slot: int) -> int:
        """The stream on which a slot's packets are sent again."""
        lines = self.answer.split("m=")[1:][3 + 2 * slot + 1].split("\r\n")
        return next(int(line.split(" ")[2]) for line in lines if line.startswith("a=ssrc-group:FID"))

    async def until(self, slot: int, payload: bytes, kind: str = "video") -> Parts:
        """Wait for a packet whose payload begins so."""
        return await self.until_on(self.ssrc(slot, kind), payload)

    async def until_on(self, ssrc: int, payload: bytes) -> Parts:
        """Wait for a packet of that stream whose payload begins so."""

        def found() -> Parts | None:
            return next((parts for parts in self.got.get(ssrc, ()) if parts.payload.startswith(payload)), None)

        async with asyncio.timeout(30), self._news:
            await self._news.wait_for(lambda: found() is not None)
        parts = found()
        assert parts is not None
        return parts

    async def until_told(self, kind: type[AnyRtcpPacket], fmt: int | None = None, which: int = 1, *, since: int = 0) -> Any:
        """Wait for a report about one of the streams it sends."""
        ssrc = self.streams[which].ssrc

        def found() -> Any:
            for packet in self.reports[since:]:
                if isinstance(packet, kind) and (fmt is None or getattr(packet, "fmt", None) == fmt) and _is_about(packet, ssrc):
                    return packet
            return None

        async with asyncio.timeout(30), self._news:
            await self._news.wait_for(lambda: found() is not None)
        return found()

    def fall_silent(self) -> None:
        """Be cut off: nothing goes out any more, not even a check."""
        connection = self.pc.getTransceivers()[0].receiver.transport.transport._connection
        for protocol in connection._protocols:
            protocol.datagram_received = lambda data, addr: None  # type: ignore[method-assign]
        if connection._query_consent_task is not None:
            connection._query_consent_task.cancel()

    async def ended(self) -> None:
        """Wait until the other side said goodbye."""
        met = asyncio.Event()
        self.pc.on("connectionstatechange", met.set)
        async with asyncio.timeout(10):
            while self.pc.connectionState not in {"closed", "failed"}:
                await met.wait()
                met.clear()

    async def leave(self) -> None:
        """Say goodbye."""
        await self.pc.close()


def _is_about(packet: AnyRtcpPacket, ssrc: int) -> bool:
    if isinstance(packet, (RtcpPsfbPacket, RtcpRtpfbPacket)):
        return packet.media_ssrc in (ssrc, 0)
    return True


def stamped(payload: bytes) -> bytes:
    """A payload with the time in it."""
    return payload + struct.pack("!d", time.monotonic())


def carried(parts: Parts) -> tuple[int, bytes]:
    """What a repair carries."""
    found = original(parts.payload)
    assert found is not None
    return found
