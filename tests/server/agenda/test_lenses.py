"""What each lens hides: in snapshots, in events at delivery and at replay, and in answers. Found by planting canaries."""

from datetime import date

import msgspec
import pytest

from server.agenda.errors import BlockedHours, ClaimHeld, OnlyFreeSlots
from server.agenda.queries.guards import appointment_seen
from server.agenda.schemas.appointments import DuplicateAppointment, WaitingEntryFields
from server.agenda.schemas.schedule import (
    BlockHours,
    CreatePlanningEvent,
    CreateReplacement,
    PlanningEventFields,
    ReplacementFields,
    TakeLeave,
)
from server.agenda.service.booking import duplicate_appointment
from server.agenda.service.planning.blocks import block_hours
from server.agenda.service.planning.leave import take_leave
from server.agenda.service.planning.planning_events import add_planning_event
from server.agenda.service.planning.replacements import create_replacement
from server.agenda.service.waiting import add_to_waiting_list
from server.agenda.shown import lens_for, shown_appointment
from server.agenda.topics import ALL_LENSES, BUSY, FULL, mask
from server.core.actors import Actor, Role
from server.core.errors import NeedsConfirmation, Stale
from server.core.unit import UnitOfWork
from tests.server.agenda.office import TUESDAY, WEDNESDAY, Office, at
from tests.server.agenda.replay import Screens, through
from tests.support import factories
from tests.support.actors import actor_of
from tests.support.databases import ON_SQLITE

pytestmark = ON_SQLITE

REASONS = {"cui-reason", "cui-notes", "cui-to-staff", "cui-to-patient"}
WAITING = {"cui-waits", "cui-wait-note"}
CONTACTS = {"+33639980199", "cui-mail@example.org"}
PLANNING = {"cui-leave", "cui-block", "cui-title", "cui-note", "cui-substitute"}
NAMES = {"Cui-Dupont", "Sonia Petit"}
ALL = REASONS | WAITING | CONTACTS | PLANNING | NAMES | {'"has_remarks":true'}


async def planted(office: Office) -> Screens:
    """Fill an agenda with canaries while screens of every lens watch."""
    one = await factories.patient(
        office.core, office.cabinet.practice, "Cui-Dupont", mobile="+33639980199", email="cui-mail@example.org", remarks=b"sealed"
    )
    other = await factories.patient(office.core, office.cabinet.practice, "cui-waits")
    screens = await Screens(office, days=(TUESDAY, WEDNESDAY)).open()
    doctor = office.doctor.id
    await office.book(
        patient=one,
        booker_id=one.id,
        reason="cui-reason",
        notes="cui-notes",
        message_to_staff="cui-to-staff",
        message_to_patient="cui-to-patient",
    )
    await office.claim("10:00")
    await office.do(add_to_waiting_list, WaitingEntryFields(patient_id=other.id, practitioner_id=doctor, note="cui-wait-note"))
    await office.do(take_leave, TakeLeave(practitioner_id=doctor, from_day=WEDNESDAY, to_day=WEDNESDAY, note="cui-leave"))
    await office.do(block_hours, BlockHours(practitioner_id=doctor, days=[TUESDAY], start=840, end=900, note="cui-block"))
    note = PlanningEventFields(day=TUESDAY, start=540, end=600, title="cui-title", note="cui-note")
    await office.do(add_planning_event, CreatePlanningEvent(practitioner_id=doctor, fields=note))
    stand_in = ReplacementFields(name="Noël", substitute_name="cui-substitute", days=[TUESDAY])
    await office.do(create_replacement, CreateReplacement(practitioner_id=doctor, fields=stand_in), who="practitioner")
    return screens


def seen_in(content: object) -> set[str]:
    """The canaries in something."""
    text = msgspec.json.encode(content).decode()
    return {canary for canary in ALL if canary in text}


def expected(lens: str) -> set[str]:
    """What a lens shows."""
    if lens == BUSY:
        return set()
    letters = lens.partition(":")[2]
    shown = NAMES | PLANNING
    shown |= REASONS if "r" in letters else set()
    shown |= CONTACTS if "c" in letters else set()
    shown |= {'"has_remarks":true'} if "m" in letters else set()
    if "w" in letters:
        shown |= {"cui-waits"} | ({"cui-wait-note"} if "r" in letters else set())
    return shown


