"""HTTP ↔ devices."""

from chat.push import service
from chat.push.schemas import AddDevice, Devices, DeviceView
from server.core.http import Api, Visit
from server.core.unit import UnitOfWork, reading, retried

api = Api("push")


@api.action("GET", "/api/me/devices")
async def read_devices(visit: Visit) -> Devices:
    """One's devices, and the key by which a browser becomes one."""
    async with reading(visit.house.core, visit.actor) as uow:
        return await service.devices_of(uow, visit.house.settings)


@api.action("POST", "/api/me/devices", status=201)
async def add_device(visit: Visit, body: AddDevice) -> DeviceView:
    """Be written to on this device; the same one again is the same."""

    async def act(uow: UnitOfWork) -> DeviceView:
        return await service.add_device(uow, visit.house.settings, body)

    return await retried(visit.house.core, visit.actor, act)


@api.command("DELETE", "/api/me/devices/{device_id}", status=204)
async def remove_device(uow: UnitOfWork, device_id: str) -> None:
    """Be written to there no more."""
    await service.remove_device(uow, device_id)
