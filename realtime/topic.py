"""One topic in one process: who sees it through which lens, and what was delivered, without a hole.

Plain state, no waiting: every method is one step that nothing can come between.
"""

import asyncio
from collections import deque
from collections.abc import Callable

from realtime.codes import BEHIND
from realtime.counters import Counters
from realtime.frames import envelope
from realtime.limits import Limits
from realtime.outbound import Flusher, Outbound
from realtime.presence import Attendance

Encode = Callable[[str, str, int, bytes], bytes | None]
"""Topic, lens, seq, payload → the JSON of the event; None when it could not be encoded."""


class Recent:
    """An event just delivered, with the frames already built for it."""

    __slots__ = ("frames", "payload", "seq")

    def __init__(self, seq: int, payload: bytes) -> None:
        self.seq = seq
        self.payload = payload
        self.frames: dict[str, bytes | None] = {}


class Topic:
    """Delivers events in order: the next one goes out, an older one is ignored, one too early waits for its hole."""

    def __init__(self, name: str, encode: Encode, flusher: Flusher, limits: Limits, counters: Counters) -> None:
        self.name = name
        self.position = -1
        """Last `seq` delivered; -1 until the head was read."""
        self.lenses: dict[str, set[Outbound]] = {}
        self.hearing: set[Outbound] = set()
        """Those of the readers who may know about the others: signals and presence are for them."""
        self.present = Attendance()
        self.touched = 0.0
        """When somebody last subscribed, in loop time."""
        self.opening: asyncio.Task[None] | None = None
        self.catching: asyncio.Task[None] | None = None
        self.target = 0
        """The position that the catch-up is after."""
        self._encode = encode
        self._flusher = flusher
        self._limits = limits
        self._counters = counters
        self._early: dict[int, bytes] = {}
        self._recent: deque[Recent] = deque()
        self._recent_bytes = 0

    @property
    def is_open(self) -> bool:
        """Whether the position is known."""
        return self.position >= 0

    @property
    def has_hole(self) -> bool:
        """Whether an event waits for one that is missing."""
        return self.is_open and bool(self._early)

    @property
    def has_readers(self) -> bool:
        """Whether anybody is subscribed."""
        return bool(self.lenses)

    def start(self, position: int) -> None:
        """Learn the head, once, and deliver what arrived meanwhile."""
        if not self.is_open:
            self.position = position
            self._settle()

    def offer(self, seq: int, payload: bytes) -> None:
        """Take an event from anywhere: a publisher, another process, the log."""
        if self.is_open and seq == self.position + 1:
            self._deliver(seq, payload)
            if self._early:
                self._settle()
        elif seq > self.position and len(self._early) < self._limits.early:
            self._early[seq] = payload

    def forget_early(self) -> None:
        """Drop what waits for a hole: the log says that it does not exist."""
        self._early.clear()

    def _settle(self) -> None:
        for seq in sorted(self._early):
            if seq > self.position + 1:
                return
            payload = self._early.pop(seq)
            if seq == self.position + 1:
                self._deliver(seq, payload)

    def _deliver(self, seq: int, payload: bytes) -> None:
        recent = Recent(seq, payload)
        self.position = seq
        self._counters.events += 1
        for lens, readers in tuple(self.lenses.items()):
            frame = self.frame(recent, lens)
            if frame is None:
                for reader in tuple(readers):
                    reader.cut(BEHIND)
                continue
            self._counters.deliveries += len(readers)
            self._flusher.broadcast(readers, frame)
        self._keep(recent)

    def _keep(self, recent: Recent) -> None:
        self._recent.append(recent)
        self._recent_bytes += len(recent.payload)
        while len(self._recent) > self._limits.recent or self._recent_bytes > self._limits.recent_bytes:
            self._recent_bytes -= len(self._recent.popleft().payload)

    def frame(self, recent: Recent, lens: str) -> bytes | None:
        """Give the WebSocket frame of an event through a lens, encoding it the first time; None if that fails."""
        if lens not in recent.frames:
            body = self._encode(self.name, lens, recent.seq, recent.payload)
            recent.frames[lens] = None if body is None else envelope(body)
        return recent.frames[lens]

    def since(self, position: int) -> list[Recent] | None:
        """List the events delivered after a position; None when they are not all at hand."""
        missing = self.position - position
        if missing < 0 or missing > len(self._recent):
            return None
        return list(self._recent)[len(self._recent) - missing :]

    def join(self, lens: str, reader: Outbound, *, hears: bool) -> None:
        """Deliver to this reader from the next event on; signals and presence too, if he `hears` of the others."""
        self.lenses.setdefault(lens, set()).add(reader)
        if hears:
            self.hearing.add(reader)

    def leave(self, lens: str, reader: Outbound) -> None:
        """Stop delivering to this reader."""
        self.hearing.discard(reader)
        readers = self.lenses.get(lens)
        if readers is not None:
            readers.discard(reader)
            if not readers:
                del self.lenses[lens]

    def readers(self) -> list[Outbound]:
        """List everybody subscribed now."""
        return [reader for readers in self.lenses.values() for reader in readers]

    def signal(self, frame: bytes, sender: Outbound | None = None) -> None:
        """Send something fleeting to everybody but its sender; slow readers miss it."""
        for reader in self.hearing:
            if reader is not sender and not reader.signal(frame):
                self._counters.signals_dropped += 1

    def send(self, frame: bytes) -> None:
        """Send what concerns the people here."""
        self._flusher.broadcast(self.hearing, frame)
