"""Two people ask two processes and meet in a third, which may die: whatever carries the words."""

import asyncio

import pytest

from rtc.media import BadOffer, NoMedia, Rule
from rtc.nodes import roll_call
from tests.rtc.nodes.conftest import Open, Process, Town
from tests.support.media.peer import DELTA, KEY_FRAME, Bare


async def _town(town: Town, *, forwarding: int = 1) -> tuple[Process, Process]:
    """Two processes that serve pages, which know all those that forward."""
    nodes = [await town.start(forwards=True) for _ in range(forwarding)]
    pages = await town.start(forwards=False), await town.start(forwards=False)
    for page in pages:
        for node in nodes:
            await town.heard(page, node)
    return pages


async def _see_each_other(one: Bare, other: Bare) -> None:
    one.send(1, KEY_FRAME + b"from one")
    other.send(1, KEY_FRAME + b"from the other")
    await other.until(0, KEY_FRAME + b"from one")
    await one.until(0, KEY_FRAME + b"from the other")


async def _leave(*peers: Bare) -> None:
    for peer in peers:
        await peer.leave()


async def test_whoever_asks_different_processes_meets_in_one_room(town: Town) -> None:
    here, there = await _town(town, forwarding=2)
    patient = await Bare(here.media, "r", "patient").join()
    doctor = await Bare(there.media, "r", "doctor").join()
    await _see_each_other(patient, doctor)
    assert {slot.seat for slot in await here.media.slots("r", "doctor")} == {"patient", None}
    assert await there.media.slots("r", "stranger") == []
    await _leave(patient, doctor)


async def test_what_is_hidden_stays_hidden_where_the_room_goes_next(town: Town) -> None:
    here, there = await _town(town, forwarding=2)
    hidden = {"patient": Rule(seen=False)}
    patient = await Bare(here.media, "r", "patient").join()
    await there.media.rule("r", hidden)
    before = town.holding("r")
    await before.vanish()
    sdp = patient.pc.localDescription.sdp
    await patient.leave()
    answer = await there.media.offer("r", "doctor", "1", sdp, rules=hidden)
    assert answer.slots
    after = town.holding("r")
    assert after is not before
    assert after.local is not None
    assert after.local.rules == {"r": hidden}


async def test_a_room_whose_process_fell_silent_moves_with_the_next_offer(town: Town) -> None:
    here, there = await _town(town, forwarding=2)
    patient = await Bare(here.media, "r", "patient").join()
    doctor = await Bare(there.media, "r", "doctor").join()
    before = town.holding("r")
    await before.vanish()
    again = await asyncio.gather(
        Bare(here.media, "r", "patient", connection="2").join(), Bare(there.media, "r", "doctor", connection="2").join()
    )
    assert town.holding("r") is not before
    await _see_each_other(*again)
    await _leave(patient, doctor, *again)


async def test_a_process_that_says_goodbye_is_asked_no_more(town: Town) -> None:
    here, _ = await _town(town, forwarding=2)
    patient = await Bare(here.media, "r", "patient").join()
    before = town.holding("r")
    assert before.node is not None
    await before.node.stop()
    again = await Bare(here.media, "r", "patient", connection="2").join()
    assert town.holding("r") is not before
    await _leave(patient, again)


async def test_a_room_stays_where_it_is_while_its_process_lives(town: Town) -> None:
    here, there = await _town(town)
    patient = await Bare(here.media, "r", "patient").join()
    before = town.holding("r")
    await town.heard(there, await town.start(forwards=True))
    doctor = await Bare(there.media, "r", "doctor").join()
    assert town.holding("r") is before
    await _leave(patient, doctor)


async def test_new_rooms_go_where_the_fewest_are_connected(town: Town) -> None:
    here, _ = await _town(town)
    patient = await Bare(here.media, "r", "patient").join()
    idle = await town.start(forwards=True)
    await town.until(lambda: here.wire.roster.fit(here.wire.now())[:1] == [idle.wire.name])
    other = await Bare(here.media, "another", "patient").join()
    assert town.holding("another") is idle
    await _leave(patient, other)


async def test_leaving_and_closing_reach_the_process_that_holds_the_room(town: Town) -> None:
    here, there = await _town(town)
    patient = await Bare(here.media, "r", "patient").join()
    doctor = await Bare(there.media, "r", "doctor").join()
    await there.media.leave("r", "patient")
    await patient.ended()
    await here.media.close("r")
    await doctor.ended()


async def test_a_device_check_needs_no_lease(town: Town) -> None:
    here, _ = await _town(town)
    alone = await Bare(here.media, "echo:patient", "patient").join(echo=True)
    alone.send(1, KEY_FRAME + b"me")
    await alone.until(0, KEY_FRAME + b"me")
    alone.send(1, DELTA + b"still me")
    await alone.until(0, DELTA + b"still me")
    assert town.ledger.rows == {}
    await alone.leave()


async def test_refusals_keep_their_sentence_on_the_way(town: Town) -> None:
    here, _ = await _town(town)
    with pytest.raises(BadOffer, match=r"\w+ .*\."):
        await here.media.offer("r", "patient", "1", "this is no offer")
    with pytest.raises(BadOffer, match="too large"):
        await here.media.candidate("r", "patient", "1", "x" * 100_000, "0")
    await here.media.candidate("r", "patient", "1", None, None)


async def test_where_nobody_forwards_an_offer_is_refused_and_nothing_else_fails(town: Town) -> None:
    page = await town.start(forwards=False)
    with pytest.raises(NoMedia):
        await page.media.offer("r", "patient", "1", "v=0")
    with pytest.raises(NoMedia):
        await page.media.offer("echo:patient", "patient", "1", "v=0", echo=True)
    await page.media.rule("r", {"patient": Rule(heard=False)})
    await page.media.leave("r", "patient")
    await page.media.close("r")
    assert await page.media.slots("r", "patient") == []


async def test_a_process_that_forwards_serves_its_own_without_asking_anybody(town: Town) -> None:
    both = await town.start(forwards=True)
    await both.vanish()
    patient = await Bare(both.media, "r", "patient").join()
    assert town.holding("r") is both
    await patient.leave()


async def test_a_roll_call_counts_those_that_forward(town: Town, open_broker: Open) -> None:
    await _town(town, forwarding=2)
    assert await roll_call(open_broker(), within=1.5) == 2
