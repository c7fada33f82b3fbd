"""Who works in the demo: two practices, eight practitioners, their secretaries, and what they offer. Minutes throughout."""

from dataclasses import dataclass, field

from server.accounts.queries.welcome import DEMO_PASSWORD


@dataclass(frozen=True)
class Kind:
    """An appointment type. `hours`: ranges it is offered in, from minute to minute, on every working day."""

    name: str
    duration: int
    hue: int
    hours: tuple[tuple[int, int], ...]
    online: bool = True
    teleconsultation: bool = False
    flexible: bool = False
    per_day: int | None = None
    followed_by: str | None = None
    message: str = ""
    weight: int = 4
    """How often it is taken, against the others."""
    amount: int | None = None
    """What is proposed at the end of a teleconsultation, in cents."""


@dataclass(frozen=True)
class Doctor:
    """A practitioner. `days`: the weekdays he works, 0 = Monday; most never rest, so that the demo is alive on a Sunday."""

    name: str
    title: str
    profession: str
    specialty: str
    hue: int
    kinds: tuple[Kind, ...]
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    free_schedule: bool = False
    annexe_days: tuple[int, ...] = ()
    """The weekdays he works at the other place of the practice."""


@dataclass(frozen=True)
class Member:
    """Somebody with an account. `agenda`: the name of the practitioner he is; `practices`: indexes in `PRACTICES`."""

    name: str
    email: str
    role: str
    practices: tuple[int, ...]
    agenda: str | None = None
    also_administrator: bool = False
    shown: bool = True


@dataclass(frozen=True)
class Cabinet:
    """A practice and its places."""

    name: str
    phone: str
    places: tuple[tuple[str, str], ...]
    doctors: tuple[Doctor, ...] = field(default=())


def _at(*ranges: str) -> tuple[tuple[int, int], ...]:
    def minute(text: str) -> int:
        hours, minutes = text.split(":")
        return int(hours) * 60 + int(minutes)

    return tuple((minute(a), minute(b)) for a, b in (each.split("-") for each in ranges))


_DAY = _at("08:15-12:30", "13:45-17:30")
_LATE = _at("08:30-12:30", "14:00-18:00")


def _general(hours: tuple[tuple[int, int], ...]) -> tuple[Kind, ...]:
    return (
        Kind("Consultation", 15, 240, hours, weight=9),
        Kind("1re consultation", 30, 300, hours, flexible=True, weight=2, message="Demander la lettre du médecin précédent."),
        Kind("Suivi", 20, 160, hours, weight=4),
        Kind("Urgence", 15, 25, _at("11:30-12:30", "16:30-17:30"), online=False, weight=3, message="Prévenir le médecin."),
        Kind("Téléconsultation", 15, 205, _at("13:45-15:00", "17:30-18:30"), teleconsultation=True, per_day=8, weight=5, amount=2500),
    )


AMOUNTS = [
    {"label": "Téléconsultation", "amount": 2500},
    {"label": "Téléconsultation de suivi", "amount": 2000},
    {"label": "Téléconsultation longue", "amount": 4500},
]
"""What is asked for a teleconsultation with one press, in cents."""

