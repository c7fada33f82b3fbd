"""What every change of a call does at its end."""

from chat.phone.models import PhoneCall
from chat.phone.queries.calls import call_views
from chat.phone.schemas import PhoneCallView
from chat.phone.topics import phone_topic
from server.core.unit import UnitOfWork


async def told(uow: UnitOfWork, row: PhoneCall, event: str, act: str) -> PhoneCallView:
    """Say on every screen how a call stands, under the lock of its topic, and leave a line in the audit trail."""
    await uow.session.flush()
    [view] = await call_views(uow, row.practice_id, [row])
    uow.record(phone_topic(row.practice_id), event, owner=row.practice_id, put={"calls": [view]}, subject=row.patient_id)
    uow.audit(act, row.practice_id, f"phone_call/{row.id}")
    return view
