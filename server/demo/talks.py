"""What the demo's people said to each other yesterday and this morning."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from chat.conversations.asking import beginnings
from chat.conversations.models import Conversation, Mark, Message, Participant, Word
from chat.conversations.queries.search import digest
from chat.conversations.queries.views import Sealed, reactions_label, said_label, title_label
from chat.conversations.rules import STANDING, direct_id, named_patient, patient_conversation_id, standing_id
from chat.conversations.schemas import ChatNote, ChatReaction, Emoji, Kind, ReactedBy
from server.accounts.models import Person, Practitioner
from server.agenda.models import Appointment
from server.demo.urgent import Urgent, climb
from server.patients.models import Patient

if TYPE_CHECKING:
    from server.demo.build import Stage

_ALL = ("Sonia Petit", "Nadia Amrani", "Claire Lefèvre", "Marc Lenoir", "Isabelle Fournier", "Karim Benali", "Sophie Moreau")


@dataclass(frozen=True)
class Said:
    """Something said, `ago` minutes before the demo was made. `answers`: the number of a message before it."""

    by: str
    text: str
    ago: int
    answers: int | None = None
    named: tuple[str, ...] = ()
    speaking_as: str | None = None
    created: bool = False
    liked: tuple[tuple[Emoji, str], ...] = ()
    """Who answered with which sign."""
    urgent: Urgent | None = None


@dataclass(frozen=True)
class Talk:
    """A conversation of the first practice. `unread`: who has not read how many of the last messages."""

    kind: Kind
    people: tuple[str, ...]
    said: tuple[Said, ...]
    whose: str | None = None
    name: str | None = None
    unread: tuple[tuple[str, int], ...] = ()


TALKS = (
    Talk(
        "team",
        _ALL,
        (
            Said("Isabelle Fournier", "Bonjour à tous, la climatisation de la salle 2 sera réparée **jeudi matin**.", 1510),
            Said("Sophie Moreau", "Merci Isabelle. Je garde la salle 3 d’ici là.", 1496, answers=1),
            Said("Nadia Amrani", "Le fournisseur a livré les sets de suture, ils sont en réserve.", 190),
            Said(
                "Sonia Petit",
                "Je serai absente vendredi après-midi, @Nadia Amrani prend le relais à l’accueil.",
                95,
                named=("Nadia Amrani",),
                liked=(("👍", "Nadia Amrani"), ("👍", "Isabelle Fournier")),
            ),
            Said("Nadia Amrani", "C’est noté !", 88, answers=4),
        ),
        unread=(("Claire Lefèvre", 2), ("Karim Benali", 3)),
    ),
    Talk(
        "secretariat",
        ("Claire Lefèvre", "Sonia Petit", "Nadia Amrani", "Marc Lenoir"),
        (
            Said("Claire Lefèvre", "Je finis une visite à domicile, dix minutes de retard environ.", 132),
            Said("Sonia Petit", "Les deux premiers patients sont prévenus.", 127, answers=1),
            Said("Marc Lenoir", "Le laboratoire rappelle : il manque le code patient sur l’ordonnance de ce matin.", 41),
            Said("Sonia Petit", "Je leur envoie une copie tout de suite.", 37, answers=3),
            Said(
                "Marc Lenoir",
                "Le laboratoire rappelle : potassium à **6,1**, à voir avant midi.",
                26,
                urgent=Urgent("Claire Lefèvre", 10, taken_by="Karim Benali", after=13),
            ),
            Said("Marc Lenoir", "Merci. Ils confirment la réception, résultats *demain avant 10 h*.", 12),
        ),
        whose="Claire Lefèvre",
        unread=(("Claire Lefèvre", 1), ("Sonia Petit", 1)),
    ),
    Talk(
        "direct",
        ("Sonia Petit", "Claire Lefèvre"),
        (
            Said("Sonia Petit", "Dr Benali demande si vous pouvez prendre son urgence de 11 h 30.", 74),
            Said("Claire Lefèvre", "Oui, à condition de décaler mon rendez-vous de 11 h 45.", 70, answers=1),
            Said("Sonia Petit", "Parfait, je m’en occupe.", 69),
            Said("Claire Lefèvre", "Et pensez au protocole : https://www.has-sante.fr", 22),
        ),
        unread=(("Sonia Petit", 1),),
    ),
    Talk(
        "direct",
        ("Marc Lenoir", "Sonia Petit"),
        (
            Said("Marc Lenoir", "Trois appels ce matin pour le vaccin, que dois-je répondre ?", 58),
            Said("Sonia Petit", "Sans rendez-vous le mercredi après-midi, avec la carte Vitale.", 55, answers=1),
        ),
    ),
    Talk(
        "group",
        ("Sonia Petit", "Nadia Amrani", "Isabelle Fournier"),
        (
            Said("Isabelle Fournier", "", 2890, created=True),
            Said("Isabelle Fournier", "On se répartit les permanences de décembre ici.", 2888),
            Said("Nadia Amrani", "Je peux faire les mardis et jeudis.", 1620),
            Said("Sonia Petit", "Alors je prends les lundis et mercredis.", 1611, answers=3),
            Said("Sonia Petit", "Le Dr Lefèvre préfère ne pas consulter le 24 au soir.", 150, speaking_as="Claire Lefèvre"),
        ),
        name="Planning de décembre",
        unread=(("Nadia Amrani", 1),),
    ),
    Talk(
        "patient",
        ("Sonia Petit", "Claire Lefèvre"),
        (
            Said("Sonia Petit", "Ses résultats sont arrivés ce matin, ils sont dans son dossier.", 63),
            Said("Claire Lefèvre", "Merci, je les regarde avant son rendez-vous.", 51, answers=1, liked=(("👍", "Sonia Petit"),)),
        ),
        whose="Claire Lefèvre",
    ),
)


async def talk(stage: "Stage") -> None:
    """Let them talk."""
    practice_id = stage.practices[0].id
    doctors = {row.name: row for row, _ in stage.doctors}
    for each in TALKS:
        people = [stage.people[name] for name in each.people]
        about = await _expected(stage, doctors[each.whose]) if each.kind == "patient" and each.whose else None
        if about is not None or each.kind != "patient":
            _conversation(stage, practice_id, each, people, doctors, about)


async def _expected(stage: "Stage", whose: Practitioner) -> Patient | None:
    """The next patient of a practitioner."""
    coming = select(Patient).join(Appointment, Appointment.patient_id == Patient.id)
    coming = coming.where(Appointment.practitioner_id == whose.id, Appointment.starts_at > stage.uow.now, Appointment.status != "cancelled")
    return (await stage.uow.session.scalars(coming.order_by(Appointment.starts_at, Appointment.id).limit(1))).first()


def _conversation(
    stage: "Stage", practice_id: str, made: Talk, people: list[Person], doctors: dict[str, Practitioner], about: Patient | None
) -> None:
    uow = stage.uow
    whose = doctors[made.whose] if made.whose and about is None else None
    name = named_patient(about.last_name, about.first_name) if about else made.name
    ids = {
        "team": standing_id("team", practice_id),
        "secretariat": standing_id("secretariat", whose.id if whose else ""),
        "direct": direct_id(practice_id, *(each.id for each in people)),
        "patient": patient_conversation_id(practice_id, about.id if about else ""),
    }
    conversation_id = ids.get(made.kind) or stage.id()
    stage.add(
        Conversation(
            id=conversation_id,
            version=1,
            practice_id=practice_id,
            kind=made.kind,
            practitioner_id=whose.id if whose else None,
            patient_id=about.id if about else None,
            title=uow.seal(practice_id, title_label(conversation_id), name) if name else None,
            last_n=len(made.said),
            last_at=_at(uow.now, made.said[-1]),
        )
    )
    if made.kind not in STANDING:
        for each in people:
            stage.add(
                Participant(conversation_id=conversation_id, person_id=each.id, practice_id=practice_id, since=_at(uow.now, made.said[0]))
            )
    for n, said in enumerate(made.said, 1):
        message = stage.add(_message(stage, practice_id, conversation_id, n, said, made, doctors))
        if said.urgent is not None:
            climb(stage, message, said.urgent, doctors)
        for begins in sorted(beginnings(said.text)):
            stage.add(Word(word=digest(uow, conversation_id, begins), conversation_id=conversation_id, n=n, practice_id=practice_id))
    unread = dict(made.unread)
    for each in people:
        named = [n for n, said in enumerate(made.said, 1) if each.name in said.named]
        behind = made.said[len(made.said) - unread.get(each.name, 0) :]
        stage.add(
            Mark(
                conversation_id=conversation_id,
                person_id=each.id,
                practice_id=practice_id,
                name=each.name,
                initials=each.initials,
                received=len(made.said),
                read=len(made.said) - unread.get(each.name, 0),
                named=max(named, default=0),
                unread=sum(1 for said in behind if said.by != each.name and not said.created),
            )
        )


def _message(
    stage: "Stage", practice_id: str, conversation_id: str, n: int, said: Said, made: Talk, doctors: dict[str, Practitioner]
) -> Message:
    message_id, author = stage.id(), stage.people[said.by]
    mentions = [stage.people[name].id for name in said.named]
    note = ChatNote(kind="created", names=[made.name or ""]) if said.created else None
    principal = doctors[said.speaking_as] if said.speaking_as else None
    return Message(
        conversation_id=conversation_id,
        id=message_id,
        practice_id=practice_id,
        n=n,
        version=1,
        person_id=author.id,
        name=author.name,
        initials=author.initials,
        speaking_as=principal.id if principal else None,
        speaking_name=f"{principal.title} {principal.name}".strip() if principal else None,
        at=_at(stage.uow.now, said),
        said=stage.uow.seal(practice_id, said_label(conversation_id, message_id), Sealed(said.text, mentions, note)),
        is_note=said.created,
        reply_to=said.answers,
        reactions=_reactions(stage, practice_id, reactions_label(conversation_id, message_id), said),
    )


def _reactions(stage: "Stage", practice_id: str, label: str, said: Said) -> bytes | None:
    given: dict[Emoji, list[ReactedBy]] = {}
    for emoji, name in said.liked:
        given.setdefault(emoji, []).append(ReactedBy(id=stage.people[name].id, name=name))
    if not given:
        return None
    return stage.uow.seal(practice_id, label, [ChatReaction(emoji=emoji, people=people) for emoji, people in given.items()])


def _at(now: datetime, said: Said) -> datetime:
    return now - timedelta(minutes=said.ago)
