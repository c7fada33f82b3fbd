"""A patient with the link of his message: what he sees, until when he may change it, and that he takes only what is free."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

import pytest

from server.agenda.errors import LinkClosed, SlotGone
from server.agenda.schemas.appointments import AppointmentView
from server.agenda.schemas.messages import LinkCancel, LinkMove, LinkSlots
from server.agenda.service.by_link import WRONG, cancel_by_link, guest_of, link_slots, link_view, move_by_link
from server.agenda.telling.links import manage_token
from server.core.errors import NotFound, Stale, TooMany
from server.core.unit import UnitOfWork, reading, writing
from tests.server.agenda.office import TUESDAY, WEDNESDAY, Office, at
from tests.support.clock import SetClock
from tests.support.databases import ON_SQLITE

T = TypeVar("T")
DAY = timedelta(hours=24)


def _token(office: Office, view: AppointmentView) -> str:
    return manage_token(office.core.keyring, view.id)


async def _as_patient(office: Office, view: AppointmentView, do: Callable[[UnitOfWork], Awaitable[T]], *, writes: bool = True) -> T:
    guest = await guest_of(office.core, _token(office, view), "192.0.2.1")
    opened = writing if writes else reading
    async with opened(office.core, guest.actor, channel=guest.channel, scope=guest.scope) as uow:
        return await do(uow)


async def test_he_moves_to_a_free_hour_and_everybody_sees_it_as_a_change_that_can_be_undone(office: Office) -> None:
    view = await office.book(at("09:00", WEDNESDAY))
    token = _token(office, view)
    slots = await _as_patient(office, view, lambda uow: link_slots(uow, LinkSlots(token=token, from_day=TUESDAY)), writes=False)
    assert at("10:00", WEDNESDAY) in {each.starts_at for each in slots.slots}
    assert at("09:00", WEDNESDAY) not in {each.starts_at for each in slots.slots}
    body = LinkMove(token=token, version=view.version, starts_at=at("10:00", WEDNESDAY))
    await _as_patient(office, view, lambda uow: move_by_link(uow, body))
    assert await office.busy() == [("04 10:00", "04 10:30")]
    event = office.events()[-1]
    assert (event.name, event.by.name) == ("appointment_moved", "Patient")


async def test_he_gives_it_up_and_the_slot_is_free_again(office: Office) -> None:
    view = await office.book(at("09:00", WEDNESDAY))
    await _as_patient(office, view, lambda uow: cancel_by_link(uow, LinkCancel(token="x", version=view.version)))
    assert await office.busy() == []
    shown = await _as_patient(office, view, link_view, writes=False)
    assert (shown.status, shown.closed) == ("cancelled", "cancelled")


async def test_at_exactly_the_practices_delay_the_link_is_closed_and_shows_the_phone(office: Office, clock: SetClock) -> None:
    view = await office.book(at("09:00", WEDNESDAY))
    clock.at = at("09:00", WEDNESDAY) - DAY - timedelta(seconds=1)
    assert (await _as_patient(office, view, link_view, writes=False)).closed == ""
    clock.at += timedelta(seconds=1)
    assert (await _as_patient(office, view, link_view, writes=False)).closed == "too_late"
    with pytest.raises(LinkClosed):
        await _as_patient(office, view, lambda uow: cancel_by_link(uow, LinkCancel(token="x", version=view.version)))
    assert len(await office.busy()) == 1


async def test_he_takes_nothing_that_is_taken_off_the_schedule_or_held_by_somebody(office: Office) -> None:
    view = await office.book(at("09:00", WEDNESDAY))
    await office.book(at("10:00", WEDNESDAY), patient=office.paul)
    for clock in ("10:00", "12:30", "10:05"):
        body = LinkMove(token="x", version=view.version, starts_at=at(clock, WEDNESDAY))
        with pytest.raises(SlotGone):
            await _as_patient(office, view, lambda uow, body=body: move_by_link(uow, body))  # type: ignore[misc]
    assert ("04 09:00", "04 09:30") in await office.busy()


async def test_what_changed_meanwhile_is_shown_before_it_is_changed(office: Office) -> None:
    view = await office.book(at("09:00", WEDNESDAY))
    await office.alter(view, starts_at=at("11:00", WEDNESDAY))
    with pytest.raises(Stale):
        await _as_patient(office, view, lambda uow: cancel_by_link(uow, LinkCancel(token="x", version=view.version)))


@ON_SQLITE
async def test_a_wrong_link_opens_nothing_and_guessing_stops(office: Office) -> None:
    view = await office.book(at("09:00", WEDNESDAY))
    good = _token(office, view)
    wrong = good[:-1] + ("A" if good[-1] != "A" else "B")
    for token in (wrong, "", "é" * 30, good[:22], good + "A"):
        with pytest.raises(NotFound):
            await guest_of(office.core, token, "192.0.2.7")
    for _ in range(WRONG.most - 5):
        with pytest.raises(NotFound):
            await guest_of(office.core, wrong, "192.0.2.7")
    with pytest.raises(TooMany):
        await guest_of(office.core, good, "192.0.2.7")
    assert (await guest_of(office.core, good, "192.0.2.8")).actor.appointment_id == view.id
