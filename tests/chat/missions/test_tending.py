"""What happens on a board by itself, once each, however many look."""

import asyncio
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from chat.missions.tending import tend
from server.accounts.models import MembershipRow, Practice
from server.core.actors import ROLES, Role
from server.core.db import EVERY_PRACTICE
from tests.chat.missions.conftest import Board
from tests.chat.missions.test_templates import keep
from tests.server.accounts.live import events


async def _heard(board: Board, topic: str) -> list[str]:
    return [event.name for event in await events(board.practice.core, topic)]


async def test_those_who_have_a_mission_are_told_once_that_its_hour_has_come(board: Board) -> None:
    practice = board.practice
    made = await board.add(assignees=[practice.person("practitioner")], due_at="2026-03-02T08:10:00Z")
    mine = f"todo/{practice.person('practitioner')}"
    await tend(practice.core)
    assert await _heard(board, mine) == ["todo_changed"]
    practice.clock.pass_by(minutes=15)
    await asyncio.gather(tend(practice.core), tend(practice.core))
    assert await _heard(board, mine) == ["todo_changed", "todo_due"]
    assert (await events(practice.core, mine))[-1].body.put["lines"][0]["id"] == made["id"]
    assert (await board.change("secretary", made["id"], 1, due_at="2026-03-02T08:20:00Z")).status_code == 200
    practice.clock.pass_by(minutes=10)
    await tend(practice.core)
    assert (await _heard(board, mine)).count("todo_due") == 2


async def _told(board: Board) -> dict[Role, int]:
    """How often each was told that the hour of something has come."""
    times: dict[Role, int] = {role: (await _heard(board, f"todo/{board.practice.person(role)}")).count("todo_due") for role in ROLES}
    return {role: times[role] for role in times if times[role]}


async def _leaves(board: Board, *roles: Role) -> None:
    async with board.practice.core.db.write(EVERY_PRACTICE) as session:
        gone = MembershipRow.person_id.in_([board.practice.person(role) for role in roles])
        for row in await session.scalars(select(MembershipRow).where(gone)):
            row.disabled = True
        await session.commit()


async def _due(board: Board, role: Role = "practitioner", **fields: Any) -> None:
    """Somebody adds what is due ten minutes later; it is."""
    await board.add(role, due_at=(board.practice.clock.now() + timedelta(minutes=10)).isoformat(), **fields)
    board.practice.clock.pass_by(minutes=15)
    await asyncio.gather(tend(board.practice.core), tend(board.practice.core))


async def test_whoever_made_what_nobody_has_is_told_once_and_has_it_no_more_than_before(board: Board) -> None:
    await _due(board)
    await tend(board.practice.core)
    assert await _told(board) == {"practitioner": 1}
    assert (await board.todo("practitioner"), await board.todo("secretary")) == ({}, {})
    (mission,) = (await board.shown())["missions"]
    assert [each["kind"] for each in (await board.story("secretary", mission))["acts"]] == ["created", "reminded"]


async def test_the_secretariat_is_told_where_whoever_made_it_is_gone_or_does_not_see_it_any_more(board: Board) -> None:
    practice = board.practice
    await board.tick("tele_secretary", {"*": ["missions"]})
    await board.add("tele_secretary", due_at="2026-03-02T08:10:00Z", practitioner_id=practice.cabinet.midwife.id)
    await board.tick("tele_secretary", {"*": [], practice.cabinet.doctor.id: ["missions"]})
    practice.clock.pass_by(minutes=15)
    await tend(practice.core)
    assert await _told(board) == {"secretary": 1}, "no secretary who does not see it"
    await board.add("administrator", due_at="2026-03-02T08:20:00Z")
    await _leaves(board, "administrator")
    practice.clock.pass_by(minutes=15)
    await tend(practice.core)
    assert await _told(board) == {"secretary": 2, "tele_secretary": 1}


async def test_where_everybody_who_has_it_is_gone_whoever_made_it_is_told(board: Board) -> None:
    practice = board.practice
    await board.add("practitioner", due_at="2026-03-02T08:10:00Z", assignees=[practice.person("secretary")])
    await _leaves(board, "secretary")
    practice.clock.pass_by(minutes=15)
    await tend(practice.core)
    assert await _told(board) == {"practitioner": 1}


async def test_without_a_secretariat_everybody_who_sees_it_is_told(board: Board) -> None:
    await keep(board, repeat="daily", starts_on="2026-03-02", due_days=0, due_minute=9 * 60 + 5)
    await _leaves(board, "secretary", "tele_secretary")
    await tend(board.practice.core)
    board.practice.clock.pass_by(minutes=15)
    await tend(board.practice.core)
    assert await _told(board) == {"administrator": 1, "practitioner": 1}


async def test_what_is_done_is_not_reminded_of(board: Board) -> None:
    practice = board.practice
    made = await board.add(assignees=[practice.person("practitioner")], due_at="2026-03-02T10:00:00Z")
    await board.move("practitioner", made["id"], "done")
    practice.clock.pass_by(hours=3)
    await tend(practice.core)
    assert "todo_due" not in await _heard(board, f"todo/{practice.person('practitioner')}")


async def test_what_was_done_goes_to_the_archive_after_the_days_that_the_practice_says(board: Board) -> None:
    practice = board.practice
    made = await board.add(title="fait")
    await board.move("secretary", made["id"], "done")
    await board.add(title="à faire")
    practice.clock.pass_by(days=13)
    await tend(practice.core)
    assert await board.column("done") == ["fait"]
    practice.clock.pass_by(days=2)
    await asyncio.gather(tend(practice.core), tend(practice.core))
    assert (await board.column("archived"), await board.column("todo")) == (["fait"], ["à faire"])
    assert (await _heard(board, f"missions/{practice.cabinet.practice.id}")).count("mission_archived") == 1


async def test_a_practice_that_keeps_what_is_done_keeps_it(board: Board) -> None:
    practice = board.practice
    async with practice.core.db.write(EVERY_PRACTICE) as session:
        row = await session.get(Practice, practice.cabinet.practice.id)
        assert row is not None
        row.settings = {**row.settings, "missions_archive_days": 0}
        await session.commit()
    made = await board.add()
    await board.move("secretary", made["id"], "done")
    practice.clock.pass_by(days=300)
    await tend(practice.core)
    assert len(await board.column("done")) == 1


async def test_a_series_makes_its_mission_on_its_day_once_and_not_again_for_days_that_were_missed(board: Board) -> None:
    practice = board.practice
    made = (
        await keep(board, repeat="daily", starts_on="2026-03-03", due_days=1, due_minute=600, assignees=[practice.person("secretary")])
    ).json()
    await tend(practice.core)
    assert await board.column("todo") == []
    practice.clock.pass_by(days=1)
    await asyncio.gather(tend(practice.core), tend(practice.core))
    (mission,) = (await board.shown())["missions"].values()
    assert (mission["title"], mission["template_id"], mission["due_at"]) == ("Relance résultats", made["id"], "2026-03-04T09:00:00Z")
    assert list(await board.todo("secretary")) == [mission["id"]]
    practice.clock.pass_by(days=5)
    await tend(practice.core)
    await tend(practice.core)
    assert len((await board.shown())["missions"]) == 2
    assert (await board.shown())["templates"][made["id"]]["next_on"] == "2026-03-09"
