"""Where the demo's agendas are closed, or more open than usual."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from server.accounts.models import Practitioner
from server.agenda.models import Block, Extra, Leave, Replacement
from server.agenda.queries.plans import sealed_note

if TYPE_CHECKING:
    from server.demo.build import Stage


def close(stage: Stage, row: Practitioner) -> None:
    """Leave, blocks of every type or of one, extras and a replacement: some of each here and there."""
    random, today = stage.random, stage.today
    common = {"practice_id": row.practice_id, "practitioner_id": row.id}
    rank = row.position
    if rank in {3, 5}:
        first = today + timedelta(days=14 + 2 * rank - today.weekday())
        made = Leave(id=stage.id(), from_day=first, to_day=first + timedelta(days=4), **common)
        made.note = sealed_note(stage.uow, row.practice_id, "leave", made.id, "Congés")
        stage.add(made)
        days = [(first + timedelta(days=offset)).isoformat() for offset in range(5)]
        stage.add(Replacement(id=stage.id(), version=1, name="Congés", substitute_name="Dr Camille Ferrand", days=days, **common))
    for rank_of_block, offset in enumerate(sorted(random.sample(range(-10, 24), 3))):
        day = today + timedelta(days=offset)
        start = random.choice((12 * 60, 11 * 60, 16 * 60))
        one_type = [random.choice(list(stage.types[row.id].values())).id]
        block = Block(id=stage.id(), day=day, start=start, end=start + 60, type_ids=one_type if rank_of_block == 2 else None, **common)
        block.note = sealed_note(
            stage.uow, row.practice_id, "block", block.id, random.choice(("Visites à domicile", "Réunion", "Formation"))
        )
        stage.add(block)
    for offset in (0, random.randrange(2, 12)):
        day = today + timedelta(days=offset)
        if rank % 2 == 0 and day.weekday() < 5:
            extra = Extra(
                id=stage.id(), location_id=row.location_id, day=day, start=12 * 60 + 30, end=13 * 60 + 30, type_ids=None, **common
            )
            stage.add(extra)
