"""Appointments, claims, the waiting list, changes: what moves on the agenda."""

from server.agenda.queries.finding import find_slots as first_free_slots
from server.agenda.queries.guards import appointment_seen
from server.agenda.queries.history import appointment_history, changes_feed
from server.agenda.schemas.appointments import (
    AppointmentView,
    BookAppointment,
    CancelAppointment,
    ChangeAppointment,
    ChangeWaitingEntry,
    ClaimSlot,
    ClaimView,
    DeleteAppointment,
    DuplicateAppointment,
    FindSlots,
    FoundSlots,
    SetStatus,
    WaitingEntryFields,
    WaitingEntryView,
)
from server.agenda.schemas.changes import AppointmentHistory, ChangeEntry, ChangeList, ChangesParams
from server.agenda.service import booking, changing, claims, undo, waiting
from server.agenda.shown import shown_appointment
from server.core.http import Api
from server.core.permissions import Permission
from server.core.unit import UnitOfWork

api = Api("agenda")


@api.command("POST", "/api/appointments", status=201)
async def book_appointment(uow: UnitOfWork, body: BookAppointment) -> AppointmentView:
    """Book an appointment (F020–F030)."""
    return await booking.book_appointment(uow, body)


@api.query("GET", "/api/appointments/{appointment_id}")
async def read_appointment(uow: UnitOfWork, appointment_id: str) -> AppointmentView:
    """Read an appointment, cancelled ones too."""
    row, _ = await appointment_seen(uow, appointment_id)
    return await shown_appointment(uow, row)


@api.command("PATCH", "/api/appointments/{appointment_id}")
async def change_appointment(uow: UnitOfWork, appointment_id: str, body: ChangeAppointment) -> AppointmentView:
    """Move, resize, retype or annotate an appointment (F035)."""
    return await changing.change_appointment(uow, appointment_id, body)


@api.command("POST", "/api/appointments/{appointment_id}/status")
async def mark_appointment(uow: UnitOfWork, appointment_id: str, body: SetStatus) -> AppointmentView:
    """Mark arrived, in consultation, seen, absent or late (Q36)."""
    return await changing.set_status(uow, appointment_id, body)


@api.command("POST", "/api/appointments/{appointment_id}/cancel")
async def cancel_appointment(uow: UnitOfWork, appointment_id: str, body: CancelAppointment) -> AppointmentView:
    """Cancel an appointment; the record stays (Q11)."""
    return await changing.cancel_appointment(uow, appointment_id, body)


@api.command("POST", "/api/appointments/{appointment_id}/delete")
async def delete_appointment(uow: UnitOfWork, appointment_id: str, body: DeleteAppointment) -> None:
    """Delete an appointment; asks first, saying what goes with it (Q11)."""
    await changing.delete_appointment(uow, appointment_id, body)


@api.command("POST", "/api/appointments/{appointment_id}/duplicate", status=201)
async def duplicate_appointment(uow: UnitOfWork, appointment_id: str, body: DuplicateAppointment) -> AppointmentView:
    """Book the same at another time (F036)."""
    return await booking.duplicate_appointment(uow, appointment_id, body)


@api.query("GET", "/api/appointments/{appointment_id}/history")
async def read_appointment_history(uow: UnitOfWork, appointment_id: str) -> AppointmentHistory:
    """Who changed it, when, how, from where (F039)."""
    row, _ = await appointment_seen(uow, appointment_id, Permission.AGENDA_DETAILS)
    return await appointment_history(uow, row)


@api.query("POST", "/api/slots/search")
async def search_slots(uow: UnitOfWork, body: FindSlots) -> FoundSlots:
    """Find the first free slots over several practitioners (F016)."""
    return await first_free_slots(uow, body)


@api.command("POST", "/api/claims", status=201)
async def claim_slot(uow: UnitOfWork, body: ClaimSlot) -> ClaimView:
    """Put one's hand on a slot for three minutes."""
    return await claims.claim_slot(uow, body)


@api.command("POST", "/api/claims/{claim_id}/renew")
async def renew_claim(uow: UnitOfWork, claim_id: str) -> ClaimView:
    """Keep one's claim three minutes more."""
    return await claims.renew_claim(uow, claim_id)


@api.command("DELETE", "/api/claims/{claim_id}")
async def release_claim(uow: UnitOfWork, claim_id: str) -> None:
    """Take one's hand off a slot."""
    await claims.release_claim(uow, claim_id)


@api.command("POST", "/api/claims/{claim_id}/ask")
async def ask_for_claim(uow: UnitOfWork, claim_id: str) -> ClaimView:
    """Ask the holder of a claim to leave it; every screen shows who asks."""
    return await claims.ask_for_claim(uow, claim_id)


@api.query("GET", "/api/changes")
async def list_changes(uow: UnitOfWork, params: ChangesParams) -> ChangeList:
    """List the latest changes of some agendas, or what changed since an instant (Part C 12)."""
    return await changes_feed(uow, params)


@api.command("POST", "/api/changes/{change_id}/undo")
async def undo_change(uow: UnitOfWork, change_id: str) -> ChangeEntry:
    """Undo a change, whoever made it, by whoever has the right (R14)."""
    return await undo.undo_change(uow, change_id)


@api.command("POST", "/api/waiting-list", status=201)
async def add_to_waiting_list(uow: UnitOfWork, body: WaitingEntryFields) -> WaitingEntryView:
    """Put a patient on the waiting list without an appointment (F041)."""
    return await waiting.add_to_waiting_list(uow, body)


@api.command("PATCH", "/api/waiting-list/{entry_id}")
async def change_waiting_entry(uow: UnitOfWork, entry_id: str, body: ChangeWaitingEntry) -> WaitingEntryView:
    """Replace an entry of the waiting list."""
    return await waiting.change_waiting_entry(uow, entry_id, body)


@api.command("DELETE", "/api/waiting-list/{entry_id}")
async def remove_from_waiting_list(uow: UnitOfWork, entry_id: str) -> None:
    """Take an entry off the waiting list."""
    await waiting.remove_from_waiting_list(uow, entry_id)
