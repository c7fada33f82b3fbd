"""Two files of one person become one, and two again."""

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta

import msgspec
import pytest
from sqlalchemy import select

from server.core.actors import Target
from server.core.db import EVERY_PRACTICE
from server.core.errors import Invalid, NotFound
from server.core.events import Envelope, LoggedEvent, payload_label
from server.core.permissions import Permission
from server.core.unit import reading
from server.patients import following
from server.patients.models import Merge, Patient
from server.patients.queries import briefs
from server.patients.schemas import ChangePatient, GivenContact, MergePatients, TiedTo
from server.patients.service.changing import change_patient
from server.patients.service.merging import merge_patients, undo_merge
from server.patients.service.relatives import tie_relative
from tests.server.patients.appointments import APPOINTMENTS
from tests.server.patients.desk import Desk, contact, mobile
from tests.support import factories


@pytest.fixture(autouse=True)
def _appointments() -> Iterator[None]:
    """Only the small feature of these tests follows files."""
    known = dict(following._FOLLOWERS)
    following._FOLLOWERS.clear()
    following.follow(APPOINTMENTS)
    yield
    following._FOLLOWERS.clear()
    following._FOLLOWERS.update(known)


async def row_of(desk: Desk, patient_id: str) -> Patient:
    async with desk.core.db.read(EVERY_PRACTICE) as session:
        return (await session.execute(select(Patient).where(Patient.id == patient_id))).scalar_one()


async def events_of(desk: Desk, practitioner_id: str) -> list[Envelope]:
    topic = f"agenda/{practitioner_id}"
    async with desk.core.db.read(EVERY_PRACTICE) as session:
        logged = (await session.execute(select(LoggedEvent).where(LoggedEvent.topic == topic).order_by(LoggedEvent.seq))).scalars().all()
    opened = (desk.core.keyring.open(payload_label(topic, each.seq), each.payload) for each in logged)
    return [msgspec.json.decode(each, type=Envelope) for each in opened]


async def test_the_kept_file_takes_what_it_lacks_and_the_other_is_found_no_more(desk: Desk) -> None:
    kept = await desk.open("Dupont", "Jeanne", mobile("0639980001"), remarks="Sonner deux fois")
    other = await desk.open(
        "Dupond",
        "Jane",
        mobile("0639980001"),
        contact("email", "jeanne@exemple.fr"),
        birth_date=date(1985, 3, 12),
        address="3 rue des Tilleuls",
        remarks="Chien méchant",
        sms_off=True,
    )
    merged = await desk.do(merge_patients, kept.id, MergePatients(other_id=other.id))
    assert merged.contacts is not None
    assert [each.value for each in merged.contacts] == ["+33639980001", "jeanne@exemple.fr"]
    assert (merged.last_name, merged.birth_date, merged.address, merged.sms_off) == (
        "Dupont",
        date(1985, 3, 12),
        "3 rue des Tilleuls",
        True,
    )
    assert merged.remarks == "Sonner deux fois\n\nChien méchant"
    assert [(each.last_name, each.first_name) for each in merged.merges] == [("Dupond", "Jane")]
    assert await desk.names("jane dupond") == ["Dupont Jeanne"]
    assert await desk.names("0639980001") == ["Dupont Jeanne"]
    assert await desk.names("jeanne@exemple.fr") == ["Dupont Jeanne"]
    assert await desk.names("12/03/1985") == ["Dupont Jeanne"]


async def test_the_id_of_the_merged_file_leads_to_the_kept_one(desk: Desk) -> None:
    kept, other = await desk.open("Dupont", "Jeanne"), await desk.open("Dupond", "Jane")
    await desk.do(merge_patients, kept.id, MergePatients(other_id=other.id))
    assert (await desk.read(other.id)).id == kept.id
    await desk.do(change_patient, other.id, ChangePatient(version=2, first_name="Jeannette"))
    assert (await desk.read(kept.id)).first_name == "Jeannette"
    async with reading(desk.core, desk.actor("secretary")) as uow:
        uow.permit(Permission.PATIENTS_READ, Target(desk.cabinet.practice.id))
        shown = await briefs(uow, {other.id, kept.id})
    assert {key: brief.id for key, brief in shown.items()} == {other.id: kept.id, kept.id: kept.id}


