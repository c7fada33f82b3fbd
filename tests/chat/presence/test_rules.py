"""What is said of who can be reached: values in, values out."""

from datetime import UTC, date, datetime

import pytest

from chat.presence.rules import Presence, Spell, away_until, consulting, said
from chat.presence.topics import lens_of, mask


def _at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 2, hour, minute, tzinfo=UTC)


NOW = _at(9, 10)


@pytest.mark.parametrize(
    ("spell", "expected"),
    [
        (Spell(_at(9), _at(9, 30), "planned"), (True, _at(9, 30))),
        (Spell(_at(9), _at(9, 30), "arrived"), (True, _at(9, 30))),
        (Spell(_at(9), _at(9, 30), "late"), (False, None)),
        (Spell(_at(9), _at(9, 30), "seen"), (False, None)),
        (Spell(_at(9), _at(9, 10), "planned"), (False, None)),
        (Spell(_at(9, 11), _at(9, 30), "arrived"), (False, None)),
        (Spell(_at(8), _at(8, 30), "in_consultation"), (True, None)),
        (Spell(_at(5), _at(5, 30), "in_consultation"), (False, None)),
    ],
)
def test_an_appointment_keeps_busy_while_it_is_under_way(spell: Spell, expected: tuple[bool, datetime | None]) -> None:
    assert consulting([spell], NOW) == expected


def test_of_two_at_once_the_later_end_counts() -> None:
    both = [Spell(_at(9), _at(9, 15), "planned"), Spell(_at(9), _at(9, 40), "arrived")]
    assert consulting(both, NOW) == (True, _at(9, 40))


def test_leaves_that_touch_are_one() -> None:
    leaves = [(date(2026, 3, 1), date(2026, 3, 3)), (date(2026, 3, 4), date(2026, 3, 6)), (date(2026, 3, 9), date(2026, 3, 9))]
    assert away_until(leaves, date(2026, 3, 2)) == date(2026, 3, 7)
    assert away_until(leaves, date(2026, 3, 7)) is None


def test_leave_comes_before_a_consultation_and_that_before_the_wish_for_quiet() -> None:
    later = _at(12)
    assert said(later, (True, None), later, "a") == Presence("leave", later, "a")
    assert said(None, (True, None), later, "a") == Presence("consulting", None, "a")
    assert said(None, (False, None), later, "a") == Presence("quiet", later)
    assert said(None, (False, None), None, "a") is None


def test_what_an_agenda_says_is_hidden_from_whoever_may_not_read_it() -> None:
    consults, quiet = {"id": "p", "practitioner_id": "a"}, {"id": "q", "practitioner_id": None}
    shown = [[mask("people", view, lens) is not None for view in (consults, quiet)] for lens in (lens_of(None), lens_of("a"), lens_of([]))]
    assert shown == [[True, True], [True, True], [False, True]]
