"""Which instructions apply to what somebody is doing. Values in, values out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from chat.instructions.schemas import EarlierInstruction, InstructionScope
from server.core.errors import Invalid

MOST = 40
"""Instructions of a practitioner."""
REMEMBERED = 5
"""Earlier versions kept, for whoever has read one of them."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What is being done, on the day `today`. None: not known yet; that excludes no instruction."""

    today: date
    type_id: str | None = None
    day: date | None = None
    minute: int | None = None
    is_known: bool | None = None
    """The patient has had an appointment with this practitioner."""


def applies(scope: InstructionScope, expires_on: date | None, situation: Situation) -> bool:
    """Whether an instruction is to be shown: it has not expired, and nothing that is known stands outside its scope."""
    if expires_on is not None and expires_on < situation.today:
        return False
    return all(_met(scope, situation))


def _met(scope: InstructionScope, situation: Situation) -> Iterator[bool]:
    if situation.type_id is not None and scope.type_ids:
        yield situation.type_id in scope.type_ids
    if situation.is_known is not None and scope.patients != "everyone":
        yield situation.is_known == (scope.patients == "known")
    if (day := situation.day) is not None:
        yield scope.from_day is None or scope.from_day <= day
        yield scope.to_day is None or day <= scope.to_day
        yield not scope.weekdays or day.weekday() in scope.weekdays
    if situation.minute is not None and scope.start is not None and scope.end is not None:
        yield scope.start <= situation.minute < scope.end


def check(scope: InstructionScope) -> None:
    """Refuse a scope that nothing could ever meet.

    Raises:
        Invalid: the days or the hours end before they begin, or hours that only begin, or only end.
    """
    if scope.from_day is not None and scope.to_day is not None and scope.to_day < scope.from_day:
        raise Invalid(field="to_day", reason="before")
    if (scope.start is None) != (scope.end is None):
        raise Invalid(field="end", reason="missing")
    if scope.start is not None and scope.end is not None and scope.end <= scope.start:
        raise Invalid(field="end", reason="before")


def tidy(scope: InstructionScope) -> InstructionScope:
    """The same scope, in one spelling: so that what did not change does not look changed."""
    return InstructionScope(
        type_ids=sorted(set(scope.type_ids)),
        from_day=scope.from_day,
        to_day=scope.to_day,
        weekdays=sorted(set(scope.weekdays)) if len(set(scope.weekdays)) < 7 else [],
        start=scope.start,
        end=scope.end,
        patients=scope.patients,
    )


def remembered(before: EarlierInstruction, earlier: list[EarlierInstruction]) -> list[EarlierInstruction]:
    """The versions to keep once `before` has been replaced, the newest first."""
    return [before, *earlier][:REMEMBERED]
