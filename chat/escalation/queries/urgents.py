"""The only way from an identifier to something urgent, and what screens start from."""

from datetime import timedelta

import msgspec
from sqlalchemy import ColumnElement, and_, exists, or_, select

from chat.conversations.models import Conversation, Message
from chat.conversations.queries.talks import talk_for
from chat.conversations.queries.views import Sealed, said_label
from chat.escalation.models import DutySpan, Escalation
from chat.escalation.queries.views import duty_view, steps_of, urgent_views
from chat.escalation.schemas import AskUrgents, UrgentBody, UrgentContent, Urgents
from chat.escalation.topics import STANDING
from chat.missions.models import Mission
from chat.missions.queries.guards import mission_for, sees_patients
from chat.missions.queries.views import content_of
from chat.missions.rules import OPEN
from chat.missions.schemas import MissionPatient
from server.core.actors import Target
from server.core.errors import Invalid, NotFound
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.queries.briefs import briefs

RECENT = timedelta(days=1)
"""How long what was closed stays on fresh screens."""
_SHOWN, _EVER = 200, 500


async def authorize_urgent(uow: UnitOfWork, practice_id: str) -> str:
    """The lens of the actor on what is urgent in a practice.

    Raises:
        NotFound: he does not work there.
    """
    uow.permit(Permission.URGENT_SEE, Target(practice_id))
    return STANDING


async def urgent_snapshot(uow: UnitOfWork, practice_id: str, _: msgspec.Raw) -> UrgentBody:
    """The topic urgent/{practice} as it is now: what waits, what was closed in the last day, and the roster."""
    uow.permit(Permission.URGENT_SEE, Target(practice_id))
    shown = or_(Escalation.state == "waiting", Escalation.closed_at > uow.now - RECENT)
    asked = select(Escalation).where(Escalation.practice_id == practice_id, shown)
    rows = list(await uow.session.scalars(asked.order_by(Escalation.raised_at.desc(), Escalation.id).limit(_SHOWN)))
    spans = await uow.session.scalars(select(DutySpan).where(DutySpan.practice_id == practice_id).order_by(DutySpan.id))
    return UrgentBody(urgent=await urgent_views(uow, rows), duty=[duty_view(row) for row in spans])


async def urgents_of(uow: UnitOfWork, body: AskUrgents) -> Urgents:
    """Whatever was urgent in a conversation or about a mission that the actor sees.

    Raises:
        NotFound: unknown or forbidden.
        Invalid: neither, or both.
    """
    asked = select(Escalation)
    if body.conversation_id is not None and body.mission_id is None:
        talk = await talk_for(uow, body.conversation_id)
        uow.audit(str(Permission.URGENT_SEE), talk.row.practice_id, f"conversation/{talk.row.id}")
        asked = asked.where(Escalation.conversation_id == talk.row.id)
    elif body.mission_id is not None and body.conversation_id is None:
        mission = await mission_for(uow, body.mission_id)
        uow.audit(str(Permission.URGENT_SEE), mission.practice_id, f"mission/{mission.id}")
        asked = asked.where(Escalation.mission_id == mission.id)
    else:
        uow.permit(Permission.SIGNED_IN)
        raise Invalid(field="conversation_id", reason="one")
    rows = list(await uow.session.scalars(asked.order_by(Escalation.raised_at.desc(), Escalation.id).limit(_EVER)))
    return Urgents(urgent=await urgent_views(uow, rows[::-1]))


async def escalation_for(uow: UnitOfWork, permission: Permission, escalation_id: str) -> Escalation:
    """Something urgent, once the table has let the actor have this to do with it.

    To read it takes having raised it or having been reached; to take it in hand, having been reached; to withdraw it, having raised it.

    Raises:
        NotFound: unknown or forbidden.
    """
    row = await uow.session.get(Escalation, escalation_id, populate_existing=True)
    if row is None:
        uow.permit(Permission.SIGNED_IN)
        raise NotFound
    mine, concerned = uow.actor.person_id, set[str]()
    if permission is not Permission.URGENT_ANSWER:
        concerned.add(row.author_id)
    if permission is not Permission.URGENT_WITHDRAW:
        concerned |= await reached_by(uow, row.id)
    uow.permit(permission, Target(row.practice_id, person_id=mine if mine in concerned else None))
    return row


async def reached_by(uow: UnitOfWork, escalation_id: str) -> set[str]:
    """Everybody whom it reached."""
    return {person for step in (await steps_of(uow, [escalation_id])).get(escalation_id, []) for person in step.people}


def stands() -> ColumnElement[bool]:
    """What it is about is still there, and not done."""
    said = exists().where(
        Message.conversation_id == Escalation.conversation_id, Message.id == Escalation.said_id, Message.deleted_at.is_(None)
    )
    undone = exists().where(Mission.id == Escalation.mission_id, Mission.status.in_(sorted(OPEN)))
    return or_(and_(Escalation.said_id.is_not(None), said), and_(Escalation.mission_id.is_not(None), undone))


async def content_for(uow: UnitOfWork, escalation_id: str) -> UrgentContent:
    """What something urgent says, with the patient and the appointment that it points to.

    It is read where it was written: corrected there, it is corrected here; deleted there, it is gone.

    Raises:
        NotFound: unknown, forbidden, or what it was about was deleted.
    """
    row = await escalation_for(uow, Permission.URGENT_READ, escalation_id)
    uow.audit(str(Permission.URGENT_READ), row.practice_id, f"escalation/{row.id}")
    if row.mission_id is not None:
        mission = await uow.session.get(Mission, row.mission_id)
        if mission is None:
            raise NotFound
        content = content_of(uow, mission)
        patient = await _patient(uow, row.practice_id, mission.patient_id)
        return UrgentContent(
            id=row.id,
            title=content.title,
            text=content.description,
            file=None,
            patient=patient,
            appointment_id=mission.appointment_id,
        )
    conversation = await uow.session.get(Conversation, row.conversation_id)
    message = await uow.session.get(Message, (row.conversation_id, row.said_id))
    if conversation is None or message is None or message.deleted_at is not None:
        raise NotFound
    sealed = uow.unseal(said_label(message.conversation_id, message.id), message.said, Sealed)
    pointed = {card.kind: card.id for card in reversed(sealed.cards)}
    return UrgentContent(
        id=row.id,
        title=sealed.file.title if sealed.file else "",
        text=sealed.text,
        file=sealed.file,
        patient=await _patient(uow, row.practice_id, pointed.get("patient", conversation.patient_id)),
        appointment_id=pointed.get("appointment"),
    )


async def _patient(uow: UnitOfWork, practice_id: str, patient_id: str | None) -> MissionPatient | None:
    """Whom it is about, for whoever may know."""
    if patient_id is None or not sees_patients(uow, practice_id):
        return None
    brief = (await briefs(uow, {patient_id})).get(patient_id)
    return MissionPatient(id=brief.id, last_name=brief.last_name, first_name=brief.first_name) if brief else None
