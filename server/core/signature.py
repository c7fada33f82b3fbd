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


def is_genuine(secret: str, header: str, body: bytes, now: datetime) -> bool:
    """Whether a body is theirs who have the secret, and of these minutes; while a secret is changed, one of several signatures counts."""
    parts = [part.strip().partition("=") for part in header.split(",")]
    at = next((value for name, _, value in parts if name == "t"), "")
    if not (at.isascii() and at.isdigit() and len(at) <= 12):
        return False
    if abs(now.timestamp() - int(at)) > TOLERANCE.total_seconds():
        return False
    expected = signed(secret, int(at), body).encode()
    return any(hmac.compare_digest(value.encode(), expected) for name, _, value in parts if name == "v1")
