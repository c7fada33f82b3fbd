"""What happens on a board by itself, once each, however many look."""

import asyncio

from chat.missions.tending import tend
from server.accounts.models import Practice
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
