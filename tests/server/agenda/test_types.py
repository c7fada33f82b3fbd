"""Appointment types: added, changed, put in order, archived."""

from typing import Any

import pytest

from server.agenda.errors import TypeUnknown
from server.agenda.models import AppointmentType
from server.agenda.schemas.types import AppointmentTypeFields, AppointmentTypeView, ArchiveType, ChangeType, CreateType, OrderTypes
from server.agenda.service.planning.types import archive_type, change_type, create_type, order_types
from server.core.errors import Invalid, NotFound, Stale
from tests.server.agenda.office import Office, versionless
from tests.support import factories
from tests.support.actors import Cabinet
from tests.support.databases import ON_SQLITE

pytestmark = ON_SQLITE


def fields(name: str = "Vaccin", **given: Any) -> AppointmentTypeFields:
    """What the form holds."""
    return AppointmentTypeFields(name=name, duration=given.pop("duration", 15), hue=60, **given)


async def added(office: Office, name: str = "Vaccin", **given: Any) -> AppointmentTypeView:
    """Add a type to the doctor."""
    return await office.do(create_type, CreateType(practitioner_id=office.doctor.id, fields=fields(name, **given)), who="administrator")


async def test_a_new_type_comes_last_and_has_no_slot(office: Office) -> None:
    view = await added(office, message="À jeun", online=True)
    assert (view.name, view.position, view.version, view.archived, view.message) == ("Vaccin", 2, 1, False, "À jeun")
    assert [each["name"] for each in (await office.snapshot())["types"]] == ["Consultation", "Bilan", "Vaccin"]
    slots = [slot for day in (await office.snapshot())["days"] for slot in day["slots"]]
    assert view.id not in {slot["type_id"] for slot in slots}


async def test_a_type_is_changed_and_its_slots_with_it(office: Office) -> None:
    body = ChangeType(version=1, fields=fields("Consultation", duration=20))
    view = await office.do(change_type, office.visit.id, body, who="practitioner")
    assert (view.version, view.duration) == (2, 20)
    (event,) = office.events()
    assert event.name == "type_changed"
    assert event.body.put["types"][0]["duration"] == 20
    assert event.body.stale == {"from": "1900-01-01", "to": "2199-12-31"}


async def test_appointments_keep_the_length_they_were_booked_with(office: Office) -> None:
    await office.book()
    await office.do(change_type, office.visit.id, ChangeType(version=1, fields=fields("Consultation", duration=20)), who="practitioner")
    assert await office.busy() == [("03 09:00", "03 09:30")]


async def test_a_change_of_an_older_version_shows_both(office: Office) -> None:
    await office.do(change_type, office.visit.id, ChangeType(version=1, fields=fields("Visite")), who="practitioner")
    with pytest.raises(Stale) as refused:
        await office.do(change_type, office.visit.id, ChangeType(version=1, fields=fields("Consulte")), who="practitioner")
    assert (refused.value.data["yours"]["name"], refused.value.data["theirs"]["name"]) == ("Consulte", "Visite")


async def test_a_type_is_followed_by_one_of_the_same_practitioner(office: Office) -> None:
    view = await added(office, followed_by=office.visit.id)
    assert view.followed_by == office.visit.id
    with pytest.raises(TypeUnknown):
        await added(office, followed_by=office.birth.id)


async def test_types_do_not_follow_one_another_in_a_circle(office: Office) -> None:
    first = await added(office, "Un", followed_by=office.visit.id)
    second = await added(office, "Deux", followed_by=first.id)
    for followed_by in (second.id, first.id, office.visit.id):
        circle = fields("Consultation", duration=30, followed_by=followed_by)
        with pytest.raises(Invalid, match="circle"):
            await office.do(change_type, office.visit.id, ChangeType(version=1, fields=circle), who="administrator")


async def test_types_are_put_in_order(office: Office) -> None:
    third = await added(office)
    order = [third.id, office.visit.id, office.checkup.id]
    listed = await office.do(order_types, OrderTypes(practitioner_id=office.doctor.id, type_ids=order), who="administrator")
    assert [(view.id, view.position) for view in listed.types] == [(each, n) for n, each in enumerate(order)]
    assert [each["id"] for each in (await office.snapshot())["types"]] == order


async def test_the_same_order_again_changes_nothing(office: Office) -> None:
    order = OrderTypes(practitioner_id=office.doctor.id, type_ids=[office.visit.id, office.checkup.id])
    await office.do(order_types, order, who="administrator")
    assert office.events() == []


