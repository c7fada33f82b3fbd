"""The slots a patient is offered: fewer than staff see, and why."""

from datetime import date, datetime, timedelta

import pytest

from server.agenda.schemas.types import Conditions
from server.agenda.slots import Busy, Patient, Plan, free_slots, unmet_conditions
from tests.server.agenda.slots_given import (
    MONDAY,
    PARIS,
    a_block,
    a_plan,
    a_type,
    an_extra,
    days_after,
    free_hours,
    instant,
    normal,
    taken,
    wall,
)

EARLY = instant("00:00", days_after(MONDAY, -1))


def offered(plan: Plan, *busy: Busy, now: datetime = EARLY, patient: Patient | None = None, day: date = MONDAY) -> list[str]:
    return wall(free_slots(plan, day, day, busy, audience=patient or Patient(), now=now))


def plan_of(conditions: Conditions, hours: str = "09:00-10:30") -> Plan:
    visit = a_type(conditions=conditions)
    return a_plan([visit], normal(visit, hours))


def test_only_types_open_online_are_offered() -> None:
    plan = a_plan([a_type("online", 30), a_type("desk", 10, online=False)], free_hours("09:00-10:00"))
    assert offered(plan) == ["09:00", "09:30"]


def test_a_block_is_hard_for_a_patient_and_soft_for_staff() -> None:
    plan = a_plan([a_type()], free_hours("09:00-10:30"), blocks=[a_block("09:30-10:00")])
    assert offered(plan) == ["09:00", "10:00"]
    assert wall(free_slots(plan, MONDAY, MONDAY, [])) == ["09:00", "09:30", "10:00"]


def test_a_fixed_slot_that_overruns_is_offered_as_the_document_says() -> None:
    plan = a_plan([a_type(duration=75)], free_hours("14:00-18:00"))
    assert offered(plan) == ["14:00", "15:15", "16:30", "17:45"]


def test_an_extra_is_offered_to_patients() -> None:
    assert offered(a_plan([a_type()], extras=[an_extra("20:00-21:00")])) == ["20:00", "20:30"]


def test_the_present_is_needed() -> None:
    with pytest.raises(ValueError, match="now"):
        free_slots(plan_of(Conditions()), MONDAY, MONDAY, [], audience=Patient())


def test_what_has_started_is_not_offered_and_what_starts_now_is() -> None:
    assert offered(plan_of(Conditions()), now=instant("09:30")) == ["09:30", "10:00"]
    assert offered(plan_of(Conditions()), now=instant("09:30") + timedelta(microseconds=1)) == ["10:00"]


def test_yesterday_is_not_offered() -> None:
    assert offered(plan_of(Conditions()), now=instant("00:00", days_after(MONDAY, 1))) == []


def test_staff_with_a_present_do_not_see_what_has_started() -> None:
    slots = free_slots(plan_of(Conditions()), days_after(MONDAY, -1), MONDAY, [], now=instant("09:30"))
    assert wall(slots) == ["09:30", "10:00"]


def test_the_shortest_notice_is_counted_to_the_minute_and_included() -> None:
    plan = plan_of(Conditions(min_notice=120))
    assert offered(plan, now=instant("07:00")) == ["09:00", "09:30", "10:00"]
    assert offered(plan, now=instant("07:01")) == ["09:30", "10:00"]


def test_the_longest_notice_is_counted_in_days_and_its_last_day_is_open_whole() -> None:
    plan = plan_of(Conditions(max_notice=7))
    assert offered(plan, now=instant("00:00", days_after(MONDAY, -7))) == ["09:00", "09:30", "10:00"]
    assert offered(plan, now=instant("23:59", days_after(MONDAY, -8))) == []


def test_the_longest_notice_counts_days_at_the_place() -> None:
    visit = a_type(conditions=Conditions(max_notice=1))
    plan = a_plan([visit], normal(visit, "08:00-08:30"), zone="Pacific/Noumea")
    still_saturday_there = instant("23:59", days_after(MONDAY, -2), "Pacific/Noumea")
    assert list(free_slots(plan, MONDAY, MONDAY, [], audience=Patient(), now=still_saturday_there)) == []
    already_sunday_there = still_saturday_there + timedelta(minutes=1)
    assert len(list(free_slots(plan, MONDAY, MONDAY, [], audience=Patient(), now=already_sunday_there))) == 1


def test_the_daily_cap_closes_the_rest_of_the_day() -> None:
    plan = plan_of(Conditions(per_day=2))
    first, second = taken("09:00-09:30", type_id="visit"), taken("20:00-20:30", type_id="visit")
    assert offered(plan, first) == ["09:30", "10:00"]
    assert offered(plan, first, second) == []


