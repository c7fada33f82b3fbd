"""The signature under which programs of other houses speak to us: `t=…,v1=…`, an HMAC-SHA256 over the instant and the body. Pure.

It is Stripe's (https://docs.stripe.com/webhooks#verify-manually), and what we ask of a telephone system too.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

TOLERANCE = timedelta(minutes=5)


def signed(secret: str, at: int, body: bytes) -> str:
    """The signature of a body at a second."""
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


def genuine_since(secret: str, header: str, body: bytes) -> int | None:
    """The second at which whoever has the secret signed a body, None when nobody did; while a secret is changed, one of several counts."""
    parts = [part.strip().partition("=") for part in header.split(",")]
    at = next((value for name, _, value in parts if name == "t"), "")
    if not (at.isascii() and at.isdigit() and len(at) <= 12):
        return None
    expected = signed(secret, int(at), body).encode()
    is_theirs = any(hmac.compare_digest(value.encode(), expected) for name, _, value in parts if name == "v1")
    return int(at) if is_theirs else None


def is_fresh(at: int, now: datetime) -> bool:
    """Whether a second is of these minutes."""
    return abs(now.timestamp() - at) <= TOLERANCE.total_seconds()


def is_genuine(secret: str, header: str, body: bytes, now: datetime) -> bool:
    """Whether a body is theirs who have the secret, and of these minutes."""
    at = genuine_since(secret, header, body)
    return at is not None and is_fresh(at, now)
