"""When one is not to be disturbed, on the wire."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from server.core.fields import Id, Instant, MinuteOfDay, Weekday


class QuietHours(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Hours of these days in which one is not to be disturbed; an `end` that is not after the `start` is the next day's."""

    days: Annotated[list[Weekday], Meta(min_length=1, max_length=7)]
    start: Annotated[int, Meta(ge=0, le=1439, description="minutes from midnight, wall time of the zone")]
    end: MinuteOfDay


class ChooseQuiet(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Not to be disturbed until an hour (null: from now on one is), in some hours of the week, by what is urgent or not."""

    until: Instant | None | UnsetType = UNSET
    urgent: bool | UnsetType = UNSET
    hours: Annotated[list[QuietHours], Meta(max_length=14)] | UnsetType = UNSET
    zone: Annotated[str, Meta(max_length=60, description="an IANA time zone")] | UnsetType = UNSET


class QuietView(Struct, frozen=True, kw_only=True):
    """When one is not to be disturbed. Its id is the person's; `urgent`: what is urgent reaches one all the same."""

    id: Id
    until: Instant | None
    urgent: bool
    hours: list[QuietHours]
    zone: str
