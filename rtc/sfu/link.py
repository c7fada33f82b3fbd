"""One browser's connection: its streams, its sockets, and what is heard on them."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Literal, cast

from aiortc import RTCSessionDescription
from aiortc.rtp import (
    AnyRtcpPacket,
    RtcpByePacket,
    RtcpPacket,
    RtcpPsfbPacket,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSrPacket,
    unpack_remb_fci,
)
from msgspec import Struct

from rtc.media import BadOffer
from rtc.sfu.downlink import Downlink
from rtc.sfu.gathering import NoPort, Reach, open_doors
from rtc.sfu.keys import Key
from rtc.sfu.offers import Offer
from rtc.sfu.packets import Malformed, Parts, element, take_apart
from rtc.sfu.path import Path
from rtc.sfu.peer import Peer, Receiver, Sender
from rtc.sfu.seating import Place
from rtc.sfu.uplink import Source, Uplink
from rtc.sfu.watch import Watch


class Patience(Struct, frozen=True):
    """How long a browser may say nothing, in seconds."""

    silence: float = 3.0
    """When it was sending media."""
    quiet: float = 8.0
    """When it has nothing to send: it still checks its path every 2.5 s."""
    connecting: float = 15.0
    """Between our answer and the first proof that it reaches us."""


_SOURCES: tuple[Source, ...] = ("microphone", "camera", "screen")
_STREAMS = 16
"""Streams of unknown number that one browser may begin."""
_MID = "urn:ietf:params:rtp-hdrext:sdes:mid"


class Link:
    """One connection of one seat."""

    def __init__(self, seat: str, name: str, *, is_echo: bool, watch: Watch) -> None:
        self.seat = seat
        self.name = name
        self.is_echo = is_echo
        self.is_connected = False
        self.places: dict[int, Place] = {}
        self.told: dict[int, Place] | None = None
        """What was last said of them; a new connection is told once more."""
        self.uplinks: dict[Source, Uplink] = {}
        self.slots: list[tuple[Downlink, Downlink]] = []
        self.heard = self.began = time.monotonic()
        self._key: Key | None = None
        self._watch = watch
        self._media_heard = 0.0
        self._peer = Peer()
        self._mid_element = 0
        self._by_ssrc: dict[int, Uplink] = {}
        self._downlinks: dict[int, Downlink] = {}

    async def answer(self, offer: Offer, reach: Reach, changed: Callable[[str], None], shown: Callable[[], None]) -> str:
        """Answer an offer and wait for the browser. `changed` hears the connection's states, `shown` that a stream woke up.

        Raises:
            BadOffer: the library cannot read it.
            NoPort: no socket is left.
        """
        try:
            await self._peer.setRemoteDescription(RTCSessionDescription(sdp=offer.sdp, type="offer"))
            self._wire(offer, shown)
            self._peer.on("connectionstatechange", lambda: changed(self._peer.connectionState))
            connection = self._peer.dtls.transport._connection
            self._peer.gather_with(lambda: open_doors(connection, reach, self.hear, self.notice))
            await self._peer.setLocalDescription(await self._peer.createAnswer())
        except NoPort:
            raise
        except Exception as error:  # the library raises whatever its reading stumbles upon
            raise BadOffer("This offer cannot be read.") from error
        return _with_repair_of_sound(self._peer.localDescription.sdp)

    def _wire(self, offer: Offer, shown: Callable[[], None]) -> None:
        transceivers = self._peer.getTransceivers()
        path = self._path = Path(self._peer.dtls)
        for source, transceiver in zip(_SOURCES, transceivers[: offer.sends], strict=False):
            uplink = self.uplinks[source] = Uplink(source, path)
            uplink.awake = shown
            receiver = cast(Receiver, transceiver.receiver)
            receiver.uplink, receiver.opened = uplink, self._open
            self._mid_element = next((e.id for e in transceiver._headerExtensions if e.uri == _MID), 0)
        for index in range(offer.pairs):
            pair: list[Downlink] = []
            for transceiver in transceivers[offer.sends + 2 * index :][:2]:
                transceiver.direction = "sendonly"
                sender = cast(Sender, transceiver.sender)
                sender._stream_id = f"slot{index}"
                kind: Literal["audio", "video"] = "audio" if transceiver.kind == "audio" else "video"
                sender.downlink = Downlink(kind, path, sender._ssrc, sender._rtx_ssrc, f"slot{index}".encode())
                self._downlinks[sender._ssrc] = sender.downlink
                pair.append(sender.downlink)
            self.slots.append((pair[0], pair[1]))

    def _open(self, uplink: Uplink) -> None:
        for ssrc in (uplink.ssrc, uplink.repair_ssrc):
            if ssrc:
                self._by_ssrc[ssrc] = uplink

    def notice(self) -> None:
        """Note that the browser is there, though it sends no media."""
        self.heard = time.monotonic()

    def hear(self, datagram: bytes) -> None:
        """Take one protected datagram: media is forwarded before this returns, while the room is ours."""
        if not self._watch.is_held() or (key := self._key or self._key_of_theirs()) is None or len(datagram) < 12:
            return
        is_report = 192 <= datagram[1] <= 223
        opened = key.open_report(datagram) if is_report else key.open(datagram)
        if opened is None:
            return
        with suppress(ValueError):  # he may write what he likes
            if is_report:
                self._take_reports(opened)
            else:
                self._take_media(opened)

    def _key_of_theirs(self) -> Key | None:
        session = self._peer.dtls._rx_srtp
        self._key = Key(session) if session is not None else None
        return self._key

    def _take_media(self, packet: bytes) -> None:
        parts = take_apart(packet)
        uplink = self._by_ssrc.get(parts.ssrc)
        if uplink is None:
            uplink = self._recognise(packet, parts)
        now = self.heard = self._media_heard = time.monotonic()
        uplink.receive(packet, parts, now)

    def _recognise(self, packet: bytes, parts: Parts) -> Uplink:
        """Find the section of a stream that the offer did not announce, by the section's name in its packets."""
        mid = element(packet, parts.extension, parts.end, self._mid_element) if self._mid_element else None
        uplink = next((u for u in self.uplinks.values() if mid and u.mid.encode() == mid), None)
        if uplink is None or len(self._by_ssrc) >= _STREAMS:
            raise Malformed
        if not uplink.is_repair(parts.payload_type):
            uplink.ssrc = parts.ssrc
        self._by_ssrc[parts.ssrc] = uplink
        return uplink

    def _take_reports(self, data: bytes) -> None:
        self.heard = self._media_heard = time.monotonic()
        for packet in RtcpPacket.parse(data):
            self._take_report(packet)

    def _take_report(self, packet: AnyRtcpPacket) -> None:
        if isinstance(packet, RtcpSrPacket) and (uplink := self._by_ssrc.get(packet.ssrc)) is not None:
            uplink.told(packet)
        for ssrc in _addressed(packet):
            if (downlink := self._downlinks.get(ssrc)) is not None:
                downlink.told(packet)

    def is_silent(self, now: float, patience: Patience) -> bool:
        """Whether nothing was heard for too long."""
        if not self.is_connected:
            return now - self.began > patience.connecting
        return now - self.heard > (patience.silence if self.heard - self._media_heard < 1 else patience.quiet)

    def report(self, now: float, seconds: float) -> None:
        """Send what the browser must know about its streams."""
        self.measured_bits = sum(uplink.received_bytes for uplink in self.uplinks.values()) * 8 / seconds
        counts = [uplink.report(now, seconds) for uplink in self.uplinks.values()]
        sent, lost = sum(count[0] for count in counts), sum(count[1] for count in counts)
        here = [slot for pair in self.slots for slot in pair if now - slot.heard < 5]
        self.loss = max([lost / sent if sent > 0 else 0.0, *(slot.loss for slot in here)])
        self.round_trip = max((slot.rtt for slot in here), default=0.0)
        self.jitter_ms = max((uplink.jitter_ms for uplink in self.uplinks.values()), default=0.0)

    measured_bits = loss = round_trip = jitter_ms = 0.0

    def detach(self) -> None:
        """Be filled by nobody, and fill nobody's slot."""
        for pair in self.slots:
            for downlink in pair:
                downlink.follow(None)
        for uplink in self.uplinks.values():
            for listener in tuple(uplink.listeners):
                listener.follow(None)

    async def close(self) -> None:
        """Say goodbye and close the sockets; the browser notices at once."""
        self.detach()
        self.is_connected = False
        await self._peer.close()


def _addressed(packet: AnyRtcpPacket) -> set[int]:
    """The streams of ours that a report is about."""
    if isinstance(packet, (RtcpRrPacket, RtcpSrPacket)):
        return {report.ssrc for report in packet.reports}
    if isinstance(packet, RtcpPsfbPacket) and packet.fmt == 15:
        return set(unpack_remb_fci(packet.fci)[1])
    if isinstance(packet, (RtcpPsfbPacket, RtcpRtpfbPacket)):
        return {packet.media_ssrc}
    if isinstance(packet, RtcpByePacket):
        return set()
    return set()


def _with_repair_of_sound(sdp: str) -> str:
    """Ask for Opus' own forward error correction: sound is not sent again."""
    lines: list[str] = []
    for line in sdp.split("\r\n"):
        lines.append(line)
        if line.startswith("a=rtpmap:") and "opus/48000" in line:
            number = line.removeprefix("a=rtpmap:").split(" ")[0]
            lines.append(f"a=fmtp:{number} minptime=10;useinbandfec=1")
    return "\r\n".join(lines)
