"""Whoever opens the demo alone sees colleagues at work, on the day that he looks at."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from server.demo.cast import PASSWORD
from tests.support.databases import ON_SQLITE
from tests.support.screen import Screen
from tests.support.serving import Serve


@pytest.mark.slow
@ON_SQLITE
async def test_colleagues_are_present_and_act_where_somebody_looks(serve: Serve) -> None:
    server = await asyncio.to_thread(serve, demo=True)
    day = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    async with server.caller() as sonia:
        me = await sonia.sign_in("sonia@demo.ardoise", PASSWORD)
        agendas = [agenda["practitioner"]["id"] for agenda in me["agendas"]]
        practice = f"practice/{me['practices'][0]['id']}"
        async with Screen(sonia) as screen:
            for agenda in agendas:
                await screen.subscribe(f"agenda/{agenda}", {"from": day, "to": day})
            await screen.subscribe(practice)
            await screen.send({"t": "here", "topic": practice, "state": {"day": day, "view": "day", "practitioners": agendas}})
            await screen.until(
                lambda it: it["t"] == "pres" and any(each["person"]["name"] == "Nadia Amrani" for each in it["put"]), seconds=60
            )
            claimed = await screen.until(
                lambda it: (
                    it["t"] == "evt" and it["name"] == "slot_claimed" and it["body"]["put"]["claims"][0]["starts_at"].startswith(day)
                ),
                seconds=300,
            )
            assert claimed["by"]["name"] in {"Nadia Amrani", "Marc Lenoir"}


@pytest.mark.slow
@ON_SQLITE
async def test_the_door_offers_those_first_whose_day_the_agenda_is(serve: Serve) -> None:
    server = await asyncio.to_thread(serve, demo=True)
    async with server.caller() as visitor:
        offered = (await visitor.get("/api/welcome")).json()["demo_logins"]
    roles = [login["role"] for login in offered]
    assert roles == ["secretary", "secretary", "practitioner", "practitioner", "administrator", "tele_secretary"]
