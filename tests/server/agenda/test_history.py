"""The story of an appointment, the feed of changes, and what changed since one left."""

from typing import Any

import pytest

from server.agenda.queries.guards import appointment_seen
from server.agenda.queries.history import changes_feed
from server.agenda.routes.appointments import read_appointment_history
from server.agenda.schemas.appointments import SetStatus
from server.agenda.schemas.changes import ChangeEntry, ChangesParams
from server.agenda.schemas.schedule import TakeLeave
from server.agenda.service.changing import set_status
from server.agenda.service.planning.leave import take_leave
from server.core.actors import Actor, Role
from server.core.errors import NotFound
from tests.server.agenda.office import TUESDAY, Office, at
from tests.support.actors import Cabinet, holding
from tests.support.clock import SetClock
from tests.support.databases import ON_SQLITE

pytestmark = ON_SQLITE


async def story(office: Office, appointment_id: str, who: Role = "secretary") -> list[Any]:
    """The history of an appointment, the latest first."""
    return (await office.ask(lambda uow: read_appointment_history(uow, appointment_id), who)).entries  # type: ignore[no-any-return]


async def feed(office: Office, who: Role | Actor = "secretary", **given: Any) -> list[ChangeEntry]:
    """The changes of both agendas, the latest first."""
    params = ChangesParams(**{"practitioner_ids": f"{office.doctor.id},{office.midwife.id}", **given})
    return (await office.ask(lambda uow: changes_feed(uow, params), who)).entries


async def test_who_changed_what_when_and_from_where(office: Office, clock: SetClock) -> None:
    view = await office.book(reason="Toux")
    clock.pass_by(minutes=5)
    await office.alter(view, "practitioner", starts_at=at("11:00"))
    clock.pass_by(minutes=5)
    await office.do(set_status, view.id, SetStatus(version=2, status="arrived"))
    entries = await story(office, view.id)
    assert [(each.name, each.by.name, each.channel) for each in entries] == [
        ("appointment_marked", "Sonia Petit", "web"),
        ("appointment_moved", "Claire Lefèvre", "web"),
        ("appointment_booked", "Sonia Petit", "web"),
    ]
    moved = entries[1]
    assert (moved.before.starts_at, moved.after.starts_at, moved.at) == (at("09:00"), at("11:00"), clock.at.replace(minute=5))
    assert entries[2].before is None
    assert [each.can_undo for each in entries] == [True, True, True]


async def test_notes_saved_while_they_are_typed_are_one_line_until_somebody_else_acts_or_some_minutes_pass(
    office: Office, clock: SetClock
) -> None:
    view = await office.book(notes="Allergie")
    for text in ("Toux", "Toux depuis", "Toux depuis trois jours"):
        clock.pass_by(seconds=20)
        view = await office.alter(view, "practitioner", notes=text, typing=True)
    typed, booked = await story(office, view.id, "practitioner")
    assert (typed.name, typed.channel, typed.at) == ("appointment_changed", "room", clock.at)
    assert (typed.before.notes, typed.after.notes) == ("Allergie", "Toux depuis trois jours")
    assert booked.name == "appointment_booked"

    view = await office.alter(view, notes="Rappeler", typing=True)
    view = await office.alter(view, "practitioner", notes="Rappeler demain", typing=True)
    clock.pass_by(minutes=11)
    view = await office.alter(view, "practitioner", notes="Rappeler mardi", typing=True)
    assert len(await story(office, view.id, "practitioner")) == 5
    view = await office.alter(view, "practitioner", notes="Rappeler jeudi", typing=True)
    assert len(await story(office, view.id, "practitioner")) == 5
    await office.undo(who="practitioner")
    assert (await story(office, view.id, "practitioner"))[0].after.notes == "Rappeler demain"


async def test_the_story_goes_on_past_undo_and_another_agenda(office: Office, clock: SetClock) -> None:
    view = await office.book()
    for act in (lambda: office.alter(view, practitioner_id=office.midwife.id), office.undo):
        clock.pass_by(minutes=1)
        await act()
    entries = await story(office, view.id)
    assert [(each.name, each.undone) for each in entries] == [("undone", False), ("appointment_moved", True), ("appointment_booked", False)]
    assert [each.can_undo for each in entries] == [True, False, True]
    assert entries[1].after.practitioner_id == office.midwife.id