async def test_undoing_gives_back_exactly_what_was_there(desk: Desk) -> None:
    child, aunt = await desk.open("Dupont", "Léo"), await desk.open("Dupont", "Rose")
    kept = await desk.open("Dupont", "Jeanne", mobile("0639980001"))
    other = await desk.open(
        "Dupond", "Jane", mobile("0639980001"), mobile("0639980002"), birth_date=date(1985, 3, 12), remarks="Chien méchant", sms_off=True
    )
    await desk.do(tie_relative, other.id, TiedTo(relative_id=child.id, tie="child"))
    await desk.do(tie_relative, aunt.id, TiedTo(relative_id=other.id, tie="sibling"))
    await desk.do(tie_relative, kept.id, TiedTo(relative_id=aunt.id, tie="sibling"))
    before = [await desk.read(each.id) for each in (kept, other, child, aunt)]
    merged = await desk.do(merge_patients, kept.id, MergePatients(other_id=other.id))
    assert {(each.patient.first_name, each.tie) for each in merged.relatives} == {("Léo", "child"), ("Rose", "sibling")}
    assert [(each.patient.id, each.tie) for each in (await desk.read(child.id)).relatives] == [(kept.id, "parent")]
    assert len((await desk.read(aunt.id)).relatives) == 1
    undone = await desk.do(undo_merge, merged.merges[0].id)
    after = [await desk.read(each.id) for each in (kept, other, child, aunt)]
    assert [msgspec.structs.replace(each, version=0) for each in after] == [msgspec.structs.replace(each, version=0) for each in before]
    assert undone == after[0]
    assert await desk.names("jane dupond") == ["Dupond Jane", "Dupont Jeanne"]


async def test_undoing_twice_changes_nothing(desk: Desk) -> None:
    kept, other = await desk.open("Dupont", "Jeanne"), await desk.open("Dupond", "Jane", mobile("0639980002"))
    merge = (await desk.do(merge_patients, kept.id, MergePatients(other_id=other.id))).merges[0]
    first = await desk.do(undo_merge, merge.id)
    assert await desk.do(undo_merge, merge.id) == first


async def test_undoing_keeps_what_was_written_since(desk: Desk) -> None:
    kept, other = await desk.open("Dupont", "Jeanne"), await desk.open("Dupond", "Jane", birth_date=date(1985, 3, 12), remarks="Chien")
    merge = (await desk.do(merge_patients, kept.id, MergePatients(other_id=other.id))).merges[0]
    await desk.do(change_patient, kept.id, ChangePatient(version=2, birth_date=date(1986, 4, 13), remarks="Chat"))
    undone = await desk.do(undo_merge, merge.id)
    assert (undone.birth_date, undone.remarks) == (date(1986, 4, 13), "Chat")
    assert (await desk.read(other.id)).remarks == "Chien"


async def test_merges_are_undone_from_the_last(desk: Desk) -> None:
    first, second, third = [await desk.open("Dupont", name) for name in ("Anne", "Jeanne", "Zoé")]
    inner = (await desk.do(merge_patients, second.id, MergePatients(other_id=third.id))).merges[0]
    outer = (await desk.do(merge_patients, first.id, MergePatients(other_id=second.id))).merges[0]
    assert (await desk.read(third.id)).id == first.id
    with pytest.raises(Invalid) as refused:
        await desk.do(undo_merge, inner.id)
    assert refused.value.data["reason"] == "merged_since"
    await desk.do(undo_merge, outer.id)
    await desk.do(undo_merge, inner.id)
    assert [(await desk.read(each.id)).first_name for each in (first, second, third)] == ["Anne", "Jeanne", "Zoé"]


async def test_a_file_is_not_merged_with_itself(desk: Desk) -> None:
    kept, other = await desk.open("Dupont", "Jeanne"), await desk.open("Dupond", "Jane")
    await desk.do(merge_patients, kept.id, MergePatients(other_id=other.id))
    for one, two in ((kept.id, kept.id), (kept.id, other.id), (other.id, kept.id)):
        with pytest.raises(Invalid):
            await desk.do(merge_patients, one, MergePatients(other_id=two))


async def test_a_file_of_another_practice_is_refused_like_an_unknown_one(desk: Desk, next_door: Desk) -> None:
    mine, theirs = await desk.open("Dupont", "Jeanne"), await next_door.open("Dupont", "Jeanne")
    for one, two in ((mine.id, theirs.id), (theirs.id, mine.id), (mine.id, "0" * 32)):
        with pytest.raises(NotFound):
            await desk.do_as("administrator", merge_patients, one, MergePatients(other_id=two))
    other = await next_door.open("Dupond", "Jane")
    merge = (await next_door.do(merge_patients, theirs.id, MergePatients(other_id=other.id))).merges[0]
    for merge_id in (merge.id, "0" * 32):
        with pytest.raises(NotFound):
            await desk.do_as("administrator", undo_merge, merge_id)


