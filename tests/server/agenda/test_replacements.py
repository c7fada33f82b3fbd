"""Replacements: a record of days, and the access it gives to a substitute who has an account."""

from datetime import date
from typing import Any

import pytest

from server.accounts.models import MembershipRow, Person
from server.agenda.errors import OutOfCalendar
from server.agenda.models import Replacement
from server.agenda.schemas.schedule import ChangeReplacement, CreateReplacement, ReplacementFields, ReplacementView
from server.agenda.service.planning.replacements import change_replacement, create_replacement, delete_replacement
from server.core.actors import Actor, Role
from server.core.errors import Invalid, NotFound, Stale
from server.core.ids import new_id
from tests.server.agenda.office import MONDAY, TUESDAY, WEDNESDAY, Office, versionless
from tests.support import factories
from tests.support.actors import Cabinet, actor_of
from tests.support.databases import ON_SQLITE

pytestmark = ON_SQLITE


def fields(*days: date, substitute: Person | None = None, name: str = "Noël", substitute_name: str = "") -> ReplacementFields:
    """What the form holds."""
    return ReplacementFields(
        name=name,
        substitute_id=substitute.id if substitute else None,
        substitute_name=substitute_name if substitute or substitute_name else "Dr Vidal",
        days=list(days or (TUESDAY, WEDNESDAY)),
    )


async def create(office: Office, given: ReplacementFields, who: Role | Actor = "administrator") -> ReplacementView:
    """Record a replacement of the doctor."""
    return await office.do(create_replacement, CreateReplacement(practitioner_id=office.doctor.id, fields=given), who=who)


async def access(office: Office, replacement_id: str) -> list[tuple[str, str | None, list[str] | None, list[str]]]:
    """Who may keep the agenda through a replacement: person, role's days and agendas."""
    rows = await office.rows(MembershipRow, MembershipRow.replacement_id == replacement_id)
    return [(row.person_id, row.role, row.days, list(row.rights)) for row in rows]


async def test_a_replacement_is_a_set_of_dates_with_a_name(office: Office) -> None:
    view = await create(office, fields(WEDNESDAY, TUESDAY, TUESDAY))
    assert (view.name, view.substitute_name, view.days, view.version) == ("Noël", "Dr Vidal", [TUESDAY, WEDNESDAY], 1)
    assert await access(office, view.id) == []
    (event,) = office.events()
    assert (event.name, list(event.body.put), event.body.stale) == ("replacement_created", ["replacements"], None)


async def test_a_substitute_with_an_account_keeps_the_agenda_on_his_days_only(office: Office) -> None:
    paul = office.cabinet.people["replacement"]
    view = await create(office, fields(substitute=paul))
    assert view.substitute_name == "Paul Girard"
    assert await access(office, view.id) == [(paul.id, "replacement", ["2026-03-03", "2026-03-04"], [office.doctor.id])]
    assert {topic.partition("/")[0] for topic in office.published.topics} == {"agenda", "practice", "person"}


async def test_the_access_follows_the_record(office: Office) -> None:
    paul, sonia = office.cabinet.people["replacement"], office.cabinet.people["secretary"]
    view = await create(office, fields(substitute=paul))
    moved = fields(WEDNESDAY, substitute=sonia, substitute_name="Sonia P.")
    changed = await office.do(change_replacement, view.id, ChangeReplacement(version=1, fields=moved), who="administrator")
    assert (changed.substitute_name, changed.version) == ("Sonia P.", 2)
    assert await access(office, view.id) == [(sonia.id, "replacement", ["2026-03-04"], [office.doctor.id])]
    await office.do(change_replacement, view.id, ChangeReplacement(version=2, fields=fields(WEDNESDAY)), who="administrator")
    assert await access(office, view.id) == []


async def test_deleting_a_record_takes_the_access_away_and_undoing_gives_it_back(office: Office) -> None:
    paul = office.cabinet.people["replacement"]
    view = await create(office, fields(substitute=paul))
    given = await access(office, view.id)
    await office.do(delete_replacement, view.id, who="administrator")
    assert await office.rows(Replacement) == []
    assert await access(office, view.id) == []
    await office.undo(who="administrator")
    assert await access(office, view.id) == given
    assert [row.substitute_id for row in await office.rows(Replacement)] == [paul.id]


