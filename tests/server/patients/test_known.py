"""Who a name from a calendar means: one file, several, or none."""

from datetime import date

import pytest

from server.core.errors import NotFound
from server.core.unit import writing
from server.patients.queries.known import known_as
from tests.server.patients.desk import Desk, mobile


async def known(desk: Desk, last: str, first: str, birth_date: date | None = None, phone: str | None = None) -> list[str]:
    async with writing(desk.core, desk.actor("secretary")) as uow:
        found = await known_as(uow, desk.cabinet.practice.id, (last, first), birth_date, phone)
    return [f"{row.last_name} {row.first_name} {row.birth_date or ''}".strip() for row in found]


async def test_a_name_is_known_whatever_its_accents_and_its_order(desk: Desk) -> None:
    await desk.open("Le Goff", "Anne-Marie")
    await desk.open("Le Goff", "Anne")
    assert await known(desk, "LE GOFF", "anne marie") == ["Le Goff Anne-Marie"]
    assert await known(desk, "Anne-Marie", "Le Goff") == ["Le Goff Anne-Marie"]
    assert await known(desk, "Le Goff", "Zoé") == []


async def test_of_several_a_phone_or_a_birth_date_says_which(desk: Desk) -> None:
    await desk.open("Dupont", "Jeanne", mobile("0639980001"), birth_date=date(1985, 3, 12))
    await desk.open("Dupont", "Jeanne", mobile("0639980002"), birth_date=date(1990, 1, 1))
    await desk.open("Dupont", "Jeanne")
    assert len(await known(desk, "Dupont", "Jeanne")) == 3
    assert await known(desk, "Dupont", "Jeanne", phone="+33639980002") == ["Dupont Jeanne 1990-01-01"]
    assert await known(desk, "Dupont", "Jeanne", date(1985, 3, 12)) == ["Dupont Jeanne 1985-03-12"]


async def test_nobody_of_another_practice_is_known(desk: Desk, next_door: Desk) -> None:
    await next_door.open("Dupont", "Jeanne")
    assert await known(desk, "Dupont", "Jeanne") == []
    with pytest.raises(NotFound):
        async with writing(desk.core, desk.actor("secretary")) as uow:
            await known_as(uow, next_door.cabinet.practice.id, ("Dupont", "Jeanne"), None, None)
