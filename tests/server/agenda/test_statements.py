"""What a booking costs: SQL statements, counted, on both databases. Times belong to the benchmarks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from server.core.db import Database
from server.core.errors import NeedsConfirmation
from tests.server.agenda.office import Office, at
from tests.support import factories

REFUSED = 8
BOOKED = 20


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that reach the database meanwhile, BEGIN and COMMIT apart."""
    statements: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            statements.append(statement)

    event.listen(database.writer.sync_engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.writer.sync_engine, "before_cursor_execute", note)


async def test_a_booking_costs_few_statements_and_a_refused_one_very_few(office: Office, database: Database) -> None:
    await office.book("14:00")
    with counted(database) as booked:
        await office.book("09:00", reason="Toux", notes="Vient en taxi")
    with counted(database) as refused, pytest.raises(NeedsConfirmation):
        await office.book("09:00", patient=office.paul)
    assert len(booked) <= BOOKED, booked
    assert len(refused) <= REFUSED, refused


async def test_a_fuller_agenda_costs_no_more(office: Office, database: Database) -> None:
    await office.book("14:00")
    with counted(database) as empty:
        await office.book("09:00")
    for minute in range(8):
        await factories.appointment(
            office.core, office.doctor, office.jeanne, at(f"1{minute // 4}:{minute % 4}0"), kind=office.visit, minutes=5
        )
    with counted(database) as full:
        await office.book("12:00", accept=["off_schedule"])
    assert len(full) == len(empty)


async def test_a_move_a_mark_and_an_undo_cost_as_much(office: Office, database: Database) -> None:
    view = await office.book("14:00")
    for act in (lambda: office.alter(view, starts_at=at("15:00")), office.undo):
        with counted(database) as statements:
            await act()
        assert len(statements) <= BOOKED + 5, statements
