"""What the demo's practitioners ask of whoever answers for them, and who has read it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from chat.instructions.models import Instruction, InstructionReading
from chat.instructions.queries import Said, said_label
from chat.instructions.schemas import EarlierInstruction, InstructionScope
from server.accounts.models import Practitioner

if TYPE_CHECKING:
    from server.demo.build import Stage


@dataclass(frozen=True)
class Rule:
    """What somebody asks. `was`: what it said until yesterday; `read_by`: who has read which version; `shown`: days to come."""

    whose: str
    text: str
    scope: InstructionScope = InstructionScope()  # noqa: RUF009  # frozen
    kinds: tuple[str, ...] = ()
    was: str | None = None
    read_by: tuple[tuple[str, int], ...] = ()
    shown: int | None = None


RULES = (
    Rule(
        "Claire Lefèvre",
        "Nouveau patient : demander la lettre du médecin précédent et la carte Vitale à jour.",
        InstructionScope(patients="new"),
        read_by=(("Sonia Petit", 1), ("Nadia Amrani", 1)),
    ),
    Rule(
        "Claire Lefèvre",
        "Urgence : me prévenir par les discussions avant de confirmer, sauf fièvre du nourrisson, à prendre aussitôt.",
        kinds=("Urgence",),
        was="Urgence : me prévenir par les discussions avant de confirmer.",
        read_by=(("Sonia Petit", 1),),
    ),
    Rule("Claire Lefèvre", "Pas de vaccin cette semaine : le réfrigérateur est en panne.", shown=5, read_by=(("Nadia Amrani", 1),)),
    Rule(
        "Karim Benali",
        "Après 17 h, pas de première consultation : proposer le lendemain matin.",
        InstructionScope(start=17 * 60, end=20 * 60, patients="new"),
        read_by=(("Sonia Petit", 1), ("Nadia Amrani", 1), ("Marc Lenoir", 1)),
    ),
    Rule("Sophie Moreau", "Échographie : venir la vessie pleine, avec les examens précédents.", kinds=("Échographie",)),
)


def instruct(stage: "Stage") -> None:
    """Write them down."""
    doctors = {row.name: row for row, _ in stage.doctors}
    kept = [(_instruction(stage, doctors[rule.whose], rule, n), rule) for n, rule in enumerate(RULES)]
    for row, rule in kept:
        for name, version in rule.read_by:
            who = stage.people[name]
            stage.add(
                InstructionReading(
                    instruction_id=row.id,
                    person_id=who.id,
                    practice_id=row.practice_id,
                    name=who.name,
                    initials=who.initials,
                    version=version,
                    at=stage.uow.now - timedelta(hours=30),
                )
            )


def _instruction(stage: "Stage", whose: Practitioner, rule: Rule, n: int) -> Instruction:
    instruction_id = stage.id()
    types = [stage.types[whose.id][name].id for name in rule.kinds]
    scope = msgspec.structs.replace(rule.scope, type_ids=sorted(types))
    earlier = [EarlierInstruction(version=1, text=rule.was, scope=scope, expires_on=None)] if rule.was else []
    row = Instruction(
        id=instruction_id,
        version=1 + len(earlier),
        practice_id=whose.practice_id,
        practitioner_id=whose.id,
        said=stage.uow.seal(whose.practice_id, said_label(instruction_id), Said(rule.text, earlier)),
        scope=msgspec.to_builtins(scope),
        expires_on=stage.today + timedelta(days=rule.shown) if rule.shown is not None else None,
        created_at=stage.uow.now - timedelta(days=20 - n),
        changed_at=stage.uow.now - timedelta(hours=20 if earlier else 20 * 24),
        changed_by=whose.name,
    )
    stage.add(row)
    return row
