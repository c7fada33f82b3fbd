"""Who may do what on an agenda: every route of it, by every role, on the agenda of the doctor."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from server.agenda.models import Claim, VisibilityPeriod
from server.agenda.routes.appointments import api as appointments_api
from server.agenda.routes.planning import api as planning_api
from server.agenda.schemas.appointments import (
    BookAppointment,
    CancelAppointment,
    ChangeAppointment,
    ChangeWaitingEntry,
    ClaimSlot,
    DeleteAppointment,
    DuplicateAppointment,
    FindSlots,
    SetStatus,
    WaitingEntryFields,
)
from server.agenda.schemas.changes import ChangesParams
from server.agenda.schemas.planning import CopySchedule, HolidayParams, PlannedDays
from server.agenda.schemas.schedule import (
    AddExtras,
    BlockHours,
    ChangePlanningEvent,
    ChangeReplacement,
    ChangeSchedule,
    CreatePlanningEvent,
    CreateReplacement,
    CreateSchedule,
    EndLeave,
    PlanningEventFields,
    PreviewCell,
    RemoveExtras,
    ReplacementFields,
    ScheduleFields,
    ShowSchedule,
    TakeLeave,
)
from server.agenda.schemas.types import AppointmentTypeFields, ArchiveType, ChangeType, CreateType, OrderTypes
from server.agenda.service.planning.planning_events import add_planning_event
from server.agenda.service.planning.replacements import create_replacement
from server.agenda.service.waiting import add_to_waiting_list
from server.core.actors import RIGHTS, ROLES, Actor, Right, Role
from server.core.errors import NotFound
from server.core.unit import reading, writing
from tests.server.agenda.office import MONDAY, TUESDAY, Office, at
from tests.support import factories
from tests.support.actors import holding
from tests.support.databases import ON_SQLITE

Roles = frozenset[Role]
EVERYBODY: Roles = frozenset(ROLES)
STAFF: Roles = EVERYBODY - {"outside_colleague"}
OWNERS: Roles = frozenset({"administrator", "practitioner"})
DESK: Roles = frozenset({"administrator", "practitioner", "secretary"})
PHONE: Roles = frozenset({"administrator", "practitioner", "secretary", "tele_secretary"})
HOLDER: Roles = frozenset({"secretary"})

FIELDS = AppointmentTypeFields(name="Vaccin", duration=15, hue=60)
NOTE = PlanningEventFields(day=TUESDAY, start=540, end=600, title="Réunion")


@dataclass(frozen=True)
class Given:
    """What stands on the agenda before somebody tries."""

    office: Office
    appointment: str
    change: str
    claim: str
    waiting: str
    note: str
    replacement: str
    period: str
    extra: str

    @property
    def doctor(self) -> str:
        """Whose agenda it is."""
        return self.office.doctor.id

    @property
    def stand_in(self) -> ReplacementFields:
        """A replacement by somebody without an account."""
        return ReplacementFields(name="Noël", substitute_name="Dr Vidal", days=[TUESDAY])

    @property
    def schedule(self) -> ScheduleFields:
        """An empty schedule."""
        return ScheduleFields(name="Été", location_id=self.office.doctor.location_id)


Arguments = Callable[[Given], dict[str, Any]]

TABLE: dict[str, tuple[Roles, Arguments]] = {
    "book_appointment": (
        STAFF,
        lambda g: {
            "body": BookAppointment(
                practitioner_id=g.doctor, type_id=g.office.visit.id, starts_at=at("11:00"), patient_id=g.office.jeanne.id
            )
        },
    ),
    "read_appointment": (EVERYBODY, lambda g: {"appointment_id": g.appointment}),
    "change_appointment": (
        STAFF,
        lambda g: {"appointment_id": g.appointment, "body": ChangeAppointment(version=1, starts_at=at("11:00"))},
    ),
    "mark_appointment": (STAFF, lambda g: {"appointment_id": g.appointment, "body": SetStatus(version=1, status="arrived")}),
    "cancel_appointment": (STAFF, lambda g: {"appointment_id": g.appointment, "body": CancelAppointment(version=1)}),
    "delete_appointment": (OWNERS, lambda g: {"appointment_id": g.appointment, "body": DeleteAppointment(version=1, confirmed=True)}),
    "duplicate_appointment": (STAFF, lambda g: {"appointment_id": g.appointment, "body": DuplicateAppointment(starts_at=at("11:00"))}),
    "read_appointment_history": (STAFF, lambda g: {"appointment_id": g.appointment}),
    "search_slots": (EVERYBODY, lambda g: {"body": FindSlots(practitioner_ids=[g.doctor], from_day=MONDAY)}),
    "claim_slot": (STAFF, lambda g: {"body": ClaimSlot(practitioner_id=g.doctor, starts_at=at("11:00"), duration=30)}),
    "renew_claim": (HOLDER, lambda g: {"claim_id": g.claim}),
    "release_claim": (HOLDER, lambda g: {"claim_id": g.claim}),
    "ask_for_claim": (STAFF - HOLDER, lambda g: {"claim_id": g.claim}),
    "list_changes": (EVERYBODY, lambda g: {"params": ChangesParams(practitioner_ids=g.doctor)}),
    "undo_change": (STAFF, lambda g: {"change_id": g.change}),
    "add_to_waiting_list": (PHONE, lambda g: {"body": WaitingEntryFields(patient_id=g.office.jeanne.id, practitioner_id=g.doctor)}),
    "change_waiting_entry": (
        PHONE,
        lambda g: {
            "entry_id": g.waiting,
            "body": ChangeWaitingEntry(version=1, fields=WaitingEntryFields(patient_id=g.office.paul.id, practitioner_id=g.doctor)),
        },
    ),
    "remove_from_waiting_list": (PHONE, lambda g: {"entry_id": g.waiting}),
    "create_type": (OWNERS, lambda g: {"body": CreateType(practitioner_id=g.doctor, fields=FIELDS)}),
    "order_types": (
        OWNERS,
        lambda g: {"body": OrderTypes(practitioner_id=g.doctor, type_ids=[g.office.checkup.id, g.office.visit.id])},
    ),
    "change_type": (OWNERS, lambda g: {"type_id": g.office.visit.id, "body": ChangeType(version=1, fields=FIELDS)}),
    "archive_type": (OWNERS, lambda g: {"type_id": g.office.visit.id, "body": ArchiveType(version=1)}),
    "read_plan": (STAFF, lambda g: {"practitioner_id": g.doctor}),
    "list_appointments_to_come": (
        EVERYBODY,
        lambda g: {"practitioner_id": g.doctor, "params": PlannedDays(from_day=TUESDAY, to_day=TUESDAY)},
    ),
    "list_schedules": (STAFF, lambda g: {"practitioner_id": g.doctor}),
    "create_schedule": (OWNERS, lambda g: {"body": CreateSchedule(practitioner_id=g.doctor, fields=g.schedule)}),
    "preview_schedule": (STAFF, lambda g: {"body": PreviewCell(type_id=g.office.visit.id, start=540, end=600)}),
    "copy_schedule": (OWNERS, lambda g: {"schedule_id": g.office.week.id, "body": CopySchedule(practitioner_id=g.doctor, name="Été")}),
    "change_schedule": (OWNERS, lambda g: {"schedule_id": g.office.week.id, "body": ChangeSchedule(version=1, fields=g.schedule)}),
    "delete_schedule": (OWNERS, lambda g: {"schedule_id": g.office.week.id}),
    "show_schedule": (OWNERS, lambda g: {"schedule_id": g.office.week.id, "body": ShowSchedule(from_day=MONDAY)}),
    "change_visibility": (OWNERS, lambda g: {"visibility_id": g.period, "body": ShowSchedule(from_day=MONDAY)}),
    "remove_visibility": (OWNERS, lambda g: {"visibility_id": g.period}),
    "take_leave": (DESK, lambda g: {"body": TakeLeave(practitioner_id=g.doctor, from_day=TUESDAY, to_day=TUESDAY)}),
    "end_leave": (DESK, lambda g: {"body": EndLeave(practitioner_id=g.doctor, from_day=TUESDAY, to_day=TUESDAY)}),
    "list_holidays": (EVERYBODY, lambda g: {"practitioner_id": g.doctor, "params": HolidayParams(year=2026)}),
    "block_hours": (DESK, lambda g: {"body": BlockHours(practitioner_id=g.doctor, days=[TUESDAY], start=540, end=600)}),
    "unblock_hours": (DESK, lambda g: {"body": BlockHours(practitioner_id=g.doctor, days=[TUESDAY], start=540, end=600)}),
    "add_extras": (
        DESK,
        lambda g: {
            "body": AddExtras(practitioner_id=g.doctor, location_id=g.office.doctor.location_id, days=[TUESDAY], start=540, end=600)
        },
    ),
    "remove_extras": (DESK, lambda g: {"body": RemoveExtras(practitioner_id=g.doctor, ids=[g.extra])}),
    "add_planning_event": (DESK, lambda g: {"body": CreatePlanningEvent(practitioner_id=g.doctor, fields=NOTE)}),
    "change_planning_event": (DESK, lambda g: {"event_id": g.note, "body": ChangePlanningEvent(version=1, fields=NOTE)}),
    "remove_planning_event": (DESK, lambda g: {"event_id": g.note}),
    "create_replacement": (OWNERS, lambda g: {"body": CreateReplacement(practitioner_id=g.doctor, fields=g.stand_in)}),
    "change_replacement": (
        OWNERS,
        lambda g: {"replacement_id": g.replacement, "body": ChangeReplacement(version=1, fields=g.stand_in)},
    ),
    "delete_replacement": (OWNERS, lambda g: {"replacement_id": g.replacement}),
}
"""Each route: who may, and a request that everything but the permission lets pass."""

OPENS: dict[Right, frozenset[str]] = {
    "view": frozenset(
        [
            "read_appointment",
            "read_appointment_history",
            "search_slots",
            "list_changes",
            "read_plan",
            "list_appointments_to_come",
            "list_schedules",
            "preview_schedule",
            "list_holidays",
        ]
    ),
    "book": frozenset({"book_appointment", "duplicate_appointment", "claim_slot", "ask_for_claim"}),
    "move": frozenset({"change_appointment", "mark_appointment"}),
    "cancel": frozenset({"cancel_appointment", "undo_change"}),
    "waiting_list": frozenset({"add_to_waiting_list", "change_waiting_entry", "remove_from_waiting_list"}),
    "extras": frozenset({"add_extras", "remove_extras"}),
    "blocking": frozenset({"block_hours", "unblock_hours"}),
    "leave": frozenset({"take_leave", "end_leave"}),
    "events": frozenset({"add_planning_event", "change_planning_event", "remove_planning_event"}),
    "settings": frozenset(
        [
            "create_type",
            "order_types",
            "change_type",
            "archive_type",
            "create_schedule",
            "copy_schedule",
            "change_schedule",
            "delete_schedule",
            "show_schedule",
            "change_visibility",
            "remove_visibility",
            "create_replacement",
            "change_replacement",
            "delete_replacement",
        ]
    ),
}
"""What each right that is ticked opens, beside what seeing the agenda does (Q27); the others open no route of the agenda."""

ENDPOINTS = {endpoint.name: endpoint for api in (appointments_api, planning_api) for endpoint in api.endpoints}


def test_every_route_of_the_agenda_is_in_the_table() -> None:
    assert TABLE.keys() == ENDPOINTS.keys()


class RollBack(Exception):
    """Takes back what was tried."""


async def set_up(office: Office) -> Given:
    """One thing of each kind on the agenda of the doctor."""
    doctor, secretary = office.doctor, office.cabinet.people["secretary"]
    extra = await factories.extra(office.core, doctor, date(2026, 3, 5), 540, 600)
    appointment = await office.book()
    change = office.change or ""
    claim = await factories.claim(office.core, doctor, secretary, at("15:00"))
    waiting = await office.do(add_to_waiting_list, WaitingEntryFields(patient_id=office.jeanne.id, practitioner_id=doctor.id))
    note = await office.do(add_planning_event, CreatePlanningEvent(practitioner_id=doctor.id, fields=NOTE))
    stand_in = ReplacementFields(name="Noël", substitute_name="Dr Vidal", days=[TUESDAY])
    replacement = await office.do(create_replacement, CreateReplacement(practitioner_id=doctor.id, fields=stand_in), who="practitioner")
    (period,) = await office.rows(VisibilityPeriod, VisibilityPeriod.schedule_id == office.week.id)
    return Given(office, appointment.id, change, claim.id, waiting.id, note.id, replacement.id, period.id, extra.id)


async def possible(office: Office, who: Role | Actor) -> set[str]:
    """The routes that let somebody through; what he did is taken back."""
    given = await set_up(office)
    may: set[str] = set()
    for name, (_, arguments) in TABLE.items():
        endpoint = ENDPOINTS[name]
        opened = (reading if endpoint.kind == "query" else writing)(office.core, office.actor(who))
        try:
            async with opened as uow:
                await endpoint.handler(uow=uow, **arguments(given))
                may.add(name)
                raise RollBack
        except (NotFound, RollBack):
            pass
    assert len(await office.rows(Claim)) == 1
    return may


@ON_SQLITE
@pytest.mark.parametrize("role", ROLES)
async def test_a_role_may_do_what_the_table_says_and_nothing_else(office: Office, role: Role) -> None:
    assert await possible(office, role) == {name for name, (roles, _) in TABLE.items() if role in roles}


@ON_SQLITE
@pytest.mark.parametrize("right", RIGHTS)
async def test_a_right_that_is_ticked_opens_what_it_names_and_nothing_else(office: Office, right: Right) -> None:
    one_right = holding(office.actor("tele_secretary"), office.doctor, "view", right)
    assert await possible(office, one_right) == OPENS["view"] | OPENS.get(right, frozenset())


@ON_SQLITE
async def test_without_any_right_there_is_no_agenda(office: Office) -> None:
    assert await possible(office, holding(office.actor("secretary"), office.doctor)) == set()