async def test_reasons_stay_hidden_in_the_story(office: Office) -> None:
    view = await office.book(reason="canari-motif")
    hidden = (await story(office, view.id, "tele_secretary"))[0]
    assert (hidden.after.reason, hidden.after.patient.last_name) == (None, "Dupont")
    assert (await story(office, view.id))[0].after.reason == "canari-motif"
    assert "canari" not in repr(hidden)


async def test_the_story_is_not_for_who_sees_busy_hours_only(office: Office) -> None:
    view = await office.book()
    with pytest.raises(NotFound):
        await story(office, view.id, "outside_colleague")
    row, _ = await office.ask(lambda uow: appointment_seen(uow, view.id), "outside_colleague")
    assert row.id == view.id


async def test_an_appointment_of_another_practice_has_no_story(office: Office, twin: Cabinet) -> None:
    view = await office.book()
    with pytest.raises(NotFound):
        await office.ask(lambda uow: read_appointment_history(uow, view.id), twin.actors["administrator"])


async def test_the_feed_says_what_happened_on_several_agendas(office: Office, clock: SetClock) -> None:
    await office.book()
    clock.pass_by(minutes=1)
    await office.book("09:00", "practitioner", practitioner_id=office.midwife.id, type_id=office.birth.id, patient=office.paul)
    clock.pass_by(minutes=1)
    await office.do(take_leave, TakeLeave(practitioner_id=office.doctor.id, from_day=TUESDAY, to_day=TUESDAY))
    entries = await feed(office)
    assert [(each.name, each.subject, each.starts_at, each.practitioner_id == office.doctor.id) for each in entries] == [
        ("leave_taken", None, None, True),
        ("appointment_booked", "Martin Paul", at("09:00"), False),
        ("appointment_booked", "Dupont Jeanne", at("09:00"), True),
    ]
    assert [each.name for each in await feed(office, limit=1)] == ["leave_taken"]
    assert [each.by.name for each in await feed(office, mine=True)] == ["Sonia Petit", "Sonia Petit"]
    assert [each.can_undo for each in await feed(office, "tele_secretary")] == [False, True, True]


async def test_ones_own_changes_are_found_however_much_others_did_since(office: Office, clock: SetClock) -> None:
    view = await office.book()
    for hour in range(10, 16):
        clock.pass_by(minutes=1)
        view = await office.alter(view, "practitioner", starts_at=at(f"{hour}:00"), accept=["off_schedule"])
    assert [each.name for each in await feed(office, mine=True, limit=1)] == ["appointment_booked"]


async def test_a_move_is_only_offered_for_undoing_to_whoever_may_on_both_agendas(office: Office, clock: SetClock) -> None:
    view = await office.book()
    clock.pass_by(minutes=1)
    await office.alter(view, practitioner_id=office.midwife.id)
    one_agenda = holding(office.actor("secretary"), office.doctor, "view", "move")
    entries = await feed(office, one_agenda, practitioner_ids=office.doctor.id)
    assert [(each.name, each.can_undo) for each in entries] == [("appointment_moved", False), ("appointment_booked", False)]


async def test_what_changed_since_one_left(office: Office, clock: SetClock) -> None:
    await office.book()
    left = clock.at
    clock.pass_by(minutes=30)
    await office.book("10:00")
    assert [each.starts_at for each in await feed(office, since=left)] == [at("10:00")]
    assert await feed(office, since=clock.at) == []


async def test_who_sees_busy_hours_only_reads_neither_names_nor_authors(office: Office) -> None:
    await office.book()
    (entry,) = await feed(office, "outside_colleague", practitioner_ids=office.doctor.id)
    assert (entry.subject, entry.by.name, entry.by.id, entry.can_undo) == (None, "", None, False)


async def test_agendas_one_may_not_see_are_refused(office: Office, twin: Cabinet) -> None:
    with pytest.raises(NotFound):
        await feed(office, practitioner_ids=f"{office.doctor.id},{twin.doctor.id}")
    with pytest.raises(NotFound):
        await feed(office, "outside_colleague")


async def test_an_undone_undo_makes_the_first_change_stand_again(office: Office, clock: SetClock) -> None:
    view = await office.book()
    for _ in range(2):
        clock.pass_by(minutes=1)
        await office.undo()
    entries = await story(office, view.id)
    assert [(each.name, each.undone) for each in reversed(entries)] == [("appointment_booked", False), ("undone", True), ("undone", False)]