PRACTICES = (
    Cabinet(
        "Cabinet des Tilleuls",
        "+33199001010",
        (("Cabinet des Tilleuls", "12 rue des Tilleuls, 69003 Lyon"), ("Annexe République", "4 place de la République, 69002 Lyon")),
        (
            Doctor("Claire Lefèvre", "Dr", "Médecin généraliste", "Médecine générale", 195, _general(_DAY)),
            Doctor("Karim Benali", "Dr", "Médecin généraliste", "Médecine générale", 240, _general(_LATE)),
            Doctor(
                "Sophie Moreau",
                "Dr",
                "Gynécologue",
                "Gynécologie",
                310,
                (
                    Kind("Consultation", 20, 240, _DAY, weight=6),
                    Kind("1re consultation", 30, 300, _DAY, flexible=True),
                    Kind("Échographie", 30, 175, _at("08:15-12:15"), online=False, followed_by="Consultation", weight=2),
                    Kind("Acte technique", 30, 70, _at("14:00-17:00"), online=False, weight=2),
                    Kind("Téléconsultation", 20, 205, _at("17:30-18:30"), teleconsultation=True, amount=3500),
                ),
                days=(0, 1, 3, 4, 5, 6),
                annexe_days=(2,),
            ),
            Doctor(
                "Paul Girard",
                "",
                "Masseur-kinésithérapeute",
                "Kinésithérapie",
                15,
                (
                    Kind("Séance", 30, 240, _at("08:30-12:30", "13:30-18:30"), weight=8),
                    Kind("Bilan", 45, 300, _at("09:00-12:00"), flexible=True, weight=2),
                ),
            ),
            Doctor(
                "Elena Rossi",
                "",
                "Sage-femme",
                "Maïeutique",
                60,
                (
                    Kind("Consultation", 30, 240, _DAY, weight=6),
                    Kind("Préparation à la naissance", 60, 330, _at("16:00-18:00"), weight=2),
                    Kind("Monitoring", 45, 160, _at("09:00-12:00"), online=False, weight=2),
                    Kind("Téléconsultation", 20, 205, _at("13:45-14:45"), teleconsultation=True, weight=3),
                ),
                days=(0, 1, 2, 4, 5, 6),
                annexe_days=(3,),
            ),
            Doctor(
                "Minh Nguyen",
                "Dr",
                "Dermatologue",
                "Dermatologie",
                120,
                (
                    Kind("Consultation", 15, 240, _DAY, weight=8),
                    Kind("1re consultation", 20, 300, _DAY, weight=3),
                    Kind("Petite chirurgie", 40, 25, _at("14:00-17:20"), online=False, weight=2),
                    Kind("Téléconsultation", 15, 205, _at("17:30-18:30"), teleconsultation=True),
                ),
                days=(0, 1, 2, 3, 5, 6),
            ),
        ),
    ),
    Cabinet(
        "Maison de santé du Port",
        "+33199002020",
        (("Maison de santé du Port", "3 quai du Port, 69007 Lyon"),),
        (
            Doctor(
                "Antoine Roussel",
                "Dr",
                "Cardiologue",
                "Cardiologie",
                345,
                (
                    Kind("Consultation", 20, 240, _LATE, weight=6),
                    Kind("Électrocardiogramme", 20, 25, _at("08:30-12:00"), followed_by="Consultation", weight=4),
                    Kind("Téléconsultation", 20, 205, _at("18:00-19:00"), teleconsultation=True),
                ),
            ),
            Doctor(
                "Julie Caron",
                "",
                "Infirmière",
                "Soins infirmiers",
                85,
                (Kind("Soin", 15, 160, _at("07:30-12:30", "15:00-19:00"), weight=8), Kind("Pansement complexe", 30, 70, (), weight=2)),
                days=(0, 1, 2, 3, 4, 5, 6),
                free_schedule=True,
            ),
        ),
    ),
)

MEMBERS = (
    Member("Sonia Petit", "sonia@demo.ardoise", "secretary", (0,)),
    Member("Nadia Amrani", "nadia@demo.ardoise", "secretary", (0,)),
    Member("Claire Lefèvre", "claire@demo.ardoise", "practitioner", (0,), agenda="Claire Lefèvre"),
    Member("Marc Lenoir", "marc@demo.ardoise", "tele_secretary", (0, 1)),
    Member("Isabelle Fournier", "isabelle@demo.ardoise", "administrator", (0,)),
    Member("Antoine Roussel", "antoine@demo.ardoise", "practitioner", (1,), agenda="Antoine Roussel", also_administrator=True),
    Member("Hélène Garnier", "helene@demo.ardoise", "secretary", (1,), shown=False),
    Member("Karim Benali", "karim@demo.ardoise", "practitioner", (0,), agenda="Karim Benali", shown=False),
    Member("Sophie Moreau", "sophie@demo.ardoise", "practitioner", (0,), agenda="Sophie Moreau", shown=False),
    Member("Paul Girard", "paul@demo.ardoise", "practitioner", (0,), agenda="Paul Girard", shown=False),
    Member("Elena Rossi", "elena@demo.ardoise", "practitioner", (0,), agenda="Elena Rossi", shown=False),
    Member("Minh Nguyen", "minh@demo.ardoise", "practitioner", (0,), agenda="Minh Nguyen", shown=False),
    Member("Julie Caron", "julie@demo.ardoise", "practitioner", (1,), agenda="Julie Caron", shown=False),
)
PASSWORD = DEMO_PASSWORD
"""The password of every demo account; shown on the log-in page in demo mode only."""
