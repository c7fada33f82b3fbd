"""Cards in messages: what one points to, shown to each reader as far as he may see it, and as it is when he looks.

What is below conversations is known here; the kinds of features above are declared by `server.app` (`tell_of`).
"""

from collections.abc import Awaitable, Callable, Sequence

from msgspec import Struct

from chat.conversations.queries.talks import talk_for
from chat.conversations.schemas import CardKind, ChatCard, ReadCards
from server.agenda.queries.guards import appointment_seen
from server.agenda.shown import shown_appointment
from server.core.errors import NotFound
from server.core.fields import Day, Id, Instant
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.queries.guards import patient_for


class CardPatient(Struct, frozen=True, kw_only=True):
    """A patient, as a card names him."""

    id: Id
    last_name: str
    first_name: str
    birth_date: Day | None


class CardVisit(Struct, frozen=True, kw_only=True):
    """When and with whom an appointment is."""

    practitioner_id: Id
    location_id: Id
    starts_at: Instant
    ends_at: Instant
    status: str
    teleconsultation: bool


class CardMission(Struct, frozen=True, kw_only=True):
    """How a mission stands. `done` of its `steps` are."""

    practice_id: Id
    title: str
    status: str
    is_urgent: bool
    due_at: Instant | None
    done: int
    steps: int
    assignees: list[str]


class CardView(Struct, frozen=True, kw_only=True):
    """What a card shows; nothing at all where the reader may not see it, or it is no more."""

    kind: CardKind
    id: Id
    patient: CardPatient | None = None
    visit: CardVisit | None = None
    mission: CardMission | None = None


class CardViews(Struct, frozen=True, kw_only=True):
    """One for each card that was asked for, in that order."""

    cards: list[CardView]


Show = Callable[[UnitOfWork, str], Awaitable[tuple[str, CardView]]]
"""The practice of something and its card, through its guard: NotFound when unknown or forbidden."""
_SHOWS: dict[CardKind, Show] = {}


def tell_of(kind: CardKind, show: Show) -> None:
    """Declare how a kind of card is shown; declaring it again replaces it."""
    _SHOWS[kind] = show


async def check_shared(uow: UnitOfWork, practice_id: str, cards: Sequence[ChatCard]) -> list[ChatCard]:
    """These cards, each once, which the actor sees himself, and which are of the practice in which he shows them.

    Raises:
        NotFound: one is not.
    """
    wanted = {card.id: card for card in cards}
    for card in wanted.values():
        owner, _ = await _SHOWS[card.kind](uow, card.id)
        if owner != practice_id:
            raise NotFound
    return list(wanted.values())


async def read_cards(uow: UnitOfWork, conversation_id: str, body: ReadCards) -> CardViews:
    """What these cards show to the actor.

    Raises:
        NotFound: a conversation that is not his.
    """
    talk = await talk_for(uow, conversation_id)
    return CardViews(cards=[await _shown(uow, talk.row.practice_id, card) for card in body.cards])


async def _shown(uow: UnitOfWork, practice_id: str, card: ChatCard) -> CardView:
    try:
        owner, view = await _SHOWS[card.kind](uow, card.id)
    except NotFound:
        return CardView(kind=card.kind, id=card.id)
    return view if owner == practice_id else CardView(kind=card.kind, id=card.id)


async def _patient(uow: UnitOfWork, patient_id: str) -> tuple[str, CardView]:
    row = await patient_for(uow, Permission.PATIENTS_READ, patient_id)
    named = CardPatient(id=row.id, last_name=row.last_name, first_name=row.first_name, birth_date=row.birth_date)
    return row.practice_id, CardView(kind="patient", id=patient_id, patient=named)


async def _appointment(uow: UnitOfWork, appointment_id: str) -> tuple[str, CardView]:
    row, practitioner = await appointment_seen(uow, appointment_id)
    seen = await shown_appointment(uow, row)
    who = seen.patient
    named = CardPatient(id=who.id, last_name=who.last_name, first_name=who.first_name, birth_date=who.birth_date) if who else None
    visit = CardVisit(
        practitioner_id=seen.practitioner_id,
        location_id=seen.location_id,
        starts_at=seen.starts_at,
        ends_at=seen.ends_at,
        status=seen.status,
        teleconsultation=seen.teleconsultation,
    )
    return practitioner.practice_id, CardView(kind="appointment", id=appointment_id, patient=named, visit=visit)


tell_of("patient", _patient)
tell_of("appointment", _appointment)
