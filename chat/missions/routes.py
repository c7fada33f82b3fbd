"""HTTP ↔ missions."""

from starlette.responses import Response

from chat.missions.queries.boards import archived_before, story_of
from chat.missions.schemas import (
    AddMission,
    AddMissionComment,
    AddMissionTemplate,
    ArchivePage,
    ChangeMission,
    ChangeMissionTemplate,
    EncloseFile,
    MissionComment,
    MissionFile,
    Missions,
    MissionStory,
    MissionTemplate,
    MissionView,
    MoveMission,
    TickItem,
)
from chat.missions.service import enclosing, making, moving, templates
from server.core.http import Api, Visit
from server.core.unit import UnitOfWork

api = Api("missions")


@api.command("POST", "/api/missions", status=201)
async def add_mission(uow: UnitOfWork, body: AddMission) -> MissionView:
    """Put something to do on a board (F109)."""
    return await making.add_mission(uow, body)


@api.command("PATCH", "/api/missions/{mission_id}")
async def change_mission(uow: UnitOfWork, mission_id: str, body: ChangeMission) -> MissionView:
    """Change what a mission says, for whom it is, when it is due."""
    return await making.change_mission(uow, mission_id, body)


@api.command("DELETE", "/api/missions/{mission_id}", status=204)
async def delete_mission(uow: UnitOfWork, mission_id: str) -> None:
    """Delete a mission for good."""
    await making.delete_mission(uow, mission_id)


@api.command("POST", "/api/missions/{mission_id}/move")
async def move_mission(uow: UnitOfWork, mission_id: str, body: MoveMission) -> MissionView:
    """Put a mission into a column, after another one or first (F110)."""
    return await moving.move_mission(uow, mission_id, body)


@api.command("POST", "/api/missions/{mission_id}/tick")
async def tick_item(uow: UnitOfWork, mission_id: str, body: TickItem) -> MissionView:
    """Say that a line of the checklist is done, or not after all."""
    return await moving.tick_item(uow, mission_id, body)


@api.command("POST", "/api/missions/{mission_id}/comments", status=201)
async def add_comment(uow: UnitOfWork, mission_id: str, body: AddMissionComment) -> MissionComment:
    """Say something about a mission."""
    return await moving.add_comment(uow, mission_id, body)


@api.upload("/api/missions/{mission_id}/files", EncloseFile)
async def enclose_file(visit: Visit, mission_id: str) -> MissionFile:
    """Put a file with a mission, 50 MB at most."""
    return await enclosing.enclose_file(visit, mission_id)


@api.action("GET", "/api/missions/{mission_id}/files/{enclosure_id}")
async def read_enclosed(visit: Visit, mission_id: str, enclosure_id: str) -> Response:
    """Fetch a file that is with a mission."""
    return await enclosing.read_file(visit, mission_id, enclosure_id)


@api.command("DELETE", "/api/missions/{mission_id}/files/{enclosure_id}", status=204)
async def remove_enclosed(uow: UnitOfWork, mission_id: str, enclosure_id: str) -> None:
    """Delete a file of a mission for good."""
    await enclosing.remove_file(uow, mission_id, enclosure_id)


@api.query("GET", "/api/missions/{mission_id}/story")
async def read_story(uow: UnitOfWork, mission_id: str) -> MissionStory:
    """What was said about a mission, what was put with it, and what happened to it."""
    return await story_of(uow, mission_id)


@api.query("GET", "/api/practices/{practice_id}/missions/archived")
async def read_archived(uow: UnitOfWork, practice_id: str, params: ArchivePage) -> Missions:
    """Missions archived before an instant, the last ones first."""
    return await archived_before(uow, practice_id, params)


@api.command("POST", "/api/mission-templates", status=201)
async def add_template(uow: UnitOfWork, body: AddMissionTemplate) -> MissionTemplate:
    """Keep a mission to be made again, by hand or by itself."""
    return await templates.add_template(uow, body)


@api.command("PATCH", "/api/mission-templates/{template_id}")
async def change_template(uow: UnitOfWork, template_id: str, body: ChangeMissionTemplate) -> MissionTemplate:
    """Change a template."""
    return await templates.change_template(uow, template_id, body)


@api.command("DELETE", "/api/mission-templates/{template_id}", status=204)
async def delete_template(uow: UnitOfWork, template_id: str) -> None:
    """Delete a template; what it made stays."""
    await templates.delete_template(uow, template_id)
