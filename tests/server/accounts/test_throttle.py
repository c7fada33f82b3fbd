"""Attempts are counted, whatever comes at once."""

import asyncio
from datetime import timedelta

import pytest

from server.accounts.throttle import Limit, attempt, bucket, give_back, network
from server.core.errors import TooMany
from server.core.unit import Core
from tests.support.clock import SetClock

THREE = Limit("three", 3, timedelta(minutes=10))
TEN = Limit("ten", 10, timedelta(hours=1))


async def test_a_bucket_is_full_after_its_number_and_says_how_long(core: Core, clock: SetClock) -> None:
    mine = bucket(core, THREE, "x")
    for _ in range(3):
        await attempt(core, mine)
    clock.pass_by(minutes=4)
    with pytest.raises(TooMany) as refused:
        await attempt(core, mine)
    assert refused.value.data["retry_after"] == 6 * 60 + 1


async def test_a_bucket_is_empty_again_after_its_window(core: Core, clock: SetClock) -> None:
    mine = bucket(core, THREE, "x")
    for _ in range(3):
        await attempt(core, mine)
    clock.pass_by(minutes=10)
    for _ in range(3):
        await attempt(core, mine)
    with pytest.raises(TooMany):
        await attempt(core, mine)


async def test_a_success_gives_its_attempt_back(core: Core) -> None:
    mine = bucket(core, THREE, "x")
    for _ in range(20):
        await attempt(core, mine)
        await give_back(core, mine)
    for _ in range(3):
        await attempt(core, mine)
    with pytest.raises(TooMany):
        await attempt(core, mine)


async def test_what_one_bucket_refuses_counts_in_no_other(core: Core) -> None:
    full, other = bucket(core, THREE, "x"), bucket(core, TEN, "y")
    for _ in range(3):
        await attempt(core, full)
    for _ in range(20):
        with pytest.raises(TooMany):
            await attempt(core, full, other)
    for _ in range(10):
        await attempt(core, other)


async def test_of_many_at_once_exactly_the_number_pass(core: Core) -> None:
    mine = (bucket(core, TEN, "x"), bucket(core, Limit("more", 50, timedelta(hours=1)), "y"))
    answers = await asyncio.gather(*(attempt(core, *mine) for _ in range(40)), return_exceptions=True)
    assert sum(answer is None for answer in answers) == 10
    assert sum(isinstance(answer, TooMany) for answer in answers) == 30


def test_an_ipv6_home_is_one_address() -> None:
    assert network("2001:db8:1:2:3:4:5:6") == network("2001:db8:1:2::9")
    assert network("2001:db8:1:3::9") != network("2001:db8:1:2::9")
    assert network("::ffff:192.0.2.7") == network("192.0.2.7") == "192.0.2.7"
    assert network("testclient") == "testclient"
