"""Extra ranges: capacity on top of the schedule, in a lane of its own."""

from datetime import date
from typing import Any

import pytest

from server.agenda.errors import ExtraUnknown, OutOfCalendar, PlaceUnknown, TypeUnknown
from server.agenda.models import Appointment, Extra
from server.agenda.schemas.planning import ExtraList
from server.agenda.schemas.schedule import AddExtras, RemoveExtras
from server.agenda.service.planning.extras import add_extras, remove_extras
from server.core.actors import Role
from server.core.errors import Invalid, NeedsConfirmation, NotFound
from server.core.ids import new_id
from tests.server.agenda.office import TUESDAY, WEDNESDAY, Office, at, minute, versionless
from tests.support import factories
from tests.support.databases import ON_SQLITE

pytestmark = ON_SQLITE


def ranges(office: Office, span: str, *days: date, types: list[str] | None = None, location_id: str | None = None) -> AddExtras:
    """What adding extras asks: `ranges(office, "09:00-10:00")`."""
    start, end = map(minute, span.split("-"))
    return AddExtras(
        practitioner_id=office.doctor.id,
        location_id=location_id or office.doctor.location_id,
        days=list(days or (TUESDAY,)),
        start=start,
        end=end,
        type_ids=types,
    )


async def add(office: Office, span: str, *days: date, who: Role = "secretary", **given: Any) -> ExtraList:
    """Add extras to the doctor's agenda."""
    return await office.do(add_extras, ranges(office, span, *days, **given), who=who)


async def remove(office: Office, *ids: str, who: Role = "secretary") -> None:
    """Remove extras."""
    await office.do(remove_extras, RemoveExtras(practitioner_id=office.doctor.id, ids=list(ids)), who=who)


async def test_an_extra_on_existing_slots_doubles_them(office: Office) -> None:
    await office.book()
    listed = await add(office, "09:00-10:00")
    assert [(each.day, each.start, each.end, each.type_ids) for each in listed.extras] == [(TUESDAY, 540, 600, None)]
    assert (await office.free())[:3] == ["09:00+", "09:30", "09:30+"]
    view = await office.book("09:00", patient=office.paul, extra_id=listed.extras[0].id)
    assert (view.overbooked, view.off_schedule) == (False, False)
    with pytest.raises(NeedsConfirmation):
        await office.book("09:00", patient=office.paul, extra_id=listed.extras[0].id)


async def test_the_last_appointment_ends_with_the_range(office: Office) -> None:
    await add(office, "20:00-21:15")
    assert [each for each in await office.free() if each > "19:00"] == ["20:00+", "20:30+"]
    assert [each for each in await office.free(kind=office.checkup) if each > "19:00"] == ["20:00+"]


async def test_an_extra_for_one_type_gives_only_that(office: Office) -> None:
    await add(office, "20:00-21:00", types=[office.checkup.id])
    assert [each for each in await office.free() if each > "19:00"] == []
    assert [each for each in await office.free(kind=office.checkup) if each > "19:00"] == ["20:00+"]


async def test_a_range_too_short_for_its_types_is_refused(office: Office) -> None:
    with pytest.raises(Invalid, match="fits") as refused:
        await add(office, "20:00-20:45", types=[office.checkup.id])
    assert refused.value.data == {"field": "end", "reason": "too_short"}
    assert len((await add(office, "20:00-20:45")).extras) == 1


async def test_several_days_at_once(office: Office) -> None:
    listed = await add(office, "20:00-21:00", WEDNESDAY, TUESDAY)
    assert [each.day for each in listed.extras] == [TUESDAY, WEDNESDAY]
    (event,) = office.events()
    assert (event.name, len(event.body.put["extras"]), len(event.body.put["days"])) == ("extras_added", 2, 2)


async def test_a_place_must_be_one_of_the_practice(office: Office) -> None:
    closed = await factories.location(office.core, office.cabinet.practice, "Ancien", archived=True)
    for location_id in (new_id(), closed.id):
        with pytest.raises(PlaceUnknown):
            await add(office, "20:00-21:00", location_id=location_id)


async def test_what_makes_no_sense_is_refused(office: Office) -> None:
    with pytest.raises(Invalid):
        await add(office, "21:00-20:00")
    with pytest.raises(TypeUnknown):
        await add(office, "20:00-21:00", types=[office.birth.id])
    with pytest.raises(OutOfCalendar):
        await add(office, "20:00-21:00", date(2200, 1, 1))
    assert await office.rows(Extra) == []


async def test_a_removed_extra_leaves_its_appointments(office: Office) -> None:
    (extra,) = (await add(office, "20:00-21:00")).extras
    view = await office.book("20:00", extra_id=extra.id)
    await remove(office, extra.id)
    assert await office.rows(Extra) == []
    assert await office.busy() == [("03 20:00", "03 20:30")]
    moved = await office.alter(view, starts_at=at("09:00"))
    assert (moved.extra_id, moved.off_schedule) == (None, False)


async def test_an_appointment_dragged_out_of_its_extra_takes_a_place_of_the_agenda(office: Office) -> None:
    (extra,) = (await add(office, "09:00-10:00")).extras
    await office.book("10:00")
    view = await office.book("09:00", patient=office.paul, extra_id=extra.id)
    assert (await office.alter(view, starts_at=at("09:30"))).extra_id == extra.id
    with pytest.raises(NeedsConfirmation):
        await office.alter(view, version=2, starts_at=at("10:00"))
    (row,) = await office.rows(Appointment, Appointment.id == view.id)
    assert (row.extra_id, row.version) == (extra.id, 2)


async def test_removing_names_ones_own_extras_or_nothing_goes(office: Office) -> None:
    (mine,) = (await add(office, "20:00-21:00")).extras
    other = await factories.extra(office.core, office.midwife, TUESDAY, 540, 600)
    with pytest.raises(ExtraUnknown):
        await remove(office, mine.id, other.id)
    assert len(await office.rows(Extra)) == 2


@pytest.mark.parametrize("who", ["tele_secretary", "replacement", "outside_colleague"])
async def test_extras_are_for_those_who_have_the_right(office: Office, who: Any) -> None:
    (extra,) = (await add(office, "20:00-21:00")).extras
    with pytest.raises(NotFound):
        await add(office, "20:00-21:00", who=who)
    with pytest.raises(NotFound):
        await remove(office, extra.id, who=who)


async def test_each_command_on_extras_can_be_undone(office: Office) -> None:
    (extra,) = (await add(office, "20:00-21:00")).extras
    before = await office.snapshot()
    for command, body in (
        (add_extras, ranges(office, "09:00-10:00", TUESDAY, WEDNESDAY)),
        (remove_extras, RemoveExtras(practitioner_id=office.doctor.id, ids=[extra.id])),
    ):
        await office.do(command, body)
        assert versionless(await office.snapshot()) != versionless(before)
        await office.undo()
        assert versionless(await office.snapshot()) == versionless(before)
