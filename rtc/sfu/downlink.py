"""What one browser receives in one section: whoever fills the slot, as one stream that never breaks."""

import random
import time
from typing import Literal

from aiortc.codecs import is_rtx
from aiortc.rtcrtpparameters import RTCRtpSendParameters
from aiortc.rtp import (
    AnyRtcpPacket,
    RtcpPsfbPacket,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSdesPacket,
    RtcpSenderInfo,
    RtcpSourceInfo,
    RtcpSrPacket,
    unpack_remb_fci,
)

from rtc.sfu.packets import HALF, retransmission, write
from rtc.sfu.path import Path
from rtc.sfu.uplink import NACK, RATES, REMB, Uplink

KEPT = 1024
"""Packets kept to be sent again."""
_PICTURE = {1, 4}
"""PLI and FIR: it wants a new picture."""


class Downlink:
    """One stream to one browser. It has numbers and times of its own; whoever fills it is shifted onto them."""

    def __init__(self, kind: Literal["audio", "video"], path: Path, ssrc: int, repair_ssrc: int, name: bytes) -> None:
        self.kind = kind
        self.ssrc = ssrc
        self.source: Uplink | None = None
        self.wanted = 0
        """Bits per second that the browser says it can take."""
        self.loss = 0.0
        self.rtt = 0.0
        """As the browser last reported: a share, and seconds."""
        self.heard = 0.0
        """When it last reported."""
        self._path = path
        self._name = name
        self._repair_ssrc = repair_ssrc
        self._payload_type: int | None = None
        self._repair_type: int | None = None
        self._element = 0
        self._is_waiting = True
        self._shift = self._time_shift = 0
        self._last = random.getrandbits(15)
        self._last_time = random.getrandbits(31)
        self._sent_at = 0.0
        self._repair_number = random.getrandbits(15)
        self._kept: list[tuple[int, bytes] | None] = [None] * KEPT if kind == "video" else []
        self._packets = self._octets = 0
        self._reported: dict[int, float] = {}

    def configure(self, parameters: RTCRtpSendParameters) -> None:
        """Take what was agreed on."""
        wanted = "abs-send-time" if self.kind == "video" else "ssrc-audio-level"
        self._element = next((e.id for e in parameters.headerExtensions if e.uri.endswith(wanted)), 0)
        self._payload_type = parameters.codecs[0].payloadType
        self._repair_type = next(
            (c.payloadType for c in parameters.codecs if is_rtx(c) and c.parameters.get("apt") == self._payload_type), None
        )
        if self.source is not None:
            self.source.ask_for_picture()

    def follow(self, source: Uplink | None) -> None:
        """Be filled by that stream from now on, or by none."""
        if source is self.source:
            return
        if self.source is not None:
            self.source.detach(self)
        self.source = source
        self.begin_again()
        if source is not None:
            source.attach(self)

    def begin_again(self) -> None:
        """Join the next packets to what was sent before; a picture begins with a key frame."""
        self._is_waiting = True

    def forward(self, marker: int, sequence: int, timestamp: int, payload: bytes, word: int, now: float, *, is_key: bool) -> None:
        """Send one packet on. `word`: the time of sending for video, the loudness for sound."""
        if self._payload_type is None:
            return
        if self._is_waiting:
            if not is_key:
                return
            self._join(sequence, timestamp, now)
        number = (sequence + self._shift) & 0xFFFF
        moment = (timestamp + self._time_shift) & 0xFFFFFFFF
        if (number - self._last) & 0xFFFF < HALF:
            self._last, self._last_time, self._sent_at = number, moment, now
        word = self._element << 28 | (2 << 24 | word if self.kind == "video" else word << 16) if self._element and word >= 0 else 0
        packet = write(marker, self._payload_type, number, moment, self.ssrc, word, payload)
        if self._kept:
            self._kept[number % KEPT] = (number, packet)
        self._packets += 1
        self._octets += len(payload)
        self._path.send(packet)

    def _join(self, sequence: int, timestamp: int, now: float) -> None:
        self._is_waiting = False
        passed = int((now - self._sent_at) * RATES[self.kind]) if self._sent_at else 0
        self._shift = (self._last + 1 - sequence) & 0xFFFF
        self._time_shift = (self._last_time + max(passed, 1) - timestamp) & 0xFFFFFFFF

    def told(self, packet: AnyRtcpPacket) -> None:
        """Take what the browser reports about this stream."""
        self.heard = time.monotonic()
        if isinstance(packet, RtcpRtpfbPacket) and packet.fmt == NACK:
            for missing in packet.lost:
                self._send_again(missing)
        elif isinstance(packet, RtcpPsfbPacket) and packet.fmt in _PICTURE:
            if self.source is not None:
                self.source.ask_for_picture()
        elif isinstance(packet, RtcpPsfbPacket) and packet.fmt == REMB:
            self._limit(packet)
        elif isinstance(packet, (RtcpRrPacket, RtcpSrPacket)):
            self._measure(packet)

    def _send_again(self, missing: int) -> None:
        kept = self._kept[missing % KEPT] if self._kept else None
        if kept is None or kept[0] != missing:
            if self.source is not None and not self._is_waiting and self.kind == "video":
                self.source.ask_again((missing - self._shift) & 0xFFFF)
        elif self._repair_type is None:
            self._path.send(kept[1])
        else:
            self._path.send(retransmission(kept[1], self._repair_type, self._repair_number, self._repair_ssrc))
            self._repair_number = (self._repair_number + 1) & 0xFFFF

    def _limit(self, packet: RtcpPsfbPacket) -> None:
        try:
            rate, streams = unpack_remb_fci(packet.fci)
        except ValueError:
            return
        self.wanted = rate // max(1, len(streams))

    def _measure(self, packet: RtcpRrPacket | RtcpSrPacket) -> None:
        for report in packet.reports:
            if report.ssrc != self.ssrc:
                continue
            self.loss = report.fraction_lost / 256
            sent = self._reported.get(report.lsr)
            if sent is not None:
                self.rtt = max(0.0, self.heard - sent - report.dlsr / 65_536)

    def pass_on(self, report: RtcpSrPacket, now: float) -> None:
        """Pass on when the source's clock said what, in our numbers: pictures and sound of one slot stay together."""
        if self._is_waiting or self._payload_type is None:
            return
        if len(self._reported) >= 8:
            self._reported.pop(next(iter(self._reported)))
        self._reported[(report.sender_info.ntp_timestamp >> 16) & 0xFFFFFFFF] = now
        info = RtcpSenderInfo(
            ntp_timestamp=report.sender_info.ntp_timestamp,
            rtp_timestamp=(report.sender_info.rtp_timestamp + self._time_shift) & 0xFFFFFFFF,
            packet_count=self._packets & 0xFFFFFFFF,
            octet_count=self._octets & 0xFFFFFFFF,
        )
        name = RtcpSdesPacket(chunks=[RtcpSourceInfo(ssrc=self.ssrc, items=[(1, self._name)])])
        self._path.report(bytes(RtcpSrPacket(ssrc=self.ssrc, sender_info=info)) + bytes(name))
