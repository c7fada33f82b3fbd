"""Screens that were open: what they show after the events they received, beside what a screen opening now would show."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from rtc.consultation.guests import Guests
from server.accounts.models import Practitioner
from server.accounts.queries import practitioner_for
from server.accounts.sessions import Sessions
from server.agenda.days import bounds
from server.agenda.queries.snapshot import agenda_snapshot
from server.agenda.schemas.appointments import AgendaParams
from server.agenda.topics import ALL_LENSES, KIND, agenda_topic
from server.core.db import EVERY_PRACTICE
from server.core.events import events_after, heads_of
from server.core.permissions import Permission
from server.core.unit import Core, UnitOfWork, reading
from server.live import Live, masked_snapshot
from server.settings import Settings
from server.topics import KINDS
from tests.server.agenda.office import MONDAY, Office
from tests.support.reducer import State, applied, opened

Body = dict[str, list[dict[str, Any]]]
ONE = timedelta(days=1)


class Screens:
    """One screen for each lens on each agenda, opened on the same days at the same moment."""

    def __init__(self, office: Office, *zones: str, days: tuple[date, date] = (MONDAY, MONDAY + ONE)) -> None:
        self.office = office
        self.zones = zones or ("Europe/Paris",)
        self.days = days
        self._live = live(office.core)
        self._opened: dict[str, tuple[int, Body]] = {}

    @property
    def agendas(self) -> tuple[Practitioner, Practitioner]:
        """Whose agendas are watched."""
        return self.office.doctor, self.office.midwife

    async def open(self) -> "Screens":
        """Open them all."""
        self._opened = await self.states()
        return self

    async def states(self) -> dict[str, tuple[int, Body]]:
        """What `fresh` gives, of both agendas."""
        return {agenda.id: await self.fresh(agenda.id) for agenda in self.agendas}

    async def fresh(self, practitioner_id: str) -> tuple[int, Body]:
        """The number of an agenda's last event and its state, in full, as a screen opening now is given them."""
        params = AgendaParams(from_day=self.days[0], to_day=self.days[1])

        async def body(uow: UnitOfWork) -> tuple[int, Body]:
            topic = agenda_topic(practitioner_id)
            seq = (await heads_of(uow.session, [topic]))[topic]
            row = await practitioner_for(uow, Permission.AGENDA_READ, practitioner_id)
            return seq, msgspec.json.decode(msgspec.json.encode(await agenda_snapshot(uow, row, params)))

        async with reading(self.office.core, self.office.actor("administrator")) as uow:
            return await body(uow)

    async def logged(self, practitioner_id: str) -> Sequence[tuple[int, bytes]]:
        """What was recorded since they opened, sealed."""
        async with self.office.core.db.read(EVERY_PRACTICE) as session:
            rows = await events_after(session, agenda_topic(practitioner_id), self._opened[practitioner_id][0], 10_000)
        assert rows is not None
        return rows

    def frames(self, practitioner_id: str, lens: str, logged: Sequence[tuple[int, bytes]]) -> list[dict[str, Any]]:
        """What a screen is sent of it, decoded."""
        topic = agenda_topic(practitioner_id)
        return [msgspec.json.decode(self._live.encode(topic, lens, seq, payload)) for seq, payload in logged]

    async def check(self) -> set[str]:
        """Hold every screen against a fresh one; give the names of the events that came."""
        names: set[str] = set()
        for agenda in self.agendas:
            _, now = await self.fresh(agenda.id)
            logged = await self.logged(agenda.id)
            for lens in ALL_LENSES:
                frames = self.frames(agenda.id, lens, logged)
                names |= {frame["name"] for frame in frames}
                self._hold(opened(through(self._opened[agenda.id][1], lens)), frames, opened(through(now, lens)), lens)
        return names

    def _hold(self, state: State, frames: list[dict[str, Any]], fresh: State, lens: str) -> None:
        for frame in frames:
            state = applied(state, frame["body"])
        if any(self._concerns(frame["body"].get("stale")) for frame in frames):
            state["days"] = fresh["days"]  # the screen asks for this range again
        shown = self._within(state)
        for collection in fresh:
            there, expected = shown.get(collection, {}), fresh[collection]
            wrong = {key: (there.get(key), expected.get(key)) for key in there.keys() | expected if there.get(key) != expected.get(key)}
            assert not wrong, (lens, collection, [frame["name"] for frame in frames], wrong)

    def _concerns(self, stale: dict[str, str] | None) -> bool:
        if stale is None:
            return False
        return date.fromisoformat(stale["from"]) <= self.days[1] and date.fromisoformat(stale["to"]) >= self.days[0]

    def _within(self, state: State) -> State:
        """What of a state lies in the days asked for: events are not filtered by date, the screen is."""
        first, last = (day.isoformat() for day in self.days)
        since, until = bounds(*self.days, self.zones)
        inside: dict[str, Callable[[dict[str, Any]], bool]] = {
            "appointments": lambda view: _instant(view["ends_at"]) > since and _instant(view["starts_at"]) < until,
            "leaves": lambda view: view["to_day"] >= first and view["from_day"] <= last,
            "blocks": lambda view: first <= view["day"] <= last,
            "extras": lambda view: first <= view["day"] <= last,
            "planning_events": lambda view: first <= view["day"] <= last,
            "days": lambda view: first <= view["id"] <= last,
        }
        return {
            name: {key: view for key, view in views.items() if name not in inside or inside[name](view)} for name, views in state.items()
        }


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def through(body: Body, lens: str) -> Body:
    """A body as the lens shows it."""
    shown: Body = masked_snapshot(KINDS[KIND], body, lens)
    return shown


def live(core: Core) -> Live:
    """The gate of the push layer, for what it encodes."""
    return Live(core, Sessions(core, Settings()), Guests(core, Settings()), frozenset(), "epoch", KINDS)
