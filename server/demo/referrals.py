"""The demo's address book, and the patients that its practitioners referred lately."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from server.referrals.models import Colleague, FavouriteColleague, Referral
from server.referrals.queries import Content, content_label
from server.referrals.rules import LASTS
from server.referrals.schemas import Status, Urgency

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
    ("Dr Hélène Carpentier", "Cardiologie", "carpentier@example.org", "01 99 00 20 10"),
    ("Dr Antoine Girod", "Dermatologie", "girod@example.org", "01 99 00 20 11"),
    ("Cabinet de radiologie des Brotteaux", "Imagerie médicale", "radiologie@example.org", "01 99 00 20 12"),
)
SENT = (
    Sent("Claire Lefèvre", "Dr Hélène Carpentier", 12, "Souffle systolique, avis et échographie.", 50, "soon", "booked", "Mardi à 9 h 20."),
    Sent("Claire Lefèvre", "Cabinet de radiologie des Brotteaux", 31, "Radiographie du genou droit, face et profil.", 26, status="seen"),
    Sent("Karim Benali", "Claire Lefèvre", 44, "Suivi du diabète pendant mon congé.", 5),
    Sent("Claire Lefèvre", "Sophie Moreau", 58, "Frottis de contrôle.", 30, status="accepted", word="Je la vois la semaine prochaine."),
)


def refer(stage: "Stage") -> None:
    """Write them down."""
    practice_id = stage.practices[0].id
    doctors = {row.name: row for row, _ in stage.doctors}
    outside = {}
    for name, specialty, email, phone in OUTSIDE:
        row = Colleague(
            id=stage.id(), version=1, practice_id=practice_id, name=name, specialty=specialty, email=email, phone=phone, archived=False
        )
        outside[name] = stage.add(row)
    favourite = outside["Dr Hélène Carpentier"].id
    stage.add(FavouriteColleague(person_id=stage.people["Claire Lefèvre"].id, colleague_id=favourite, practice_id=practice_id))
    for each in SENT:
        at, referral_id = stage.uow.now - timedelta(hours=each.ago), stage.id()
        member = doctors.get(each.to)
        is_seen, is_answered = each.status != "sent", each.status in {"accepted", "booked"}
        stage.add(
            Referral(
                id=referral_id,
                version=1,
                practice_id=practice_id,
                patient_id=stage.patients[practice_id][each.patient],
                practitioner_id=doctors[each.by].id,
                to_practitioner_id=member.id if member else None,
                colleague_id=None if member else outside[each.to].id,
                to_name=f"{member.title} {member.name}".strip() if member else each.to,
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
