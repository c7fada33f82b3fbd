"""Credentials for the relay (coturn's `use-auth-secret`): for one seat, for a short time, and nothing to store."""

import base64
import hmac
from collections.abc import Sequence

from msgspec import Struct

VALID = 600
"""Seconds in which a relay must be asked for; one that was granted goes on as long as the call."""


class Relay(Struct, frozen=True):
    """What a browser needs to be relayed: one of `RTCPeerConnection`'s `iceServers`."""

    urls: tuple[str, ...]
    username: str
    credential: str


def relays(urls: Sequence[str], secret: str, seat: str, now: float, *, valid: int = VALID) -> list[Relay]:
    """The relays a seat may use. `now` in seconds since 1970; empty when no relay is set up."""
    if not urls or not secret:
        return []
    username = f"{int(now) + valid}:{seat}"
    proof = hmac.digest(secret.encode(), username.encode(), "sha1")
    return [Relay(tuple(urls), username, base64.b64encode(proof).decode())]