async def test_undoing_a_change_gives_the_access_back_to_whom_it_was(office: Office) -> None:
    paul, sonia = office.cabinet.people["replacement"], office.cabinet.people["secretary"]
    view = await create(office, fields(substitute=paul))
    created, given = office.change, await access(office, view.id)
    body = ChangeReplacement(version=1, fields=fields(MONDAY, substitute=sonia))
    await office.do(change_replacement, view.id, body, who="administrator")
    await office.undo(who="administrator")
    assert await access(office, view.id) == given
    await office.undo(created, who="administrator")
    assert await access(office, view.id) == []


async def test_somebody_must_be_named_and_belong_to_the_practice(office: Office, twin: Cabinet) -> None:
    nobody = ReplacementFields(name="Noël", days=[TUESDAY], substitute_name="  ")
    with pytest.raises(Invalid) as refused:
        await create(office, nobody)
    assert refused.value.data["reason"] == "missing"
    stranger, gone = twin.people["secretary"], await factories.person(office.core, "Zoé Parti")
    await factories.membership(office.core, gone, office.cabinet.practice, disabled=True)
    for person_id in (stranger.id, gone.id, new_id()):
        with pytest.raises(Invalid) as refused:
            await create(office, ReplacementFields(name="Noël", days=[TUESDAY], substitute_id=person_id))
        assert refused.value.data["reason"] == "unknown"
    with pytest.raises(OutOfCalendar):
        await create(office, fields(date(2200, 1, 1)))
    assert await office.rows(Replacement) == []


async def test_a_record_is_changed_from_the_version_seen(office: Office) -> None:
    view = await create(office, fields())
    body = ChangeReplacement(version=1, fields=fields(MONDAY))
    await office.do(change_replacement, view.id, body, who="practitioner")
    with pytest.raises(Stale) as refused:
        await office.do(change_replacement, view.id, body, who="practitioner")
    assert refused.value.data["theirs"]["days"] == ["2026-03-02"]


@pytest.mark.parametrize("who", ["secretary", "tele_secretary", "replacement", "outside_colleague"])
async def test_replacements_are_for_those_who_may_set_things(office: Office, who: Any) -> None:
    view = await create(office, fields())
    with pytest.raises(NotFound):
        await create(office, fields(), who=who)
    with pytest.raises(NotFound):
        await office.do(change_replacement, view.id, ChangeReplacement(version=1, fields=fields(MONDAY)), who=who)
    with pytest.raises(NotFound):
        await office.do(delete_replacement, view.id, who=who)


async def test_giving_access_takes_the_right_to_give_rights(office: Office) -> None:
    paul = office.cabinet.people["replacement"]
    settler = await factories.person(office.core, "Inès Réglage")
    rights = {office.doctor.id: ["view", "settings"]}
    await factories.membership(office.core, settler, office.cabinet.practice, rights=rights)  # type: ignore[arg-type]
    ines = await actor_of(office.core, settler)
    await create(office, fields(), who=ines)
    for person in (paul, settler):
        with pytest.raises(NotFound):
            await create(office, fields(substitute=person), who=ines)
    given = await create(office, fields(substitute=paul))
    made = office.change
    with pytest.raises(NotFound):
        await office.do(change_replacement, given.id, ChangeReplacement(version=1, fields=fields(MONDAY)), who=ines)
    with pytest.raises(NotFound):
        await office.do(delete_replacement, given.id, who=ines)
    with pytest.raises(NotFound):
        await office.undo(made, who=ines)
    assert len(await access(office, given.id)) == 1


async def test_each_command_on_replacements_can_be_undone(office: Office) -> None:
    view = await create(office, fields())
    before = await office.snapshot()
    for command, given in (
        (create_replacement, (CreateReplacement(practitioner_id=office.doctor.id, fields=fields(name="Pâques")),)),
        (change_replacement, (view.id, ChangeReplacement(version=1, fields=fields(MONDAY, name="Pâques")))),
        (delete_replacement, (view.id,)),
    ):
        await office.do(command, *given, who="practitioner")
        assert versionless(await office.snapshot()) != versionless(before)
        await office.undo(who="practitioner")
        assert versionless(await office.snapshot()) == versionless(before)
