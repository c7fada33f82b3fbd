"""Tables of payments. No card and no bank account ever comes here: the provider keeps them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary, String, false
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, PracticeOwned
from server.core.ids import new_id
from server.payments.schemas import Means, State


class Payment(PracticeOwned, Base):
    """What is asked for a consultation: one for each appointment."""

    __tablename__ = "payments"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(default=1)
    appointment_id: Mapped[str] = mapped_column(String(32), unique=True)
    amount: Mapped[int]
    """Cents of a euro."""
    label: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed: it may say what was done."""
    state: Mapped[State] = mapped_column(String(10))
    means: Mapped[Means] = mapped_column(String(10), default="")
    """How it was paid: `card`, `hand`; empty while it is not."""
    paid_twice: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Money came by card after it was noted as paid at the desk: one of the two is to be given back."""
    online: Mapped[bool]
    """Whether it can be paid by card, as things stood when it was asked for."""
    asked_at: Mapped[datetime]
    asked_by: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(index=True)
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    checkout_id: Mapped[str | None] = mapped_column(String(120))
    """The provider's page on which it can be paid."""
    checkout_url: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Sealed: whoever holds it sees the amount."""
    checkout_until: Mapped[datetime | None]


class PaymentEvent(PracticeOwned, Base):
    """A word of the provider that was acted upon: the same one again changes nothing."""

    __tablename__ = "payment_events"

    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    payment_id: Mapped[str] = mapped_column(String(32), index=True)
    at: Mapped[datetime]
