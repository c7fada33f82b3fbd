"""A list that knows what an agenda must do: the reference the real one is held against (R11). Plain loops, no cleverness."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from tests.server.agenda.office import PARIS

Kind = Literal["off_schedule", "block", "leave", "overlap", "claim"]
HELD = timedelta(minutes=3)
OPEN = ((9 * 60, 12 * 60), (14 * 60, 18 * 60))
"""When the doctor receives, in minutes of the day."""


@dataclass(frozen=True)
class Booked:
    """An appointment. `status_at`: when it was cancelled."""

    starts_at: datetime
    minutes: int
    usual: int
    """How long its type lasts."""
    off_schedule: bool
    overbooked: bool
    status: str = "planned"
    status_at: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def active(self) -> bool:
        """Whether it occupies its time."""
        return self.status != "cancelled"


@dataclass
class Did:
    """A change: what each thing was before and after. Things are appointments by id, blocks and leave by what they close."""

    before: dict[str, Booked | str | None]
    after: dict[str, Booked | str | None]
    undone: bool = False
    undoes: str | None = None


@dataclass
class Reference:
    """The doctor's agenda. `closed`: what closes hours (`h…`) and days (`d…`); each closing is a thing of its own."""

    appointments: dict[str, Booked] = field(default_factory=dict)
    closed: dict[str, str] = field(default_factory=dict)
    claims: dict[str, tuple[str, datetime, datetime, datetime]] = field(default_factory=dict)
    """Id → who, from, to, until when it is held."""
    changes: dict[str, Did] = field(default_factory=dict)
    closings: int = 0

    def in_the_way(self, who: str, wanted: Booked, now: datetime, ignoring: Collection[str] = ()) -> set[Kind]:
        """Every reason to ask before these minutes are taken."""
        found: set[Kind] = set()
        if not on_schedule(wanted):
            found.add("off_schedule")
        if any(self.closing(hour_key(at)) for at in each_minute(wanted)):
            found.add("block")
        if self.closing(day_key(wanted.starts_at)):
            found.add("leave")
        for key, other in self.appointments.items():
            if key not in ignoring and other.active and other.starts_at < wanted.ends_at and wanted.starts_at < other.ends_at:
                found.add("overlap")
        for holder, starts_at, ends_at, until in self.claims.values():
            if holder != who and until > now and starts_at < wanted.ends_at and wanted.starts_at < ends_at:
                found.add("claim")
        return found

    def note(self, change: str, **things: tuple[Booked | str | None, Booked | str | None]) -> None:
        """Remember a change, and make it."""
        self.changes[change] = Did({key: pair[0] for key, pair in things.items()}, {key: pair[1] for key, pair in things.items()})
        for key, (_, after) in things.items():
            self._set(key, after)

    def closing(self, key: str) -> list[str]:
        """What closes an hour or a day."""
        return [thing for thing, closes in self.closed.items() if closes == key]

    def toggle(self, change: str, key: str) -> None:
        """Close an hour or a day that is open, or open it whatever closes it."""
        things = self.closing(key)
        if things:
            self.note(change, **dict.fromkeys(things, (key, None)))
        else:
            self.closings += 1
            self.note(change, **{f"closing{self.closings}": (None, key)})

    def present(self, thing: str) -> Booked | str | None:
        """A thing as it is."""
        return self.closed.get(thing) or self.appointments.get(thing)

    def may_undo(self, who: str, change: str, now: datetime) -> Literal["done", "already_undone", "superseded", "needs_confirmation"]:
        """What the agenda answers to undoing a change."""
        did = self.changes[change]
        if did.undone:
            return "already_undone"
        if any(self.present(key) != after for key, after in did.after.items()):
            return "superseded"
        for key, before in did.before.items():
            after = did.after[key]
            if not isinstance(before, Booked) or not before.active:
                continue
            if isinstance(after, Booked) and after.active and (after.starts_at, after.ends_at) == (before.starts_at, before.ends_at):
                continue
            accepted: set[Kind] = {"off_schedule", "block", "leave"}
            accepted |= {"overlap"} if before.overbooked else set()
            if self.in_the_way(who, before, now, did.before) - accepted:
                return "needs_confirmation"
        return "done"

    def undo(self, change: str, by: str, now: datetime) -> None:
        """Put everything back; what was booked is cancelled."""
        did = self.changes[change]
        back: dict[str, Booked | str | None] = {}
        for key, before in did.before.items():
            after = did.after[key]
            undone = replace(after, status="cancelled", status_at=now) if before is None and isinstance(after, Booked) else before
            back[key] = undone
        self.note(by, **{key: (did.after[key], back[key]) for key in back})
        self.changes[by].undoes = change
        did.undone = True
        if did.undoes is not None:
            self.changes[did.undoes].undone = False

    def _set(self, key: str, value: Booked | str | None) -> None:
        if isinstance(value, Booked):
            self.appointments[key] = value
        elif value is None:
            self.closed.pop(key, None)
        else:
            self.closed[key] = value


def on_schedule(wanted: Booked) -> bool:
    """Whether the schedule has a tick there, and the range lasts long enough for another length."""
    wall = wanted.starts_at.astimezone(PARIS)
    minute = wall.hour * 60 + wall.minute
    for start, end in OPEN:
        is_tick = start <= minute <= end - wanted.usual and (minute - start) % wanted.usual == 0
        if is_tick and minute + wanted.minutes <= max(minute + wanted.usual, end):
            return True
    return False


def each_minute(wanted: Booked) -> Iterator[datetime]:
    """Every minute it takes."""
    return (wanted.starts_at + timedelta(minutes=n) for n in range(wanted.minutes))


def hour_key(at: datetime) -> str:
    """The hour that a minute is in."""
    return f"h{at.astimezone(PARIS):%Y%m%d%H}"


def day_key(at: datetime) -> str:
    """The day that a minute is in."""
    return f"d{at.astimezone(PARIS):%Y%m%d}"
