"""Identifiers: 128 bits, unguessable, ordered by time so that indexes stay compact."""

import secrets
import threading
import time

_turn = threading.Lock()
_last = 0


def new_id() -> str:
    """A new identifier (RFC 9562, UUID version 7), 32 hexadecimal characters.

    Each is greater than those made before in this process, also within one millisecond and when the clock goes back
    (section 6.2, method 3): ordering by identifier is ordering by making.
    """
    global _last
    with _turn:
        # 48 bits of milliseconds, then 12 bits of their fraction
        _last = ticks = max(time.time_ns() * 4096 // 1_000_000, _last + 1)
    value = (ticks >> 12 & (2**48 - 1)) << 80 | 0x7 << 76 | (ticks & 0xFFF) << 64 | 0b10 << 62 | secrets.randbits(62)
    return f"{value:032x}"


def new_token() -> str:
    """A secret of 256 bits for a cookie or a link, safe in an address."""
    return secrets.token_urlsafe(32)
