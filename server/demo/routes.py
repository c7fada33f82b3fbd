"""The switch of the fictional colleagues; these routes exist in demo mode only."""

from msgspec import Struct
from sqlalchemy import select

from server.core.epoch import Mark
from server.core.http import Api
from server.core.permissions import Permission
from server.core.unit import UnitOfWork

api = Api("demo")
_NAME = "demo_live"


class DemoLive(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether the fictional colleagues act."""

    running: bool


@api.query("GET", "/api/demo/live")
async def read_demo_live(uow: UnitOfWork) -> DemoLive:
    """Whether the fictional colleagues act."""
    uow.permit(Permission.SIGNED_IN)
    return DemoLive(running=await _mark(uow) != "off")


@api.command("POST", "/api/demo/live")
async def switch_demo_live(uow: UnitOfWork, body: DemoLive) -> DemoLive:
    """Let the fictional colleagues act, or stop them."""
    uow.permit(Permission.SIGNED_IN)
    mark = (await uow.session.execute(select(Mark).where(Mark.name == _NAME))).scalar_one_or_none()
    if mark is None:
        uow.session.add(Mark(name=_NAME, value="on" if body.running else "off"))
    else:
        mark.value = "on" if body.running else "off"
    return body


async def _mark(uow: UnitOfWork) -> str | None:
    return (await uow.session.execute(select(Mark.value).where(Mark.name == _NAME))).scalar_one_or_none()
