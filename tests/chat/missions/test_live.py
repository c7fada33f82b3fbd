"""R3 for missions: the events applied to an old screen make the fresh one, through every lens; and nothing hidden is heard."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from chat.missions.queries.guards import authorize_board
from chat.missions.tending import tend
from chat.missions.topics import BOARD_EVENTS, LIST_EVENTS, mask_board
from server.accounts.models import MembershipRow
from server.core.actors import Role
from server.core.db import EVERY_PRACTICE
from server.core.events import heads_of
from server.core.unit import reading
from tests.chat.missions.conftest import Board, item
from tests.chat.missions.test_templates import keep
from tests.server.accounts.live import events
from tests.support import factories
from tests.support.actors import actor_of
from tests.support.reducer import State, applied

ROLES: tuple[Role, ...] = ("secretary", "practitioner", "tele_secretary")


@dataclass
class Screens:
    """The board and everybody's list, as screens show them that only hear events."""

    board: Board
    state: dict[tuple[str, Role], State] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=dict)
    heard: set[str] = field(default_factory=set)

    async def open(self) -> None:
        """Show what is so now."""
        self.state = await self._fresh()
        async with self.board.practice.core.db.read(EVERY_PRACTICE) as session:
            self.heads = dict(await heads_of(session, {topic for topic, _ in self.state}))

    async def hear(self) -> None:
        """Apply what happened since, and compare with fresh screens."""
        for (topic, role), shown in self.state.items():
            lens = await self._lens(role) if topic.startswith("missions/") else "own"
            for event in await events(self.board.practice.core, topic, self.heads[topic]):
                self.heard.add(event.name)
                put = {name: _masked(name, views, lens) for name, views in event.body.put.items()} if lens != "own" else event.body.put
                shown = applied(shown, {"put": put, "drop": event.body.drop})
            self.state[topic, role] = shown
        assert self.state == await self._fresh()
        async with self.board.practice.core.db.read(EVERY_PRACTICE) as session:
            self.heads = dict(await heads_of(session, {topic for topic, _ in self.state}))

    async def _lens(self, role: Role) -> str:
        practice = self.board.practice
        async with reading(practice.core, await actor_of(practice.core, practice.cabinet.people[role])) as uow:
            return await authorize_board(uow, practice.cabinet.practice.id)

    async def _fresh(self) -> dict[tuple[str, Role], State]:
        practice = self.board.practice
        boards = {(f"missions/{practice.cabinet.practice.id}", role): await self.board.shown(role) for role in ROLES}
        lists = {(f"todo/{practice.person(role)}", role): {"lines": await self.board.todo(role)} for role in ROLES}
        return {**boards, **lists}


def _masked(name: str, views: list[Any], lens: str) -> list[dict[str, Any]]:
    return [shown for view in views if (shown := mask_board(name, view, lens)) is not None]


async def test_an_old_screen_that_hears_everything_shows_what_a_fresh_one_shows(board: Board) -> None:
    practice = board.practice
    doctor, midwife = practice.cabinet.doctor.id, practice.cabinet.midwife.id
    async with practice.core.db.write(EVERY_PRACTICE) as session:
        row = (await session.scalars(select(MembershipRow).where(MembershipRow.person_id == practice.person("tele_secretary")))).one()
        row.rights = {"*": [], doctor: ["missions"]}
        await session.commit()
    screens = Screens(board)
    await screens.open()
    patient = await factories.patient(practice.core, practice.cabinet.practice, "Girard")
    one = await board.add(title="un", practitioner_id=doctor, patient_id=patient.id, assignees=[practice.person("tele_secretary")])
    two = await board.add(title="deux", checklist=[item("a")], due_at="2026-03-02T10:00:00Z", assignees=[practice.person("practitioner")])
    await board.add(title="trois", due_at="2026-03-02T10:00:00Z")
    await board.move("practitioner", two["id"], "doing")
    await (await practice.who("secretary")).post(f"/api/missions/{one['id']}/comments", {"text": "oui"})
    await screens.hear()
    secretary = await practice.who("secretary")
    await secretary.patch(f"/api/patients/{patient.id}", {"version": 1, "last_name": "Martin"})
    assert (await board.change("secretary", one["id"], 1, practitioner_id=midwife, assignees=[])).status_code == 200
    await screens.hear()
    assert (await board.change("secretary", one["id"], 2, practitioner_id=doctor)).status_code == 200
    series = (await keep(board, repeat="daily", starts_on="2026-03-03", assignees=[practice.person("practitioner")])).json()
    await board.move("secretary", one["id"], "done")
    await screens.hear()
    practice.clock.pass_by(days=20)
    await tend(practice.core)
    await screens.hear()
    practice.clock.pass_by(days=-20)
    assert (await secretary.delete(f"/api/mission-templates/{series['id']}")).status_code == 204
    await screens.hear()
    # What came before goes out of the log with it: whoever is behind begins anew, whoever is not hears that it is gone.
    assert (await secretary.delete(f"/api/missions/{two['id']}")).status_code == 204
    await screens.hear()
    assert screens.heard == {*BOARD_EVENTS, *LIST_EVENTS}
