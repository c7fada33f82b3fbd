"""The messages of the agenda: whether each is still wanted when it leaves, to whom it goes and the values it says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select

from server.accounts.models import Location, Practice, Practitioner
from server.agenda.models import Appointment, AppointmentType
from server.agenda.queries.views import content_of
from server.agenda.telling.dates import hour, long_day, short_day
from server.agenda.telling.following import AGENDA
from server.agenda.telling.links import PAGE, manage_token
from server.agenda.telling.planning import practitioners_mails
from server.agenda.telling.refs import PREFIX, place_of
from server.agenda.telling.rules import Place
from server.core.links import room_code, room_link, spoken_code
from server.core.outbox import CalendarEvent, Kind, Letter, NotReachable, NotWanted, Prepare
from server.core.unit import UnitOfWork
from server.notices.choices import choices_of
from server.notices.schemas import ABOUT, About, Choices
from server.patients.queries.reach import reach
from server.patients.rules.contacts import shown

_STILL_TO_COME = {"planned", "late"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a message says of an appointment, beside its time."""

    practice: Practice
    practitioner: Practitioner
    location: Location
    type_name: str

    @property
    def doctor(self) -> str:
        """The practitioner as people call him."""
        return f"{self.practitioner.title} {self.practitioner.name}".strip()

    @property
    def phone(self) -> str:
        """The practice's number as people write it."""
        return shown(self.practice.phone) if self.practice.phone.startswith("+") else self.practice.phone

    @property
    def where(self) -> str:
        """The place and its address, on one line."""
        return ", ".join(filter(None, (self.location.name, " ".join(self.location.address.split()))))


def _prepare(about: About) -> Prepare:
    async def prepare(uow: UnitOfWork, refs: Mapping[str, str]) -> Letter | None:
        place = place_of(refs)
        row = (await uow.session.execute(select(Appointment).where(Appointment.id == refs["appointment"]))).scalar_one_or_none()
        _check(uow, about, row, place, refs["to"])
        facts = await facts_of(uow, place, refs["type"])
        choices, _ = await choices_of(uow, facts.practice.id)
        kind, _, who = refs["to"].partition("/")
        if kind == "practitioner":
            return await _to_practitioner(uow, about, place, facts, choices, who, refs)
        return await _to_patient(uow, about, place, facts, choices, refs, row)

    return prepare


def _check(uow: UnitOfWork, about: About, row: Appointment | None, place: Place, audience: str) -> None:
    """Refuse what is no longer true.

    Raises:
        NotWanted: with the reason.
    """
    if place.over_at <= uow.now and about != "ended":
        raise NotWanted("too_late")
    active = row is not None and row.status != "cancelled"
    here = active and row is not None and place.same(place_of_row(row)) and _is_for(row, audience)
    if about == "cancelled":
        if here:
            raise NotWanted("outdated")
        return
    if not active:
        raise NotWanted("cancelled")
    if not here:
        raise NotWanted("outdated")
    if about in {"reminder", "invitation"} and row is not None and row.status not in _STILL_TO_COME | {"arrived"}:
        raise NotWanted("not_wanted")


def _is_for(row: Appointment, audience: str) -> bool:
    kind, _, who = audience.partition("/")
    return kind == "patient" or row.practitioner_id == who


def place_of_row(row: Appointment) -> Place:
    """Where an appointment stands."""
    return Place(row.starts_at, row.ends_at, row.practitioner_id, row.location_id, row.teleconsultation)


async def facts_of(uow: UnitOfWork, place: Place, type_id: str) -> Facts:
    """The names behind a place."""
    statement = (
        select(Practice, Practitioner, Location)
        .join(Practitioner, Practitioner.practice_id == Practice.id)
        .join(Location, Location.practice_id == Practice.id)
        .where(Practitioner.id == place.practitioner_id, Location.id == place.location_id)
    )
    found = (await uow.session.execute(statement)).one_or_none()
    if found is None:
        raise NotWanted("outdated")
    fields = (await uow.session.execute(select(AppointmentType.fields).where(AppointmentType.id == type_id))).scalar_one_or_none()
    return Facts(*found, (fields or {}).get("name", ""))


async def _to_practitioner(
    uow: UnitOfWork, about: About, place: Place, facts: Facts, choices: Choices, who: str, refs: Mapping[str, str]
) -> Letter:
    found = (await practitioners_mails(uow, [who])).get(who)
    if not choices.practitioner:
        raise NotWanted("not_wanted")
    if found is None:
        raise NotReachable
    address, _, locale = found.partition("|")
    values = values_of(place, facts, locale)
    return Letter(
        address,
        locale,
        values,
        template=f"practitioner_{about}",
        rooms={"agenda": "/agenda"},
        event=_event(uow, about, place, facts, refs, locale),
        sender=facts.practice.name,
    )


