"""What the demo's first practice has to do, and what comes back every week."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from chat.missions.models import Act, Assignee, Comment, Mission, Template
from chat.missions.queries.views import Content, comment_label, content_label
from chat.missions.rules import next_day, spread
from chat.missions.schemas import MissionItem, Repeat, Status

if TYPE_CHECKING:
    from server.demo.build import Stage


@dataclass(frozen=True)
class Task:
    """A mission made `ago` hours before the demo was, due at an hour so many days after it (before, when negative)."""

    title: str
    by: str
    people: tuple[str, ...]
    status: Status = "todo"
    ago: int = 4
    due: tuple[int, int] | None = None
    whose: str | None = None
    urgent: bool = False
    patient: int | None = None
    description: str = ""
    steps: tuple[tuple[str, bool], ...] = ()
    labels: tuple[str, ...] = ()
    said: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Series:
    """A template; `weekday` is that of its first day, 0 = Monday."""

    title: str
    people: tuple[str, ...]
    repeat: Repeat = "never"
    weekday: int = 0
    whose: str | None = None
    due_days: int | None = None
    steps: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


TASKS = (
    Task(
        "Rappeler le laboratoire pour le code patient",
        "Marc Lenoir",
        ("Sonia Petit",),
        due=(0, 18),
        whose="Claire Lefèvre",
        urgent=True,
        patient=12,
        labels=("Labo",),
        steps=(("Retrouver l’ordonnance de ce matin", True), ("Envoyer la copie", False), ("Confirmer la réception", False)),
        said=(("Sonia Petit", "La copie part dès que le scanner est libre."),),
    ),
    Task("Commander des sets de suture", "Nadia Amrani", ("Nadia Amrani",), due=(2, 12), labels=("Matériel",)),
    Task(
        "Renouveler l’ordonnance de kinésithérapie",
        "Sonia Petit",
        ("Claire Lefèvre",),
        due=(-1, 17),
        whose="Claire Lefèvre",
        patient=40,
        description="Dix séances, à remettre au prochain passage.",
    ),
    Task("Préparer les dossiers de la réunion de jeudi", "Isabelle Fournier", ("Sonia Petit", "Nadia Amrani"), due=(3, 14)),
    Task("Vérifier les coordonnées des nouveaux patients", "Isabelle Fournier", (), ago=20, labels=("Dossiers",)),
    Task(
        "Relance des résultats de la semaine",
        "Sonia Petit",
        ("Sonia Petit",),
        status="doing",
        ago=26,
        due=(1, 12),
        labels=("Labo",),
        steps=(("Lister les résultats attendus", True), ("Appeler le laboratoire", True), ("Prévenir les patients", False)),
        said=(("Nadia Amrani", "Il en manque deux, je rappelle demain matin."), ("Sonia Petit", "Merci Nadia.")),
    ),
    Task("Scanner les courriers reçus", "Nadia Amrani", ("Nadia Amrani",), status="doing", ago=3, labels=("Dossiers",)),
    Task(
        "Envoyer le compte rendu au confrère",
        "Claire Lefèvre",
        ("Marc Lenoir",),
        status="doing",
        whose="Claire Lefèvre",
        patient=77,
        due=(1, 9),
    ),
    Task(
        "Confirmer les rendez-vous de lundi prochain",
        "Nadia Amrani",
        ("Nadia Amrani", "Marc Lenoir"),
        status="doing",
        ago=5,
        due=(2, 18),
        steps=(("Médecine générale", True), ("Gynécologie", True), ("Kinésithérapie", True), ("Dermatologie", False)),
    ),
    Task(
        "Transmettre le bilan au cardiologue",
        "Claire Lefèvre",
        ("Sonia Petit",),
        status="done",
        ago=28,
        whose="Claire Lefèvre",
        patient=21,
        labels=("Labo",),
        said=(("Sonia Petit", "Envoyé, accusé de réception dans la discussion."),),
    ),
    Task("Réparer l’imprimante de l’accueil", "Nadia Amrani", ("Isabelle Fournier",), status="done", ago=50),
    Task("Afficher les horaires des fêtes", "Isabelle Fournier", ("Nadia Amrani",), status="done", ago=75),
    Task("Mettre à jour le message du répondeur", "Sonia Petit", ("Sonia Petit",), status="archived", ago=400),
)
SERIES = (
    Series(
        "Relance résultats",
        ("Sonia Petit",),
        "weekly",
        due_days=1,
        steps=("Lister les résultats attendus", "Appeler le laboratoire", "Prévenir les patients"),
        labels=("Labo",),
    ),
    Series("Inventaire de la réserve", ("Nadia Amrani",), "weekly", weekday=4, labels=("Matériel",)),
    Series("Accueil d’un nouveau remplaçant", (), steps=("Ouvrir ses droits", "Lui donner le badge", "Présenter l’équipe")),
)
_EVENING = 18 * 60


def set_tasks(stage: "Stage") -> None:
    """Put on the first practice's board what there is to do."""
    columns: dict[Status, list[Task]] = {}
    for task in TASKS:
        columns.setdefault(task.status, []).append(task)
    for status, tasks in columns.items():
        for task, position in zip(tasks, spread(len(tasks)), strict=True):
            _mission(stage, task, "" if status == "archived" else position)
    for series in SERIES:
        _series(stage, series)


