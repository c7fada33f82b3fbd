"""Referrals: to a colleague of the practice, and to one from outside by an e-mail that names nobody and a code given otherwise."""

from typing import Any

import pytest
from sqlalchemy import select

from server.core.db import EVERY_PRACTICE
from server.referrals.models import Colleague
from server.referrals.rules import is_meant, may_follow
from server.referrals.schemas import Status
from server.referrals.topics import EVENTS, referrals_topic
from tests.server.accounts.live import events
from tests.server.referrals.conftest import House
from tests.server.referrals.conftest import code_of_answer as _code
from tests.support import factories
from tests.support.files import DOT
from tests.support.reducer import State, applied


@pytest.mark.parametrize(
    ("text", "meant"), [("", True), ("cardio", True), ("pet luc", True), ("LUC", True), ("uc", False), ("luc dermato", False)]
)
def test_a_colleague_is_found_by_the_beginnings_of_name_and_specialty(text: str, meant: bool) -> None:
    assert is_meant(text, "Dr Luc Petit", "Cardiologie") is meant


@pytest.mark.parametrize(
    ("before", "after", "may"),
    [
        ("sent", "seen", True),
        ("seen", "accepted", True),
        ("accepted", "booked", True),
        ("booked", "accepted", False),
        ("declined", "accepted", False),
        ("withdrawn", "seen", False),
        ("booked", "withdrawn", False),
    ],
)
def test_a_referral_only_goes_forward(before: Status, after: Status, may: bool) -> None:
    assert may_follow(before, after) is may


async def test_the_directory_holds_the_practice_and_its_address_book_favourites_first(house: House) -> None:
    outsider = await house.outsider()
    secretary = await house.who("secretary")
    ask = {"practice_id": house.cabinet.practice.id}
    assert [one["name"] for one in (await secretary.post("/api/colleagues/search", ask)).json()["colleagues"]] == [
        "Ana Roux",
        "Dr Claire Lefèvre",
        "Dr Luc Petit",
    ]
    keep = {**ask, "colleague_id": outsider["id"], "favourite": True}
    for _ in range(2):
        assert (await secretary.post("/api/colleagues/favourites", keep)).status_code == 204
    found = (await secretary.post("/api/colleagues/search", ask)).json()["colleagues"]
    assert (found[0]["name"], found[0]["is_favourite"], found[0]["email"]) == ("Dr Luc Petit", True, "luc@example.org")
    theirs = (await (await house.who("practitioner")).post("/api/colleagues/search", ask)).json()["colleagues"]
    assert not any(one["is_favourite"] for one in theirs)
    for role in ("administrator", "tele_secretary", "outside_colleague"):
        assert (await (await house.who(role)).post("/api/colleagues/search", ask)).status_code == 404


async def test_a_patient_is_sent_to_a_colleague_of_the_practice_who_sees_and_answers(house: House) -> None:
    midwife = house.cabinet.midwife
    referral = await house.sent(practitioner_id=midwife.id, to_practitioner_id=house.cabinet.doctor.id, role="secretary")
    doctor = await house.who("practitioner")
    assert (await doctor.post(f"/api/referrals/{referral['id']}/see")).json()["status"] == "seen"
    body = {"version": 2, "status": "accepted", "word": "Je la vois jeudi"}
    answered = (await doctor.post(f"/api/referrals/{referral['id']}/answer", body)).json()
    assert (answered["status"], answered["word"]) == ("accepted", "Je la vois jeudi")
    assert _code(await doctor.post(f"/api/referrals/{referral['id']}/answer", body)) == (409, "stale")
    declined = {"version": 3, "status": "declined"}
    assert (await doctor.post(f"/api/referrals/{referral['id']}/answer", declined)).json()["word"] == "Je la vois jeudi"
    assert _code(await doctor.post(f"/api/referrals/{referral['id']}/answer", {"version": 4, "status": "booked"})) == (409, "referral_over")
    secretary, assistant = await house.who("secretary"), await house.who("tele_secretary")
    assert (await assistant.post(f"/api/referrals/{referral['id']}/answer", declined)).status_code == 404
    assert (await secretary.get(f"/api/referrals/{referral['id']}/code")).status_code == 404


async def test_link_and_code_open_the_request_and_the_answer_is_seen_by_who_sent_it(house: House) -> None:
    referral = await house.sent(colleague_id=(await house.outsider())["id"], urgency="soon")
    spoken = (await (await house.who("secretary")).get(f"/api/referrals/{referral['id']}/code")).json()["code"]
    way = await house.way_in(referral)
    assert spoken.replace(" ", "") == way["code"]
    stranger = await house.stranger()
    assert (await stranger.get("/api/referral")).status_code == 401
    page = (await stranger.post("/api/referral/open", {**way, "code": spoken})).json()
    assert (page["patient"]["last_name"], page["patient"]["phone"], page["urgency"]) == ("Canari", "+33639980001", "soon")
    assert (page["sender"], page["reason"]) == ("Dr Claire Lefèvre", "Avis pour un souffle")
    assert await house.status(referral) == "seen"
    answered = await stranger.post("/api/referral/answer", {"status": "booked", "word": "Mardi à 9 h"})
    assert (answered.json()["status"], answered.json()["word"]) == ("booked", "Mardi à 9 h")
    assert await house.status(referral) == "booked"
    assert (await stranger.post("/api/referral/leave", {})).status_code == 204
    assert (await stranger.get("/api/referral")).status_code == 401


