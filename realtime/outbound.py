"""What waits to be written to each connection, and the one flush per loop turn that writes it.

Nothing here awaits, so backpressure is ours: a reader with too much waiting is cut, and resumes from its `seq`.
"""

import asyncio
from collections.abc import Callable

from realtime.codes import SLOW, Close
from realtime.limits import Limits
from realtime.line import Line


class Flusher:
    """Writes, at the end of the loop turn, everything that connections were given during it.

    Gathering a turn's frames into one write per connection is what keeps a busy topic cheap: the system calls,
    not the bytes, are the cost.
    """

    __slots__ = ("_dirty", "_loop")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._dirty: list[Outbound] = []

    def add(self, outbound: "Outbound") -> None:
        """Remember a connection that has something to write."""
        if not self._dirty:
            self._loop.call_soon(self.flush)
        self._dirty.append(outbound)

    def flush(self) -> None:
        """Write once to each connection that has something waiting; cut those that read too slowly."""
        dirty, self._dirty = self._dirty, []
        for outbound in dirty:
            outbound.flush()


class Outbound:
    """The frames on their way to one connection. Every frame is whole: nothing can come between its bytes."""

    __slots__ = (
        "_flusher",
        "_limits",
        "_line",
        "_mark",
        "_marked",
        "_room",
        "_write",
        "_written",
        "backlog",
        "cut",
        "is_open",
        "pending",
    )

    def __init__(self, line: Line, flusher: Flusher, limits: Limits, cut: Callable[[Close], None]) -> None:
        self._line = line
        self._flusher = flusher
        self._limits = limits
        self.cut = cut
        self._write = line.write
        self.backlog = line.backlog
        self.is_open = True
        self.pending: list[bytes] = []
        self._room = limits.backlog
        self._written = 0
        self._mark = -1
        self._marked = 0.0

    def send(self, frame: bytes) -> None:
        """Write the frame at the end of this loop turn."""
        if self.pending:
            self.pending.append(frame)
        elif self.is_open:
            self.pending.append(frame)
            self._flusher.add(self)

    def signal(self, frame: bytes) -> bool:
        """Send something fleeting, unless this reader is slow: then say False and drop it."""
        if self.backlog() > self._limits.signal_backlog:
            return False
        self.send(frame)
        return True

    def allow(self, size: int) -> None:
        """Let `size` bytes wait on top of the bound, until everything has drained.

        For a snapshot or a replay: the server chose their size, not the reader. Call `drained` first, so that one
        connection never holds two of them.
        """
        self._room = self._limits.backlog + size

    async def drained(self) -> None:
        """Write now, and wait until little is waiting."""
        self.flush()
        await self._line.drained()

    def flush(self) -> None:
        """Write what is pending, in one go."""
        frames = self.pending
        if not frames:
            return
        self.pending = []
        if not self.is_open:
            return
        data = frames[0] if len(frames) == 1 else b"".join(frames)
        waiting = self.backlog()
        if waiting + len(data) > self._room:
            self.cut(SLOW)
            return
        if not waiting and len(data) <= self._limits.backlog:
            self._room = self._limits.backlog
        self._written += len(data)
        self._write(data)

    def stalled(self, now: float) -> bool:
        """Say whether this reader has bytes waiting and took none for too long. To be asked regularly."""
        waiting = self.backlog()
        taken = self._written - waiting
        if not waiting or taken > self._mark:
            self._mark, self._marked = taken, now
            return False
        return now - self._marked > self._limits.stall

    def close(self) -> None:
        """Send nothing any more."""
        self.is_open = False
        self.pending = []
