"""`ardoise demo --live`: the fictional colleagues act every few seconds, through the public API like anybody else."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

import httpx
import structlog
from websockets.exceptions import WebSocketException

from server.core.clock import Clock
from server.demo import cast
from server.demo.colleague import Colleague, Gone, View

LOG = structlog.get_logger("demo")
ACTORS = ("nadia@demo.ardoise", "marc@demo.ardoise", "helene@demo.ardoise")
_HOME = ZoneInfo("Europe/Paris")
_PAUSE = (2.5, 6.0)
"""Seconds between two acts of one colleague."""
_THINKING = (1.5, 5.0)
"""Seconds a colleague keeps his hand on a slot before he books."""
_RETRY = 10.0
_ATTENTION = 0.75
"""How often a colleague acts where somebody looks, when somebody does."""
_OF_LATE = timedelta(minutes=20)
"""What a person has just booked is left to him."""
_ROUND = timedelta(hours=2)
"""A colleague signs in again after this long, and so sees the new day."""
Thing = TypeVar("Thing")
Act = Callable[[Colleague, Random, datetime], Awaitable[None]]


async def act_for_ever(url: str, clock: Clock, seed: int = 7) -> None:
    """Keep every colleague at work until cancelled; a server that does not answer is tried again."""
    members = {member.email: member for member in cast.MEMBERS}
    async with asyncio.TaskGroup() as group:
        for number, email in enumerate(ACTORS):
            group.create_task(_keep_at_work(url, members[email], clock, Random(seed + number)))


async def _keep_at_work(url: str, member: cast.Member, clock: Clock, random: Random) -> None:
    gone = False
    while not gone:
        try:
            await _shift(Colleague(url, member), clock, random)
        except* Gone:
            LOG.info("colleague_gone")
            gone = True
        except* (httpx.HTTPError, OSError, WebSocketException) as errors:
            LOG.info("colleague_away", kind=type(errors.exceptions[0]).__name__)
            await asyncio.sleep(_RETRY)


async def _shift(colleague: Colleague, clock: Clock, random: Random) -> None:
    began = clock.now()
    async with colleague.at_work(began.date()):
        while clock.now() - began < _ROUND:
            await asyncio.sleep(random.uniform(*_PAUSE))
            running = (await colleague.http.get("/api/demo/live")).raise_for_status().json()["running"]
            if running:
                act = random.choices(_ACTS, weights=_WEIGHTS)[0]
                await act(colleague, random, clock.now())


async def _receive(colleague: Colleague, random: Random, now: datetime) -> None:
    """Mark where a patient is: arrived, in consultation, seen; outside the hours nobody comes."""
    for view in sorted(colleague.appointments(), key=lambda view: view["starts_at"]):
        starts_at, ends_at = (datetime.fromisoformat(view[name]) for name in ("starts_at", "ends_at"))
        following = {"planned": "arrived", "late": "arrived", "arrived": "in_consultation", "in_consultation": "seen"}.get(view["status"])
        is_due = {
            "arrived": starts_at - timedelta(minutes=15) <= now,
            "in_consultation": starts_at <= now,
            "seen": ends_at <= now,
        }.get(following or "", False)
        if is_due and starts_at.date() == now.date() and random.random() < 0.5:
            await colleague.http.post(f"/api/appointments/{view['id']}/status", json={"version": view["version"], "status": following})
            return
    await _hesitate(colleague, random, now)


async def _hesitate(colleague: Colleague, random: Random, now: datetime) -> None:
    """Put a hand on a slot, and take it off."""
    claim = await _claim(colleague, random, now)
    if claim is not None:
        await asyncio.sleep(random.uniform(*_THINKING))
        await colleague.http.delete(f"/api/claims/{claim[2]}", headers=_JSON)


async def _book(colleague: Colleague, random: Random, now: datetime) -> None:
    """Claim a slot, think, book it for somebody who is already known; where nothing is free, make room."""
    claim = await _claim(colleague, random, now)
    if claim is None:
        await _cancel(colleague, random, now)
        return
    agenda, slot, claim_id = claim
    await asyncio.sleep(random.uniform(*_THINKING))
    known = [view["patient"]["id"] for view in colleague.appointments() if view["practitioner_id"] == agenda]
    if not known:
        await colleague.http.delete(f"/api/claims/{claim_id}", headers=_JSON)
        return
    body = {
        "practitioner_id": agenda,
        "type_id": slot["type_id"],
        "starts_at": slot["starts_at"],
        "extra_id": slot["extra_id"],
        "location_id": slot["location_id"],
        "patient_id": random.choice(known),
        "claim_id": claim_id,
        "accept": ["conditions"],
    }
    await colleague.http.post("/api/appointments", json=body)


async def _move(colleague: Colleague, random: Random, now: datetime) -> None:
    """Move an appointment to come to a free slot of the same type."""
    movable = [view for view in _to_come(colleague, now) if view["follows_id"] is None]
    if not movable:
        return
    view = random.choice(_before_eyes(colleague, random, movable, _where))
    slots = [slot for agenda, slot in colleague.free_slots(now) if agenda == view["practitioner_id"] and slot["type_id"] == view["type_id"]]
    if slots:
        slot = random.choice(_before_eyes(colleague, random, slots, lambda slot: (view["practitioner_id"], _day(slot))))
        body = {"version": view["version"], "starts_at": slot["starts_at"], "extra_id": slot["extra_id"], "accept": ["conditions"]}
        await colleague.http.patch(f"/api/appointments/{view['id']}", json=body)


async def _cancel(colleague: Colleague, random: Random, now: datetime) -> None:
    """Cancel an appointment to come."""
    views = _to_come(colleague, now)
    if len(views) > 40:
        view = random.choice(_before_eyes(colleague, random, views, _where))
        await colleague.http.post(f"/api/appointments/{view['id']}/cancel", json={"version": view["version"], "reason": "Empêchement"})


async def _claim(colleague: Colleague, random: Random, now: datetime) -> tuple[str, View, str] | None:
    slots = _before_eyes(colleague, random, colleague.free_slots(now), lambda found: (found[0], _day(found[1])))
    if not slots:
        return None
    whose = random.choice(sorted({agenda for agenda, _ in slots}))
    agenda, slot = random.choice([(agenda, slot) for agenda, slot in slots if agenda == whose][:40])
    await colleague.look_at(_day(slot), [agenda])
    starts_at, ends_at = (datetime.fromisoformat(slot[name]) for name in ("starts_at", "ends_at"))
    body = {
        "practitioner_id": agenda,
        "starts_at": slot["starts_at"],
        "duration": int((ends_at - starts_at).total_seconds() // 60),
        "extra_id": slot["extra_id"],
        "connection": colleague.connection,
    }
    answer = await colleague.http.post("/api/claims", json=body)
    return (agenda, slot, answer.json()["id"]) if answer.status_code == httpx.codes.CREATED else None


def _to_come(colleague: Colleague, now: datetime) -> list[View]:
    later = now + timedelta(hours=1)
    return [
        view
        for view in colleague.appointments()
        if view["status"] == "planned"
        and datetime.fromisoformat(view["starts_at"]) > later
        and datetime.fromisoformat(view["booked_at"]) < now - _OF_LATE
    ]


def _before_eyes(colleague: Colleague, random: Random, things: list[Thing], where: Callable[[Thing], tuple[str, str]]) -> list[Thing]:
    """Those that somebody looks at, most of the time; all of them when there are none."""
    sight = colleague.in_sight() if random.random() < _ATTENTION else set()
    return [thing for thing in things if where(thing) in sight] or things


def _where(view: View) -> tuple[str, str]:
    return view["practitioner_id"], _day(view)


def _day(view: View) -> str:
    return datetime.fromisoformat(view["starts_at"]).astimezone(_HOME).date().isoformat()


_JSON = {"content-type": "application/json"}
_ACTS: tuple[Act, ...] = (_receive, _hesitate, _book, _move, _cancel)
_WEIGHTS = (33, 18, 18, 17, 14)
