"""Eight weeks of agendas around today: appointments, leave, blocks, extras, events, the waiting list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import msgspec

from server.accounts.models import Practitioner
from server.agenda.edit import Item
from server.agenda.models import (
    Appointment,
    Change,
    ChangedAppointment,
    PlanningEvent,
    WaitingEntry,
)
from server.agenda.queries.plans import plan_of, sealed_note
from server.agenda.queries.views import Content, PlanningText, sealed_content
from server.agenda.schemas.appointments import SlotView
from server.agenda.slots import Plan, free_slots
from server.agenda.state import state_of
from server.demo import cast, names
from server.demo.closures import close
from server.demo.payments import ask_for_payments

if TYPE_CHECKING:
    from server.demo.build import Stage

WEEKS = 4
"""Before today, and after."""
_HOME = ZoneInfo("Europe/Paris")


async def fill_agendas(stage: Stage, progress: Callable[[str, int, int], None]) -> None:
    """Fill every agenda from four weeks ago to four weeks ahead."""
    for done, (row, doctor) in enumerate(stage.doctors):
        progress("agendas", done, len(stage.doctors))
        close(stage, row)
        await stage.flush()
        row.plan_version += 1
        plan = await plan_of(stage.uow, row)
        _appointments(stage, row, doctor, plan)
        _by_hand(stage, row, doctor, plan)
        _by_video_now(stage, row, doctor, plan)
        _post_its(stage, row)
        _waiting(stage, row, doctor)
        ask_for_payments(stage)
        await stage.flush()


def _appointments(stage: Stage, row: Practitioner, doctor: cast.Doctor, plan: Plan) -> None:
    first, last = stage.today - timedelta(weeks=WEEKS), stage.today + timedelta(weeks=WEEKS)
    by_day: dict[date, list[SlotView]] = {}
    for slot in free_slots(plan, first, last, []):
        by_day.setdefault(slot.starts_at.astimezone(_HOME).date(), []).append(slot)
    weights = {stage.types[row.id][kind.name].id: kind.weight for kind in doctor.kinds}
    for day in sorted(by_day):
        _one_day(stage, row, doctor, plan, day, by_day[day], weights)


def _one_day(
    stage: Stage, row: Practitioner, doctor: cast.Doctor, plan: Plan, day: date, slots: list[SlotView], weights: dict[str, int]
) -> None:
    random = stage.random
    ahead = (day - stage.today).days
    fullness = 0.93 if ahead <= 0 else max(0.3, 0.9 - 0.022 * ahead)
    busy_until: dict[str | None, datetime] = {}
    starts: dict[tuple[datetime, str | None], list[SlotView]] = {}
    for slot in slots:
        if not slot.blocked:
            starts.setdefault((slot.starts_at, slot.extra_id), []).append(slot)
    taken: dict[str, int] = {}
    for (starts_at, lane), offered in starts.items():
        limits = {slot.type_id: plan.types[slot.type_id].conditions.per_day for slot in offered}
        open_ = [slot for slot in offered if taken.get(slot.type_id, 0) < (limits[slot.type_id] or 99)]
        if starts_at < busy_until.get(lane, starts_at) or not open_ or random.random() > fullness:
            continue
        slot = random.choices(open_, weights=[weights[each.type_id] for each in open_])[0]
        taken[slot.type_id] = taken.get(slot.type_id, 0) + 1
        made = _appointment(stage, row, doctor, plan, slot)
        busy_until[lane] = made.ends_at
        follower = plan.types[slot.type_id].followed_by
        if follower is not None:
            kind = plan.types[follower]
            ends_at = made.ends_at + timedelta(minutes=kind.duration)
            after = msgspec.structs.replace(slot, type_id=follower, starts_at=made.ends_at, ends_at=ends_at)
            _appointment(stage, row, doctor, plan, after, follows=made)
            busy_until[lane] = ends_at


def _by_hand(stage: Stage, row: Practitioner, doctor: cast.Doctor, plan: Plan) -> None:
    """What a desk does beside its schedules: a patient fitted in at lunch, another one over a slot that is taken."""
    kind = stage.types[row.id][doctor.kinds[0].name]
    made = [each for each in stage.rows if isinstance(each, Appointment) and each.status != "cancelled" and each.extra_id is None]
    for offset in sorted(stage.random.sample(range(6), 3)):
        day = stage.today + timedelta(days=offset)
        starts_at = datetime.combine(day, time(13, 5 * stage.random.randrange(5)), _HOME).astimezone(UTC)
        ends_at = starts_at + timedelta(minutes=15)
        if plan.leave_on(day) is None and all(each.ends_at <= starts_at or ends_at <= each.starts_at for each in made):
            slot = SlotView(type_id=kind.id, starts_at=starts_at, ends_at=ends_at, location_id=row.location_id)
            _appointment(stage, row, doctor, plan, slot, off_schedule=True)
        later = [each for each in made if each.status == "planned" and each.starts_at.astimezone(_HOME).date() == day]
        if later:
            under = stage.random.choice(later)
            slot = SlotView(
                type_id=under.type_id or kind.id, starts_at=under.starts_at, ends_at=under.ends_at, location_id=under.location_id
            )
            _appointment(stage, row, doctor, plan, slot, overbooked=True)


def _by_video_now(stage: Stage, row: Practitioner, doctor: cast.Doctor, plan: Plan) -> None:
    """A teleconsultation in a few minutes, whatever the hour: whoever opens the demo can try one at once."""
    kind = next((plan.types[stage.types[row.id][each.name].id] for each in doctor.kinds if each.teleconsultation), None)
    if kind is None or plan.leave_on(stage.today) is not None:
        return
    taken = [each for each in stage.rows if isinstance(each, Appointment) and each.practitioner_id == row.id and each.status != "cancelled"]
    first = stage.uow.now.replace(minute=stage.uow.now.minute // 5 * 5, second=0, microsecond=0)
    hours = [(first + timedelta(minutes=5 * step), first + timedelta(minutes=5 * step + kind.duration)) for step in range(2, 6)]
    free = [(start, end) for start, end in hours if all(each.ends_at <= start or end <= each.starts_at for each in taken)]
    starts_at, ends_at = (free or hours)[0]
    slot = SlotView(type_id=kind.id, starts_at=starts_at, ends_at=ends_at, location_id=row.location_id)
    made = _appointment(stage, row, doctor, plan, slot, off_schedule=True, overbooked=not free)
    made.status, made.status_at = "planned", None


def _appointment(
    stage: Stage,
    row: Practitioner,
    doctor: cast.Doctor,
    plan: Plan,
    slot: SlotView,
    follows: Appointment | None = None,
    *,
    off_schedule: bool = False,
    overbooked: bool = False,
) -> Appointment:
    random, now = stage.random, stage.uow.now
    kind = plan.types[slot.type_id]
    patient_id = follows.patient_id if follows else random.choice(stage.patients[row.practice_id])
    booked_at = min(slot.starts_at, now) - timedelta(minutes=random.randrange(60, 20_000))
    online = kind.online and random.random() < 0.4 and not (off_schedule or overbooked)
    by = _booker(stage, row.practice_id)
    made = Appointment(
        id=stage.id(),
        version=1,
        practice_id=row.practice_id,
        practitioner_id=row.id,
        location_id=slot.location_id,
        type_id=slot.type_id,
        patient_id=patient_id,
        booker_id=stage.holders.get(patient_id),
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        status="planned",
        status_at=None,
        extra_id=slot.extra_id,
        off_schedule=off_schedule,
        overbooked=overbooked,
        teleconsultation=kind.teleconsultation,
        origin="online" if online else "staff",
        sms_off=False,
        follows_id=follows.id if follows else None,
        booked_at=booked_at,
        booked_by=None if online else by,
    )
    content = Content(
        reason=random.choice(names.REASONS[doctor.profession]),
        notes=random.choice(names.NOTES) if random.random() < 0.15 else "",
    )
    made.content = sealed_content(stage.uow, made, content)
    _status(made, random, now)
    stage.add(made)
    _history(stage, made, by)
    return made


def _status(made: Appointment, random: Random, now: datetime) -> None:
    """Where the patient is, from the hour and a little chance."""
    luck = random.random()
    if made.ends_at <= now - timedelta(minutes=10):
        made.status = "absent" if luck < 0.06 else "cancelled" if luck < 0.1 else "seen"
        made.status_at = made.starts_at + timedelta(minutes=random.randrange(0, 12))
    elif made.starts_at <= now:
        made.status = "in_consultation" if luck < 0.75 else "arrived"
        made.status_at = made.starts_at
    elif made.starts_at <= now + timedelta(minutes=25):
        made.status = "arrived" if luck < 0.6 else "late" if luck < 0.7 else "planned"
        made.status_at = now - timedelta(minutes=random.randrange(1, 12)) if made.status != "planned" else None
    elif luck < 0.03:
        made.status, made.status_at = "cancelled", now - timedelta(hours=random.randrange(1, 40))


def _history(stage: Stage, made: Appointment, by: dict[str, Any]) -> None:
    change = stage.id()
    item = Item(kind="appointments", id=made.id, before=None, after=state_of(made))
    stage.add(
        Change(
            id=change,
            practice_id=made.practice_id,
            practitioner_id=made.practitioner_id,
            at=made.booked_at,
            name="appointment_booked",
            by=made.booked_by or {"id": "0" * 32, "name": "Patient", "initials": "", "speaking_as": None},
            channel="online" if made.origin == "online" else "web",
            items=stage.uow.seal(made.practice_id, f"change|{change}|{made.practitioner_id}", [item]),
            undoes=None,
            undone_by=None,
        )
    )
    stage.add(
        ChangedAppointment(practice_id=made.practice_id, appointment_id=made.id, change_id=change, practitioner_id=made.practitioner_id)
    )


def _booker(stage: Stage, practice_id: str) -> dict[str, Any]:
    practice = next(index for index, each in enumerate(stage.practices) if each.id == practice_id)
    staff = [member for member in cast.MEMBERS if practice in member.practices and member.role in {"secretary", "tele_secretary"}]
    person = stage.people[stage.random.choice(staff).name]
    return {"id": person.id, "name": person.name, "initials": person.initials, "speaking_as": None}


def _post_its(stage: Stage, row: Practitioner) -> None:
    if row.position % 3:
        return
    for offset, title, start in (
        (0, "Réunion d’équipe", 12 * 60 + 45),
        (3, "Visite du laboratoire", 13 * 60),
        (8, "Livraison de vaccins", 9 * 60),
    ):
        event_id = stage.id()
        stage.add(
            PlanningEvent(
                id=event_id,
                version=1,
                practice_id=row.practice_id,
                practitioner_id=row.id,
                day=stage.today + timedelta(days=offset),
                start=start,
                end=start + 45,
                hue=90,
                content=stage.uow.seal(row.practice_id, f"planning_event|{event_id}", PlanningText(title=title)),
            )
        )


def _waiting(stage: Stage, row: Practitioner, doctor: cast.Doctor) -> None:
    random = stage.random
    for _ in range(random.randrange(2, 6)):
        entry_id = stage.id()
        kind = random.choice(doctor.kinds)
        stage.add(
            WaitingEntry(
                id=entry_id,
                version=1,
                practice_id=row.practice_id,
                practitioner_id=row.id,
                type_id=stage.types[row.id][kind.name].id,
                patient_id=random.choice(stage.patients[row.practice_id]),
                from_day=stage.today,
                to_day=stage.today + timedelta(days=random.randrange(5, 30)),
                weekdays=sorted(random.sample(range(5), random.randrange(0, 4))),
                urgent=random.random() < 0.2,
                note=sealed_note(
                    stage.uow, row.practice_id, "waiting", entry_id, random.choice(("Le matin si possible", "", "Après 17 h", ""))
                ),
                since=stage.uow.now - timedelta(hours=random.randrange(2, 300)),
                by=_booker(stage, row.practice_id),
            )
        )
