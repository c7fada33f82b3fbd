"""What waits to be written to each connection, and the one flush per loop turn that writes it.

Nothing here awaits, so backpressure is ours: a reader with too much waiting is cut, and resumes from its `seq`.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import Final

from realtime.codes import SLOW, Close
from realtime.limits import Limits
from realtime.line import Line

HEAVY: Final = 64 * 1024
"""Bytes written to one connection in one loop turn from which on it is watched."""


class Flusher:
    """Writes, at the end of the loop turn, everything that connections were given during it.

    Gathering a turn's frames into one write per connection is what keeps a busy topic cheap: the system calls,
    not the bytes, are the cost.
    """

    __slots__ = ("_dirty",)

    def __init__(self) -> None:
        self._dirty: list[Outbound] = []

    def broadcast(self, outbounds: Iterable["Outbound"], frame: bytes) -> None:
        """Send the same frame to each, at the end of this loop turn: half of the layer's own cost is this loop."""
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
        if is_first and dirty:
            asyncio.get_running_loop().call_soon(self.flush)

    def flush(self) -> None:
        """Write once to each connection that has something waiting; cut those that read too slowly."""
        dirty, self._dirty = self._dirty, []
        for outbound in dirty:
            data = outbound.pending
            if data is None:
                continue
            outbound.pending = None
            if isinstance(data, list):
                data = b"".join(data)
                outbound.is_watched |= len(data) > HEAVY
            write = outbound.write_watched if outbound.is_watched else outbound.write
            try:
                write(data)
            except RuntimeError:  # uvloop, between a failed write and telling us that the connection is lost
                outbound.close()


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
        self._flusher.broadcast((self,), frame)

    def signal(self, frame: bytes) -> bool:
        """Send something fleeting, unless this reader is slow: then say False and drop it."""
        if self.is_watched and self._line.backlog() > self._limits.signal_backlog:
            return False
        self.send(frame)
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
        self._flusher.flush()
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