async def _to_patient(
    uow: UnitOfWork, about: About, place: Place, facts: Facts, choices: Choices, refs: Mapping[str, str], row: Appointment | None
) -> Letter:
    who = refs["to"].partition("/")[2]
    patient = (await reach(uow, {who: refs["booker"] or None})).get(who)
    by_sms = refs["channel"] == "sms"
    if patient is None or about not in (choices.sms if by_sms else choices.email):
        raise NotWanted("not_wanted")
    if by_sms and (patient.sms_off or (row is not None and row.sms_off)):
        raise NotWanted("sms_off")
    address = patient.mobile if by_sms else patient.email
    if address is None:
        raise NotReachable
    opens = Opens(refs["appointment"], row.link_version if row is not None and row.status != "cancelled" else None)
    letter = patient_letter(uow, about, place, facts, choices, opens, (patient.first_name, patient.last_name))
    if row is not None and not by_sms:
        message = content_of(uow, row).message_to_patient
        letter = replace(letter, values={**letter.values, "message": message})
    event = None if by_sms or about in {"reminder", "invitation", "ended"} else _event(uow, about, place, facts, refs, choices.locale)
    return replace(letter, to=address.value, event=event)


@dataclass(frozen=True, slots=True)
class Opens:
    """What the links of a letter open: an appointment, and its consultation room under the version of this moment."""

    appointment_id: str
    link_version: int | None


def patient_letter(
    uow: UnitOfWork, about: About, place: Place, facts: Facts, choices: Choices, opens: Opens, name: tuple[str, str]
) -> Letter:
    """What a patient is told of an appointment, to nobody yet."""
    first_name, last_name = name
    named = {"patient": f"{first_name} {last_name}", "first_name": first_name, "message": ""}
    values = values_of(place, facts, choices.locale) | named
    offers = choices.online and about in {"confirmed", "moved", "reminder"}
    rooms: dict[str, str] = {}
    if place.video and opens.link_version is not None and about != "cancelled":
        keyring, version = uow.core.keyring, opens.link_version
        rooms["page" if about == "ended" else "room"] = room_link("", keyring, opens.appointment_id, version)
        values["code"] = spoken_code(room_code(keyring, opens.appointment_id, version))
    return Letter(
        "",
        choices.locale,
        values,
        f"{PAGE}#{manage_token(uow.core.keyring, opens.appointment_id)}" if offers else "",
        template=template_of(about, video=place.video),
        rooms=rooms,
        sender=facts.practice.name,
        reply_to=facts.practice.email,
    )


def template_of(about: About, *, video: bool) -> str:
    """The words of a message to a patient: a teleconsultation has its own (F143)."""
    return f"{about}_video" if video and about != "cancelled" else about


def values_of(place: Place, facts: Facts, locale: str) -> dict[str, str]:
    """The values that every message about a place may name."""
    zone = facts.location.zone
    return {
        "practitioner": facts.doctor,
        "date": long_day(place.starts_at, zone, locale),
        "day": short_day(place.starts_at, zone, locale),
        "time": hour(place.starts_at, zone, locale),
        "duration": str(int((place.ends_at - place.starts_at).total_seconds() // 60)),
        "type": facts.type_name,
        "place": "" if place.video else facts.where,
        "practice": facts.practice.name,
        "phone": facts.phone,
    }


def _event(uow: UnitOfWork, about: About, place: Place, facts: Facts, refs: Mapping[str, str], locale: str) -> CalendarEvent:
    video = "Téléconsultation" if locale != "en" else "Video consultation"
    plain = "Rendez-vous" if locale != "en" else "Appointment"
    return CalendarEvent(
        uid=f"{refs['appointment']}@ardoise",
        sequence=int(refs["version"]),
        starts_at=place.starts_at,
        ends_at=place.ends_at,
        summary=f"{video if place.video else plain} – {facts.doctor}",
        place=video if place.video else facts.where,
        cancelled=about == "cancelled",
    )


KINDS = tuple(
    Kind(PREFIX + about, _prepare(about), timedelta(days=2), repeats=about not in {"reminder", "invitation"}, follower=AGENDA)
    for about in ABOUT
)
"""After a cut, a reminder is not sent again; news is, under the same Message-ID."""
