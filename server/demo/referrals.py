"""The demo's address book, and the patients that its practitioners referred lately."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from server.accounts.models import Practitioner
from server.patients.queries import briefs
from server.referrals.models import Colleague, FavouriteColleague, ReceivedReferral, Referral
from server.referrals.queries.received import Told, received_label
from server.referrals.queries.referrals import Content, content_label
from server.referrals.rules import LASTS
from server.referrals.schemas import ReferredPatient, Status, Urgency

if TYPE_CHECKING:
    from server.demo.build import Stage


@dataclass(frozen=True)
class Sent:
    """A patient referred `ago` hours before the demo was made; `patient` counts among those of the practice."""

    by: str
    to: str
    patient: int
    reason: str
    ago: int
    urgency: Urgency = "routine"
    status: Status = "sent"
    word: str = ""


OUTSIDE = (
    ("Dr Hélène Carpentier", "Cardiologie", "carpentier@example.org", "06 39 98 20 10"),
    ("Dr Antoine Girod", "Dermatologie", "girod@example.org", "01 99 00 20 11"),
    ("Cabinet de radiologie des Brotteaux", "Imagerie médicale", "radiologie@example.org", "01 99 00 20 12"),
)
SENT = (
    Sent("Claire Lefèvre", "Dr Hélène Carpentier", 12, "Souffle systolique, avis et échographie.", 50, "soon", "booked", "Mardi à 9 h 20."),
    Sent("Claire Lefèvre", "Cabinet de radiologie des Brotteaux", 31, "Radiographie du genou droit, face et profil.", 26, status="seen"),
    Sent("Karim Benali", "Claire Lefèvre", 44, "Suivi du diabète pendant mon congé.", 5),
    Sent("Claire Lefèvre", "Antoine Roussel", 71, "Palpitations à l’effort : avis.", 21, "soon", "accepted", "Vendredi à 8 h 30."),
    Sent("Antoine Roussel", "Claire Lefèvre", 9, "Équilibre tensionnel à surveiller, traitement modifié ce jour.", 3, "soon"),
    Sent("Claire Lefèvre", "Sophie Moreau", 58, "Frottis de contrôle.", 30, status="accepted", word="Je la vois la semaine prochaine."),
)


async def refer(stage: "Stage") -> None:
    """Write them down; the patients were written before."""
    doctors = {row.name: row for row, _ in stage.doctors}
    outside = _address_book(stage, stage.practices[0].id)
    for each in SENT:
        await _sent(stage, each, doctors, outside)


def _address_book(stage: "Stage", practice_id: str) -> dict[str, Colleague]:
    outside = {}
    for name, specialty, email, phone in OUTSIDE:
        row = Colleague(
            id=stage.id(), version=1, practice_id=practice_id, name=name, specialty=specialty, email=email, phone=phone, archived=False
        )
        outside[name] = stage.add(row)
    favourite = outside["Dr Hélène Carpentier"].id
    stage.add(FavouriteColleague(person_id=stage.people["Claire Lefèvre"].id, colleague_id=favourite, practice_id=practice_id))
    return outside


async def _sent(stage: "Stage", each: Sent, doctors: dict[str, Practitioner], outside: dict[str, Colleague]) -> None:
    sender, member = doctors[each.by], doctors.get(each.to)
    practice_id, patient_id = sender.practice_id, stage.patients[sender.practice_id][each.patient]
    there = member.practice_id if member is not None and member.practice_id != practice_id else None
    house = {row.id: row for row in stage.practices}
    to_name = f"{member.title} {member.name}".strip() if member else each.to
    at, referral_id = stage.uow.now - timedelta(hours=each.ago), stage.id()
    is_seen, is_answered = each.status != "sent", each.status in {"accepted", "booked"}
    stage.add(
        Referral(
            id=referral_id,
            version=1,
            practice_id=practice_id,
            patient_id=patient_id,
            practitioner_id=sender.id,
            to_practitioner_id=member.id if member else None,
            to_practice_id=there,
            colleague_id=None if member else outside[each.to].id,
            to_name=f"{to_name}, {house[there].name}" if there else to_name,
            urgency=each.urgency,
            status=each.status,
            content=stage.uow.seal(practice_id, content_label(referral_id), Content(each.reason, each.word)),
            document_ids=[],
            link_version=1,
            sent_at=at,
            sent_by=each.by,
            seen_at=at + timedelta(hours=2) if is_seen else None,
            answered_at=at + timedelta(hours=3) if is_answered else None,
            expires_at=at + LASTS,
        )
    )
    if there is None or member is None:
        return
    brief = (await briefs(stage.uow, [patient_id]))[patient_id]
    told = Told(
        sender=f"{sender.title} {sender.name}".strip(),
        practice=house[practice_id].name,
        phone=house[practice_id].phone,
        patient=ReferredPatient(
            last_name=brief.last_name,
            first_name=brief.first_name,
            birth_date=brief.birth_date,
            phone=brief.phone,
            email=brief.email,
        ),
        reason=each.reason,
        word=each.word,
    )
    stage.add(
        ReceivedReferral(
            id=referral_id,
            version=1,
            practice_id=there,
            from_practice_id=practice_id,
            to_practitioner_id=member.id,
            urgency=each.urgency,
            status=each.status,
            content=stage.uow.seal(there, received_label(referral_id), told),
            sent_at=at,
        )
    )