def _mission(stage: "Stage", task: Task, position: str) -> None:
    uow, practice_id, author = stage.uow, stage.practices[0].id, stage.people[task.by]
    mission_id, at = stage.id(), uow.now - timedelta(hours=task.ago)
    due_at = _due(stage, *task.due) if task.due is not None else None
    content = Content(task.title, task.description, _steps(stage, task.steps), list(task.labels))
    stage.add(
        Mission(
            id=mission_id,
            version=1,
            practice_id=practice_id,
            practitioner_id=_whose(stage, task.whose),
            status=task.status,
            position=position,
            content=uow.seal(practice_id, content_label(mission_id), content),
            is_urgent=task.urgent,
            due_at=due_at,
            reminded_at=uow.now if due_at is not None and due_at <= uow.now else None,
            patient_id=stage.patients[practice_id][task.patient] if task.patient is not None else None,
            author_id=author.id,
            author_name=author.name,
            created_at=at,
            moved_at=at,
            comments=len(task.said),
            acts=1 + len(task.said),
        )
    )
    for name in task.people:
        stage.add(Assignee(mission_id=mission_id, person_id=stage.people[name].id, practice_id=practice_id))
    _act(stage, mission_id, 1, "created", task.by, at)
    for n, (by, text) in enumerate(task.said, 1):
        person, when = stage.people[by], at + timedelta(minutes=20 * n)
        said = uow.seal(practice_id, comment_label(mission_id, n), text)
        stage.add(
            Comment(
                mission_id=mission_id,
                n=n,
                practice_id=practice_id,
                person_id=person.id,
                name=person.name,
                initials=person.initials,
                at=when,
                said=said,
            )
        )
        _act(stage, mission_id, n + 1, "commented", by, when)


def _act(stage: "Stage", mission_id: str, n: int, kind: str, by: str, at: datetime) -> None:
    person = stage.people[by]
    stage.add(
        Act(
            mission_id=mission_id,
            n=n,
            practice_id=stage.practices[0].id,
            at=at,
            kind=kind,
            person_id=person.id,
            name=person.name,
            initials=person.initials,
            details={},
        )
    )


def _series(stage: "Stage", series: Series) -> None:
    practice_id, template_id = stage.practices[0].id, stage.id()
    starts_on = stage.today - timedelta(days=(stage.today.weekday() - series.weekday) % 7) if series.repeat != "never" else None
    steps = _steps(stage, tuple((step, False) for step in series.steps))
    content = Content(series.title, "", steps, list(series.labels))
    stage.add(
        Template(
            id=template_id,
            version=1,
            practice_id=practice_id,
            practitioner_id=_whose(stage, series.whose),
            content=stage.uow.seal(practice_id, content_label(template_id), content),
            is_urgent=False,
            assignees=[stage.people[name].id for name in series.people],
            due_days=series.due_days,
            due_minute=_EVENING,
            repeat=series.repeat,
            starts_on=starts_on,
            next_on=next_day(starts_on, series.repeat, stage.today) if starts_on else None,
        )
    )


def _steps(stage: "Stage", steps: tuple[tuple[str, bool], ...]) -> list[MissionItem]:
    return [MissionItem(id=stage.id(), text=text, done=done) for text, done in steps]


def _whose(stage: "Stage", name: str | None) -> str | None:
    return next((row.id for row, _ in stage.doctors if row.name == name), None) if name else None


def _due(stage: "Stage", days: int, hour: int) -> datetime:
    place = stage.places[stage.practices[0].id][0]
    return datetime.combine(stage.today + timedelta(days=days), time(hour), ZoneInfo(place.zone)).astimezone(UTC)
