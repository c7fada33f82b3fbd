"""What a practitioner sees of the practice's people: outside colleagues are his to let in and out, the rest is the administrator's."""

from server.accounts.topics import authorize_practice
from server.core.actors import Role
from server.core.unit import Core, reading
from tests.server.accounts.conftest import Desk
from tests.server.accounts.live import fresh
from tests.support.actors import Cabinet
from tests.support.databases import ON_SQLITE

pytestmark = ON_SQLITE


async def lens_of(core: Core, cabinet: Cabinet, role: Role) -> str:
    """The lens of a role on its practice."""
    async with reading(core, cabinet.actors[role]) as uow:
        return await authorize_practice(uow, cabinet.practice.id)


async def test_only_whoever_has_an_agenda_gets_the_practitioners_lens(core: Core, cabinet: Cabinet) -> None:
    found = {
        role: await lens_of(core, cabinet, role) for role in ("administrator", "practitioner", "secretary", "tele_secretary", "replacement")
    }
    assert found == {
        "administrator": "manager",
        "practitioner": "practitioner",
        "secretary": "staff",
        "tele_secretary": "staff",
        "replacement": "staff",
    }


async def test_a_practitioner_sees_the_colleagues_he_let_in_and_no_invitation_to_the_staff(
    desk: Desk, core: Core, cabinet: Cabinet
) -> None:
    alice = await desk.entered(cabinet.people["administrator"])
    practice = cabinet.practice.id
    await alice.post("/api/invitations", {"practice_id": practice, "email": "staff@example.org", "role": "secretary"})
    grant = {"practitioner_id": cabinet.doctor.id, "email": "outside@example.org", "function": "booking"}
    assert (await alice.post("/api/grants", grant)).status_code == 201
    seen = await fresh(core, f"practice/{practice}", "practitioner")
    assert [view["email"] for view in seen["invitations"].values()] == ["outside@example.org"]
    addresses = {view["role"]: view["email"] for view in seen["members"].values()}
    assert addresses["outside_colleague"] == cabinet.people["outside_colleague"].email
    assert {email for role, email in addresses.items() if role != "outside_colleague"} == {None}
