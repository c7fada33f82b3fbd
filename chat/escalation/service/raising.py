"""Marking a message or a mission urgent, taking it in hand, withdrawing it."""

from sqlalchemy import func, select

from chat.conversations.queries.people import audience
from chat.conversations.queries.talks import talk_for
from chat.conversations.schemas import Sent
from chat.conversations.service.saying import Enclosed, say
from chat.conversations.service.telling import message_in
from chat.conversations.topics import conversation_topic, list_topic
from chat.escalation.errors import AlreadyTaken, AlreadyUrgent, NobodyToReach, UrgentFull, UrgentOver
from chat.escalation.models import Escalation
from chat.escalation.queries.routing import practitioner_in, rungs_of
from chat.escalation.queries.urgents import escalation_for
from chat.escalation.queries.views import urgent_view
from chat.escalation.rules import MOST_OPEN, Reach, climb
from chat.escalation.schemas import RaiseUrgent, SayUrgently, Urgency, UrgentView
from chat.escalation.service.telling import close, reach, tell
from chat.escalation.topics import urgent_topic
from chat.missions.queries.guards import mission_for
from chat.missions.rules import OPEN
from server.accounts.models import Practitioner
from server.core.actors import Target
from server.core.errors import Invalid, NotFound
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import UnitOfWork


async def say_urgently(uow: UnitOfWork, conversation_id: str, body: SayUrgently, enclosed: Enclosed | None = None) -> Sent:
    """Say something or send a file, and let it climb until somebody takes it in hand. Sent again, both happened once.

    Raises:
        NotFound: no such conversation, practitioner or name to write in, or not the actor's.
        NobodyToReach, UrgentFull: nobody could be told, or too much of the actor's is urgent; then nothing is said, nor the file kept.
        Invalid, TooMany: as `say`.
    """
    row = (await talk_for(uow, conversation_id)).row
    practitioner = await _called(uow, row.practice_id, body.urgency)
    lists = {list_topic(each.person_id or "") for each in await audience(uow, row)}
    await uow.lock(urgent_topic(row.practice_id), conversation_topic(conversation_id), *lists)
    about = Escalation(conversation_id=conversation_id, said_id=body.say.id)
    before = select(Escalation.id).where(Escalation.conversation_id == about.conversation_id, Escalation.said_id == about.said_id)
    if (await uow.session.execute(before.limit(1))).first() is not None:
        return await say(uow, conversation_id, body.say, enclosed)
    first = await _first(uow, practitioner)
    sent = await say(uow, conversation_id, body.say, enclosed)
    await _begin(uow, practitioner, body.urgency, about, first)
    return sent


async def raise_urgent(uow: UnitOfWork, body: RaiseUrgent) -> UrgentView:
    """Mark a message that one said, or a mission that is not done, urgent.

    Raises:
        NotFound: unknown, forbidden, or somebody else's message.
        Invalid: neither a message nor a mission, or one that is done, deleted, or nobody's.
        AlreadyUrgent, NobodyToReach, UrgentFull.
    """
    about = Escalation(conversation_id=body.conversation_id, said_id=body.said_id, mission_id=body.mission_id)
    if body.mission_id is not None and body.conversation_id is None and body.said_id is None:
        mission = await mission_for(uow, body.mission_id)
        practice_id = mission.practice_id
        await uow.lock(urgent_topic(practice_id))
        if (await mission_for(uow, body.mission_id)).status not in OPEN:
            raise Invalid(field="mission_id", reason="done")
        same = Escalation.mission_id == body.mission_id
    elif body.conversation_id is not None and body.said_id is not None and body.mission_id is None:
        practice_id = (await talk_for(uow, body.conversation_id)).row.practice_id
        await uow.lock(urgent_topic(practice_id))
        await _own(uow, body.conversation_id, body.said_id)
        same = Escalation.said_id == body.said_id
    else:
        uow.permit(Permission.SIGNED_IN)
        raise Invalid(field="mission_id", reason="one")
    waiting = select(Escalation).where(Escalation.state == "waiting", Escalation.practice_id == practice_id, same)
    before = await uow.session.scalar(waiting.limit(1))
    if before is not None:
        raise AlreadyUrgent(urgent=await urgent_view(uow, before))
    practitioner = await _called(uow, practice_id, body.urgency)
    return await _begin(uow, practitioner, body.urgency, about, await _first(uow, practitioner))


