"""Every way the server ends a connection, and whether the client should come back (`docs/protocol.md`)."""

from typing import Final, NamedTuple


class Close(NamedTuple):
    """One close code. `name` travels as the reason of the WebSocket close frame."""

    number: int
    name: str
    come_back: bool


GOING_AWAY: Final = Close(4000, "going_away", come_back=True)
SLOW: Final = Close(4001, "slow", come_back=True)
SILENT: Final = Close(4002, "silent", come_back=True)
BEHIND: Final = Close(4003, "behind", come_back=True)
PROTOCOL: Final = Close(4500, "protocol", come_back=False)
SIGNED_OUT: Final = Close(4501, "signed_out", come_back=False)
VERSION: Final = Close(4502, "version", come_back=False)

ALL: Final = (GOING_AWAY, SLOW, SILENT, BEHIND, PROTOCOL, SIGNED_OUT, VERSION)
