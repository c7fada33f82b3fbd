"""A mission as a card in a message shows it; declared by `server.app`."""

from chat.conversations.cards import CardMission, CardPatient, CardView
from chat.missions.queries.guards import mission_for
from chat.missions.queries.views import seen
from server.core.permissions import Permission
from server.core.unit import UnitOfWork


async def mission_card(uow: UnitOfWork, mission_id: str) -> tuple[str, CardView]:
    """The practice of a mission and its card.

    Raises:
        NotFound: unknown or forbidden.
    """
    row = await mission_for(uow, mission_id)
    uow.audit(str(Permission.MISSIONS_SEE), row.practice_id, f"mission/{mission_id}")
    view = await seen(uow, row)
    who = view.patient
    mission = CardMission(
        practice_id=view.practice_id,
        title=view.title,
        status=view.status,
        is_urgent=view.is_urgent,
        due_at=view.due_at,
        done=sum(item.done for item in view.checklist),
        steps=len(view.checklist),
        assignees=[each.name for each in view.assignees],
    )
    named = CardPatient(id=who.id, last_name=who.last_name, first_name=who.first_name, birth_date=None) if who else None
    return row.practice_id, CardView(kind="mission", id=mission_id, patient=named, mission=mission)