async def test_merging_needs_its_right(desk: Desk) -> None:
    kept, other = await desk.open("Dupont", "Jeanne"), await desk.open("Dupond", "Jane")
    with pytest.raises(NotFound):
        await desk.do_as("tele_secretary", merge_patients, kept.id, MergePatients(other_id=other.id))
    merge = (await desk.do(merge_patients, kept.id, MergePatients(other_id=other.id))).merges[0]
    with pytest.raises(NotFound):
        await desk.do_as("tele_secretary", undo_merge, merge.id)


async def test_appointments_follow_and_every_agenda_that_shows_them_says_so(desk: Desk) -> None:
    now, cabinet = desk.core.clock.now(), desk.cabinet
    kept, other = await desk.open("Dupont", "Jeanne"), await desk.open("Dupond", "Jane")
    mine = await factories.appointment(desk.core, cabinet.doctor, await row_of(desk, kept.id), now - timedelta(days=7))
    theirs = await factories.appointment(desk.core, cabinet.midwife, await row_of(desk, other.id), now + timedelta(days=7))
    merged = await desk.do(merge_patients, kept.id, MergePatients(other_id=other.id))
    assert ([each.id for each in merged.upcoming], [each.id for each in merged.past]) == ([theirs.id], [mine.id])
    for practitioner, appointment in ((cabinet.doctor, mine), (cabinet.midwife, theirs)):
        last = (await events_of(desk, practitioner.id))[-1]
        assert last.name == "patient_changed"
        (shown,) = last.body.put["appointments"]
        assert (shown["id"], shown["patient"]["id"], shown["patient"]["last_name"]) == (appointment.id, kept.id, "Dupont")
    undone = await desk.do(undo_merge, merged.merges[0].id)
    assert [each.id for each in undone.upcoming] == []
    assert [each.id for each in (await desk.read(other.id)).upcoming] == [theirs.id]
    assert (await events_of(desk, cabinet.midwife.id))[-1].body.put["appointments"][0]["patient"]["last_name"] == "Dupond"


async def test_a_new_name_is_said_on_every_agenda_and_a_new_address_on_none(desk: Desk) -> None:
    opened = await desk.open("Dupont", "Jeanne")
    await factories.appointment(desk.core, desk.cabinet.doctor, await row_of(desk, opened.id), desk.core.clock.now())
    await desk.do(change_patient, opened.id, ChangePatient(version=1, address="3 rue des Tilleuls"))
    assert await events_of(desk, desk.cabinet.doctor.id) == []
    await desk.do(change_patient, opened.id, ChangePatient(version=2, contacts=[mobile("0639980001")]))
    await desk.do(change_patient, opened.id, ChangePatient(version=3, last_name="Durand"))
    events = await events_of(desk, desk.cabinet.doctor.id)
    shown = [each.body.put["appointments"][0]["patient"] for each in events]
    assert [(each["last_name"], each["phone"]) for each in shown] == [("Dupont", "+33639980001"), ("Durand", "+33639980001")]


async def test_what_a_merge_remembers_holds_nothing_personal(desk: Desk) -> None:
    kept = await desk.open("Dupont", "Jeanne", remarks="Sonner")
    held = GivenContact(kind="email", value="jane@exemple.fr")
    other = await desk.open("Dupond", "Jane", held, birth_date=date(1985, 3, 12), address="rue Canari", remarks="Canari")
    await desk.do(merge_patients, kept.id, MergePatients(other_id=other.id))
    async with desk.core.db.read(EVERY_PRACTICE) as session:
        (moved,) = (await session.execute(select(Merge.moved))).scalars()
    assert not any(word in str(moved) for word in ("anari", "1985", "jane", "Dupon", "Sonner"))


async def test_two_people_may_merge_the_same_files_at_once(desk: Desk) -> None:
    one, two = await desk.open("Dupont", "Jeanne"), await desk.open("Dupond", "Jane")
    outcomes = await asyncio.gather(
        desk.do(merge_patients, one.id, MergePatients(other_id=two.id)),
        desk.do(merge_patients, two.id, MergePatients(other_id=one.id)),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["Invalid", "PatientView"]
    kept = [await row_of(desk, each.id) for each in (one, two)]
    assert sum(each.merged_into is None for each in kept) == 1