async def test_archived_types_need_no_place_and_come_last(office: Office) -> None:
    await office.do(archive_type, office.visit.id, ArchiveType(version=1), who="administrator")
    third = await added(office)
    order = OrderTypes(practitioner_id=office.doctor.id, type_ids=[third.id, office.checkup.id])
    listed = await office.do(order_types, order, who="administrator")
    assert [view.id for view in listed.types] == [third.id, office.checkup.id, office.visit.id]


async def test_an_order_without_a_colleagues_new_type_is_stale(office: Office) -> None:
    third = await added(office)
    order = OrderTypes(practitioner_id=office.doctor.id, type_ids=[office.checkup.id, office.visit.id])
    with pytest.raises(Stale) as refused:
        await office.do(order_types, order, who="administrator")
    assert third.id in {view["id"] for view in refused.value.data["theirs"]}


async def test_an_order_names_each_type_once_and_only_ones_own(office: Office) -> None:
    mine = [office.visit.id, office.checkup.id]
    with pytest.raises(Invalid, match="twice"):
        await office.do(order_types, OrderTypes(practitioner_id=office.doctor.id, type_ids=[*mine, mine[0]]), who="administrator")
    with pytest.raises(TypeUnknown):
        await office.do(order_types, OrderTypes(practitioner_id=office.doctor.id, type_ids=[*mine, office.birth.id]), who="administrator")


async def test_an_archived_type_is_offered_no_more_and_may_come_back(office: Office) -> None:
    booked = await office.book()
    view = await office.do(archive_type, office.visit.id, ArchiveType(version=1), who="administrator")
    assert view.archived
    assert await office.free() == []
    assert await office.busy() == [("03 09:00", "03 09:30")]
    with pytest.raises(TypeUnknown):
        await office.book("10:00")
    assert (await office.alter(booked, starts_at=booked.ends_at, accept=["off_schedule"])).type_id == office.visit.id
    again = await office.do(archive_type, office.visit.id, ArchiveType(version=2, archived=False), who="administrator")
    assert not again.archived
    assert "10:00" in await office.free()
    assert [event.name for event in office.events()] == ["appointment_booked", "type_archived", "appointment_moved", "type_restored"]


async def test_a_stale_archiving_is_refused(office: Office) -> None:
    with pytest.raises(Stale):
        await office.do(archive_type, office.visit.id, ArchiveType(version=9), who="administrator")


@pytest.mark.parametrize("who", ["secretary", "tele_secretary", "replacement", "outside_colleague"])
async def test_types_are_for_those_who_may_set_things(office: Office, who: Any) -> None:
    with pytest.raises(NotFound):
        await office.do(create_type, CreateType(practitioner_id=office.doctor.id, fields=fields()), who=who)
    with pytest.raises(NotFound):
        await office.do(change_type, office.visit.id, ChangeType(version=1, fields=fields()), who=who)
    assert len(await office.rows(AppointmentType, AppointmentType.practitioner_id == office.doctor.id)) == 2


async def test_a_practitioner_sets_his_own_agenda_and_not_a_colleagues(office: Office) -> None:
    await office.do(create_type, CreateType(practitioner_id=office.doctor.id, fields=fields()), who="practitioner")
    with pytest.raises(NotFound):
        await office.do(create_type, CreateType(practitioner_id=office.midwife.id, fields=fields()), who="practitioner")


async def test_a_type_of_another_practice_does_not_exist(office: Office, twin: Cabinet) -> None:
    theirs = await factories.appointment_type(office.core, twin.doctor)
    with pytest.raises(NotFound):
        await office.do(change_type, theirs.id, ChangeType(version=1, fields=fields()), who="administrator")
    with pytest.raises(NotFound):
        await office.do(archive_type, theirs.id, ArchiveType(version=1), who="administrator")


async def test_undoing_a_new_type_archives_it(office: Office) -> None:
    view = await added(office)
    await office.undo(who="administrator")
    types = (await office.snapshot())["types"]
    assert [(each["id"], each["archived"]) for each in types][-1] == (view.id, True)


async def test_each_change_of_types_can_be_undone(office: Office) -> None:
    before = await office.snapshot()
    for command, given in (
        (change_type, (office.visit.id, ChangeType(version=1, fields=fields("Visite")))),
        (archive_type, (office.checkup.id, ArchiveType(version=1))),
        (order_types, (OrderTypes(practitioner_id=office.doctor.id, type_ids=[office.checkup.id, office.visit.id]),)),
    ):
        await office.do(command, *given, who="administrator")
        assert versionless(await office.snapshot()) != versionless(before)
        await office.undo(who="administrator")
        assert versionless(await office.snapshot()) == versionless(before)


async def test_a_type_may_have_an_amount(office: Office) -> None:
    view = await added(office, teleconsultation=True, amount=2500)
    assert view.amount == 2500
    assert [each.get("amount") for each in (await office.snapshot())["types"]] == [None, None, 2500]
