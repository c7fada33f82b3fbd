"""What a browser may offer, looked at before anything else reads it.

One microphone, one camera, perhaps one screen to send; then one to five pairs of sound and picture to receive.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from rtc.media import BadOffer

MOST_BYTES = 64 * 1024
MOST_LINES = 2000
PAIRS = 5

_PATHS = ("a=candidate:", "a=end-of-candidates", "a=remote-candidates:")
_DIRECTIONS = {"a=sendonly": "sendonly", "a=recvonly": "recvonly", "a=sendrecv": "sendrecv", "a=inactive": "inactive"}
_FINGERPRINT = re.compile(r"a=fingerprint:sha-(?:256|384|512) [0-9A-Fa-f:]{64,200}")
_NAME = re.compile(r"a=ice-(?:ufrag:[\w+/=-]{4,256}|pwd:[\w+/=-]{22,256})", re.ASCII)


class Offer(Struct, frozen=True):
    """An offer that has the right shape, without the browser's network paths: those are learnt from its own checks."""

    sdp: str
    sends: int
    pairs: int


def checked(sdp: str) -> Offer:
    """Look at an offer.

    Raises:
        BadOffer: too large, unreadable, or of another shape.
    """
    if len(sdp) > MOST_BYTES or sdp.count("\n") > MOST_LINES:
        raise BadOffer("This offer is too large.")
    if not sdp.isascii() or any(not character.isprintable() and character not in "\r\n" for character in sdp):
        raise BadOffer("This offer is not text.")
    lines = [line.rstrip("\r") for line in sdp.split("\n")]
    if not lines[0].startswith("v=0"):
        raise BadOffer("This is not a session description.")
    if not any(_FINGERPRINT.fullmatch(line.strip()) for line in lines):
        raise BadOffer("This offer does not say how it is encrypted.")
    if not all(_NAME.fullmatch(line) for line in lines if line.startswith(("a=ice-ufrag:", "a=ice-pwd:"))):
        raise BadOffer("The names of this offer's ICE are malformed.")
    sections = list(_sections(lines))
    sends = _sends(sections)
    pairs = _pairs(sections[sends:])
    kept = "\r\n".join(line for line in lines if line and not line.startswith(_PATHS)) + "\r\n"
    return Offer(kept, sends, pairs)


def _sections(lines: list[str]) -> Iterator[tuple[str, str]]:
    kind, direction = "", "sendrecv"
    for line in lines:
        if line.startswith("m="):
            if kind:
                yield kind, direction
            kind, direction = line[2:].split(" ", 1)[0], "sendrecv"
        elif kind and line in _DIRECTIONS:
            direction = _DIRECTIONS[line]
    if kind:
        yield kind, direction


def _sends(sections: list[tuple[str, str]]) -> int:
    for kinds in (("audio", "video", "video"), ("audio", "video")):
        if sections[: len(kinds)] == [(kind, "sendonly") for kind in kinds]:
            return len(kinds)
    raise BadOffer("An offer begins with a microphone and a camera that only send.")


def _pairs(sections: list[tuple[str, str]]) -> int:
    pairs = len(sections) // 2
    if not 1 <= pairs <= PAIRS or sections != [("audio", "recvonly"), ("video", "recvonly")] * pairs:
        raise BadOffer("An offer ends with one to five pairs of sound and picture that only receive.")
    return pairs
