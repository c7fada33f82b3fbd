"""Missions to be made again."""

from typing import Any

import pytest

from tests.chat.conftest import code_of
from tests.chat.missions.conftest import Board, item


async def keep(board: Board, **fields: Any) -> Any:
    """Somebody keeps a template."""
    body = {"practice_id": board.practice.cabinet.practice.id, "fields": {"title": "Relance résultats", **fields}}
    return await (await board.practice.who("secretary")).post("/api/mission-templates", body)


async def test_a_template_is_kept_changed_and_deleted_on_every_screen(board: Board) -> None:
    made = (await keep(board, checklist=[item("Appeler")], labels=["Labo"], due_days=2)).json()
    assert (await board.shown("practitioner"))["templates"][made["id"]]["due_days"] == 2
    fields = {"title": "Relance", "repeat": "weekly", "starts_on": "2026-03-03"}
    doctor = await board.practice.who("practitioner")
    changed = await doctor.patch(f"/api/mission-templates/{made['id']}", {"version": 1, "fields": fields})
    assert (changed.status_code, changed.json()["next_on"]) == (200, "2026-03-03")
    late = await doctor.patch(f"/api/mission-templates/{made['id']}", {"version": 1, "fields": fields})
    assert (late.status_code, code_of(late)) == (409, "stale")
    assert (await doctor.delete(f"/api/mission-templates/{made['id']}")).status_code == 204
    assert (await board.shown())["templates"] == {}


async def test_a_series_that_began_long_ago_goes_on_from_today(board: Board) -> None:
    made = (await keep(board, repeat="weekly", starts_on="2026-01-06")).json()
    assert made["next_on"] == "2026-03-03"


@pytest.mark.parametrize(
    "fields",
    [
        {"repeat": "weekly"},
        {"starts_on": "2026-03-03"},
        {"repeat": "monthly", "starts_on": "9999-12-31"},
        {"repeat": "hourly", "starts_on": "2026-03-03"},
        {"due_days": -1},
        {"due_minute": 1500},
        {"title": " "},
    ],
)
async def test_a_template_that_makes_no_sense_is_refused(board: Board, fields: dict[str, Any]) -> None:
    assert (await keep(board, **fields)).status_code == 422
