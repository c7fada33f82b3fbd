"""What the teleconsultations of the last days cost, and what became of it: so that the page of payments says something."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from server.agenda.models import Appointment
from server.demo import cast
from server.payments.models import Payment
from server.payments.queries import label_of

if TYPE_CHECKING:
    from server.demo.build import Stage

_DAYS = timedelta(days=14)
_BECAME = (("paid", "card"), ("paid", "card"), ("paid", "hand"), ("asked", ""), ("asked", ""), ("waived", ""))
"""In turn; a demo takes no cards, so what is still asked for is settled by hand."""


def ask_for_payments(stage: Stage) -> None:
    """Ask for each teleconsultation of the last days that took place, among the rows kept for the next flush."""
    now = stage.uow.now
    seen = [row for row in stage.rows if isinstance(row, Appointment) and row.teleconsultation and row.status == "seen"]
    desk = next((row.booked_by for row in seen if row.booked_by), None)
    first = stage.random.randrange(len(_BECAME))
    for number, row in enumerate(sorted(seen, key=lambda each: each.starts_at, reverse=True), first):
        if row.ends_at > now - _DAYS:
            stage.add(_payment(stage, row, number, row.booked_by or desk or {}))


def _payment(stage: Stage, row: Appointment, number: int, by: dict[str, Any]) -> Payment:
    state, means = _BECAME[number % len(_BECAME)]
    kind = next(each for each in stage.types[row.practitioner_id].values() if each.id == row.type_id)
    usual = {"label": kind.fields["name"], "amount": kind.fields["amount"]}
    offered = usual if number % 4 and usual["amount"] else cast.AMOUNTS[1 + number // 4 % 2]
    settled_at = None if state == "asked" else min(stage.uow.now, row.ends_at + timedelta(minutes=stage.random.randrange(3, 180)))
    payment = Payment(
        id=stage.id(),
        version=1,
        practice_id=row.practice_id,
        appointment_id=row.id,
        amount=offered["amount"],
        state=state,
        means=means,
        paid_twice=False,
        online=means == "card",
        asked_at=row.ends_at,
        asked_by=by,
        changed_at=settled_at or row.ends_at,
        settled_at=settled_at,
        settled_by=by if settled_at is not None and means != "card" else None,
    )
    payment.label = stage.uow.seal(row.practice_id, label_of(payment), offered["label"])
    return payment