async def take(uow: UnitOfWork, escalation_id: str) -> UrgentView:
    """Take something urgent in hand: it climbs no further. The first one has it; whoever has it may say so again.

    Raises:
        NotFound: unknown, or it did not reach the actor.
        AlreadyTaken: by somebody else, whom the answer names.
        UrgentOver: it was withdrawn, or what it was about is done.
    """
    row = await _held(uow, Permission.URGENT_ANSWER, escalation_id)
    if row.state == "taken":
        if row.closed_by == uow.actor.person_id:
            return await urgent_view(uow, row)
        raise AlreadyTaken(by=row.closed_name, at=row.closed_at)
    if row.state != "waiting":
        raise UrgentOver
    row.version += 1
    close(uow, row, "taken")
    return await tell(uow, row, "urgent_taken")


async def withdraw(uow: UnitOfWork, escalation_id: str) -> UrgentView:
    """Say that it is urgent no longer. Twice is once.

    Raises:
        NotFound: unknown, or somebody else raised it.
        AlreadyTaken, UrgentOver.
    """
    row = await _held(uow, Permission.URGENT_WITHDRAW, escalation_id)
    if row.state == "withdrawn":
        return await urgent_view(uow, row)
    if row.state == "taken":
        raise AlreadyTaken(by=row.closed_name, at=row.closed_at)
    if row.state != "waiting":
        raise UrgentOver
    row.version += 1
    close(uow, row, "withdrawn")
    return await tell(uow, row, "urgent_withdrawn")


async def _called(uow: UnitOfWork, practice_id: str, urgency: Urgency) -> Practitioner:
    """Whom it concerns: a practitioner of the practice in which it was written."""
    practitioner = await practitioner_in(uow, urgency.practitioner_id)
    if practitioner.practice_id != practice_id:
        raise NotFound
    return practitioner


async def _first(uow: UnitOfWork, practitioner: Practitioner) -> Reach:
    """Whom it reaches at once, the topic of what is urgent being locked.

    Raises:
        UrgentFull: too much of the actor's is urgent.
        NobodyToReach: nobody could be told.
    """
    assert uow.actor.person_id is not None
    practice_id = practitioner.practice_id
    open_ones = select(func.count()).where(
        Escalation.practice_id == practice_id, Escalation.author_id == uow.actor.person_id, Escalation.state == "waiting"
    )
    if (await uow.session.execute(open_ones)).scalar_one() >= MOST_OPEN:
        raise UrgentFull(limit=MOST_OPEN)
    first = climb(await rungs_of(uow, practitioner), None, {uow.actor.person_id})
    if first is None:
        raise NobodyToReach
    return first


async def _begin(uow: UnitOfWork, practitioner: Practitioner, urgency: Urgency, row: Escalation, first: Reach) -> UrgentView:
    assert uow.actor.person_id is not None
    row.id, row.version, row.practice_id = new_id(), 1, practitioner.practice_id
    row.practitioner_id, row.minutes = practitioner.id, urgency.minutes
    row.author_id, row.author_name, row.author_initials = uow.actor.person_id, uow.actor.name, uow.actor.initials
    row.raised_at, row.state, row.closed_name, row.closed_initials = uow.now, "waiting", "", ""
    uow.session.add(row)
    await uow.session.flush()
    await reach(uow, row, 1, first)
    return await tell(uow, row, "urgent_raised")


async def _held(uow: UnitOfWork, permission: Permission, escalation_id: str) -> Escalation:
    row = await escalation_for(uow, permission, escalation_id)
    await uow.lock(urgent_topic(row.practice_id))
    return await escalation_for(uow, permission, escalation_id)


async def _own(uow: UnitOfWork, conversation_id: str, said_id: str) -> None:
    message = await message_in(uow, conversation_id, said_id)
    if message is None:
        raise NotFound
    uow.permit(Permission.CHAT_CORRECT, Target(message.practice_id, person_id=message.person_id))
    if message.is_note or message.deleted_at is not None:
        raise Invalid(field="said_id", reason="gone")
