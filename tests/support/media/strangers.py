"""What people who are in no call send to a port of one."""

import asyncio
import random
import socket
from collections.abc import Iterator

from aioice import stun

_FIRST = (0, 1, 22, 63, 128, 144, 191, 255)
"""One of each kind that a port tells apart, and some of none."""


def stray(count: int, seed: int) -> Iterator[bytes]:
    """Random datagrams, some of which look like checks."""
    chance = random.Random(seed)
    for number in range(count):
        data = bytearray(chance.randbytes(chance.choice((0, 1, 2, 11, 12, 13, 20, 60, 300, 1400))))
        if data:
            data[0] = _FIRST[number % 8]
        if len(data) >= 20 and data[0] <= 1:
            data[2:8] = (len(data) - 20).to_bytes(2) + b"\x21\x12\xa4\x42"
        yield bytes(data)


def forged_check() -> bytes:
    """A check by somebody who was told neither name nor password."""
    message = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
    message.attributes["USERNAME"] = "abcd:efgh"
    message.attributes["PRIORITY"] = 1
    message.add_message_integrity(b"guessed")
    return bytes(message)


async def refused(address: tuple[str, int]) -> stun.Message:
    """Send a forged check and give the refusal: whatever came to this port before it was read by then."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.setblocking(False)
        stranger.sendto(forged_check(), address)
        async with asyncio.timeout(30):
            return stun.parse_message(await asyncio.get_running_loop().sock_recv(stranger, 2000))


def mangled(sdp: str, chance: random.Random) -> str:
    """An offer with a few things gone wrong."""
    lines = sdp.split("\r\n")
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(lines))
        match chance.randrange(6):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[chance.randrange(len(lines))])
            case 2:
                cut = chance.randrange(len(lines[at]) + 1)
                lines[at] = lines[at][:cut]
            case 3:
                cut = chance.randrange(len(lines[at]) + 1)
                lines[at] = lines[at][:cut] + chance.choice(("\x00", "é", " ", ":", "9" * 40, "-1", "a=", "%s")) + lines[at][cut:]
            case 4:
                lines[at], lines[0] = lines[0], lines[at]
            case _:
                lines[at] = lines[at].swapcase()
    return "\r\n".join(lines)
