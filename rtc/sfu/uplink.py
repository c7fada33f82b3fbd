"""What one browser sends us in one section: received, asked for again where it has holes, handed to whoever sees or hears it."""

import random
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from aiortc.codecs import is_rtx
from aiortc.rtcrtpparameters import RTCRtpReceiveParameters
from aiortc.rtp import RtcpPsfbPacket, RtcpReceiverInfo, RtcpRrPacket, RtcpRtpfbPacket, RtcpSrPacket, pack_remb_fci

from rtc.sfu.bitrate import Estimate, allowed
from rtc.sfu.packets import Parts, begins_picture, element, original
from rtc.sfu.path import Path
from rtc.sfu.reception import Reception

if TYPE_CHECKING:
    from rtc.sfu.downlink import Downlink

Source = Literal["microphone", "camera", "screen"]

NACK, PLI, REMB = 1, 1, 15
RATES = {"audio": 48_000, "video": 90_000}

_KEY_FRAME_EVERY = 0.3
_ASK_AGAIN_AFTER = 0.02
_HOLE = 64
"""A hole of that many packets is not worth filling: a new picture is."""


class Uplink:
    """One stream from one browser."""

    def __init__(self, source: Source, path: Path) -> None:
        self.source: Source = source
        self.kind: Literal["audio", "video"] = "audio" if source == "microphone" else "video"
        self.listeners: list[Downlink] = []
        self.is_open = True
        """Whether it is forwarded at all (the practitioner may silence or hide a seat)."""
        self.reporter = random.getrandbits(32)
        """The SSRC that our reports are from."""
        self.mid = ""
        self.ssrc = 0
        self.repair_ssrc = 0
        self.heard = 0.0
        self.received_bytes = 0
        self.reception = Reception()
        self.awake: Callable[[], None] = lambda: None
        """Called with the first packet after a silence."""
        self._path = path
        self._estimate = Estimate()
        self._repairs: dict[int, int] = {}
        self._sent_at = self._level = 0
        self._asked: dict[int, float] = {}
        self._key_asked = 0.0
        self._last_report = (0, 0.0)

    def configure(self, parameters: RTCRtpReceiveParameters) -> None:
        """Take what was agreed on."""
        self.mid = parameters.muxId
        self._repairs = {
            codec.payloadType: apt
            for codec in parameters.codecs
            if codec.payloadType is not None and is_rtx(codec) and isinstance(apt := codec.parameters.get("apt"), int)
        }
        for encoding in parameters.encodings:
            self.ssrc = encoding.ssrc
            if encoding.rtx is not None:
                self.repair_ssrc = encoding.rtx.ssrc
        for extension in parameters.headerExtensions:
            if extension.uri.endswith("abs-send-time"):
                self._sent_at = extension.id
            elif extension.uri.endswith("ssrc-audio-level"):
                self._level = extension.id

    def is_repair(self, payload_type: int) -> bool:
        """Whether packets of that type carry what was asked for again."""
        return payload_type in self._repairs

    def receive(self, packet: bytes, parts: Parts, now: float) -> None:
        """Take one packet and forward it."""
        self.received_bytes += len(packet)
        sequence, payload = parts.sequence, parts.payload
        if parts.payload_type in self._repairs:
            carried = original(payload)
            if carried is None:
                return
            sequence, payload = carried
        else:
            self._count(packet, parts, now)
        if not payload:  # browsers measure their way with empty packets, on screens that nobody shares too
            return
        was_asleep, self.heard = now - self.heard > 1, now
        if was_asleep:
            self.awake()
        if not self.is_open or not self.listeners:
            return
        if self.kind == "video":
            is_key = begins_picture(payload)
            word = int((now % 64) * 262_144) & 0xFFFFFF
        else:
            is_key = True
            level = element(packet, parts.extension, parts.end, self._level) if self._level and parts.extension else None
            word = level[0] if level else -1
        for listener in self.listeners:
            listener.forward(parts.marker, sequence, parts.timestamp, payload, word, now, is_key=is_key)

    def _count(self, packet: bytes, parts: Parts, now: float) -> None:
        hole = self.reception.add(parts.sequence)
        if self.kind == "audio":
            self.reception.arrive(parts.timestamp, now, 48_000)
            return
        if parts.marker:
            self.reception.arrive(parts.timestamp, now, 90_000)
            sent = element(packet, parts.extension, parts.end, self._sent_at) if parts.extension else None
            if sent is not None and len(sent) == 3:
                self._estimate.arrive(int.from_bytes(sent), now)
        if hole >= _HOLE:
            self.ask_for_picture()
        elif hole:
            self._ask_for([(parts.sequence - back) & 0xFFFF for back in range(hole, 0, -1)])

    def ask_again(self, sequence: int) -> None:
        """Ask for a packet that somebody misses and that never came, at most every 20 ms."""
        now = time.monotonic()
        if now - self._asked.get(sequence, 0.0) < _ASK_AGAIN_AFTER:
            return
        if len(self._asked) > 256:
            self._asked.clear()
        self._asked[sequence] = now
        self._ask_for([sequence])

    def _ask_for(self, missing: list[int]) -> None:
        packet = RtcpRtpfbPacket(fmt=NACK, ssrc=self.reporter, media_ssrc=self.ssrc)
        packet.lost = missing
        self._path.report(bytes(packet))

    def ask_for_picture(self) -> None:
        """Ask for a key frame, at most every 0.3 s."""
        now = time.monotonic()
        if self.kind != "video" or not self.ssrc or now - self._key_asked < _KEY_FRAME_EVERY:
            return
        self._key_asked = now
        self._path.report(bytes(RtcpPsfbPacket(fmt=PLI, ssrc=self.reporter, media_ssrc=self.ssrc)))

    def attach(self, listener: "Downlink") -> None:
        """Forward to it from now on."""
        self.listeners.append(listener)
        self.ask_for_picture()

    def detach(self, listener: "Downlink") -> None:
        """Forward to it no more."""
        self.listeners.remove(listener)

    def open(self, *, is_open: bool) -> None:
        """Forward, or do not."""
        if self.is_open == is_open:
            return
        self.is_open = is_open
        if is_open:
            for listener in self.listeners:
                listener.begin_again()
            self.ask_for_picture()

    def told(self, report: RtcpSrPacket) -> None:
        """Take a sender report, and pass it on with everybody's own times and counts."""
        now = time.monotonic()
        self._last_report = ((report.sender_info.ntp_timestamp >> 16) & 0xFFFFFFFF, now)
        if self.is_open:
            for listener in self.listeners:
                listener.pass_on(report, now)

    def report(self, now: float, seconds: float) -> tuple[int, int]:
        """Tell the browser what arrived and what it may send; gives packets sent and lost since the last time."""
        sent, lost = self.reception.since_last()
        used, self.received_bytes = self.received_bytes * 8 / seconds, 0
        if self.reception.highest < 0 or not self.ssrc:
            return 0, 0
        stamp, at = self._last_report
        info = RtcpReceiverInfo(
            ssrc=self.ssrc,
            fraction_lost=min(255, (lost << 8) // sent) if sent > 0 else 0,
            packets_lost=min(self.reception.lost, 0x7FFFFF),
            highest_sequence=self.reception.extended,
            jitter=int(self.reception.jitter),
            lsr=stamp,
            dlsr=int((now - at) * 65_536) & 0xFFFFFFFF if stamp else 0,
        )
        packet = bytes(RtcpRrPacket(ssrc=self.reporter, reports=[info]))
        if self.kind == "video" and self.heard > now - 2:
            own = self._estimate.step(lost / sent if sent > 0 else 0.0, used)
            rate = allowed(own, [listener.wanted for listener in self.listeners if listener.wanted])
            packet += bytes(RtcpPsfbPacket(fmt=REMB, ssrc=self.reporter, media_ssrc=0, fci=pack_remb_fci(rate, [self.ssrc])))
        self._path.report(packet)
        return sent, lost

    @property
    def jitter_ms(self) -> float:
        """How unevenly it arrives."""
        return self.reception.jitter * 1000 / RATES[self.kind]
