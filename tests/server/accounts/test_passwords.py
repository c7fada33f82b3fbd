"""Passwords: how they are kept, and which are refused."""

import asyncio

import pytest
from argon2 import PasswordHasher, extract_parameters

from server.accounts.errors import WeakPassword
from server.accounts.passwords import Passwords
from server.core.errors import TooMany


async def test_a_password_is_kept_by_argon2id_at_the_owasp_cost(hasher: Passwords) -> None:
    kept = await hasher.hash("correct horse battery staple")
    cost = extract_parameters(kept)
    assert kept.startswith("$argon2id$")
    assert (cost.memory_cost, cost.time_cost, cost.parallelism) == (19_456, 2, 1)
    assert await hasher.verify(kept, "correct horse battery staple")
    assert not await hasher.verify(kept, "correct horse battery stapler")


@pytest.mark.parametrize("kept", [None, "", "not a hash"])
async def test_an_account_without_password_is_compared_and_never_opened(hasher: Passwords, kept: str | None) -> None:
    hasher.computed = 0
    assert not await hasher.verify(kept, "")
    assert not await hasher.verify(kept, "correct horse battery staple")
    assert hasher.computed == 2


async def test_a_hash_of_a_lesser_cost_is_outdated(hasher: Passwords) -> None:
    assert hasher.is_outdated(PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash("x"))
    assert not hasher.is_outdated(await hasher.hash("x"))


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("Tr0ub4dor&3", "too_short"),
        ("password1234", "common"),
        ("azertyuiop123", "common"),
        ("motdepasse2026", "common"),
        ("Secretariat2026!", "common"),
        ("aaaaaaaaaaaaaaaaaaaa", "common"),
        ("abcdefghijklmnop", "common"),
        ("Brzeczyk.Zdzislaw", "personal"),
    ],
)
async def test_a_guessable_password_is_refused_with_its_reason(hasher: Passwords, password: str, reason: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        await hasher.check(password, ("z.brzeczyk@example.org", "Zdzislaw Brzeczyk"))
    assert refused.value.data["reason"] == reason


@pytest.mark.parametrize(
    "password", ["tournesol bleu marine", "correct horse battery staple", "é" * 3 + "trucmuche-vert-17", "wq8Zt!mK2pVr5YbN" * 4]
)
async def test_a_long_unusual_password_is_taken_without_rules_of_composition(hasher: Passwords, password: str) -> None:
    await hasher.check(password, ("claire.lefevre@example.org", "Claire Lefevre"))


async def test_a_flood_of_checks_is_refused_rather_than_queued_without_end() -> None:
    passwords = Passwords()
    try:
        answers = await asyncio.gather(*(passwords.verify(None, "x") for _ in range(130)), return_exceptions=True)
    finally:
        passwords.close()
    assert sum(isinstance(answer, TooMany) for answer in answers) == 30
    assert sum(answer is False for answer in answers) == 100
