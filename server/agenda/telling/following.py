"""What became of a message appears on the screens that show its appointment, in the transaction that writes it."""

from collections.abc import Iterable

from sqlalchemy import select

from server.agenda.models import Appointment
from server.agenda.names import EventName
from server.agenda.queries.views import appointment_views
from server.agenda.telling.refs import PREFIX, place_of
from server.agenda.topics import agenda_topic
from server.core.outbox import OutboxMessage
from server.core.unit import UnitOfWork

_NAME: EventName = "messages_changed"
_BAD = {"failed", "unknown"}


class AgendaFollower:
    """The follower of every message about an appointment."""

    async def lock(self, uow: UnitOfWork, about: str) -> None:
        """Lock the agenda it is on."""
        row = await _appointment(uow, about)
        if row is not None:
            await uow.lock(agenda_topic(row.practitioner_id))

    async def told(self, uow: UnitOfWork, about: str) -> None:
        """Send the appointment as it shows now; one that is off the agenda is dropped again, which changes nothing there."""
        row = await _appointment(uow, about)
        if row is None:
            return
        topic = agenda_topic(row.practitioner_id)
        await uow.lock(topic)  # it may have gone to another agenda meanwhile: then this starts again
        messages = (await uow.session.execute(select(OutboxMessage).where(OutboxMessage.about == about))).scalars().all()
        row.messages += 1
        row.not_told = not_told(row, messages)
        await uow.session.flush()
        gone = row.status == "cancelled"
        uow.record(
            topic,
            _NAME,
            owner=row.practice_id,
            put={} if gone else {"appointments": list(await appointment_views(uow, [row]))},
            drop={"appointments": [row.id]} if gone else {},
            subject=row.patient_id,
        )


def not_told(row: Appointment, messages: Iterable[OutboxMessage]) -> str:
    """Why the patient may not know where this appointment stands; empty when one channel got through, or none has tried yet."""
    place = (row.starts_at.isoformat(), row.practitioner_id, row.location_id)
    by_kind: dict[str, list[str]] = {}
    for message in sorted(messages, key=lambda it: it.created_at):
        said = place_of(message.refs) if message.kind.startswith(PREFIX) and message.kind != f"{PREFIX}ended" else None
        if said is None or (said.starts_at.isoformat(), said.practitioner_id, said.location_id) != place:
            continue
        if message.refs["to"].startswith("patient/"):
            outcome = "undelivered" if message.report == "undelivered" else message.state
            by_kind.setdefault(message.kind, []).append(outcome)
    for outcomes in by_kind.values():
        bad = [each for each in outcomes if each in _BAD or each == "undelivered"]
        if bad and not any(each in {"sent", "planned", "retry", "sending"} for each in outcomes):
            return bad[-1]
    return ""


async def _appointment(uow: UnitOfWork, about: str) -> Appointment | None:
    appointment_id = about.partition("/")[2]
    statement = select(Appointment).where(Appointment.id == appointment_id).execution_options(populate_existing=True)
    return (await uow.session.execute(statement)).scalar_one_or_none()


AGENDA = AgendaFollower()
