"""The audit trail: what is chained cannot be changed, removed or moved without being found."""

from sqlalchemy import delete, select, update

from server.core.audit import AuditLine, chain, first_broken
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core


async def _written(core: Core, *acts: tuple[str | None, str]) -> None:
    async with core.db.write(EVERY_PRACTICE) as session:
        session.add_all(
            AuditLine(at=core.clock.now(), practice_id=owner, person_id=None, speaking_as=None, act=act, subject=None, channel="test")
            for owner, act in acts
        )
        await session.commit()


async def _chained(core: Core) -> int:
    async with core.db.write(EVERY_PRACTICE) as session:
        count = await chain(session)
        await session.commit()
    return count


async def _broken(core: Core) -> int | None:
    async with core.db.read(EVERY_PRACTICE) as session:
        return await first_broken(session)


async def _ids(core: Core) -> list[int]:
    async with core.db.read(EVERY_PRACTICE) as session:
        return list(await session.scalars(select(AuditLine.id).order_by(AuditLine.id)))


async def _thirty_lines(core: Core) -> list[int]:
    await _written(core, *(("a" if number % 3 else "b", f"act {number}") for number in range(20)))
    assert await _chained(core) == 20
    await _written(core, *((None, f"act {number}") for number in range(10)))
    assert await _chained(core) == 10
    assert await _chained(core) == 0
    return await _ids(core)


async def test_an_untouched_trail_holds(core: Core) -> None:
    await _thirty_lines(core)
    assert await _broken(core) is None


async def test_a_changed_line_is_found(core: Core) -> None:
    ids = await _thirty_lines(core)
    async with core.db.write(EVERY_PRACTICE) as session:
        await session.execute(update(AuditLine).where(AuditLine.id == ids[11]).values(act="nothing"))
        await session.commit()
    assert await _broken(core) == ids[11]


async def test_a_removed_line_is_found_at_the_next_one(core: Core) -> None:
    ids = await _thirty_lines(core)
    async with core.db.write(EVERY_PRACTICE) as session:
        await session.execute(delete(AuditLine).where(AuditLine.id == ids[22]))
        await session.commit()
    assert await _broken(core) == ids[23]


async def test_a_removed_end_is_found(core: Core) -> None:
    ids = await _thirty_lines(core)
    async with core.db.write(EVERY_PRACTICE) as session:
        await session.execute(delete(AuditLine).where(AuditLine.id >= ids[25]))
        await session.commit()
    assert await _broken(core) == -1


async def test_two_lines_that_change_places_are_found(core: Core) -> None:
    ids = await _thirty_lines(core)
    async with core.db.write(EVERY_PRACTICE) as session:
        first, second = await session.get_one(AuditLine, ids[1]), await session.get_one(AuditLine, ids[2])
        (first.position, first.digest), (second.position, second.digest) = (second.position, second.digest), (first.position, first.digest)
        await session.commit()
    assert await _broken(core) in {ids[1], ids[2]}


async def test_a_line_that_was_committed_late_under_a_lower_number_does_not_break_the_chain(core: Core) -> None:
    ids = await _thirty_lines(core)
    async with core.db.write(EVERY_PRACTICE) as session:
        late = AuditLine(
            id=-1, at=core.clock.now(), practice_id="a", person_id=None, speaking_as=None, act="late", subject=None, channel="test"
        )
        session.add(late)
        await session.commit()
    assert late.id < min(ids)
    assert await _chained(core) == 1
    assert await _broken(core) is None
