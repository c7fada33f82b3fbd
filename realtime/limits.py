"""Every bound of the push layer in one place: sizes in bytes, times in seconds."""

import msgspec


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a connection, a topic and a process may hold or wait for. The defaults are the product's."""

    beat: int = 15
    """A client speaks at least this often; `hello` tells it."""
    silence: float = 37.5
    """A connection that nothing was heard from for this long is closed 4002: with `sweep` and `drain`, freed within 45 s."""
    sweep: float = 2.0
    """How often heads, heartbeats and stalled readers are looked at."""
    handshake: float = 25.0
    """The gate has this long to say who is there."""
    message: float = 10.0
    """A message that started must be complete within this time."""
    drain: float = 5.0
    """A closed connection that does not take its close frame within this time is aborted."""
    stall: float = 4.0
    """A reader that has bytes waiting and takes none for this long is slow."""

    backlog: int = 256 * 1024
    """More than this waiting in our process for one reader: slow. A snapshot in flight is allowed on top."""
    signal_backlog: int = 64 * 1024
    """From this backlog on, signals are dropped for that reader."""
    slice: int = 64 * 1024
    """A replay is written in slices of this size, each once the one before has drained."""
    send_buffer: int = 32 * 1024
    """`SO_SNDBUF` of each connection: what the kernel may hide from the backlog. Linux doubles it; from 16 KiB to 1 MiB it
    made no difference to the highest rate or the cost of a delivery, but stopped readers are found seconds earlier."""

    frames_per_second: int = 100
    burst: int = 400
    topics: int = 64
    """Subscriptions of one connection, and subscriptions waiting for their answer."""
    connections: int = 200
    """Connections of one principal in this process."""
    state: int = 4096
    """Size of what one connection may say about itself in `here`."""

    gather: float = 0.04
    """After a write to a crowd, what is broadcast next may wait this long so that it leaves in one write."""

    recent: int = 128
    """Events kept per topic so that a returning client costs no query."""
    recent_bytes: int = 256 * 1024
    early: int = 256
    """Events kept that arrived before the ones they follow."""
    linger: float = 60.0
    """A topic that lost its last subscriber is still followed for this long."""
    replays: int = 8
    """Replays, snapshots' followings and rights asked for by the hub itself at the same time."""

    presence_delay: float = 0.1
    """Changes of presence are gathered for this long into one frame."""
    presence_announce: float = 10.0
    presence_expiry: float = 30.0
