"""What the patient's device check found, kept with his seat and shown to whoever watches the door (Part C 8)."""

import msgspec

from rtc.consultation.lights import Check
from rtc.consultation.queries import light_view
from rtc.consultation.service.attending import guest_scene
from rtc.consultation.topics import calls_topic
from server.core.permissions import Permission
from server.core.unit import UnitOfWork


async def keep_check(uow: UnitOfWork, check: Check) -> None:
    """Keep the newest check; what it found again is not said again."""
    scene, row = await guest_scene(uow, Permission.ROOM_CHECK)
    found = msgspec.to_builtins(check)
    if row.checked == found:
        return
    row.checked, row.checked_at = found, uow.now
    await uow.session.flush()
    owner, patient = scene.appointment.practice_id, scene.appointment.patient_id
    view = light_view(row)
    uow.record(calls_topic(scene.practitioner.id), "device_checked", owner=owner, put={"lights": [view]}, subject=patient)
