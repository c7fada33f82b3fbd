"""The scope that every statement carries is a wall; on SQLite it must not become the way into a table."""

import pytest
from sqlalchemy import select, text

from server.agenda.models import Appointment
from server.core.db import PracticeOwned
from server.core.unit import Core
from server.patients.models import Contact, Patient
from tests.support.actors import Cabinet
from tests.support.databases import ON_SQLITE


@ON_SQLITE
@pytest.mark.parametrize(
    ("kind", "column", "index"),
    [
        (Patient, Patient.id, "sqlite_autoindex_patients_1"),
        (Contact, Contact.patient_id, "ix_contacts_patient_id"),
        (Appointment, Appointment.patient_id, "ix_appointments_patient"),
    ],
)
async def test_rows_asked_by_key_are_found_by_key_and_not_by_walking_the_practice(
    core: Core, cabinet: Cabinet, kind: type[PracticeOwned], column: object, index: str
) -> None:
    async with core.db.read({cabinet.practice.id}) as session:
        statement = select(kind).where(getattr(kind, column.key).in_(["a", "b", "c"]))  # type: ignore[attr-defined]  # a mapped column
        asked: list[str] = []
        connection = await session.connection()
        raw = await connection.get_raw_connection()
        await raw.driver_connection.set_trace_callback(asked.append)  # type: ignore[union-attr]  # aiosqlite's connection
        await session.execute(statement)
        await raw.driver_connection.set_trace_callback(None)  # type: ignore[union-attr]
        plan = await session.execute(text(f"EXPLAIN QUERY PLAN {asked[-1]}"), execution_options={"unscoped": "a plan"})
    assert index in plan.all()[0][3]
