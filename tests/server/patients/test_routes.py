"""Patients over HTTP: what is asked, what is answered, and how a refusal looks."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection

from server.core.actors import Actor
from server.core.http import House, routes_of
from server.core.http.guard import Guard
from server.patients.routes import api
from server.settings import Settings
from tests.server.patients.desk import Desk
from tests.support.caller import Caller

URL = "http://localhost:8000"


@pytest.fixture
async def caller(desk: Desk) -> AsyncIterator[Caller]:
    """The secretary, in front of a browser."""

    async def authenticate(_: HTTPConnection) -> Actor:
        return desk.actor("secretary")

    settings = Settings()
    house = House(core=desk.core, settings=settings, authenticate=authenticate)
    app = Starlette(
        routes=list(routes_of(house, api.endpoints)),
        middleware=[Middleware(Guard, origins=settings.origins, secure=settings.secure, largest=lambda _: 65_536)],
    )
    async with Caller(URL, transport=httpx.ASGITransport(app)) as caller:
        yield caller


def fields(**more: object) -> dict[str, object]:
    return {"last_name": "Dupont", "first_name": "Jeanne", "contacts": [{"kind": "mobile", "value": "06 39 98 00 01"}], **more}


async def test_a_patient_is_created_found_opened_changed_tied_merged_and_unmerged(caller: Caller, desk: Desk) -> None:
    practice_id = desk.cabinet.practice.id
    created = await caller.post("/api/patients", {"practice_id": practice_id, "fields": fields()})
    assert created.status_code == 201
    patient_id = created.json()["id"]

    found = await caller.post("/api/patients/search", {"practice_id": practice_id, "text": "dupond"})
    assert found.status_code == 200
    assert found.json()["patients"] == [
        {
            "id": patient_id,
            "last_name": "Dupont",
            "first_name": "Jeanne",
            "birth_date": None,
            "phone": "+33639980001",
            "email": None,
            "has_remarks": False,
            "match": "sound",
        }
    ]

    opened = await caller.get(f"/api/patients/{patient_id}")
    assert (opened.status_code, opened.json()) == (200, created.json())

    changed = await caller.patch(f"/api/patients/{patient_id}", {"version": 1, "last_name": "Durand"})
    assert (changed.json()["version"], changed.json()["last_name"]) == (2, "Durand")

    other = await caller.post("/api/patients", {"practice_id": practice_id, "fields": fields(), "accept_duplicates": True})
    other_id = other.json()["id"]
    tied = await caller.post(f"/api/patients/{patient_id}/relatives", {"relative_id": other_id, "tie": "sibling"})
    assert [each["patient"]["id"] for each in tied.json()["relatives"]] == [other_id]
    untied = await caller.delete(f"/api/patients/{patient_id}/relatives/{other_id}")
    assert (untied.status_code, untied.json()["relatives"]) == (200, [])

    merged = await caller.post(f"/api/patients/{patient_id}/merge", {"other_id": other_id})
    assert merged.status_code == 200
    undone = await caller.post(f"/api/merges/{merged.json()['merges'][0]['id']}/undo")
    assert (undone.status_code, undone.json()["merges"]) == (200, [])


async def test_a_duplicate_is_asked_about_and_then_accepted(caller: Caller, desk: Desk) -> None:
    body = {"practice_id": desk.cabinet.practice.id, "fields": fields()}
    first = (await caller.post("/api/patients", body)).json()
    asked = await caller.post("/api/patients", body)
    assert (asked.status_code, asked.headers["content-type"], asked.json()["code"]) == (
        409,
        "application/problem+json",
        "needs_confirmation",
    )
    (duplicate,) = asked.json()["data"]["duplicates"]
    assert (duplicate["patient"]["id"], duplicate["reasons"]) == (first["id"], ["identity", "phone"])
    assert (await caller.post("/api/patients", {**body, "accept_duplicates": True})).status_code == 201


async def test_a_creation_sent_twice_with_one_key_opens_one_file(caller: Caller, desk: Desk) -> None:
    body = {"practice_id": desk.cabinet.practice.id, "fields": fields()}
    answers = [await caller.post("/api/patients", body, key="the-same-key") for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert await desk.names("dupont") == ["Dupont Jeanne"]


async def test_a_stale_change_shows_both_versions(caller: Caller, desk: Desk) -> None:
    opened = await desk.open("Dupont", "Jeanne")
    await caller.patch(f"/api/patients/{opened.id}", {"version": 1, "first_name": "Zoé"})
    stale = await caller.patch(f"/api/patients/{opened.id}", {"version": 1, "last_name": "Durand"})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    assert stale.json()["data"]["yours"] == {"version": 1, "last_name": "Durand"}
    assert stale.json()["data"]["theirs"]["first_name"] == "Zoé"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/patients/{id}", None),
        ("PATCH", "/api/patients/{id}", {"version": 1, "last_name": "Durand"}),
        ("POST", "/api/patients/{id}/merge", {"other_id": "0" * 32}),
        ("POST", "/api/merges/{id}/undo", None),
        ("POST", "/api/patients/{id}/relatives", {"relative_id": "0" * 32, "tie": "child"}),
        ("DELETE", "/api/patients/{id}/relatives/{id}", None),
    ],
)
async def test_what_is_another_practices_answers_like_what_does_not_exist(
    caller: Caller, next_door: Desk, method: str, path: str, body: dict[str, object] | None
) -> None:
    stranger = await next_door.open("Dupont", "Jeanne")
    answers = []
    for patient_id in (stranger.id, "0" * 32, "not-an-id"):
        address = path.format(id=patient_id)
        answers.append(await (caller.get(address) if method == "GET" else caller.send(method, address, body)))
    assert {each.status_code for each in answers} == {404}
    assert len({each.text for each in answers}) == 1


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"practice_id": "x"}, "$.practice_id"),
        ({"fields": {"last_name": "Dupont"}}, "$.fields"),
        ({"fields": fields(sex="q")}, "$.fields.sex"),
        ({"fields": fields(contacts=[{"kind": "fax", "value": "1"}])}, "$.fields.contacts[0].kind"),
        ({"fields": fields(contacts=[{"kind": "email", "value": "a@exemple.fr"}] * 11)}, "$.fields.contacts"),
        ({"fields": fields(birth_date="12/03/1985")}, "$.fields.birth_date"),
        ({"fields": fields(colour="red")}, "$.fields"),
        ({"accept_duplicates": 1}, "$.accept_duplicates"),
    ],
)
async def test_a_malformed_request_says_where(caller: Caller, desk: Desk, change: dict[str, object], path: str) -> None:
    answer = await caller.post("/api/patients", {"practice_id": desk.cabinet.practice.id, "fields": fields(), **change})
    assert (answer.status_code, answer.json()["code"], answer.json()["data"]["path"]) == (422, "malformed", path)


async def test_a_field_that_cannot_be_says_which(caller: Caller, desk: Desk) -> None:
    body = {"practice_id": desk.cabinet.practice.id, "fields": fields(contacts=[{"kind": "email", "value": "jeanne"}])}
    answer = await caller.post("/api/patients", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["data"] == {"field": "contacts", "reason": "email", "index": 0}


def test_no_address_can_hold_anything_personal() -> None:
    for endpoint in api.endpoints:
        assert endpoint.params is None
        assert set(endpoint.path_params) <= {"patient_id", "relative_id", "merge_id"}
