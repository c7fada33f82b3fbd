"""A practitioner's appointments as a calendar (.ics) that other programs read, and that `importing` reads back."""

from collections.abc import AsyncIterator
from datetime import date, datetime

from icalendar import Event
from sqlalchemy import select

from server.accounts.models import Practitioner
from server.agenda.days import bounds
from server.agenda.models import Appointment
from server.agenda.queries import views
from server.agenda.queries.plans import plan_of
from server.agenda.schemas.appointments import AppointmentView
from server.core.actors import system
from server.core.permissions import Permission
from server.core.unit import Core, reading

_PAGE = 500
_STATUS = {"cancelled": "CANCELLED"}


async def export_agenda(core: Core, practitioner: Practitioner, from_day: date, to_day: date) -> AsyncIterator[bytes]:
    """The calendar in pieces: every appointment of these days, the cancelled ones marked so, instants in UTC."""
    scope = frozenset({practitioner.practice_id})
    async with reading(core, system("export"), channel="export", scope=scope) as uow:
        uow.permit(Permission.SYSTEM)
        uow.audit("agenda:export", practitioner.practice_id, f"practitioner/{practitioner.id}")
        plan = await plan_of(uow, practitioner)
        since, until = bounds(from_day, to_day, plan.time_zones)
        yield b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Ardoise//agenda//FR\r\nCALSCALE:GREGORIAN\r\n"
        after: tuple[datetime, str] = (since, "")
        while True:
            statement = (
                select(Appointment)
                .where(
                    Appointment.practitioner_id == practitioner.id,
                    Appointment.starts_at < until,
                    (Appointment.starts_at > after[0]) | ((Appointment.starts_at == after[0]) & (Appointment.id > after[1])),
                )
                .order_by(Appointment.starts_at, Appointment.id)
                .limit(_PAGE)
            )
            rows = (await uow.session.scalars(statement)).all()
            if not rows:
                break
            after = (rows[-1].starts_at, rows[-1].id)
            names = {key: view.name for key, view in plan.types.items()}
            yield b"".join(_event(view, names) for view in await views.appointment_views(uow, rows))
        yield b"END:VCALENDAR\r\n"


def _event(view: AppointmentView, types: dict[str, str]) -> bytes:
    event = Event()
    event.add("uid", f"{view.id}@ardoise")
    event.add("dtstamp", view.booked_at)
    event.add("dtstart", view.starts_at)
    event.add("dtend", view.ends_at)
    event.add("sequence", view.version - 1)
    event.add("status", _STATUS.get(view.status, "CONFIRMED"))
    event.add("summary", _title(view, types))
    if view.notes:
        event.add("description", view.notes)
    return bytes(event.to_ical())


def _title(view: AppointmentView, types: dict[str, str]) -> str:
    """Name, type and reason, as `importing` reads them: « DUPONT Jeanne - Suivi - tension »."""
    name = f"{view.patient.last_name.upper()} {view.patient.first_name}" if view.patient else ""
    return " - ".join(part for part in (name, types.get(view.type_id or "", ""), view.reason or "") if part)
