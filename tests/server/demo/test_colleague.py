"""A fictional colleague keeps what the server pushed, and knows what people have before their eyes."""

from typing import Any

from server.demo import cast
from server.demo.colleague import Colleague

NADIA = next(member for member in cast.MEMBERS if member.name == "Nadia Amrani")


def presence(*, put: dict[str, dict[str, Any]] | None = None, drop: tuple[str, ...] = ()) -> dict[str, Any]:
    there = [{"connection": connection, "person": {}, "state": state} for connection, state in (put or {}).items()]
    return {"t": "pres", "topic": "practice/p", "put": there, "drop": list(drop)}


def looking(day: str, *agendas: str, **more: Any) -> dict[str, Any]:
    return {"day": day, "view": "day", "practitioners": list(agendas), **more}


async def test_what_people_look_at_is_in_sight_and_what_colleagues_look_at_is_not() -> None:
    colleague = Colleague("http://127.0.0.1:1", NADIA)
    colleague.hear(presence(put={"c1": looking("2026-12-01", "a", "b"), "c2": looking("2026-12-02", "a", fictional=True)}))
    assert colleague.in_sight() == {("a", "2026-12-01"), ("b", "2026-12-01")}
    colleague.hear(presence(put={"c1": looking("2026-12-03", "b")}))
    assert colleague.in_sight() == {("b", "2026-12-03")}
    colleague.hear(presence(drop=("c1",)))
    assert colleague.in_sight() == set()


async def test_presence_starts_anew_with_a_snapshot() -> None:
    colleague = Colleague("http://127.0.0.1:1", NADIA)
    colleague.hear(presence(put={"c1": looking("2026-12-01", "a")}))
    colleague.hear({"t": "snap", "topic": "practice/p", "body": {"members": []}})
    assert colleague.in_sight() == set()
    assert colleague.seen == {}


async def test_his_own_presence_is_said_to_be_fictional() -> None:
    said = looking("2026-12-01", "a", fictional=True)
    colleague = Colleague("http://127.0.0.1:1", NADIA)
    assert colleague.presence("2026-12-01", ["a"]) == said
