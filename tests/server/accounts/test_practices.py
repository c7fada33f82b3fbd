"""The practice, its places and its practitioners: changed by administrators, seen by all, at once."""

from typing import Any

import pytest

from server.core.unit import Core
from tests.server.accounts.conftest import Desk
from tests.server.accounts.live import Watched
from tests.support.actors import Cabinet
from tests.support.caller import Caller
from tests.support.databases import ON_SQLITE


@pytest.fixture
async def alice(desk: Desk, cabinet: Cabinet) -> Caller:
    """The administrator, signed in."""
    return await desk.entered(cabinet.people["administrator"])


async def _refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_the_practice_is_renamed_on_every_screen(core: Core, cabinet: Cabinet, alice: Caller) -> None:
    screens = await Watched(core, f"practice/{cabinet.practice.id}").open()
    body = {"version": 1, "name": " Cabinet  du Marché ", "phone": "01 99 00 12 34", "email": "Accueil@Example.org"}
    view = (await alice.post(f"/api/practices/{cabinet.practice.id}", body)).json()
    assert view == {
        "id": cabinet.practice.id,
        "version": 2,
        "name": "Cabinet du Marché",
        "phone": "01 99 00 12 34",
        "email": "accueil@example.org",
        "practitioner_idle_minutes": 30,
        "teleconsultation_opens_minutes": 30,
        "teleconsultation_closes_minutes": 120,
        "teleconsultation_desk": False,
        "teleconsultation_shared": False,
        "referrals_listed": False,
        "teleconsultation_recording": False,
        "missions_archive_days": 14,
        "missions_freed_slot": "",
        "shared_weeks": 6,
        "chat_months": 0,
        "payment_amounts": [],
    }
    assert await screens.check() == {"practice_changed"}
    stale = await alice.post(f"/api/practices/{cabinet.practice.id}", {"version": 1, "name": "Autre"})
    assert await _refused(stale) == (409, "stale")
    assert stale.json()["data"] == {"yours": {"name": "Autre"}, "theirs": view}
    emptied = await alice.post(f"/api/practices/{cabinet.practice.id}", {"version": 2, "email": ""})
    assert emptied.json()["email"] == ""


async def test_places_are_opened_changed_and_closed(core: Core, cabinet: Cabinet, alice: Caller) -> None:
    screens = await Watched(core, f"practice/{cabinet.practice.id}").open()
    added = await alice.post("/api/locations", {"practice_id": cabinet.practice.id, "name": "Fort-de-France", "zone": "America/Martinique"})
    place = added.json()
    assert (added.status_code, place["region"], place["archived"]) == (201, "FR-972", False)
    changed = await alice.patch(f"/api/locations/{place['id']}", {"version": 1, "name": "Schœlcher", "region": "FR"})
    assert (changed.json()["name"], changed.json()["region"], changed.json()["version"]) == ("Schœlcher", "FR", 2)
    closed = await alice.patch(f"/api/locations/{place['id']}", {"version": 2, "archived": True})
    assert closed.json()["archived"] is True
    assert await screens.check() == {"location_added", "location_changed"}


async def test_a_place_still_used_stays_open(core: Core, cabinet: Cabinet, alice: Caller) -> None:
    answer = await alice.patch(f"/api/locations/{cabinet.location.id}", {"version": 1, "archived": True})
    assert await _refused(answer) == (409, "location_in_use")
    await alice.post("/api/locations", {"practice_id": cabinet.practice.id, "name": "Annexe"})
    answer = await alice.patch(f"/api/locations/{cabinet.location.id}", {"version": 1, "archived": True})
    assert await _refused(answer) == (409, "location_in_use")
    for practitioner in (cabinet.doctor, cabinet.midwife):
        gone = await alice.patch(f"/api/practitioners/{practitioner.id}", {"version": 1, "archived": True})
        assert gone.status_code == 200
    answer = await alice.patch(f"/api/locations/{cabinet.location.id}", {"version": 1, "archived": True})
    assert answer.status_code == 200


async def test_agendas_are_opened_changed_and_archived(core: Core, cabinet: Cabinet, alice: Caller) -> None:
    screens = await Watched(core, f"practice/{cabinet.practice.id}").open()
    added = await alice.post(
        "/api/practitioners", {"practice_id": cabinet.practice.id, "name": "Hugo de Vries", "profession": "Kinésithérapeute"}
    )
    view = added.json()
    assert added.status_code == 201
    assert (view["initials"], view["position"], view["location_id"]) == ("HV", 2, cabinet.location.id)
    me = (await alice.get("/api/me")).json()
    assert view["id"] in {agenda["practitioner"]["id"] for agenda in me["agendas"]}
    changed = await alice.patch(f"/api/practitioners/{view['id']}", {"version": 1, "hue": 12, "title": "M.", "position": 0})
    assert (changed.json()["hue"], changed.json()["title"], changed.json()["version"]) == (12, "M.", 2)
    stale = await alice.patch(f"/api/practitioners/{view['id']}", {"version": 1, "hue": 13})
    assert await _refused(stale) == (409, "stale")
    await alice.patch(f"/api/practitioners/{view['id']}", {"version": 2, "archived": True})
    me = (await alice.get("/api/me")).json()
    assert view["id"] not in {agenda["practitioner"]["id"] for agenda in me["agendas"]}
    assert await screens.check() == {"practitioner_added", "practitioner_changed"}


