"""The journal of a consultation, read: who took part, when, how long, how the line held, what went wrong (R22). Values in, values out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from rtc.media import Quality

_GONE = {"lost", "left", "ended", "removed", "released", "queued", "seen_out"}
INCIDENTS = frozenset({"lost", "replaced"})


class Line(Struct, frozen=True):
    """One line of the journal."""

    at: datetime
    role: str | None
    name: str
    data: dict[str, Any] | None = None
    seat_id: str | None = None


class LineQuality(Struct, frozen=True, kw_only=True):
    """How what somebody sent arrived: shares and milliseconds, means but for the worst loss."""

    loss: float
    worst_loss: float
    jitter_ms: float
    trip_ms: float
    kilobits: float


class Attendance(Struct, frozen=True, kw_only=True):
    """What the journal knows of one participant."""

    came_at: datetime | None
    let_in_at: datetime | None
    connected_seconds: int
    quality: LineQuality | None


class Tally:
    """Sums what the media says of one connection until it ends; nothing of what was said or shown."""

    __slots__ = ("bits", "jitter", "looks", "loss", "trip", "worst")

    def __init__(self) -> None:
        self.looks = 0
        self.loss = self.worst = self.jitter = self.trip = self.bits = 0.0

    def add(self, said: Quality) -> None:
        """One more look."""
        self.looks += 1
        self.loss += said.loss
        self.worst = max(self.worst, said.loss)
        self.jitter += said.jitter_ms
        self.trip += said.rtt_ms
        self.bits += said.bitrate

    def data(self) -> dict[str, Any]:
        """As the journal keeps it."""
        looks = max(1, self.looks)
        return {
            "looks": self.looks,
            "loss": round(self.loss / looks, 4),
            "worst_loss": round(self.worst, 4),
            "jitter_ms": round(self.jitter / looks, 1),
            "trip_ms": round(self.trip / looks, 1),
            "kilobits": round(self.bits / looks / 1000, 1),
        }


def attendance(lines: Sequence[Line], role: str, seat_id: str | None = None) -> Attendance:
    """One participant, from lines in the order of time; `seat_id` tells apart those of the same role."""
    theirs = [line for line in lines if line.name == "ended" or (line.role == role and (line.seat_id or seat_id) == seat_id)]
    since: datetime | None = None
    total = timedelta()
    for line in theirs:
        if line.name == "connected":
            since = since or line.at
        elif line.name in _GONE and since is not None:
            total += line.at - since
            since = None
    came = {"host": "entered", "desk": "received"}.get(role, "knocked")
    return Attendance(
        came_at=next((line.at for line in theirs if line.name == came), None),
        let_in_at=next((line.at for line in theirs if line.name == "admitted"), None),
        connected_seconds=round(total.total_seconds()),
        quality=_quality(line.data for line in theirs if line.name == "quality"),
    )


def _quality(looks: Iterable[dict[str, Any] | None]) -> LineQuality | None:
    sums: defaultdict[str, float] = defaultdict(float)
    worst = 0.0
    for each in looks:
        if each is None or not each["looks"]:
            continue
        sums["looks"] += each["looks"]
        worst = max(worst, each["worst_loss"])
        for name in ("loss", "jitter_ms", "trip_ms", "kilobits"):
            sums[name] += each[name] * each["looks"]
    count = sums["looks"]
    if not count:
        return None
    mean = {name: round(sums[name] / count, 4) for name in ("loss", "jitter_ms", "trip_ms", "kilobits")}
    return LineQuality(worst_loss=worst, **mean)
