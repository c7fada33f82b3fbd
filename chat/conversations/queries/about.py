"""The card at the head of a conversation about a patient: what its reader may see of him, and nothing else."""

from chat.conversations.queries.talks import talk_for
from chat.conversations.schemas import ChatAbout
from server.core.actors import Target
from server.core.errors import NotFound
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.following import followers
from server.patients.queries.briefs import briefs
from server.patients.queries.guards import patient_for
from server.patients.rules.shown import masked
from server.patients.schemas import VisitView

MOST_UPCOMING = 3


async def read_about(uow: UnitOfWork, conversation_id: str) -> ChatAbout:
    """Whom a conversation is about, with his next appointments on the agendas that the reader may see.

    Raises:
        NotFound: it is about nobody, or it is not the actor's.
    """
    row = (await talk_for(uow, conversation_id)).row
    if row.patient_id is None:
        raise NotFound
    patient = await patient_for(uow, Permission.PATIENTS_READ, row.patient_id)
    target = Target(patient.practice_id)
    brief = (await briefs(uow, [patient.id]))[patient.id]
    visits = [visit for follower in followers() if follower.visits for visit in await follower.visits(uow, patient.id)]
    kept = sorted((visit for visit in visits if visit.status != "cancelled"), key=_starts)
    past = [visit for visit in kept if visit.ends_at <= uow.now]
    return ChatAbout(
        patient=masked(brief, contact=uow.may(Permission.PATIENTS_CONTACT, target), remarks=uow.may(Permission.PATIENTS_REMARKS, target)),
        upcoming=[visit for visit in kept if visit.ends_at > uow.now][:MOST_UPCOMING],
        last=past[-1] if past else None,
    )


def _starts(visit: VisitView) -> str:
    return visit.starts_at.isoformat() + visit.id
