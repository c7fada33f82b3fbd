"""Where browsers reach us: our sockets, our addresses, and what we let in through them.

The library opens a port of its choosing on every address and takes whatever arrives. Here the ports come from a range, the
address that is told may be the one that the outside sees, and only three kinds of datagrams pass: ICE checks, DTLS from an
address that ICE has proven (ASVS 17.2.6), and protected media, which goes straight to forwarding.
"""

import asyncio
import ipaddress
import random
import socket
from collections.abc import Callable
from typing import Any

import msgspec
from aioice.candidate import Candidate, candidate_foundation, candidate_priority
from aioice.ice import CandidatePair, Connection, StunProtocol, get_host_addresses

_BUFFER = 1024 * 1024
_ADDRESSES = 48
"""Addresses that one browser may send checks from."""


class Reach(msgspec.Struct, frozen=True):
    """How browsers reach this process. No address: every address of this machine. No ports: any that is free."""

    address: str = ""
    ports: tuple[int, int] | None = None


class NoPort(OSError):
    """Every port of the range is taken."""


class Door(StunProtocol):
    """One socket of one connection."""

    def __init__(self, connection: Connection, hear: Callable[[bytes], None], notice: Callable[[], None]) -> None:
        super().__init__(connection)
        self._connection = connection
        self._hear = hear
        self._notice = notice

    def datagram_received(self, data: bytes | str, addr: tuple[Any, ...]) -> None:
        """Sort by the first byte (RFC 9443); what is none of the three kinds is dropped."""
        if not data or isinstance(data, str):
            return
        first = data[0]
        if 128 <= first <= 191:
            self._hear(data)
        elif first <= 3:
            self._check(data, addr)
        elif 20 <= first <= 63 and self._is_proven(addr):
            self._notice()
            super().datagram_received(data, addr)

    def _check(self, data: bytes, addr: tuple[Any, ...]) -> None:
        known = self._connection.remote_candidates
        if len(known) >= _ADDRESSES and not any(c._network_host == addr[0] and c.port == addr[1] for c in known):
            return
        if len(data) < 20 or data[4:8] != b"\x21\x12\xa4\x42":
            return
        try:
            super().datagram_received(data, addr)
        except Exception:
            return
        if self._is_proven(addr):
            self._notice()

    def _is_proven(self, addr: tuple[Any, ...]) -> bool:
        return any(
            pair.state == CandidatePair.State.SUCCEEDED and pair.protocol is self and pair.remote_addr == (addr[0], addr[1])
            for pair in self._connection._check_list
        )


async def open_doors(connection: Connection, reach: Reach, hear: Callable[[bytes], None], notice: Callable[[], None]) -> None:
    """Open the sockets of a connection and tell the library their addresses.

    Raises:
        NoPort: nothing could be opened.
    """
    if connection._local_candidates_start:
        return
    connection._local_candidates_start = True
    for host in _bound_to(reach):
        port = await _open(connection, host, reach, hear, notice)
        if port is not None:
            connection._protocols.append(port)
            connection._local_candidates.append(port.local_candidate)
    connection._local_candidates_end = True
    if not connection._protocols:
        raise NoPort("No port is left for another connection.")


def _bound_to(reach: Reach) -> list[str]:
    mine = get_host_addresses(use_ipv4=True, use_ipv6=True)
    if not reach.address:
        return mine or ["127.0.0.1"]
    if reach.address in mine or ipaddress.ip_address(reach.address).is_loopback:
        return [reach.address]
    return ["::" if ":" in reach.address else "0.0.0.0"]  # noqa: S104 # nosec B104  # the outside sees another address than ours


async def _open(connection: Connection, host: str, reach: Reach, hear: Callable[[bytes], None], notice: Callable[[], None]) -> Door | None:
    loop = asyncio.get_running_loop()
    for number in _numbers(reach):
        try:
            transport, door = await loop.create_datagram_endpoint(lambda: Door(connection, hear, notice), local_addr=(host, number))
        except OSError:
            continue
        bound = transport.get_extra_info("socket")
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        told = reach.address or host
        door.local_candidate = Candidate(
            foundation=candidate_foundation("host", "udp", told),
            component=1,
            transport="udp",
            priority=candidate_priority(1, "host"),
            host=told,
            port=bound.getsockname()[1],
            type="host",
        )
        return door
    return None


def _numbers(reach: Reach) -> list[int]:
    if reach.ports is None:
        return [0]
    first, last = reach.ports
    numbers = list(range(first, last + 1))
    random.shuffle(numbers)
    return numbers
