"""Protecting and opening packets with the keys of one connection.

The library's own calls spend more time around libsrtp than in it (5.7 µs against 3.1 for a packet of 1,000 bytes): a number is
allocated, lengths and types are checked, a method is looked up. This is done for every packet and every listener, so it is done
here, once.
"""

from typing import Any

from pylibsrtp import Session
from pylibsrtp._binding import ffi, lib  # type: ignore[import-not-found]  # compiled, and without types

LONGEST = 1500
_ROOM = LONGEST + 4 + 16 + 128
"""What libsrtp may add, in the worst case."""


class Key:
    """One direction of one connection. Not for two threads."""

    def __init__(self, session: Session) -> None:
        self._session = session  # holds what libsrtp allocated
        self._handle: Any = session._srtp[0]
        self._memory: Any = ffi.new("char[]", _ROOM)
        self._bytes = memoryview(ffi.buffer(self._memory))
        self._size: Any = ffi.new("int *")

    def protect(self, packet: bytes) -> bytes | None:
        """A packet of media, protected; None when it cannot be."""
        return self._apply(lib.srtp_protect, packet)

    def protect_report(self, packet: bytes) -> bytes | None:
        """The same for RTCP."""
        return self._apply(lib.srtp_protect_rtcp, packet)

    def open(self, datagram: bytes) -> bytes | None:
        """A packet of media; None when it is not from who has the key, or came before."""
        return self._apply(lib.srtp_unprotect, datagram)

    def open_report(self, datagram: bytes) -> bytes | None:
        """The same for RTCP."""
        return self._apply(lib.srtp_unprotect_rtcp, datagram)

    def _apply(self, call: Any, data: bytes) -> bytes | None:
        length, size, memory = len(data), self._size, self._bytes
        if length > LONGEST:
            return None
        memory[:length] = data
        size[0] = length
        if call(self._handle, self._memory, size):
            return None
        return bytes(memory[: size[0]])
