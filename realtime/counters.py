"""What the push layer counts about itself. Plain numbers: `server` exports them to Prometheus."""


class Counters:
    """Totals since the process started, except `connections` and `lag`, which are of this moment."""

    __slots__ = (
        "catch_ups",
        "connections",
        "deliveries",
        "events",
        "failures",
        "gone",
        "lag",
        "resets",
        "resumes",
        "signals_dropped",
        "silent_cuts",
        "slow_cuts",
        "violations",
    )

    def __init__(self) -> None:
        self.connections = 0
        """Open connections."""
        self.events = 0
        """Events delivered, each counted once per topic."""
        self.deliveries = 0
        """Frames handed to connections by broadcasts."""
        self.signals_dropped = 0
        """Signals that a slow reader or a too quick writer did not get through."""
        self.slow_cuts = 0
        """Connections closed 4001."""
        self.silent_cuts = 0
        """Connections closed 4002."""
        self.violations = 0
        """Connections closed 4500."""
        self.catch_ups = 0
        """Replays read from the log because of a hole or a lag."""
        self.gone = 0
        """Topics whose hole could not be filled any more: subscribers closed 4003."""
        self.resumes = 0
        """Subscriptions that went on from their `since`."""
        self.resets = 0
        """Subscriptions that asked for a `since` and got a snapshot."""
        self.failures = 0
        """Unexpected errors of the gate or the broker that were survived."""
        self.lag = 0
        """Events that the heads were ahead of this process at the last sweep."""
