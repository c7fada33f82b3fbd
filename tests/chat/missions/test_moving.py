"""Columns, and the order in them, with several people at once."""

import asyncio
from itertools import product
from typing import Any

from chat.missions.rules import LONGEST_KEY
from server.core.actors import Role
from tests.chat.missions.conftest import Board
from tests.support.databases import ON_SQLITE


async def test_what_is_added_comes_last_and_what_is_dropped_stands_where_it_was_dropped(board: Board) -> None:
    un, deux, trois = [(await board.add(title=title))["id"] for title in ("un", "deux", "trois")]
    assert await board.column("todo") == ["un", "deux", "trois"]
    await board.move("secretary", trois, "todo", un)
    assert await board.column("todo") == ["un", "trois", "deux"]
    await board.move("secretary", deux, "todo")
    assert await board.column("todo") == ["deux", "un", "trois"]
    await board.move("practitioner", un, "doing")
    await board.move("practitioner", trois, "doing", un)
    assert (await board.column("todo"), await board.column("doing")) == (["deux"], ["un", "trois"])


async def test_behind_one_that_is_gone_means_last_and_behind_itself_means_nothing(board: Board) -> None:
    un, deux = [(await board.add(title=title))["id"] for title in ("un", "deux")]
    await board.move("secretary", un, "doing")
    await board.move("practitioner", deux, "doing", "f" * 32)
    assert await board.column("doing") == ["un", "deux"]
    assert (await board.move("practitioner", un, "doing", un)).status_code == 200
    assert await board.column("doing") == ["un", "deux"]


async def test_two_people_who_drop_at_once_get_one_order(board: Board) -> None:
    ids = [(await board.add(title=str(number)))["id"] for number in range(6)]
    await asyncio.gather(board.practice.who("secretary"), board.practice.who("practitioner"))
    drops = [board.move("secretary" if turn % 2 else "practitioner", ids[turn % 6], "doing", ids[(turn + 3) % 6]) for turn in range(12)]
    answers = await asyncio.gather(*drops)
    assert [answer.status_code for answer in answers] == [200] * 12
    missions = (await board.shown())["missions"].values()
    assert len({each["position"] for each in missions}) == 6
    assert (
        sorted(await board.column("doing", "practitioner")) == sorted(await board.column("doing")) == [str(number) for number in range(6)]
    )
    assert await board.column("doing", "practitioner") == await board.column("doing")


@ON_SQLITE
async def test_a_column_whose_keys_grew_long_gets_new_ones_in_the_same_order(board: Board) -> None:
    un, deux, trois = [(await board.add(title=title))["id"] for title in ("un", "deux", "trois")]
    longest = 0
    for _, moving in product(range(130), (deux, trois)):
        answer = await board.move("secretary", moving, "todo", un)
        assert answer.status_code == 200, answer.text
        longest = max(longest, *(len(each["position"]) for each in (await board.shown())["missions"].values()))
    assert longest <= LONGEST_KEY
    assert await board.column("todo") == ["un", "trois", "deux"]


async def test_the_history_says_from_which_column_to_which(board: Board) -> None:
    made = await board.add()
    await board.move("practitioner", made["id"], "done")
    last = (await board.story("secretary", made["id"]))["acts"][-1]
    assert (last["kind"], last["before"], last["after"], last["author"]["name"]) == ("moved", "todo", "done", "Claire Lefèvre")


async def test_what_is_done_leaves_the_list_and_what_is_begun_again_comes_back(board: Board) -> None:
    made = await board.add(assignees=[board.practice.person("practitioner")])
    await board.move("secretary", made["id"], "done")
    assert await board.todo("practitioner") == {}
    await board.move("secretary", made["id"], "doing")
    assert list(await board.todo("practitioner")) == [made["id"]]


async def _page(board: Board, role: Role = "secretary", **query: Any) -> dict[str, Any]:
    path = f"/api/practices/{board.practice.cabinet.practice.id}/missions/archived"
    answer = await (await board.practice.who(role)).get(path, **query)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


async def test_the_archive_shows_what_came_last_first_page_by_page(board: Board) -> None:
    for title in ("un", "deux", "trois"):
        made = await board.add(title=title)
        board.practice.clock.pass_by(minutes=1)
        await board.move("secretary", made["id"], "archived")
    first = await _page(board, before="2030-01-01T00:00:00Z", limit=2)
    assert ([each["title"] for each in first["missions"]], first["more"]) == (["trois", "deux"], True)
    rest = await _page(board, before=first["missions"][-1]["moved_at"])
    assert ([each["title"] for each in rest["missions"]], rest["more"]) == (["un"], False)


async def test_what_was_archived_at_one_moment_is_all_found_and_a_page_holds_only_what_one_sees(board: Board) -> None:
    cabinet = board.practice.cabinet
    await board.tick("tele_secretary", {"*": [], cabinet.doctor.id: ["view", "missions"]})
    made = [await board.add(practitioner_id=(cabinet.doctor if turn % 2 else cabinet.midwife).id) for turn in range(6)]
    for each in made:
        await board.move("secretary", each["id"], "archived")
    expected: dict[Role, list[dict[str, Any]]] = {"secretary": made, "tele_secretary": made[1::2]}
    for role, seen in expected.items():
        found: list[str] = []
        query: dict[str, Any] = {"before": "2030-01-01T00:00:00Z"}
        more = True
        while more:
            page = await _page(board, role, limit=2, **query)
            found += [each["id"] for each in page["missions"]]
            query = {"before": page["missions"][-1]["moved_at"], "after": page["missions"][-1]["id"]}
            more = page["more"]
        assert sorted(found) == sorted(each["id"] for each in seen)
