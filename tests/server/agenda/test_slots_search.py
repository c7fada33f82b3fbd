"""The first free slots of several practitioners (F016)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import msgspec
import pytest

from server.agenda.schemas.appointments import FindSlots, FoundSlot
from server.agenda.schemas.types import AppointmentTypeView
from server.agenda.slots import Busy, Plan, first_free
from tests.server.agenda.slots_given import (
    MONDAY,
    PARIS,
    a_block,
    a_leave,
    a_plan,
    a_schedule,
    a_type,
    an_extra,
    bare,
    days_after,
    free_hours,
    instant,
    normal,
    taken,
)

VISIT = a_type()


def of(practitioner_id: str, plan: Plan) -> Plan:
    return replace(plan, practitioner_id=practitioner_id)


def find(plans: Sequence[Plan], query: FindSlots, busy: dict[str, list[Busy]] | None = None) -> list[tuple[str, str]]:
    return [_written(each) for each in first_free(plans, busy or {}, query)]


def _written(found: FoundSlot) -> tuple[str, str]:
    local = found.slot.starts_at.astimezone(ZoneInfo(PARIS))
    return found.practitioner_id, f"{local:%d %H:%M}"


def anything(*practitioner_ids: str, limit: int = 4, days: int = 90) -> FindSlots:
    return FindSlots(practitioner_ids=list(practitioner_ids), from_day=MONDAY, limit=limit, days=days)


def test_the_earliest_come_first_and_at_the_same_time_in_the_order_asked_for() -> None:
    plans = [of("ann", a_plan([VISIT], normal(VISIT, "09:00-10:00"))), of("bob", a_plan([VISIT], normal(VISIT, "09:00-10:00")))]
    assert find(plans, anything("bob", "ann")) == [("bob", "23 09:00"), ("ann", "23 09:00"), ("bob", "23 09:30"), ("ann", "23 09:30")]


def test_only_practitioners_asked_for_are_searched_each_once() -> None:
    plans = [of("ann", a_plan([VISIT], normal(VISIT, "09:00-10:00"))), of("bob", a_plan([VISIT], normal(VISIT, "08:00-09:00")))]
    assert find(plans, anything("ann", "ann", "unknown", limit=2)) == [("ann", "23 09:00"), ("ann", "23 09:30")]


def test_each_practitioner_has_his_own_occupied_time() -> None:
    plans = [of("ann", a_plan([VISIT], normal(VISIT, "09:00-10:00"))), of("bob", a_plan([VISIT], normal(VISIT, "09:00-10:00")))]
    assert find(plans, anything("ann", "bob", limit=2), {"ann": [taken("09:00-10:00")]}) == [("bob", "23 09:00"), ("bob", "23 09:30")]


def test_the_search_stops_at_its_limit_and_at_its_last_day() -> None:
    plans = [of("ann", a_plan([VISIT], normal(VISIT, "09:00-09:30")))]
    assert len(find(plans, anything("ann", limit=3))) == 3
    assert find(plans, anything("ann", limit=200, days=2)) == [("ann", "23 09:00"), ("ann", "24 09:00")]
    assert len(find(plans, anything("ann", limit=200))) == 90


def test_a_first_slot_three_weeks_away_is_found() -> None:
    away = a_leave(MONDAY, days_after(MONDAY, 20))
    plans = [of("ann", a_plan([VISIT], normal(VISIT, "09:00-10:00"), leaves=[away]))]
    assert find(plans, anything("ann", limit=1)) == [("ann", "14 09:00")]


def test_what_is_blocked_is_not_proposed() -> None:
    plans = [of("ann", a_plan([VISIT], normal(VISIT, "09:00-10:00"), blocks=[a_block("09:00-09:30")]))]
    assert find(plans, anything("ann", limit=1)) == [("ann", "23 09:30")]


def test_extras_are_proposed() -> None:
    plans = [of("ann", a_plan([VISIT], extras=[an_extra("20:00-20:30")]))]
    assert first_free(plans, {}, anything("ann"))[0].slot.extra_id == "extra"


def test_with_a_present_what_has_started_is_not_proposed() -> None:
    plans = [of("ann", a_plan([VISIT], normal(VISIT, "09:00-10:00")))]
    assert [_written(each) for each in first_free(plans, {}, anything("ann", limit=1), instant("09:01"))] == [("ann", "23 09:30")]


def test_weekdays_and_hours_narrow_the_search() -> None:
    plans = [of("ann", a_plan([VISIT], normal(VISIT, "08:00-18:00")))]
    query = FindSlots(practitioner_ids=["ann"], from_day=MONDAY, weekdays=[1], after=600, before=660, days=14)
    assert find(plans, query) == [("ann", "24 10:00"), ("ann", "24 10:30"), ("ann", "01 10:00"), ("ann", "01 10:30")]


def test_a_place_narrows_the_search() -> None:
    plan = a_plan([VISIT], normal(VISIT, "09:00-09:30"), normal(VISIT, "14:00-14:30", place="clinic", schedule_id="other"))
    query = FindSlots(practitioner_ids=["ann"], from_day=MONDAY, location_id="clinic", days=1)
    assert find([of("ann", plan)], query) == [("ann", "23 14:00")]


CONSULTATION = a_type("consultation", name="Consultation", position=1)
FOLLOW_UP = a_type("follow-up", name="Consultation de suivi", position=2)
REMOTE = a_type("remote", name="Téléconsultation", teleconsultation=True, position=3)
HEART = a_type("heart", name="Échographie du cœur", position=4)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("consultation", {"consultation"}),
        ("CONSULTATION DE SUIVI", {"follow-up"}),
        ("suivi", {"follow-up"}),
        ("suivi consult", {"follow-up"}),
        ("teleconsultation", {"remote"}),
        ("coeur", {"heart"}),
        ("echo", {"heart"}),
        ("unknown", set()),
    ],
)
def test_a_type_is_found_by_its_name_or_by_the_words_in_it(wanted: str, expected: set[str]) -> None:
    query = FindSlots(practitioner_ids=["ann"], from_day=MONDAY, type_name=wanted)
    assert _types_found(query, CONSULTATION, FOLLOW_UP, REMOTE, HEART) == expected


def test_types_are_found_by_id_and_by_being_remote() -> None:
    by_id = FindSlots(practitioner_ids=["ann"], from_day=MONDAY, type_ids=["heart", "remote"])
    assert _types_found(by_id, CONSULTATION, REMOTE, HEART) == {"heart", "remote"}
    remote = FindSlots(practitioner_ids=["ann"], from_day=MONDAY, teleconsultation=True)
    assert _types_found(remote, CONSULTATION, REMOTE, HEART) == {"remote"}
    not_remote = FindSlots(practitioner_ids=["ann"], from_day=MONDAY, teleconsultation=False)
    assert _types_found(not_remote, CONSULTATION, REMOTE, HEART) == {"consultation", "heart"}


def _types_found(query: FindSlots, *types: AppointmentTypeView) -> set[str]:
    plan = of("ann", a_plan(types, free_hours("09:00-09:30")))
    return {each.slot.type_id for each in first_free([plan], {}, query)}


def test_practitioners_far_apart_are_put_in_the_order_of_the_instants() -> None:
    paris = of("paris", a_plan([VISIT], normal(VISIT, "18:00-18:30"), zone=PARIS))
    noumea = of("noumea", a_plan([VISIT], normal(VISIT, "00:00-00:30"), zone="Pacific/Noumea"))
    found = first_free([paris, noumea], {}, anything("paris", "noumea", limit=6))
    starts = [each.slot.starts_at for each in found]
    assert starts == sorted(starts)
    assert [each.practitioner_id for each in found] == ["noumea", "noumea", "paris", "noumea", "paris", "noumea"]


def test_a_search_far_outside_every_agenda_finds_nothing() -> None:
    schedule = a_schedule([(None, bare("09:00-10:00"))], kind="free", periods=[(date.min, None)])
    for day in (date.min, date.max):
        query = FindSlots(practitioner_ids=["ann"], from_day=day)
        assert first_free([of("ann", a_plan([VISIT], schedule))], {}, query) == []


@pytest.mark.parametrize("weekday", [-1, 7])
def test_a_weekday_that_does_not_exist_is_refused_rather_than_never_met(weekday: int) -> None:
    asked = {"practitioner_ids": ["0" * 32], "from_day": "2026-03-02", "weekdays": [weekday]}
    with pytest.raises(msgspec.ValidationError, match="weekdays"):
        msgspec.convert(asked, FindSlots)
