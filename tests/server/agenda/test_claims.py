"""Main posée: whoever opens the booking window has his hand on the slot, and others are told."""

from datetime import timedelta

import pytest

from server.agenda.errors import ClaimHeld, ExtraUnknown, OutOfCalendar
from server.agenda.models import Claim
from server.agenda.schemas.appointments import ClaimSlot
from server.agenda.service.claims import (
    agendas_to_clear,
    ask_for_claim,
    claim_slot,
    drop_claims,
    release_claim,
    renew_claim,
)
from server.core.actors import system
from server.core.db import EVERY_PRACTICE
from server.core.errors import NeedsConfirmation, NotFound
from server.core.ids import new_id
from server.core.unit import reading, writing
from tests.server.agenda.office import TUESDAY, Office, at
from tests.support import factories
from tests.support.actors import holding
from tests.support.clock import SetClock
from tests.support.databases import ON_SQLITE

pytestmark = ON_SQLITE


async def names(office: Office) -> list[tuple[str, str]]:
    """Who holds what on the doctor's agenda, as screens open it."""
    return [(claim["by"]["name"], claim["starts_at"][11:16]) for claim in (await office.snapshot())["claims"]]


async def dropped(office: Office, connection: str | None = None) -> int:
    """What the live sweep does: end lapsed claims, or those of a connection."""
    async with writing(office.core, system("sweep"), scope=EVERY_PRACTICE) as uow:
        return await drop_claims(uow, office.doctor.id, [connection] if connection else [])


async def test_a_claim_is_shown_at_once_with_its_holder_and_its_end(office: Office, clock: SetClock) -> None:
    claim = await office.claim()
    assert (claim.by.name, claim.by.initials, claim.expires_at - clock.at) == ("Sonia Petit", "SP", timedelta(minutes=3))
    (event,) = office.events()
    assert (event.name, event.body.put["claims"][0]["id"]) == ("slot_claimed", claim.id)
    assert await names(office) == [("Sonia Petit", "08:00")]


async def test_a_claimed_slot_is_refused_to_a_colleague_who_is_told_by_whom(office: Office) -> None:
    claim = await office.claim()
    with pytest.raises(ClaimHeld) as refused:
        await office.claim("09:15", "practitioner")
    assert (refused.value.data["claim"]["id"], refused.value.data["claim"]["by"]["name"]) == (claim.id, "Sonia Petit")
    assert (await office.claim("09:30", "practitioner")).starts_at == at("09:30")


async def test_a_claim_is_broken_by_naming_it(office: Office) -> None:
    claim = await office.claim()
    mine = await office.claim(who="practitioner", break_claim=claim.id)
    event = office.events()[-1]
    assert event.body.drop["claims"] == [claim.id]
    assert event.body.put["claims"][0]["id"] == mine.id
    assert await names(office) == [("Claire Lefèvre", "08:00")]
    with pytest.raises(ClaimHeld):
        await office.claim(break_claim=new_id())


async def test_one_window_holds_one_slot(office: Office) -> None:
    await office.claim("09:00", connection="one")
    await office.claim("10:00", connection="two")
    await office.claim("11:00", connection="one")
    assert await names(office) == [("Sonia Petit", "09:00"), ("Sonia Petit", "10:00")]


async def test_the_lane_of_an_extra_is_claimed_apart(office: Office) -> None:
    extra = await factories.extra(office.core, office.doctor, TUESDAY, 540, 600)
    await office.claim()
    await office.claim(who="practitioner", extra_id=extra.id)
    assert len(await names(office)) == 2
    with pytest.raises(ExtraUnknown):
        await office.claim(extra_id=new_id())


async def test_a_claim_is_kept_while_the_window_is_open_and_lapses_after(office: Office, clock: SetClock) -> None:
    claim = await office.claim()
    clock.pass_by(minutes=2)
    renewed = await office.do(renew_claim, claim.id)
    assert renewed.expires_at == clock.at + timedelta(minutes=3)
    clock.pass_by(minutes=4)
    with pytest.raises(NotFound):
        await office.do(renew_claim, claim.id)
    await office.book(who="practitioner")


