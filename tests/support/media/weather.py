"""Seats with the library's own encoders and decoders, on lines that lose packets or are cut."""

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any

from aiortc import (
    AudioStreamTrack,
    MediaStreamError,
    MediaStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
)

from rtc.media import Media
from tests.support.media.film import Film, connected

_VIDEO = re.compile(r"a=rtpmap:(\d+) VP8/90000")


@dataclass
class Weather:
    """What happens on one line. `every`: of how many packets of the picture one is lost; what is sent again arrives."""

    every: int = 0
    is_cut: bool = False
    lost: int = 0
    _passed: int = 0

    def takes(self, data: bytes, pictures: frozenset[int]) -> bool:
        """Whether a datagram is lost."""
        if self.is_cut:
            return True
        if not self.every or len(data) < 2 or data[0] < 128 or data[1] & 127 not in pictures:
            return False
        self._passed += 1
        if self._passed % self.every:
            return False
        self.lost += 1
        return True


@dataclass
class Seat:
    """One who films and watches."""

    media: Media
    room: str
    seat: str
    connection: str = "1"
    out: Weather = field(default_factory=Weather)
    back: Weather = field(default_factory=Weather)
    times: list[int] = field(default_factory=list)
    """When each frame that was decoded from the first slot was taken, in ninety-thousandths of a second."""

    async def join(self) -> "Seat":
        """Offer, and wait until media may flow."""
        self._news = asyncio.Condition()
        self.pc = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        for sent in (AudioStreamTrack(), Film(), "video"):
            self.pc.addTransceiver(sent, "sendonly")
        for kind in ("audio", "video"):
            watched = self.pc.addTransceiver(kind, "recvonly")
        await self.pc.setLocalDescription(await self.pc.createOffer())
        answer = await self.media.offer(self.room, self.seat, self.connection, self.pc.localDescription.sdp)
        self._pictures = frozenset(int(each) for each in _VIDEO.findall(answer.sdp))
        await connected(self.pc, answer.sdp)
        self._stand_between()
        self._watching = asyncio.create_task(self._watch(watched.receiver.track))
        return self

    def _stand_between(self) -> None:
        protocol: Any = self.pc.getTransceivers()[0].sender.transport.transport._connection._nominated[1].protocol
        arrives, sendto = protocol.datagram_received, protocol.transport.sendto

        def datagram_received(data: bytes, addr: Any) -> None:
            if not self.back.takes(data, self._pictures):
                arrives(data, addr)

        def send(data: bytes, addr: Any) -> None:
            if not self.out.takes(data, self._pictures):
                sendto(data, addr)

        protocol.datagram_received = datagram_received
        protocol.transport = _Sending(protocol.transport, send)

    async def _watch(self, track: MediaStreamTrack) -> None:
        try:
            while True:
                frame = await track.recv()
                self.times.append(frame.pts or 0)
                async with self._news:
                    self._news.notify_all()
        except MediaStreamError:
            return

    async def decodes(self, frames: int) -> list[int]:
        """Wait for so many frames more; gives when they were taken."""
        before = len(self.times)
        async with asyncio.timeout(60), self._news:
            await self._news.wait_for(lambda: len(self.times) >= before + frames)
        return self.times[before : before + frames]

    async def leave(self) -> None:
        """Say goodbye."""
        await self.pc.close()
        await self._watching


class _Sending:
    """A transport through which only `send` sends."""

    def __init__(self, transport: Any, send: Any) -> None:
        self._transport = transport
        self.sendto = send

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