async def test_neither_link_nor_code_opens_alone_and_nobody_guesses(house: House) -> None:
    referral = await house.sent(colleague_id=(await house.outsider())["id"])
    way = await house.way_in(referral)
    stranger = await house.stranger()
    assert _code(await stranger.post("/api/referral/open", {**way, "token": way["token"][:-1] + "!"})) == (410, "referral_closed")
    wrong = {**way, "code": "00000000" if way["code"] != "00000000" else "00000001"}
    for _ in range(7):
        assert _code(await stranger.post("/api/referral/open", wrong)) == (403, "referral_code_wrong")
    assert _code(await stranger.post("/api/referral/open", way)) == (429, "too_many")
    assert await house.status(referral) == "sent"
    house.clock.pass_by(hours=1, minutes=1)
    assert (await stranger.post("/api/referral/open", way)).status_code == 200


async def test_a_link_is_closed_by_time_and_by_who_sent_it(house: House) -> None:
    outsider = await house.outsider()
    taken, old = await house.sent(colleague_id=outsider["id"]), await house.sent(colleague_id=outsider["id"])
    ways = {each["id"]: await house.way_in(each) for each in (taken, old)}
    stranger = await house.stranger()
    assert (await stranger.post("/api/referral/open", ways[taken["id"]])).status_code == 200
    doctor = await house.who("practitioner")
    for _ in range(2):
        assert (await doctor.post(f"/api/referrals/{taken['id']}/withdraw")).json()["status"] == "withdrawn"
    assert _code(await stranger.get("/api/referral")) == (401, "referral_visit_over")
    assert _code(await stranger.post("/api/referral/open", ways[taken["id"]])) == (410, "referral_closed")
    house.clock.pass_by(days=30, minutes=1)
    assert _code(await stranger.post("/api/referral/open", ways[old["id"]])) == (410, "referral_closed")


async def test_only_the_documents_that_go_with_it_are_fetched(house: House) -> None:
    doctor = await house.who("practitioner")
    ids = []
    for _ in range(2):
        files = {"file": ("dot.png", DOT, "image/png")}
        filed = await doctor.http.post(f"/api/patients/{house.patient.id}/documents", data={"category": "result"}, files=files)
        assert filed.status_code == 201, filed.text
        ids.append(filed.json()["id"])
    outsider = await house.outsider()
    other = await factories.patient(house.core, house.cabinet.practice, "Martin", "Paul")
    assert (await house.send(patient_id=other.id, colleague_id=outsider["id"], document_ids=ids[:1])).status_code == 404
    referral = await house.sent(colleague_id=outsider["id"], document_ids=[ids[0], ids[0]])
    stranger = await house.stranger()
    page = (await stranger.post("/api/referral/open", await house.way_in(referral))).json()
    assert [one["id"] for one in page["documents"]] == ids[:1]
    assert (await stranger.get(f"/api/referral/{ids[0]}/content")).status_code == 200
    assert (await stranger.get(f"/api/referral/{ids[1]}/content")).status_code == 404


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, (422, "invalid")),
        ({"reason": "  "}, (422, "invalid")),
        ({"colleague_id": "f" * 32}, (404, "not_found")),
        ({"to_practitioner_id": "f" * 32}, (404, "not_found")),
        ({"urgency": "whenever"}, (422, "malformed")),
    ],
)
async def test_what_goes_to_nobody_is_not_sent(house: House, more: dict[str, Any], expected: tuple[int, str]) -> None:
    if "reason" in more:
        more = {**more, "colleague_id": (await house.outsider())["id"]}
    assert _code(await house.send(**more)) == expected
    own = await house.send(to_practitioner_id=house.cabinet.doctor.id)
    assert _code(own) == (422, "invalid")
    assert (await house.shown())["referrals"] == {}


async def test_the_list_names_the_patients_and_goes_on_with_the_older(house: House) -> None:
    outsider = await house.outsider()
    first = await house.sent(colleague_id=outsider["id"])
    house.clock.pass_by(minutes=1)
    second = await house.sent(colleague_id=outsider["id"])
    secretary = await house.who("secretary")
    ask = {"practice_id": house.cabinet.practice.id, "limit": 1}
    newest = (await secretary.post("/api/referrals/list", ask)).json()
    assert ([one["id"] for one in newest["referrals"]], newest["more"]) == ([second["id"]], True)
    older = (await secretary.post("/api/referrals/list", {**ask, "before": newest["referrals"][0]["sent_at"]})).json()
    assert ([one["id"] for one in older["referrals"]], older["more"]) == ([first["id"]], False)
    assert [one["last_name"] for one in older["patients"]] == ["Canari"]


async def test_what_is_asked_stands_nowhere_in_clear(house: House) -> None:
    referral = await house.sent(colleague_id=(await house.outsider())["id"])
    assert b"souffle" not in (await house.row(referral)).content
    async with house.core.db.read(EVERY_PRACTICE) as session:
        assert [row.name for row in await session.scalars(select(Colleague))] == ["Dr Luc Petit"]


async def test_an_old_screen_that_hears_everything_shows_what_a_fresh_one_shows(house: House) -> None:
    referral = await house.sent(colleague_id=(await house.outsider())["id"])
    await house.sent(practitioner_id=house.cabinet.midwife.id, to_practitioner_id=house.cabinet.doctor.id, role="secretary")
    await (await house.stranger()).post("/api/referral/open", await house.way_in(referral))
    house.clock.pass_by(minutes=1)
    await (await house.who("practitioner")).post(f"/api/referrals/{referral['id']}/withdraw")
    state: State = {"referrals": {}, "received": {}}
    heard = set()
    for event in await events(house.core, referrals_topic(house.cabinet.practice.id)):
        heard.add(event.name)
        state = applied(state, {"put": event.body.put, "drop": event.body.drop})
    assert heard == set(EVENTS)
    assert state == await house.shown()