async def test_lapsed_claims_are_swept_and_every_screen_hears_it(office: Office, clock: SetClock) -> None:
    claim = await office.claim()
    assert await dropped(office) == 0
    clock.pass_by(minutes=3)
    async with reading(office.core, system("sweep"), scope=EVERY_PRACTICE) as uow:
        assert await agendas_to_clear(uow, []) == [office.doctor.id]
    assert await dropped(office) == 1
    assert (office.events()[-1].name, office.events()[-1].body.drop) == ("slot_released", {"claims": [claim.id]})
    assert office.events()[-1].by.name == "sweep"
    assert await office.rows(Claim) == []


async def test_a_connection_that_ends_leaves_its_claims(office: Office) -> None:
    await office.claim("09:00", connection="gone")
    await office.claim("10:00", "practitioner", connection="here")
    async with reading(office.core, system("left"), scope=EVERY_PRACTICE) as uow:
        assert await agendas_to_clear(uow, ["gone"]) == [office.doctor.id]
    assert await dropped(office, "gone") == 1
    assert await names(office) == [("Claire Lefèvre", "09:00")]


async def test_a_claim_is_released_by_its_holder_only(office: Office) -> None:
    claim = await office.claim()
    with pytest.raises(NotFound):
        await office.do(release_claim, claim.id, who="practitioner")
    await office.do(release_claim, claim.id)
    assert await names(office) == []
    await office.do(release_claim, claim.id)
    assert len(office.events()) == 2


async def test_a_colleague_asks_for_it_once_and_his_name_is_shown(office: Office) -> None:
    claim = await office.claim()
    for _ in range(2):
        asked = await office.do(ask_for_claim, claim.id, who="practitioner")
        assert [each.name for each in asked.asked_by] == ["Claire Lefèvre"]
    assert office.events()[-1].name == "claim_asked"
    with pytest.raises(NotFound):
        await office.do(ask_for_claim, claim.id)


async def test_only_the_holder_renews(office: Office) -> None:
    claim = await office.claim()
    with pytest.raises(NotFound):
        await office.do(renew_claim, claim.id, who="practitioner")


async def test_what_cannot_be_booked_cannot_be_claimed(office: Office) -> None:
    with pytest.raises(NotFound):
        await office.claim(who="outside_colleague")
    body = ClaimSlot(practitioner_id=office.doctor.id, starts_at=at("09:00").replace(year=2300), duration=30)
    with pytest.raises(OutOfCalendar):
        await office.do(claim_slot, body)


async def test_a_colleague_from_outside_is_told_no_name_and_pushes_no_hand_away(office: Office) -> None:
    outside = holding(office.actor("outside_colleague"), office.doctor, "view", "book")
    claim = await office.claim()
    await office.do(ask_for_claim, claim.id, who="practitioner")
    asked = await office.do(ask_for_claim, claim.id, who=outside)
    assert (asked.by.name, asked.by.id, asked.asked_by) == ("", "0" * 32, [])
    with pytest.raises(ClaimHeld) as held:
        await office.claim(who=outside, break_claim=claim.id)
    assert held.value.data["claim"]["by"]["name"] == ""
    with pytest.raises(NeedsConfirmation) as refused:
        await office.book(who=outside, accept=["claim"])
    assert [warning["kind"] for warning in refused.value.data["warnings"]] == ["claim"]
    mine = await office.claim("10:00", outside)
    await office.do(ask_for_claim, mine.id)
    assert (await office.do(renew_claim, mine.id, who=outside)).asked_by == []
    assert mine.by.name == "Nora Blanc"


async def test_a_claim_leaves_no_trace_in_the_history(office: Office) -> None:
    await office.claim()
    assert office.change is not None
    with pytest.raises(NotFound):
        await office.undo()
