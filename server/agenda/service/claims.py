"""Main posée: whoever opens the booking window has his hand on the slot, and every screen shows it (Part C 1)."""

from collections.abc import Sequence
from datetime import timedelta

import msgspec
from sqlalchemy import ColumnElement, or_, select

from server.accounts.models import Practitioner
from server.accounts.queries import practitioner_for
from server.agenda.edit import Edit, practitioner_rows
from server.agenda.errors import ClaimHeld, ExtraUnknown, OutOfCalendar
from server.agenda.models import Claim
from server.agenda.queries.guards import agenda_of, row_for
from server.agenda.queries.occupied import claims_on
from server.agenda.queries.plans import plan_of
from server.agenda.queries.views import claim_view, person_ref
from server.agenda.schemas.appointments import ClaimSlot, ClaimView
from server.agenda.shown import lens_for, target_of, through
from server.agenda.slots import is_covered
from server.agenda.topics import agenda_topic, mask
from server.core.errors import NotFound
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import UnitOfWork

HELD = timedelta(minutes=3)
_MOST = 200


async def claim_slot(uow: UnitOfWork, body: ClaimSlot) -> ClaimView:
    """Claim minutes for three, releasing one's earlier claims of the same connection.

    Raises:
        ClaimHeld: somebody else has them, and `break_claim` does not name his claim, or the actor may not know whose it is.
    """
    await uow.lock(agenda_topic(body.practitioner_id))
    practitioner = await practitioner_for(uow, Permission.AGENDA_BOOK, body.practitioner_id)
    if not is_covered(body.starts_at.date()):
        raise OutOfCalendar
    plan = await plan_of(uow, practitioner)
    if body.extra_id is not None and all(extra.id != body.extra_id for extra in plan.extras):
        raise ExtraUnknown
    breakable = body.break_claim if uow.may(Permission.AGENDA_DETAILS, target_of(practitioner)) else None
    edit = Edit(uow, "slot_claimed", {practitioner.id: practitioner})
    ends_at = body.starts_at + timedelta(minutes=body.duration)
    for held in await claims_on(uow, practitioner.id):
        mine = held.person_id == uow.actor.person_id
        overlaps = held.extra_id == body.extra_id and held.starts_at < ends_at and held.ends_at > body.starts_at
        if (mine and held.connection == body.connection) or (overlaps and (mine or held.id == breakable)):
            edit.unclaims(held)
            await uow.session.delete(held)
        elif overlaps:
            lens = lens_for(uow, practitioner.practice_id, practitioner.id)
            raise ClaimHeld(claim=mask("claims", msgspec.to_builtins(claim_view(held)), lens))
    claim = Claim(
        id=new_id(),
        practice_id=practitioner.practice_id,
        practitioner_id=practitioner.id,
        starts_at=body.starts_at,
        ends_at=ends_at,
        extra_id=body.extra_id,
        person_id=uow.actor.person_id or "",
        connection=body.connection,
        by=person_ref(uow),
        expires_at=uow.now + HELD,
    )
    uow.session.add(claim)
    edit.claims(claim)
    await edit.announce()
    return _shown(uow, practitioner, claim)


async def renew_claim(uow: UnitOfWork, claim_id: str) -> ClaimView:
    """Keep one's claim three minutes more, while the window is open."""
    agenda = await agenda_of(uow, Claim, claim_id)
    await uow.lock(agenda_topic(agenda))
    claim, practitioner = await row_for(uow, Claim, Permission.AGENDA_BOOK, claim_id, agenda)
    if claim.person_id != uow.actor.person_id or claim.expires_at <= uow.now:
        raise NotFound
    claim.expires_at = uow.now + HELD
    edit = Edit(uow, "slot_claimed", {practitioner.id: practitioner})
    edit.claims(claim)
    await edit.announce()
    return _shown(uow, practitioner, claim)


async def release_claim(uow: UnitOfWork, claim_id: str) -> None:
    """Take one's hand off; releasing what is already released is no error."""
    found = await uow.session.execute(select(Claim.practitioner_id).where(Claim.id == claim_id))
    agenda = found.scalar_one_or_none()
    if agenda is None:
        uow.permit(Permission.SIGNED_IN)
        return
    await uow.lock(agenda_topic(agenda))
    claim, practitioner = await row_for(uow, Claim, Permission.AGENDA_READ, claim_id, agenda)
    if claim.person_id != uow.actor.person_id:
        raise NotFound
    edit = Edit(uow, "slot_released", {practitioner.id: practitioner})
    edit.unclaims(claim)
    await uow.session.delete(claim)
    await edit.announce()


async def ask_for_claim(uow: UnitOfWork, claim_id: str) -> ClaimView:
    """Ask somebody to leave his slot: the claim shows who asks."""
    agenda = await agenda_of(uow, Claim, claim_id)
    await uow.lock(agenda_topic(agenda))
    claim, practitioner = await row_for(uow, Claim, Permission.AGENDA_BOOK, claim_id, agenda)
    if claim.person_id == uow.actor.person_id or claim.expires_at <= uow.now:
        raise NotFound
    me = person_ref(uow)
    if all(asker["id"] != me["id"] for asker in claim.asked_by):
        claim.asked_by = [*claim.asked_by, me]
    edit = Edit(uow, "claim_asked", {practitioner.id: practitioner})
    edit.claims(claim)
    await edit.announce()
    return _shown(uow, practitioner, claim)


async def consume_claim(uow: UnitOfWork, edit: Edit, claim_id: str | None) -> None:
    """The claim has served: its slot is booked."""
    if claim_id is None:
        return
    claim = (await uow.session.execute(select(Claim).where(Claim.id == claim_id))).scalar_one_or_none()
    if claim is not None and claim.person_id == uow.actor.person_id and claim.practitioner_id in edit.practitioners:
        edit.unclaims(claim)
        await uow.session.delete(claim)


def _shown(uow: UnitOfWork, practitioner: Practitioner, claim: Claim) -> ClaimView:
    """A claim as the actor may see it; his own bears his name."""
    full = claim_view(claim)
    (shown,) = through(lens_for(uow, practitioner.practice_id, practitioner.id), "claims", [full])
    return msgspec.structs.replace(shown, by=full.by) if claim.person_id == uow.actor.person_id else shown


async def agendas_to_clear(uow: UnitOfWork, gone: Sequence[str]) -> Sequence[str]:
    """The agendas with claims past their time, or held by one of these connections, which ended."""
    uow.permit(Permission.SYSTEM)
    statement = select(Claim.practitioner_id).where(_ended(uow, gone)).distinct().limit(_MOST)
    return (await uow.session.execute(statement)).scalars().all()


def _ended(uow: UnitOfWork, gone: Sequence[str]) -> ColumnElement[bool]:
    return or_(Claim.expires_at <= uow.now, Claim.connection.in_(gone)) if gone else Claim.expires_at <= uow.now


async def drop_claims(uow: UnitOfWork, practitioner_id: str, gone: Sequence[str] = ()) -> int:
    """Drop an agenda's claims that lapsed or whose connection ended; give how many. By the system."""
    uow.permit(Permission.SYSTEM)
    await uow.lock(agenda_topic(practitioner_id))
    statement = select(Claim).where(Claim.practitioner_id == practitioner_id, _ended(uow, gone))
    rows = (await uow.session.execute(statement)).scalars().all()
    if not rows:
        return 0
    await uow.load_key(rows[0].practice_id)
    edit = Edit(uow, "slot_released", await practitioner_rows(uow, [practitioner_id]))
    for row in rows:
        edit.unclaims(row)
        await uow.session.delete(row)
    await edit.announce()
    return len(rows)
