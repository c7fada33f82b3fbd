"""The calls of the demo's morning, and whose telephone is whose."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from chat.phone.models import PhoneCall, PhoneExtension, PhoneSystem
from chat.phone.queries.calls import reason_label
from chat.phone.schemas import Outcome
from server.patients.models import Contact

if TYPE_CHECKING:
    from server.demo.build import Stage


@dataclass(frozen=True)
class Call:
    """A call `ago` minutes before the demo was made. `household`: whose number it is, counted among the numbers of the practice."""

    ago: int
    household: int
    taker: str | None
    reason: str = ""
    outcome: Outcome = ""


EXTENSIONS = (("Sonia Petit", "201"), ("Nadia Amrani", "202"), ("Marc Lenoir", "210"))
CALLS = (
    Call(214, 3, "Sonia Petit", "Résultats de la prise de sang : le médecin rappellera.", "message"),
    Call(188, 11, "Nadia Amrani", "Rendez-vous pour un certificat de sport.", "booked"),
    Call(151, 7, None, "", "missed"),
    Call(143, 7, "Marc Lenoir", "Avance son rendez-vous de jeudi.", "changed"),
    Call(96, 19, "Sonia Petit", "Horaires du cabinet pendant les fêtes.", "informed"),
    Call(52, 3, "Marc Lenoir", "Rappelle pour ses résultats.", ""),
    Call(17, 24, "Nadia Amrani", "Annule : enfant guéri.", "cancelled"),
)


async def ring(stage: "Stage") -> None:
    """Write them down; the patients were written before."""
    practice_id = stage.practices[0].id
    mobiles = select(Contact.value, Contact.patient_id).where(
        Contact.practice_id == practice_id, Contact.kind == "mobile", Contact.provenance == "own"
    )
    numbers = (await stage.uow.session.execute(mobiles.order_by(Contact.value).limit(40))).all()
    stage.add(PhoneSystem(id=practice_id, practice_id=practice_id, version=1, connected=True))
    for name, extension in EXTENSIONS:
        stage.add(PhoneExtension(id=stage.id(), practice_id=practice_id, person_id=stage.people[name].id, extension=extension))
    for n, call in enumerate(CALLS):
        number, patient_id = numbers[call.household]
        call_id, at = stage.id(), stage.uow.now - timedelta(minutes=call.ago)
        taker = stage.people[call.taker] if call.taker else None
        stage.add(
            PhoneCall(
                id=call_id,
                version=1,
                practice_id=practice_id,
                uid=f"demo.{n}",
                number=number,
                line=stage.practices[0].phone,
                extension=next((extension for name, extension in EXTENSIONS if name == call.taker), ""),
                state="ended",
                at=at,
                answered_at=at + timedelta(seconds=9) if taker else None,
                ended_at=at + timedelta(minutes=3),
                person_id=taker.id if taker else None,
                name=taker.name if taker else "",
                patient_id=patient_id if taker else None,
                reason=stage.uow.seal(practice_id, reason_label(call_id), call.reason) if call.reason else None,
                outcome=call.outcome,
            )
        )
