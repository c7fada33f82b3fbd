"""Decisions about people and rights."""

from datetime import date

import pytest

from server.accounts import rules
from server.core.actors import Actor, Membership, Target
from server.core.errors import Invalid
from server.core.permissions import Permission, permitted

PRACTICE, AGENDA, OTHER = "p" * 32, "a" * 32, "b" * 32


def _actor(*memberships: Membership, today: date = date(2026, 3, 2)) -> Actor:
    return Actor(person_id="x" * 32, name="Somebody", memberships=memberships, today=today)


def _membership(role: str, own: str | None = None, ticked: dict[str, list[str]] | None = None, days: list[str] | None = None) -> Membership:
    return rules.membership("m", PRACTICE, role, own, ticked or {}, days)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Claire Lefèvre", "CL"), ("Jean-Marc de la Tour", "JT"), ("Élodie", "É"), ("Dr. A. B. C. Durand", "DD"), ("- -", "?")],
)
def test_initials_are_those_of_the_first_and_last_words(name: str, initials: str) -> None:
    assert rules.initials_of(name) == initials


def test_a_hue_is_the_one_that_the_browser_counts_and_within_the_circle() -> None:
    hues = {rules.hue_of(f"{number:032x}") for number in range(200)}
    assert rules.hue_of("3f2a9c0d5e7b41868d1c2b3a4f5e6d70") == 74, "as in web/src/lib/desk/person.test.ts"
    assert all(0 <= hue < 360 for hue in hues)
    assert len(hues) > 100


def test_a_name_is_kept_on_one_line() -> None:
    assert rules.tidy("  Cabinet \n des\tTilleuls ") == "Cabinet des Tilleuls"


@pytest.mark.parametrize(("text", "reason"), [("   ", "empty"), ("a\x00b", "unprintable"), ("a\u202eb", "unprintable")])
def test_a_name_without_letters_to_show_is_refused(text: str, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.tidy(text)
    assert refused.value.data == {"field": "name", "reason": reason}


def test_an_address_is_folded() -> None:
    assert rules.address(" Sonia.Petit@Example.ORG ") == "sonia.petit@example.org"


@pytest.mark.parametrize(
    "text", ["a@b", "a b@example.org", "a@example.org\nBcc: x@y.zz", "<a@example.org>", "@example.org", "a@-x.org", "a@é.fr"]
)
def test_what_mail_servers_would_not_take_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        rules.address(text)


def test_the_public_holidays_follow_the_zone() -> None:
    assert rules.region_of("America/Martinique") == "FR-972"
    assert rules.region_of("Europe/Paris") == "FR"


def test_a_role_gives_its_own_rights_to_agendas_not_named() -> None:
    held = rules.held_rights("secretary", {AGENDA: ["view"]})
    assert held[AGENDA] == {"view"}
    assert "book" in held["*"]


def test_ticking_for_everybody_replaces_what_the_role_gives() -> None:
    assert rules.held_rights("secretary", {"*": ["view"]})["*"] == {"view"}


@pytest.mark.parametrize(("function", "ticked"), [("busy", ["view"]), ("details", ["contact", "view"]), ("booking", ["view", "book"])])
def test_the_function_of_a_grant_is_read_from_its_ticks(function: str, ticked: list[str]) -> None:
    assert rules.function_of("outside_colleague", {AGENDA: ticked}) == function
    assert rules.function_of("secretary", {AGENDA: ticked}) is None


def test_a_booking_colleague_books_and_sees_no_name() -> None:
    actor = _actor(_membership("outside_colleague", ticked={AGENDA: list(rules.FUNCTION_RIGHTS["booking"])}))
    target = Target(PRACTICE, AGENDA)
    assert permitted(actor, Permission.AGENDA_BOOK, target)
    assert not permitted(actor, Permission.AGENDA_DETAILS, target)
    assert not permitted(actor, Permission.AGENDA_MOVE, target)
    assert not permitted(actor, Permission.AGENDA_READ, Target(PRACTICE, OTHER))


def test_a_detailed_look_shows_names_but_no_phones_and_books_nothing() -> None:
    actor = _actor(_membership("outside_colleague", ticked={AGENDA: list(rules.FUNCTION_RIGHTS["details"])}))
    assert permitted(actor, Permission.AGENDA_DETAILS, Target(PRACTICE, AGENDA))
    assert not permitted(actor, Permission.AGENDA_CONTACT, Target(PRACTICE, AGENDA))
    assert not permitted(actor, Permission.AGENDA_BOOK, Target(PRACTICE, AGENDA))


@pytest.mark.parametrize("role", ["administrator", "practitioner", "secretary", "tele_secretary"])
def test_what_screens_are_told_is_what_the_table_grants(role: str) -> None:
    actor = _actor(_membership(role, own=AGENDA if role == "practitioner" else None))
    for agenda in (AGENDA, OTHER):
        told = set(rules.rights_on(actor, PRACTICE, agenda))
        for right, permission in rules.PERMISSION_OF.items():
            assert (right in told) == permitted(actor, permission, Target(PRACTICE, agenda)), (right, agenda)


def test_an_administrator_does_not_read_reasons_unless_ticked() -> None:
    assert "reason" not in rules.rights_on(_actor(_membership("administrator")), PRACTICE, AGENDA)
    assert "reason" in rules.rights_on(_actor(_membership("administrator", ticked={AGENDA: ["reason"]})), PRACTICE, AGENDA)


def test_a_replacement_holds_its_days_only() -> None:
    stand_in = _membership("replacement", ticked={AGENDA: list(rules.REPLACEMENT_RIGHTS)}, days=["2026-03-03"])
    assert rules.rights_on(_actor(stand_in, today=date(2026, 3, 2)), PRACTICE, AGENDA) == []
    assert "book" in rules.rights_on(_actor(stand_in, today=date(2026, 3, 3)), PRACTICE, AGENDA)
    assert "settings" not in rules.rights_on(_actor(stand_in, today=date(2026, 3, 3)), PRACTICE, AGENDA)


def test_only_practitioners_get_the_longer_idle_time() -> None:
    assert rules.idle_minutes([("secretary", None, 120)]) == 30
    assert rules.idle_minutes([("practitioner", None, 120)]) == 120
    assert rules.idle_minutes([("administrator", AGENDA, 90), ("secretary", None, 120)]) == 90
    assert rules.idle_minutes([]) == 30