def test_the_daily_cap_counts_extras_but_no_other_type_no_claim_and_no_other_day() -> None:
    plan = plan_of(Conditions(per_day=1))
    assert offered(plan, taken("20:00-20:30", extra_id="extra", type_id="visit")) == []
    others = taken("20:00-20:30", type_id="other"), taken("21:00-21:30")
    tomorrow, yesterday = (taken("00:00-00:30", days_after(MONDAY, n), type_id="visit") for n in (1, -1))
    assert offered(plan, *others, tomorrow, yesterday) == ["09:00", "09:30", "10:00"]


def test_the_daily_cap_counts_the_local_day() -> None:
    visit = a_type(conditions=Conditions(per_day=1))
    plan = a_plan([visit], normal(visit, "09:00-09:30"), zone="Pacific/Tahiti")
    late = taken("23:00-23:30", zone="Pacific/Tahiti", type_id="visit")
    assert late.starts_at.date() != MONDAY
    assert list(free_slots(plan, MONDAY, MONDAY, [late], audience=Patient(), now=EARLY)) == []


def test_the_cap_of_a_type_that_must_follow_closes_the_first() -> None:
    exam, visit = a_type("exam", followed_by="visit"), a_type(online=False, conditions=Conditions(per_day=1))
    plan = a_plan([exam, visit], normal(exam, "09:00-09:30"))
    assert offered(plan) == ["09:00"]
    assert offered(plan, taken("20:00-20:30", type_id="visit")) == []


@pytest.mark.parametrize(
    ("audience", "known", "is_offered"),
    [
        ("everyone", True, True),
        ("everyone", False, True),
        ("new", True, False),
        ("new", False, True),
        ("known", True, True),
        ("known", False, False),
        ("new", None, True),
        ("known", None, True),
    ],
)
def test_types_for_new_and_for_known_patients(audience: str, known: bool | None, is_offered: bool) -> None:
    conditions = {"everyone": Conditions(), "new": Conditions(audience="new"), "known": Conditions(audience="known")}[audience]
    assert bool(offered(plan_of(conditions), patient=Patient(known=known))) is is_offered


@pytest.mark.parametrize(
    ("birth_date", "is_offered"),
    [
        (date(2020, 11, 23), True),
        (date(2020, 11, 24), False),
        (date(2010, 11, 24), True),
        (date(2009, 11, 24), True),
        (date(2009, 11, 23), False),
        (None, True),
    ],
)
def test_the_age_is_that_of_the_day_both_limits_included(birth_date: date | None, is_offered: bool) -> None:
    plan = plan_of(Conditions(min_age=6, max_age=16))
    assert bool(offered(plan, patient=Patient(birth_date=birth_date))) is is_offered


@pytest.mark.parametrize(("day", "is_offered"), [(date(2026, 2, 28), False), (date(2026, 3, 1), True)])
def test_who_was_born_on_a_29_february_grows_older_in_march(day: date, is_offered: bool) -> None:
    plan = plan_of(Conditions(min_age=18))
    born = Patient(birth_date=date(2008, 2, 29))
    assert bool(offered(plan, patient=born, day=day, now=instant("00:00", day))) is is_offered


@pytest.mark.parametrize(("has_referral", "is_offered"), [(True, True), (False, False), (None, True)])
def test_a_type_that_needs_a_referral(has_referral: bool | None, is_offered: bool) -> None:
    assert bool(offered(plan_of(Conditions(referral=True)), patient=Patient(has_referral=has_referral))) is is_offered


def test_staff_are_told_every_condition_at_once() -> None:
    conditions = Conditions(audience="known", min_age=18, referral=True, min_notice=60)
    patient = Patient(known=False, birth_date=date(2015, 1, 1), has_referral=False)
    now = instant("09:01")
    assert unmet_conditions(conditions, patient, instant("10:00"), now, PARIS) == ("audience", "age", "referral", "too_soon")
    assert unmet_conditions(Conditions(max_notice=1), patient, instant("10:00", days_after(MONDAY, 2)), now, PARIS) == ("too_late",)
    assert unmet_conditions(Conditions(), patient, instant("10:00"), now, PARIS) == ()


@pytest.mark.parametrize("first_seen", [True, False])
def test_what_a_patient_is_offered_is_what_meets_every_condition(first_seen: bool) -> None:
    conditions = Conditions(audience="new" if first_seen else "known", min_notice=45, max_notice=3, max_age=39)
    plan, now = plan_of(conditions), instant("09:15")
    patient = Patient(known=not first_seen, birth_date=date(1986, 11, 25))
    shown = list(free_slots(plan, MONDAY, days_after(MONDAY, 6), [], audience=patient, now=now))
    every = free_slots(plan, MONDAY, days_after(MONDAY, 6), [])
    assert shown == [each for each in every if not unmet_conditions(conditions, patient, each.starts_at, now, PARIS)]
    assert wall(shown)[:2] == ["10:00", "09:00"]
    assert len(shown) == 1 + 3
