"""Invitations: asking somebody to join, and taking it back. Answering is in `joining`."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from server.accounts.errors import AlreadyMember
from server.accounts.letters import INVITATION
from server.accounts.links import LASTS, new_link
from server.accounts.models import Invitation, MembershipRow, OneTimeToken, Person
from server.accounts.queries.views import invitation_view
from server.accounts.rules import address
from server.accounts.schemas.people import InvitationView, Invite
from server.accounts.service.members import STAFF, own_agenda
from server.accounts.topics import practice_topic
from server.core.actors import Role, Target
from server.core.errors import Invalid, NotFound
from server.core.ids import new_id
from server.core.outbox import post, withdraw
from server.core.permissions import Permission
from server.core.unit import UnitOfWork


async def invite(uow: UnitOfWork, body: Invite) -> InvitationView:
    """Ask somebody to join the practice.

    Raises:
        AlreadyMember, PractitionerTaken, Invalid.
    """
    uow.permit(Permission.MEMBERS_MANAGE, Target(body.practice_id))
    await uow.lock(practice_topic(body.practice_id))
    email = address(body.email)
    await _refuse_members(uow, body.practice_id, email)
    if body.practitioner_id is not None:
        if body.role not in {"administrator", "practitioner"}:
            raise Invalid(field="practitioner_id", reason="not_for_this_role")
        await own_agenda(uow, body.practice_id, body.practitioner_id)
    return await send_invitation(uow, body.practice_id, email, body.role, practitioner_id=body.practitioner_id)


async def send_invitation(
    uow: UnitOfWork,
    practice_id: str,
    email: str,
    role: Role,
    *,
    practitioner_id: str | None = None,
    rights: Mapping[str, Iterable[str]] | None = None,
) -> InvitationView:
    """Make an invitation and plan its message; earlier ones of the same kind to the same address are replaced."""
    ticked = {key: list(values) for key, values in (rights or {}).items()}
    replaced = [row for row in await _pending(uow, practice_id, email) if _same_kind(row, role, ticked)]
    for earlier in replaced:
        await _close(uow, earlier)
    row = Invitation(
        id=new_id(),
        practice_id=practice_id,
        email=email,
        role=role,
        practitioner_id=practitioner_id,
        rights=ticked,
        invited_by=uow.actor.person_id or "",
        at=uow.now,
        expires_at=uow.now + LASTS["invitation"],
    )
    link = new_link(uow, "invitation", invitation_id=row.id)
    uow.session.add(row)
    await uow.session.flush()
    await post(uow, INVITATION, f"invitation/{row.id}", {"invitation": row.id, "link": link.id}, practice_id=practice_id)
    uow.audit("invitation_sent", practice_id, f"invitation/{row.id}")
    view = invitation_view(row)
    drop = {"invitations": [earlier.id for earlier in replaced]} if replaced else {}
    uow.record(practice_topic(practice_id), "invitation_sent", owner=practice_id, put={"invitations": [view]}, drop=drop)
    return view


async def revoke_invitation(uow: UnitOfWork, invitation_id: str) -> None:
    """Take an invitation back: its link opens nothing any more, and its message, if it has not left, stays."""
    found = (await uow.session.execute(select(Invitation).where(Invitation.id == invitation_id))).scalar_one_or_none()
    practice_id = found.practice_id if found else None
    if found is not None and found.role not in STAFF:
        uow.permit(Permission.RIGHTS_MANAGE, Target(practice_id, next(iter(found.rights), None)))
    else:
        uow.permit(Permission.MEMBERS_MANAGE, Target(practice_id))
    if found is None:
        raise NotFound
    await uow.lock(practice_topic(found.practice_id))
    await uow.session.refresh(found)
    if found.accepted_at is not None or found.revoked_at is not None:
        raise NotFound
    await _close(uow, found)
    uow.audit("invitation_revoked", found.practice_id, f"invitation/{found.id}")
    uow.record(practice_topic(found.practice_id), "invitation_revoked", owner=found.practice_id, drop={"invitations": [found.id]})


async def _refuse_members(uow: UnitOfWork, practice_id: str, email: str) -> None:
    member = (
        select(MembershipRow.id)
        .join(Person, Person.id == MembershipRow.person_id)
        .where(MembershipRow.practice_id == practice_id, MembershipRow.role.in_(STAFF), Person.email == email)
    )
    if await uow.session.scalar(member.limit(1)):
        raise AlreadyMember


async def _pending(uow: UnitOfWork, practice_id: str, email: str) -> Sequence[Invitation]:
    statement = select(Invitation).where(
        Invitation.practice_id == practice_id,
        Invitation.email == email,
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    return (await uow.session.scalars(statement)).all()


def _same_kind(row: Invitation, role: str, rights: Mapping[str, object]) -> bool:
    """Whether a new invitation stands for an earlier one: both to the staff, or both to the same agenda."""
    if role in STAFF:
        return row.role in STAFF
    return row.role == role and row.rights.keys() == rights.keys()


async def _close(uow: UnitOfWork, row: Invitation) -> None:
    row.revoked_at = uow.now
    await withdraw(uow, f"invitation/{row.id}")
    links = await uow.session.scalars(select(OneTimeToken).where(OneTimeToken.invitation_id == row.id))
    for link in links:
        link.used_at = link.used_at or uow.now
