"""What an answer shows of the agenda: the full view through the lens of whoever asked."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec

from server.accounts.models import Practitioner
from server.agenda.models import Appointment
from server.agenda.queries.views import appointment_views
from server.agenda.schemas.appointments import AppointmentView
from server.agenda.topics import agenda_lens, mask
from server.core.actors import Target
from server.core.permissions import Permission
from server.core.unit import UnitOfWork

View = TypeVar("View")


def target_of(practitioner: Practitioner) -> Target:
    """A practitioner's agenda as the permission table sees it."""
    return Target(practice_id=practitioner.practice_id, practitioner_id=practitioner.id)


def lens_for(uow: UnitOfWork, practice_id: str, practitioner_id: str) -> str:
    """The lens of the present actor on an agenda."""
    target = Target(practice_id=practice_id, practitioner_id=practitioner_id)
    may: Callable[[Permission], bool] = lambda permission: uow.may(permission, target)  # noqa: E731
    return agenda_lens(may)


def through(lens: str, collection: str, listed: Sequence[View]) -> list[View]:
    """These views through a lens; those it hides altogether are left out."""
    shown: list[View] = []
    for view in listed:
        masked: dict[str, Any] | None = mask(collection, msgspec.to_builtins(view), lens)
        if masked is not None:
            shown.append(msgspec.convert(masked, type(view)))
    return shown


async def shown_appointment(uow: UnitOfWork, row: Appointment) -> AppointmentView:
    """One appointment through the actor's lens."""
    return (await shown_appointments(uow, [row]))[0]


async def shown_appointments(uow: UnitOfWork, rows: Sequence[Appointment]) -> list[AppointmentView]:
    """Appointments, each through the actor's lens on its agenda."""
    shown: list[AppointmentView] = []
    for view, row in zip(await appointment_views(uow, rows), rows, strict=True):
        shown += through(lens_for(uow, row.practice_id, row.practitioner_id), "appointments", [view])
    return shown
