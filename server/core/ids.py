"""Identifiers: 128 bits, unguessable, ordered by time so that indexes stay compact."""

import secrets
import time


def new_id() -> str:
    """A new identifier (RFC 9562, UUID version 7), 32 hexadecimal characters."""
    milliseconds = time.time_ns() // 1_000_000
    random = secrets.randbits(74)
    value = (milliseconds & (2**48 - 1)) << 80 | 0x7 << 76 | (random >> 62) << 64 | 0b10 << 62 | random & (2**62 - 1)
    return f"{value:032x}"


def new_token() -> str:
    """A secret of 256 bits for a cookie or a link, safe in an address."""
    return secrets.token_urlsafe(32)