async def test_each_lens_shows_its_letters_and_nothing_else_in_snapshots_and_in_events(office: Office) -> None:
    screens = await planted(office)
    _, snapshot = await screens.fresh(office.doctor.id)
    logged = await screens.logged(office.doctor.id)
    for lens in ALL_LENSES:
        assert seen_in(through(snapshot, lens)) == expected(lens), lens
        assert seen_in(screens.frames(office.doctor.id, lens, logged)) == expected(lens), lens
    assert seen_in(through(snapshot, FULL)) == ALL


async def test_a_mask_changes_nothing_of_what_it_is_given(office: Office) -> None:
    screens = await planted(office)
    _, snapshot = await screens.fresh(office.doctor.id)
    before = msgspec.json.encode(snapshot)
    for lens in ALL_LENSES:
        for collection, views in snapshot.items():
            for view in views:
                mask(collection, view, lens)
    assert msgspec.json.encode(snapshot) == before


@pytest.mark.parametrize(
    ("role", "lens"),
    [
        ("administrator", "agenda:cw"),
        ("practitioner", FULL),
        ("secretary", FULL),
        ("tele_secretary", "agenda:cw"),
        ("replacement", "agenda:crm"),
        ("outside_colleague", BUSY),
    ],
)
async def test_rights_make_the_lens(office: Office, role: Role, lens: str) -> None:
    async def mine(uow: UnitOfWork) -> str:
        await appointment_seen(uow, view.id)
        return lens_for(uow, office.doctor.practice_id, office.doctor.id)

    view = await office.book()
    assert await office.ask(mine, role) == lens


async def test_a_tele_secretary_never_receives_reasons_in_answers(office: Office) -> None:
    await planted(office)
    (appointment,) = (await office.snapshot())["appointments"]

    async def read(uow: UnitOfWork) -> object:
        row, _ = await appointment_seen(uow, appointment["id"])
        return await shown_appointment(uow, row)

    assert not seen_in(await office.ask(read, "tele_secretary")) & REASONS
    view = await office.book("11:00", "tele_secretary", reason="cui-reason", notes="cui-notes")
    assert not seen_in(view) & REASONS
    assert not seen_in(await office.alter(view, "tele_secretary", notes="cui-notes")) & REASONS
    with pytest.raises(Stale) as stale:
        await office.alter(view, "tele_secretary", starts_at=at("11:30"))
    assert not seen_in(stale.value.data) & REASONS
    assert not seen_in(await office.cancel(await office.book("11:30", "tele_secretary", notes="cui-notes"), "tele_secretary")) & REASONS
    taken = TakeLeave(practitioner_id=office.doctor.id, from_day=TUESDAY, to_day=TUESDAY)
    assert seen_in(await office.do(take_leave, taken)) >= REASONS - {"cui-to-staff"}


async def test_refusals_do_not_tell_more_than_the_agenda_does(office: Office) -> None:
    await planted(office)
    guest = await factories.person(office.core, "Luc Petit-Jean")
    rights = {office.doctor.id: ["view", "book", "override_block"]}
    await factories.membership(office.core, guest, office.cabinet.practice, "outside_colleague", rights=rights)  # type: ignore[arg-type]
    luc = await actor_of(office.core, guest)
    cases: tuple[tuple[Role | Actor, set[str]], ...] = (("tele_secretary", {"Sonia Petit", "cui-block"}), (luc, set()))
    for who, shown in cases:
        found: set[str] = set()
        for clock in ("09:00", "10:00", "14:00"):
            with pytest.raises((NeedsConfirmation, BlockedHours, OnlyFreeSlots)) as refused:
                await office.book(clock, who)
            found |= seen_in(refused.value.data)
        assert found == shown
        with pytest.raises(ClaimHeld) as held:
            await office.claim("10:00", who)
        assert seen_in(held.value.data) == shown & NAMES


async def test_a_copy_carries_no_words_its_author_may_not_read(office: Office) -> None:
    view = await office.book(practitioner_id=office.midwife.id, type_id=office.birth.id, notes="cui-notes", reason="cui-reason")
    body = DuplicateAppointment(starts_at=at("14:00", date(2026, 3, 5)), practitioner_id=office.doctor.id)
    copy = await office.do(duplicate_appointment, view.id, body, who="practitioner")
    assert (copy.reason, copy.notes) == ("", "")
