"""The guest's side, the patient or whoever was invited beside him. His cookie opens one consultation; nobody is signed in here."""

from datetime import timedelta

from msgspec.structs import replace

from rtc.consultation.calling import Calls
from rtc.consultation.errors import NotYourSeat
from rtc.consultation.guests import Guests, cookie_name
from rtc.consultation.lights import Check
from rtc.consultation.places import desk_of
from rtc.consultation.schemas import AnswerRecording, GuestEntry, Offer, OfferAnswer, OpenDoor, OpenDoorByCode, Presence
from rtc.consultation.service import attending, checking, door, receiving, recording
from server.accounts.throttle import Limit, attempt, bucket, give_back, network
from server.core.actors import Actor
from server.core.errors import SignedOut
from server.core.http import Api, Reply
from server.core.http.api import Visit
from server.core.unit import Core, writing
from server.payments.schemas import CheckoutPage
from server.payments.service.paying import open_checkout
from server.payments.till import TillHolder

api = Api("room")
TRIES = Limit("room", 20, timedelta(minutes=15))
"""Links and codes that opened nothing, from one network address."""


@api.action("POST", "/api/room/enter", access="public")
async def enter_room(visit: Visit, body: OpenDoor) -> Reply[GuestEntry]:
    """Open the consultation's door with the link's secret; reading a page never does (R20)."""
    return await _opened(visit, door.Key(body.appointment_id, body.secret, body.seat_id))


@api.action("POST", "/api/room/code", access="public")
async def enter_room_by_code(visit: Visit, body: OpenDoorByCode) -> Reply[GuestEntry]:
    """Open the consultation's door with the code typed by hand (F145)."""
    return await _opened(visit, body.code)


@api.action("POST", "/api/room/here", access="public")
async def be_in_room(visit: Visit, body: Presence) -> GuestEntry:
    """Say that one's page is open; when the door is open too, one waits."""
    async with writing(_core(visit), await _guest(visit), channel="link") as uow:
        entry = await attending.guest_here(uow, body.socket)
    calls = _calls(visit)
    slots = await calls.media.slots(entry.room.id, entry.seat_id)
    return replace(entry, relays=calls.relays(entry.seat_id), slots=slots)


@api.action("POST", "/api/room/leave", access="public")
async def leave_room(visit: Visit) -> None:
    """Hang up; the room stays, and one may come back (Q17)."""
    actor = await _guest(visit)
    async with writing(_core(visit), actor, channel="link") as uow:
        seat = await attending.guest_leaves(uow)
    assert actor.guest is not None
    await _calls(visit).media.leave(actor.guest.appointment_id, seat)


@api.action("POST", "/api/room/offer", access="public")
async def offer_from_room(visit: Visit, body: Offer) -> OfferAnswer:
    """Offer media; answered once let in, for the device check (`echo`), or once the secretariat receives one (`desk`)."""
    actor = await _guest(visit)
    assert actor.guest is not None
    _calls(visit).check_offers(actor.guest.seat_id)
    async with writing(_core(visit), actor, channel="link") as uow:
        scene, row = await attending.guest_scene(uow)
        rules = {}
        if body.desk and not body.echo:
            await receiving.take_desk_offer(uow, scene, row, body.connection)
        elif not body.echo:
            rules = await attending.take_offer(uow, scene, row, body.connection)
        has_desk = scene.desk is not None
    appointment_id = actor.guest.appointment_id
    if has_desk and not body.desk and not body.echo:
        await _calls(visit).media.close(desk_of(appointment_id))
    room = desk_of(appointment_id) if body.desk else appointment_id
    return await _calls(visit).answer(room, actor.guest.seat_id, body, rules)


@api.action("POST", "/api/room/check", access="public")
async def report_device_check(visit: Visit, body: Check) -> None:
    """Say what the device check found: the practice sees hours before what would fail (Part C 8)."""
    actor = await _guest(visit)
    assert actor.guest is not None
    _calls(visit).check_checks(actor.guest.seat_id)
    async with writing(_core(visit), actor, channel="link") as uow:
        await checking.keep_check(uow, body)


@api.action("POST", "/api/room/recording", access="public")
async def answer_recording(visit: Visit, body: AnswerRecording) -> None:
    """Agree to be recorded on the practitioner's computer, refuse, or stop it at any time (F171, F172)."""
    async with writing(_core(visit), await _guest(visit), channel="link") as uow:
        await recording.answer_recording(uow, body)


@api.action("POST", "/api/room/pay", access="public")
async def pay_in_room(visit: Visit) -> CheckoutPage:
    """Open the page on which one pays by card for one's consultation (F181, F185)."""
    till = visit.house.service(TillHolder).till
    return await open_checkout(_core(visit), await _guest(visit), till, visit.house.settings.url)


async def _opened(visit: Visit, key: door.Key | str) -> Reply[GuestEntry]:
    core = _core(visit)
    tries = bucket(core, TRIES, network(visit.address))
    await attempt(core, tries)
    opens = await door.by_code(core, key) if isinstance(key, str) else key
    entry, token = await door.enter(core, opens, visit.house.service(Guests).token(visit.request))
    await give_back(core, tries)
    cookies: dict[str, str | None] = {} if token is None else {cookie_name(visit.house.settings): token}
    return Reply(entry, cookies=cookies)


async def _guest(visit: Visit) -> Actor:
    try:
        actor: Actor = await visit.house.service(Guests).actor(visit.request)
    except SignedOut:
        raise NotYourSeat from None
    return actor


def _core(visit: Visit) -> Core:
    core: Core = visit.house.core
    return core


def _calls(visit: Visit) -> Calls:
    calls: Calls = visit.house.service(Calls)
    return calls
