"""Who is told what, and when: what people know is compared with what is, so that moving twice or undoing tells once or nothing.

Pure. `Place` is all that a person needs to know; a message says one place, or that it is over.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.notices.schemas import About, Choices

QUARTER = timedelta(minutes=15)
"""How long before a teleconsultation its patient is invited in (F144, Q24)."""
SOON = timedelta(minutes=30)
"""What begins so soon is said at once."""


@dataclass(frozen=True, slots=True)
class Place:
    """When, where, with whom, how: what a message says."""

    starts_at: datetime
    ends_at: datetime
    practitioner_id: str
    location_id: str
    video: bool

    def same(self, other: "Place | None") -> bool:
        """Whether both say the same; how long it lasts is not what one goes by."""
        return other is not None and self.key == other.key

    @property
    def key(self) -> str:
        """The place as messages remember it."""
        return "|".join((self.starts_at.isoformat(), self.practitioner_id, self.location_id, "video" if self.video else ""))

    @property
    def over_at(self) -> datetime:
        """When there is nothing left to say: at its start, by video at its end."""
        return self.ends_at if self.video else self.starts_at


@dataclass(frozen=True, slots=True)
class Known:
    """What was last said to somebody: the key of a place, None when he was told that it is over."""

    key: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Planned:
    """A message to plan: to whom (`patient/…`, `practitioner/…`), about what place, from when until when."""

    about: About
    audience: str
    place: Place
    not_before: datetime
    expires_at: datetime


def to_say(
    place: Place | None, audiences: Collection[str], known: Mapping[str, Known], choices: Choices, now: datetime, wait: timedelta
) -> Iterator[Planned]:
    """What to plan when an appointment is at `place` (None: cancelled) for `audiences`, and people know what they know."""
    for audience in dict.fromkeys((*audiences, *known)):
        told = known.get(audience)
        is_for = place is not None and audience in audiences
        if is_for and place is not None:
            if place.over_at <= now:
                continue
            if told is None or told.key is None:
                yield _news("confirmed", audience, place, now, wait)
            elif told.key != place.key:
                yield _news("moved", audience, place, now, wait)
            if audience.startswith("patient/"):
                yield from _later(place, audience, choices, now)
        elif told is not None and told.key is not None and told.place.over_at > now:
            yield _news("cancelled", audience, told.place, now, wait)


def _news(about: About, audience: str, place: Place, now: datetime, wait: timedelta) -> Planned:
    delay = timedelta() if place.starts_at - now < SOON else wait
    return Planned(about, audience, place, now + delay, place.over_at)


def _later(place: Place, audience: str, choices: Choices, now: datetime) -> Iterator[Planned]:
    """The reminder, unless it was made or moved later than that (Q37), and by video the invitation."""
    due = place.starts_at - timedelta(hours=choices.reminder_hours)
    if choices.reminder_hours and due > now:
        yield Planned("reminder", audience, place, due, place.starts_at)
    if place.video and place.starts_at - QUARTER > now:
        yield Planned("invitation", audience, place, place.starts_at - QUARTER, place.ends_at)


def channels_for(planned: Planned, choices: Choices, *, email: bool, mobile: bool, sms_off: bool) -> list[str]:
    """By which channels; when none reaches the patient, by e-mail all the same: that it has no address is then seen (F203)."""
    if planned.audience.startswith("practitioner/"):
        return ["email"] if choices.practitioner and email else []
    by_mail = planned.about in choices.email
    by_sms = planned.about in choices.sms and not sms_off
    found = [name for name, on in (("email", by_mail and email), ("sms", by_sms and mobile)) if on]
    if found or email or mobile:
        return found
    return ["email"] if by_mail else ["sms"] if by_sms else []


def may_change_until(starts_at: datetime, choices: Choices) -> datetime:
    """The instant before which the patient may still move or cancel by his link (Q38)."""
    return starts_at - timedelta(hours=choices.change_hours)


def in_order(planned: Iterable[Planned]) -> list[Planned]:
    """The earliest first."""
    return sorted(planned, key=lambda each: (each.not_before, each.about, each.audience))
