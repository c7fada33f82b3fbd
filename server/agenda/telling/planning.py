"""Planning, in the transaction of a command, what it makes to be said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from server.accounts.models import MembershipRow, Person
from server.agenda.state import State
from server.agenda.telling.refs import PREFIX, about_of, place_of, refs_of
from server.agenda.telling.rules import Known, Place, Planned, channels_for, to_say
from server.core.ids import new_id
from server.core.outbox import LEFT, WAITING, OutboxMessage, withdraw
from server.core.unit import UnitOfWork
from server.notices.choices import choices_of
from server.notices.schemas import Choices
from server.patients.queries.reach import Reach, reach

_SAID = ("practitioner_id", "location_id", "starts_at", "teleconsultation", "patient_id", "booker_id", "sms_off")
BY_LINK = "link"
"""The channel of what patients do by their link: they are told at once."""


@dataclass(frozen=True, slots=True)
class Touched:
    """An appointment that a command touched: its state before and after, None when it was not or is no more."""

    id: str
    before: State | None
    after: State | None


async def tell(uow: UnitOfWork, practice_id: str, touched: Iterable[Touched]) -> None:
    """Compare what people know with what is now, withdraw what must not leave any more, and plan the rest.

    What had to follow another appointment goes with it: it is told with the first.
    """
    listed = [each for each in touched if _matters(each, uow.now)]
    if not listed:
        return
    choices, _ = await choices_of(uow, practice_id)
    rows = await _rows(uow, [each for each in listed if each.before is not None])
    reached = await reach(uow, _bookers(listed, rows))
    mailed = await practitioners_mails(uow, {state["practitioner_id"] for each in listed for state in _states(each)})
    fresh: list[dict[str, Any]] = []
    for each in listed:
        mine = [row for row in rows if row.about == about_of(each.id)]
        fresh += await _one(uow, practice_id, each, mine, choices, reached, mailed)
    if fresh:
        await uow.session.execute(insert(OutboxMessage), fresh)


async def _one(
    uow: UnitOfWork,
    practice_id: str,
    each: Touched,
    rows: Sequence[OutboxMessage],
    choices: Choices,
    reached: dict[str, Reach],
    mailed: dict[str, str],
) -> list[dict[str, Any]]:
    now_at, audiences = _now(each)
    known = _known(each, rows, reached)
    wait = timedelta() if uow.channel == BY_LINK else timedelta(minutes=choices.regret_minutes)
    if each.after is not None and each.after["origin"] == "import" and each.before is None:
        known = {audience: Known(now_at.key, now_at) for audience in audiences} if now_at else {}
    state = each.after or each.before
    assert state is not None
    wanted = [
        (planned, channel)
        for planned in to_say(now_at, audiences, known, choices, uow.now, wait)
        for channel in _channels(planned, choices, reached, mailed, sms_off=state["sms_off"])
    ]
    waiting = {_key(row): row for row in rows if row.state in WAITING}
    kept = {key for planned, channel in wanted if (key := _identity(planned, channel)) in waiting}
    gone = [row.id for key, row in waiting.items() if key not in kept]
    if gone:
        await withdraw(uow, about_of(each.id), gone)
    return [
        _row(uow, practice_id, each.id, state, planned, channel) for planned, channel in wanted if _identity(planned, channel) not in kept
    ]


def _row(uow: UnitOfWork, practice_id: str, appointment_id: str, state: State, planned: Planned, channel: str) -> dict[str, Any]:
    refs = refs_of(
        appointment_id,
        planned.audience,
        planned.place,
        version=state["version"],
        type_id=state["type_id"],
        booker_id=state["booker_id"],
    )
    return {
        "id": new_id(),
        "kind": PREFIX + planned.about,
        "practice_id": practice_id,
        "about": about_of(appointment_id),
        "channel": channel,
        "agenda": planned.place.practitioner_id,
        "refs": refs,
        "dedupe": f"{planned.about}:{appointment_id}:{uow.change_id}:{channel}:{planned.audience}",
        "state": "planned",
        "reason": "",
        "report": "",
        "recipient": "",
        "attempts": 0,
        "created_at": uow.now,
        "not_before": planned.not_before,
        "expires_at": planned.expires_at,
    }


def _channels(planned: Planned, choices: Choices, reached: dict[str, Reach], mailed: dict[str, str], *, sms_off: bool) -> list[str]:
    kind, _, who = planned.audience.partition("/")
    if kind == "practitioner":
        return channels_for(planned, choices, email=who in mailed, mobile=False, sms_off=True)
    patient = reached.get(who)
    if patient is None:
        return []
    return channels_for(
        planned,
        choices,
        email=patient.email is not None,
        mobile=patient.mobile is not None,
        sms_off=sms_off or patient.sms_off,
    )


def _key(row: OutboxMessage) -> tuple[str, str, str, str]:
    return row.kind.removeprefix(PREFIX), row.refs["to"], row.channel, place_of(row.refs).key


def _identity(planned: Planned, channel: str) -> tuple[str, str, str, str]:
    return planned.about, planned.audience, channel, planned.place.key


def _known(each: Touched, rows: Sequence[OutboxMessage], reached: dict[str, Reach]) -> dict[str, Known]:
    """What each person was last told; for what was there before anything was ever planned, that it was at its place."""
    known: dict[str, Known] = {}
    before = _place(each.before)
    if each.before is not None and before is not None and not rows and each.before["status"] != "cancelled":
        known = {audience: Known(before.key, before) for audience in _audiences(each.before)}
    for row in sorted(rows, key=lambda it: (it.created_at, it.id)):
        about = row.kind.removeprefix(PREFIX)
        if row.state in LEFT and about in {"confirmed", "moved", "cancelled"}:
            place = place_of(row.refs)
            known[_same_file(row.refs["to"], reached)] = Known(None if about == "cancelled" else place.key, place)
    return known


def _same_file(audience: str, reached: dict[str, Reach]) -> str:
    """A patient whose file was merged since is the same person."""
    kind, _, who = audience.partition("/")
    return f"patient/{reached[who].id}" if kind == "patient" and who in reached else audience


def _now(each: Touched) -> tuple[Place | None, list[str]]:
    if each.after is None or each.after["status"] == "cancelled":
        return None, []
    return _place(each.after), _audiences(each.after)


def _audiences(state: State) -> list[str]:
    return [f"patient/{state['patient_id']}", f"practitioner/{state['practitioner_id']}"]


def _place(state: State | None) -> Place | None:
    if state is None:
        return None
    return Place(
        starts_at=datetime.fromisoformat(state["starts_at"]),
        ends_at=datetime.fromisoformat(state["ends_at"]),
        practitioner_id=state["practitioner_id"],
        location_id=state["location_id"],
        video=state["teleconsultation"],
    )


def _matters(each: Touched, now: datetime) -> bool:
    """Whether anything changed that somebody goes by, on an appointment still to come that stands for itself."""
    states = list(_states(each))
    if any(state["follows_id"] for state in states):
        return False
    if all(place.over_at <= now for state in states if (place := _place(state)) is not None):
        return False
    if len(states) == 1:
        return bool(states[0]["status"] != "cancelled")
    before, after = states
    return any(before[name] != after[name] for name in _SAID) or (before["status"] == "cancelled") != (after["status"] == "cancelled")


def _states(each: Touched) -> list[State]:
    return [state for state in (each.before, each.after) if state is not None]


def _bookers(listed: Iterable[Touched], rows: Iterable[OutboxMessage]) -> dict[str, str | None]:
    found = {row.refs["to"].partition("/")[2]: row.refs["booker"] or None for row in rows if row.refs["to"].startswith("patient/")}
    return found | {state["patient_id"]: state["booker_id"] for each in listed for state in _states(each)}


async def _rows(uow: UnitOfWork, listed: Sequence[Touched]) -> Sequence[OutboxMessage]:
    if not listed:
        return []
    statement = select(OutboxMessage).where(
        OutboxMessage.about.in_([about_of(each.id) for each in listed]), OutboxMessage.kind.startswith(PREFIX, autoescape=True)
    )
    return (await uow.session.execute(statement.execution_options(populate_existing=True))).scalars().all()


async def practitioners_mails(uow: UnitOfWork, practitioner_ids: Iterable[str]) -> dict[str, str]:
    """The e-mail of each practitioner who has an account here, in his own language: `address|locale`."""
    statement = (
        select(MembershipRow.practitioner_id, Person.email, Person.locale)
        .join(Person, Person.id == MembershipRow.person_id)
        .where(
            MembershipRow.practitioner_id.in_(list(practitioner_ids)),
            MembershipRow.role.in_(("practitioner", "administrator")),
            MembershipRow.disabled.is_(False),
            Person.disabled.is_(False),
        )
        .order_by(MembershipRow.role, MembershipRow.id)
    )
    rows = (await uow.session.execute(statement)).all()
    return {practitioner_id: f"{email}|{locale}" for practitioner_id, email, locale in rows if practitioner_id}
