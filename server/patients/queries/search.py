"""Finding patients: contacts and birth dates through their indexes, names through the trigrams, ranked by pure rules."""

from dataclasses import dataclass
from functools import partial

from msgspec.structs import asdict
from sqlalchemy import ColumnElement, and_, select

from server.core.actors import Target
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.models import Contact, Patient
from server.patients.queries.briefs import briefs
from server.patients.queries.candidates import AFTER_ALL, Candidate, Looking
from server.patients.rules.asked import Asked, asked
from server.patients.rules.pieces import alike, begun, close, close_beside_others, joined, whole
from server.patients.rules.ranking import EXACT, LAST, Grade, grade
from server.patients.rules.shown import masked
from server.patients.schemas import FoundPatient, FoundPatients, Match, SearchPatients

_MOST_SURE, _MOST_ALIKE, _MOST_SLIPS = 60, 120, 400
"""How many candidates are graded of those who have the words, of those who sound alike, of those a slip away."""
_MOST_AT_ONCE = 100


@dataclass(slots=True)
class _Found:
    """Somebody who may be meant, and why."""

    name: Grade | None = None
    contact: Match | None = None
    is_own: bool = False
    is_born_then: bool = False

    @property
    def rank(self) -> tuple[int, bool, Grade]:
        """A contact first, and his own before one that somebody else holds for him; then a name with its birth date."""
        tier = 0 if self.contact else 1 if self.name and self.is_born_then else 2 if self.name else 3
        return tier, not self.is_own, self.name or LAST

    @property
    def match(self) -> Match:
        """Why he was found, in one word."""
        return self.contact or (self.name.match if self.name else "birth_date")


async def search_patients(uow: UnitOfWork, body: SearchPatients) -> FoundPatients:
    """The patients of a practice that a text may mean, the surest first; leaves an audit line without the text (F022).

    Who may not see contacts finds somebody by a whole number or address, and not by the beginning of one.

    Raises:
        NotFound: the actor may not look for patients there.
    """
    target = Target(body.practice_id)
    uow.permit(Permission.PATIENTS_READ, target)
    uow.audit(str(Permission.PATIENTS_READ), body.practice_id, "search")
    contact, remarks = uow.may(Permission.PATIENTS_CONTACT, target), uow.may(Permission.PATIENTS_REMARKS, target)
    question = asked(body.text, uow.now.date())
    found = await _found(uow, body.practice_id, question, body.limit, open_ended=contact)
    best = sorted(found, key=lambda patient_id: found[patient_id].rank)[: body.limit]
    shown = await briefs(uow, best)
    return FoundPatients(
        patients=[
            FoundPatient(**asdict(masked(shown[patient_id], contact=contact, remarks=remarks)), match=found[patient_id].match)
            for patient_id in best
            if patient_id in shown and shown[patient_id].id == patient_id  # a merged file kept a contact that both had
        ]
    )


async def _found(uow: UnitOfWork, practice_id: str, question: Asked, limit: int, *, open_ended: bool) -> dict[str, _Found]:
    found: dict[str, _Found] = {}
    for patient_id, match, is_own in await _reached(uow, practice_id, question, open_ended=open_ended):
        known = found.setdefault(patient_id, _Found())
        known.contact, known.is_own = match, known.is_own or is_own
    if found and question.words:
        for candidate in await _candidates(uow, Patient.id.in_(sorted(found))):
            found[candidate.patient_id].name = grade(question.words, candidate.folded, candidate.phonetic)
    if question.birth_dates:
        born = and_(Patient.practice_id == practice_id, Patient.birth_date.in_(question.birth_dates))
        for candidate in await _candidates(uow, born):
            known = found.setdefault(candidate.patient_id, _Found())
            known.is_born_then = True
            known.name = grade(question.words, candidate.folded, candidate.phonetic) if question.words else None
    if question.words:
        await _add_named(uow, practice_id, question.words, limit, found)
    return found


async def _add_named(uow: UnitOfWork, practice_id: str, words: tuple[str, ...], limit: int, found: dict[str, _Found]) -> None:
    """Add those whose name answers, the surest first, until `limit` are found.

    Nobody made a slip who typed a name that exists: then slips are not thought of. Before that, two words may be one name.
    """

    async def add(looking: Looking, words: tuple[str, ...] = words) -> bool:
        for candidate in await looking.found():
            if candidate.patient_id not in found:
                graded = grade(words, candidate.folded, candidate.phonetic)
                if graded is not None:
                    found[candidate.patient_id] = _Found(name=graded)
        return len(found) >= limit

    look = partial(Looking, uow, practice_id)
    alphabetical = look()
    for turn in range(len(words)):  # the last name may come last
        alphabetical.beginning(" ".join((*words[turn:], *words[:turn], "")), limit)
    if await add(alphabetical.beginning(" ".join(words), limit)):
        return
    if await add(look().holding(words, whole, _MOST_SURE).holding(words, begun, _MOST_SURE)):
        return
    for fewer in joined(words) if not found else ():
        await add(look().holding(fewer, begun, _MOST_SURE), fewer)
    guessed = look().holding(words, alike, _MOST_ALIKE)
    if not any(each.name is not None and each.name.worst == EXACT for each in found.values()):
        guessed.holding(words, close if len(words) == 1 else close_beside_others, _MOST_SLIPS)
    await add(guessed)


async def _reached(uow: UnitOfWork, practice_id: str, question: Asked, *, open_ended: bool) -> list[tuple[str, Match, bool]]:
    """Who has this phone or e-mail: patient id, which of the two, and whether it is his own.

    A statement for each way, so that each is one range of the index.
    """
    reached: list[tuple[str, Match, bool]] = []
    for wanted in _ways_to_reach(question, open_ended=open_ended):
        statement = select(Contact.patient_id, Contact.kind, Contact.provenance).where(Contact.practice_id == practice_id, wanted)
        rows = (await uow.session.execute(statement.limit(_MOST_AT_ONCE))).all()
        reached += [(patient_id, "email" if kind == "email" else "phone", provenance == "own") for patient_id, kind, provenance in rows]
    return reached


def _ways_to_reach(question: Asked, *, open_ended: bool) -> list[ColumnElement[bool]]:
    numbers, addresses = Contact.kind.in_(("mobile", "phone")), Contact.kind == "email"
    ways = [and_(numbers, Contact.value == question.phone)] if question.phone else []
    if question.email and open_ended:
        ways.append(and_(addresses, *_begins(question.email)))
    elif question.email:
        ways.append(and_(addresses, Contact.value == question.email))
    return ways + ([and_(numbers, *_begins(start)) for start in question.phone_starts] if open_ended else [])


def _begins(text: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Contact.value >= text, Contact.value < text + AFTER_ALL


async def _candidates(uow: UnitOfWork, wanted: ColumnElement[bool]) -> list[Candidate]:
    """The names of these patients, to be graded."""
    statement = select(Patient.id, Patient.folded, Patient.phonetic).where(wanted, Patient.merged_into.is_(None))
    return [Candidate(*row) for row in (await uow.session.execute(statement.limit(_MOST_AT_ONCE))).all()]
