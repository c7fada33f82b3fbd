"""Practices, places, practitioners, members, invitations, rights and grants."""

from server.accounts.schemas.people import (
    AcceptInvitation,
    AddLocation,
    AddPractitioner,
    ChangeLocation,
    ChangeMember,
    ChangePractice,
    ChangePractitioner,
    Grant,
    Granted,
    InvitationView,
    Invite,
    LocationView,
    MemberView,
    OpenedInvitation,
    OpenInvitation,
    PracticeView,
    PractitionerView,
    TickRights,
)
from server.accounts.schemas.session import SignedIn
from server.accounts.service import grants, invitations, joining, members, practices
from server.core.http import Api, Reply, Visit
from server.core.unit import UnitOfWork

people = Api("People")


@people.command("POST", "/api/practices/{practice_id}")
async def change_practice(uow: UnitOfWork, practice_id: str, body: ChangePractice) -> PracticeView:
    """Change the practice's name, contacts or settings."""
    return await practices.change_practice(uow, practice_id, body)


@people.command("POST", "/api/locations", status=201)
async def add_location(uow: UnitOfWork, body: AddLocation) -> LocationView:
    """Open a place."""
    return await practices.add_location(uow, body)


@people.command("PATCH", "/api/locations/{location_id}")
async def change_location(uow: UnitOfWork, location_id: str, body: ChangeLocation) -> LocationView:
    """Change or close a place."""
    return await practices.change_location(uow, location_id, body)


@people.command("POST", "/api/practitioners", status=201)
async def add_practitioner(uow: UnitOfWork, body: AddPractitioner) -> PractitionerView:
    """Open an agenda."""
    return await practices.add_practitioner(uow, body)


@people.command("PATCH", "/api/practitioners/{practitioner_id}")
async def change_practitioner(uow: UnitOfWork, practitioner_id: str, body: ChangePractitioner) -> PractitionerView:
    """Change or archive a practitioner."""
    return await practices.change_practitioner(uow, practitioner_id, body)


@people.command("POST", "/api/invitations", status=201)
async def invite(uow: UnitOfWork, body: Invite) -> InvitationView:
    """Ask somebody to join the practice."""
    return await invitations.invite(uow, body)


@people.action("POST", "/api/invitations/open", access="public")
async def open_invitation(visit: Visit, body: OpenInvitation) -> OpenedInvitation:
    """Look at an invitation before answering it."""
    return await joining.open_invitation(visit, body)


@people.action("POST", "/api/invitations/accept", access="public")
async def accept_invitation(visit: Visit, body: AcceptInvitation) -> Reply[SignedIn]:
    """Join the practice that invites."""
    return await joining.accept_invitation(visit, body)


@people.command("DELETE", "/api/invitations/{invitation_id}")
async def revoke_invitation(uow: UnitOfWork, invitation_id: str) -> None:
    """Take an invitation back."""
    await invitations.revoke_invitation(uow, invitation_id)


@people.command("PATCH", "/api/members/{member_id}")
async def change_member(uow: UnitOfWork, member_id: str, body: ChangeMember) -> MemberView:
    """Change a member's role or own agenda, or shut him out."""
    return await members.change_member(uow, member_id, body)


@people.command("PUT", "/api/members/{member_id}/rights")
async def tick_rights(uow: UnitOfWork, member_id: str, body: TickRights) -> MemberView:
    """Tick what a member may do on one practitioner's agenda (F095)."""
    return await members.tick_rights(uow, member_id, body)


@people.command("DELETE", "/api/members/{member_id}")
async def remove_member(uow: UnitOfWork, member_id: str) -> None:
    """A member leaves the practice."""
    await members.remove_member(uow, member_id)


@people.command("POST", "/api/members/{member_id}/second-factor/reset")
async def reset_second_factor(uow: UnitOfWork, member_id: str) -> None:
    """Forget the second factor a member lost."""
    await members.reset_second_factor(uow, member_id)


@people.command("POST", "/api/grants", status=201)
async def grant(uow: UnitOfWork, body: Grant) -> Granted:
    """Open an agenda to a colleague outside the practice (F093)."""
    return await grants.grant(uow, body)


@people.command("DELETE", "/api/grants/{grant_id}")
async def withdraw_grant(uow: UnitOfWork, grant_id: str) -> None:
    """Close it again, at once (F094)."""
    await grants.withdraw_grant(uow, grant_id)
