"""Whom else the practice receives in a consultation: invitations, and what the practitioner decides about each."""

from rtc.consultation.calling import Calls
from rtc.consultation.schemas import Invitations, Invite, InvitedPerson, SetRule
from rtc.consultation.service import attending, inviting
from server.core.http import Api
from server.core.http.api import Visit
from server.core.unit import UnitOfWork, reading, writing

api = Api("room")


@api.action("GET", "/api/rooms/{appointment_id}/people")
async def read_invitations(visit: Visit, appointment_id: str) -> Invitations:
    """Read who is invited beside the patient, with each one's link and code."""
    async with reading(visit.house.core, visit.actor) as uow:
        return await inviting.invitations(uow, appointment_id, visit.house.settings.url)


@api.command("POST", "/api/rooms/{appointment_id}/people", status=201)
async def invite_to_room(uow: UnitOfWork, appointment_id: str, body: Invite) -> InvitedPerson:
    """Invite an interpreter, a carer or a trainee."""
    return await inviting.invite(uow, appointment_id, body)


@api.action("DELETE", "/api/rooms/{appointment_id}/people/{seat_id}", status=204)
async def withdraw_invitation(visit: Visit, appointment_id: str, seat_id: str) -> None:
    """Take an invitation back, also in the middle of the call."""
    async with writing(visit.house.core, visit.actor) as uow:
        await inviting.withdraw(uow, appointment_id, seat_id)
    await visit.house.service(Calls).media.leave(appointment_id, seat_id)


@api.command("POST", "/api/rooms/{appointment_id}/people/{seat_id}/admit")
async def admit_companion(uow: UnitOfWork, appointment_id: str, seat_id: str) -> InvitedPerson:
    """Let somebody in beside the patient (F152)."""
    return await inviting.admit_companion(uow, appointment_id, seat_id)


@api.action("POST", "/api/rooms/{appointment_id}/people/{seat_id}/rule")
async def rule_companion(visit: Visit, appointment_id: str, seat_id: str, body: SetRule) -> None:
    """Stop or resume what is heard and seen of somebody invited, who is told."""
    async with writing(visit.house.core, visit.actor) as uow:
        rules = await attending.set_rule(uow, appointment_id, body, seat_id)
    await visit.house.service(Calls).media.rule(appointment_id, rules)
