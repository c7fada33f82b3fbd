"""What waits to be written to each connection, and the flush that writes it: one per loop turn, fewer for a crowd.

Nothing here awaits, so backpressure is ours: a reader with too much waiting is cut, and resumes from its `seq`.
"""

import asyncio
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Final

from realtime.codes import SLOW, Close
from realtime.limits import Limits
from realtime.line import Line

HEAVY: Final = 64 * 1024
"""Bytes written to one connection in one loop turn from which on it is watched."""


CROWD: Final = 64
"""From this many connections on, a flush is followed by a rest."""
REST: Final = 4
"""A rest lasts this many times what the flush before it took: writing to a crowd gets a fifth of the loop."""


class Flusher:
    """Writes, at the end of the loop turn, everything that connections were given during it.

    Gathering frames into one write per connection is what keeps a busy topic cheap: the system calls, not the bytes,
    are the cost. After a write to a crowd it rests, so that what is broadcast meanwhile leaves together; an event after
    a silence leaves at once, an answer to one client never waits, and nothing is held longer than `gather` seconds.
    """

    __slots__ = ("_dirty", "_gather", "_is_resting")

    def __init__(self, gather: float) -> None:
        self._dirty: list[Outbound] = []
        self._gather = gather
        self._is_resting = False

    def broadcast(self, outbounds: Iterable["Outbound"], frame: bytes) -> None:
        """Send the same frame to each, at the end of this loop turn or of the rest: half of the layer's own cost is this loop."""
        dirty = self._dirty
        is_first = not dirty
        for outbound in outbounds:
            pending = outbound.pending
            if pending is None:
                if outbound.is_open:
                    outbound.pending = frame
                    dirty.append(outbound)
            elif isinstance(pending, list):
                pending.append(frame)
            else:
                outbound.pending = [pending, frame]
        if is_first and dirty and not self._is_resting:
            asyncio.get_running_loop().call_soon(self.flush)

    def answer(self, outbound: "Outbound", frame: bytes) -> None:
        """Send a frame to one connection, at the end of this loop turn, after what already waits for it."""
        self.broadcast((outbound,), frame)
        if self._is_resting:
            asyncio.get_running_loop().call_soon(self.write, outbound)

    def flush(self) -> None:
        """Write once to each connection that has something waiting; cut those that read too slowly."""
        began = monotonic()
        dirty, self._dirty = self._dirty, []
        for outbound in dirty:
            self.write(outbound)
        if len(dirty) >= CROWD and not self._is_resting:
            self._is_resting = True
            asyncio.get_running_loop().call_soon(self._rest, began)  # uvloop makes the system calls at the end of this turn

    def write(self, outbound: "Outbound") -> None:
        """Write what waits for one connection."""
        data = outbound.pending
        if data is None:
            return
        outbound.pending = None
        if isinstance(data, list):
            data = b"".join(data)
            outbound.is_watched |= len(data) > HEAVY
        write = outbound.write_watched if outbound.is_watched else outbound.write
        try:
            write(data)
        except RuntimeError:  # uvloop, between a failed write and telling us that the connection is lost
            outbound.close()

    def _rest(self, began: float) -> None:
        took = monotonic() - began  # the loop's own clock stands still within a turn
        asyncio.get_running_loop().call_later(max(0.0, min(REST * took, self._gather - took)), self._rested)

    def _rested(self) -> None:
        self._is_resting = False
        if self._dirty:
            self.flush()


class Outbound:
    """The frames on their way to one connection. Every frame is whole: nothing can come between its bytes."""

    __slots__ = ("_flusher", "_limits", "_line", "_mark", "_room", "cut", "is_open", "is_watched", "pending", "write")

    def __init__(self, line: Line, flusher: Flusher, limits: Limits, cut: Callable[[Close], None]) -> None:
        self._line = line
        self._flusher = flusher
        self._limits = limits
        self._room = limits.backlog
        self._mark: _Mark | None = None
        self.write = line.write
        self.cut = cut
        self.is_open = True
        self.is_watched = False
        """Whether bytes pile up, or more than usual may: then each write is weighed first."""
        self.pending: bytes | list[bytes] | None = None

    def send(self, frame: bytes) -> None:
        """Write the frame at the end of this loop turn."""
        self._flusher.answer(self, frame)

    def signal(self, frame: bytes) -> bool:
        """Send something fleeting, unless this reader is slow: then say False and drop it."""
        if self.is_watched and self._line.backlog() > self._limits.signal_backlog:
            return False
        self._flusher.broadcast((self,), frame)
        return True

    def allow(self, size: int) -> None:
        """Let `size` bytes wait on top of the bound, until everything has drained.

        For a snapshot or a replay: the server chose their size, not the reader. Call `drained` first, so that one
        connection never holds two of them.
        """
        self._room = self._limits.backlog + size
        self.is_watched = True

    async def drained(self) -> None:
        """Write now, and wait until little is waiting."""
        self._flusher.write(self)
        await self._line.drained()

    def press(self) -> None:
        """Hear from the line that bytes pile up: weigh every write until they are gone."""
        self.is_watched = True

    def write_watched(self, data: bytes) -> None:
        """Write to a reader that has, or may have, much waiting; cut it when it is too much."""
        waiting = self._line.backlog()
        if waiting + len(data) > self._room:
            self.cut(SLOW)
            return
        if not waiting:
            self._mark = None
            if len(data) <= self._limits.backlog:
                self._room = self._limits.backlog
                self.is_watched = False
        elif self._mark is not None:
            self._mark.written += len(data)
        self.write(data)

    def stalled(self, now: float) -> bool:
        """Say whether this reader has bytes waiting and took none for too long. To be asked regularly."""
        waiting = self._line.backlog()
        if not waiting:
            self._mark = None
            return False
        self.is_watched = True
        if self._mark is None or self._mark.written - waiting > self._mark.taken:
            written = self._mark.written if self._mark else 0
            self._mark = _Mark(written, written - waiting, now)
            return False
        return now - self._mark.since > self._limits.stall

    def close(self) -> None:
        """Send nothing any more."""
        self.is_open = False
        self.pending = None


class _Mark:
    """Where a reader with bytes waiting was when it last took some: counted from when they began to pile up."""

    __slots__ = ("since", "taken", "written")

    def __init__(self, written: int, taken: int, since: float) -> None:
        self.written = written
        self.taken = taken
        self.since = since
