"""What patients are told about paying: the amount and where, by e-mail and SMS (F181, F186). Nothing of what was done."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

from babel.numbers import format_currency
from sqlalchemy import select

from server.accounts.models import Location, Practice, Practitioner
from server.agenda.models import Appointment
from server.agenda.telling.dates import long_day, short_day
from server.agenda.telling.following import AGENDA
from server.agenda.telling.kinds import place_of_row
from server.agenda.telling.refs import PAYMENT_KIND, about_of, refs_of
from server.core.links import room_link
from server.core.outbox import Kind, Letter, NotReachable, NotWanted, post, withdraw
from server.core.unit import UnitOfWork
from server.notices.choices import choices_of
from server.patients.queries.reach import reach
from server.patients.rules.contacts import shown
from server.payments.models import Payment

REGRET = timedelta(seconds=20)
"""How long a message waits: another amount, or what is settled meanwhile, takes its place."""
Channel = Literal["email", "sms"]


def money(amount: int, locale: str) -> str:
    """`25,00 €`, `€25.00`: with plain spaces, which text messages know."""
    text = format_currency(amount / 100, "EUR", locale="en_GB" if locale == "en" else "fr")
    return text.replace("\u202f", " ").replace("\xa0", " ")


def about(row: Payment) -> str:
    """What messages about a payment are about."""
    return f"payment/{row.id}"


async def tell(uow: UnitOfWork, row: Payment, appointment: Appointment) -> list[Channel]:
    """Plan a message by every channel that reaches the patient; the earlier ones that have not left are dropped."""
    await withdraw(uow, about(row))
    patient = (await reach(uow, {appointment.patient_id: appointment.booker_id})).get(appointment.patient_id)
    if patient is None:
        return []
    by_sms = patient.mobile is not None and not patient.sms_off and not appointment.sms_off
    reached: dict[Channel, bool] = {"email": bool(patient.email), "sms": by_sms}
    channels = [channel for channel, is_open in reached.items() if is_open]
    audience = f"patient/{patient.id}"
    refs = refs_of(
        appointment.id,
        audience,
        place_of_row(appointment),
        version=appointment.version,
        type_id=appointment.type_id,
        booker_id=appointment.booker_id,
    ) | {"payment": row.id}
    for channel in channels:
        await post(
            uow,
            PAYMENT,
            about(row),
            refs,
            practice_id=row.practice_id,
            dedupe=f"payment:{row.id}:{uow.change_id}:{channel}",
            not_before=uow.now + REGRET,
            channel=channel,
        )
    return channels


async def _asked(uow: UnitOfWork, refs: Mapping[str, str]) -> Letter | None:
    statement = (
        select(Payment, Appointment, Practitioner, Practice, Location)
        .join(Appointment, Appointment.id == Payment.appointment_id)
        .join(Practitioner, Practitioner.id == Appointment.practitioner_id)
        .join(Practice, Practice.id == Payment.practice_id)
        .join(Location, Location.id == Appointment.location_id)
        .where(Payment.id == refs["payment"])
    )
    found = (await uow.session.execute(statement)).one_or_none()
    if found is None:
        return None
    row, appointment, practitioner, practice, location = found
    if row.state != "asked":
        raise NotWanted("outdated")
    if appointment.status == "cancelled":
        raise NotWanted("cancelled")
    patient = (await reach(uow, {appointment.patient_id: appointment.booker_id})).get(appointment.patient_id)
    address = None if patient is None else patient.mobile if refs["channel"] == "sms" else patient.email
    if patient is None or address is None:
        raise NotReachable
    if refs["channel"] == "sms" and (patient.sms_off or appointment.sms_off):
        raise NotWanted("sms_off")
    choices, _ = await choices_of(uow, practice.id)
    locale = choices.locale
    values = {
        "amount": money(row.amount, locale),
        "practitioner": f"{practitioner.title} {practitioner.name}".strip(),
        "date": long_day(appointment.starts_at, location.zone, locale),
        "day": short_day(appointment.starts_at, location.zone, locale),
        "practice": practice.name,
        "phone": shown(practice.phone) if practice.phone.startswith("+") else practice.phone,
    }
    return Letter(
        address.value,
        locale,
        values,
        template="payment_online" if row.online else "payment_by_hand",
        rooms={"pay": room_link("", uow.core.keyring, appointment.id, appointment.link_version)},
        sender=practice.name,
        reply_to=practice.email,
    )


class _Follower:
    """The appointment's screens read their messages again."""

    async def lock(self, uow: UnitOfWork, about: str) -> None:
        """As the agenda does."""
        await AGENDA.lock(uow, await _appointment(uow, about))

    async def told(self, uow: UnitOfWork, about: str) -> None:
        """As the agenda does."""
        await AGENDA.told(uow, await _appointment(uow, about))


async def _appointment(uow: UnitOfWork, about: str) -> str:
    statement = select(Payment.appointment_id).where(Payment.id == about.partition("/")[2])
    return about_of((await uow.session.execute(statement)).scalar_one_or_none() or "")


PAYMENT = Kind(PAYMENT_KIND, _asked, timedelta(days=2), repeats=True, follower=_Follower())
KINDS = (PAYMENT,)
