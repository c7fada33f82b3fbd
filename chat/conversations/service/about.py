"""A conversation about a patient (F102, Q25): begun from his card or an appointment's, with those who may see him."""

from sqlalchemy import select

from chat.conversations.errors import GroupFull
from chat.conversations.models import Conversation
from chat.conversations.queries.lists import faces, line
from chat.conversations.queries.people import admitted, colleagues, participants_of
from chat.conversations.queries.talks import Talk
from chat.conversations.queries.views import title_label
from chat.conversations.rules import named_patient, patient_conversation_id
from chat.conversations.schemas import MOST_PEOPLE, ChatLine, ChatNote, OpenAbout
from chat.conversations.service.gathering import bring_in, check_reached
from chat.conversations.service.saying import note
from chat.conversations.service.telling import Room, room_of
from chat.conversations.topics import conversation_topic, list_topic
from server.accounts.models import MembershipRow
from server.agenda.queries.guards import appointment_seen
from server.core.actors import Actor, Target
from server.core.errors import Invalid
from server.core.permissions import Permission
from server.core.unit import Restart, UnitOfWork
from server.patients.models import Patient
from server.patients.queries.guards import patient_for


async def open_about(uow: UnitOfWork, body: OpenAbout) -> ChatLine:
    """Talk about a patient, always in the same conversation; whoever opens it takes part from then on.

    Raises:
        NotFound: the patient or the appointment is not the actor's to see, or he talks nowhere in that practice.
        Invalid: neither of the two was given, or both.
        ChatElsewhere: somebody named cannot be reached there, or may not see the patient.
        GroupFull.
    """
    patient_id, practitioner_id = await _whom(uow, body)
    patient = await patient_for(uow, Permission.PATIENTS_READ, patient_id)
    practice_id = patient.practice_id
    uow.permit(Permission.CHAT_USE, Target(practice_id))
    people = {each.person_id or "": each for each in await colleagues(uow, practice_id)}
    check_reached("patient", practice_id, people, body.people)
    me = uow.actor.person_id or ""
    theirs = await _practitioner_of(uow, practice_id, practitioner_id)
    wanted = list(dict.fromkeys([me, *body.people, *(each for each in theirs if each in people)]))
    row, brought = await _locked(uow, patient, wanted)
    coming = [each for each in wanted if each not in brought]
    if len(brought) + len(coming) > MOST_PEOPLE:
        raise GroupFull(limit=MOST_PEOPLE)
    bring_in(uow, row, coming)
    everybody = brought | set(coming)
    room = await room_of(uow, Talk(row, everybody, is_new=False), admitted(row, people.values(), everybody))
    await uow.session.flush()
    await _tell(uow, room, people, coming)
    uow.audit("chat:about", practice_id, f"patient/{patient.id}")
    shown = await faces(uow, row, everybody, room.people)
    return line(uow, row, me, shown, room.mark(me))


async def _whom(uow: UnitOfWork, body: OpenAbout) -> tuple[str, str | None]:
    """The patient and, of an appointment, whose it is."""
    if (body.patient_id is None) == (body.appointment_id is None):
        raise Invalid(field="patient_id", reason="one_of_two")
    if body.patient_id is not None:
        return body.patient_id, None
    appointment, practitioner = await appointment_seen(uow, body.appointment_id or "", Permission.AGENDA_DETAILS)
    return appointment.patient_id, practitioner.id


async def _practitioner_of(uow: UnitOfWork, practice_id: str, practitioner_id: str | None) -> list[str]:
    """The people whose own agenda it is."""
    statement = select(MembershipRow.person_id).where(
        MembershipRow.practice_id == practice_id,
        MembershipRow.practitioner_id == practitioner_id,
        MembershipRow.role == "practitioner",
        MembershipRow.disabled.is_(False),
    )
    return [] if practitioner_id is None else list(await uow.session.scalars(statement))


async def _locked(uow: UnitOfWork, patient: Patient, wanted: list[str]) -> tuple[Conversation, frozenset[str]]:
    """The conversation about a patient under its lock, made when there is none; a merge may have left him two: the older one goes on."""
    theirs = select(Conversation).where(Conversation.patient_id == patient.id).order_by(Conversation.id).limit(1)
    known = (await uow.session.execute(theirs)).scalar_one_or_none()
    conversation_id = known.id if known else patient_conversation_id(patient.practice_id, patient.id)
    brought: frozenset[str] = await participants_of(uow, known) if known else frozenset()
    await uow.lock(conversation_topic(conversation_id), *(list_topic(each) for each in brought | set(wanted)))
    row = await uow.session.get(Conversation, conversation_id, populate_existing=True)
    if row is None:
        row = Conversation(
            id=conversation_id,
            version=1,
            practice_id=patient.practice_id,
            kind="patient",
            practitioner_id=None,
            patient_id=patient.id,
            title=uow.seal(patient.practice_id, title_label(conversation_id), named_patient(patient.last_name, patient.first_name)),
            last_n=0,
            last_at=None,
        )
        uow.session.add(row)
        await uow.session.flush()
        return row, frozenset()
    present = await participants_of(uow, row)
    if not present <= brought | set(wanted):
        raise Restart
    return row, present


async def _tell(uow: UnitOfWork, room: Room, people: dict[str, Actor], coming: list[str]) -> None:
    """Say who came, where something was said already; elsewhere the first message says that there is a conversation."""
    if not room.row.last_n:
        return
    me = uow.actor.person_id or ""
    others = [people[each].name for each in coming if each != me]
    if me in coming:
        await note(uow, room, ChatNote(kind="joined", names=[uow.actor.name]))
    if others:
        await note(uow, room, ChatNote(kind="added", names=others))