@ON_SQLITE
@pytest.mark.parametrize(
    ("path", "body", "data"),
    [
        ("/api/locations", {"name": "X", "zone": "Mars/Olympus"}, {"field": "zone", "reason": "unknown"}),
        ("/api/locations", {"name": "\u00a0 "}, {"field": "name", "reason": "empty"}),
        ("/api/practitioners", {"name": "X", "profession": " "}, {"field": "profession", "reason": "empty"}),
        ("/api/practitioners", {"name": "X", "profession": "Y", "location_id": "0" * 32}, {"field": "location_id", "reason": "unknown"}),
    ],
)
async def test_values_that_make_no_sense_are_refused_with_their_field(
    cabinet: Cabinet, alice: Caller, path: str, body: dict[str, Any], data: dict[str, str]
) -> None:
    answer = await alice.post(path, {"practice_id": cabinet.practice.id} | body)
    assert await _refused(answer) == (422, "invalid")
    assert answer.json()["data"] == data


async def test_a_practitioner_cannot_consult_at_another_practices_place(cabinet: Cabinet, twin: Cabinet, alice: Caller) -> None:
    answer = await alice.patch(f"/api/practitioners/{cabinet.doctor.id}", {"version": 1, "location_id": twin.location.id})
    assert await _refused(answer) == (422, "invalid")


@ON_SQLITE
@pytest.mark.parametrize("role", ["practitioner", "secretary", "tele_secretary", "replacement", "outside_colleague"])
async def test_nobody_but_an_administrator_changes_the_practice(desk: Desk, cabinet: Cabinet, role: Any) -> None:
    caller = await desk.entered(cabinet.people[role])
    own = cabinet.practice.id
    answers = [
        await caller.post(f"/api/practices/{own}", {"version": 1, "name": "X"}),
        await caller.post("/api/locations", {"practice_id": own, "name": "X"}),
        await caller.patch(f"/api/locations/{cabinet.location.id}", {"version": 1, "name": "X"}),
        await caller.post("/api/practitioners", {"practice_id": own, "name": "X", "profession": "Y"}),
        await caller.patch(f"/api/practitioners/{cabinet.doctor.id}", {"version": 1, "name": "X"}),
    ]
    assert [await _refused(answer) for answer in answers] == [(404, "not_found")] * 5


async def test_another_practice_is_like_an_unknown_one(cabinet: Cabinet, twin: Cabinet, alice: Caller) -> None:
    for theirs, unknown in ((twin.location.id, "0" * 32), (twin.doctor.id, "not an id")):
        for path in ("locations", "practitioners"):
            answers = [await alice.patch(f"/api/{path}/{each}", {"version": 1, "name": "X"}) for each in (theirs, unknown)]
            assert answers[0].status_code == 404
            assert answers[0].content == answers[1].content
    answers = [await alice.post(f"/api/practices/{each}", {"version": 1, "name": "X"}) for each in (twin.practice.id, "0" * 32)]
    assert answers[0].content == answers[1].content


async def test_a_command_sent_twice_is_carried_out_once(core: Core, cabinet: Cabinet, alice: Caller) -> None:
    body = {"practice_id": cabinet.practice.id, "name": "Annexe"}
    first = await alice.post("/api/locations", body, key="one-and-the-same")
    second = await alice.post("/api/locations", body, key="one-and-the-same")
    assert first.content == second.content
    other = await alice.post("/api/locations", body | {"name": "Autre"}, key="one-and-the-same")
    assert await _refused(other) == (422, "key_reused")


async def test_ones_own_name_changes_for_the_colleagues_too(core: Core, desk: Desk, cabinet: Cabinet) -> None:
    sonia = await desk.entered(cabinet.people["secretary"])
    screens = await Watched(core, f"practice/{cabinet.practice.id}").open()
    answer = await sonia.patch("/api/me", {"name": "Sonia Petit-Dubois", "locale": "en"})
    assert (answer.json()["person"]["name"], answer.json()["person"]["initials"], answer.json()["locale"]) == (
        "Sonia Petit-Dubois",
        "SD",
        "en",
    )
    assert await screens.check() == {"member_changed"}
