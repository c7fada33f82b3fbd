"""Documents of a patient: filing, renaming, deleting, sharing, and what is remembered of it."""

import asyncio
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from server.app import ENDPOINTS
from server.core.db import EVERY_PRACTICE
from server.core.outbox import OutboxMessage
from server.documents.models import Document
from tests.server.documents.conftest import Desk
from tests.support import factories, files
from tests.support.application import caller
from tests.support.clock import SetClock
from tests.support.databases import ON_SQLITE


async def _history(desk: Desk) -> list[tuple[str, str]]:
    answer = await desk.doctor.get(f"/api/patients/{desk.patient.id}/documents/history")
    return [(act["act"], act["title"]) for act in answer.json()["acts"]]


async def test_a_document_is_renamed_and_whoever_comes_second_is_told(desk: Desk) -> None:
    view = await desk.filed()
    path = f"/api/documents/{view['id']}"
    renamed = await desk.doctor.patch(path, {"version": 1, "title": "  Radio   du genou ", "category": "imaging"})
    assert (renamed.status_code, renamed.json()["title"], renamed.json()["category"]) == (200, "Radio du genou", "imaging")
    late = await desk.secretary.patch(path, {"version": 1, "title": "Autre"})
    assert (late.status_code, late.json()["code"], late.json()["data"]["theirs"]["title"]) == (409, "stale", "Radio du genou")
    blank = await desk.secretary.patch(path, {"version": 2, "title": "  "})
    assert (blank.status_code, blank.json()["code"]) == (422, "invalid")


async def test_a_deleted_document_is_gone_at_once_and_remembered(desk: Desk) -> None:
    view = await desk.filed()
    assert (await desk.doctor.delete(f"/api/documents/{view['id']}")).status_code == 204
    assert (await desk.doctor.get(f"/api/documents/{view['id']}/content")).status_code == 404
    assert await _history(desk) == [("deleted", "radio"), ("added", "radio")]


async def test_a_document_is_filed_only_with_an_appointment_of_its_patient(desk: Desk) -> None:
    at = desk.core.clock.now() + timedelta(days=1)
    theirs = await factories.appointment(desk.core, desk.cabinet.doctor, desk.patient, at)
    other = await factories.patient(desk.core, desk.cabinet.practice, "Autre", "Paul")
    assert (await desk.filed(appointment_id=theirs.id))["appointment_id"] == theirs.id
    refused = await desk.send(patient_id=other.id, appointment_id=theirs.id)
    assert (refused.status_code, desk.on_disk.__len__()) == (404, 1)
    assert (await desk.send(category="nonsense")).status_code == 422


async def test_who_may_not_is_refused_before_the_file_is_read(desk: Desk) -> None:
    async with await desk.caller("administrator") as administrator:
        path = f"/api/patients/{desk.patient.id}/documents"
        answer = await administrator.http.post(path, content=b"", headers={"content-type": "multipart/form-data; boundary=x"})
    assert answer.status_code == 404


def _token(link: str) -> str:
    page, _, token = link.partition("#")
    assert page == "/documents"
    return token


async def _shared(desk: Desk, **fields: Any) -> tuple[dict[str, Any], str]:
    view = await desk.filed(**fields)
    answer = await desk.doctor.post(f"/api/documents/{view['id']}/share", {"tell": True})
    assert answer.status_code == 200, answer.text
    return answer.json()["document"], _token(answer.json()["link"])


async def test_a_patient_opens_the_link_fetches_and_sends_and_the_practice_sees_it(desk: Desk) -> None:
    view, token = await _shared(desk)
    hidden = await desk.filed(files.image("GIF"), "autre.gif")
    async with caller(desk.transport) as patient:
        assert (await patient.get("/api/shared")).json()["code"] == "shared_visit_over"
        opened = await patient.post("/api/shared/open", {"token": token})
        assert [each["title"] for each in opened.json()["documents"]] == ["radio"]
        assert "Moulin" not in opened.text
        fetched = await patient.get(f"/api/shared/{view['id']}/content")
        assert fetched.content == files.DOT
        assert (await patient.get(f"/api/shared/{hidden['id']}/content")).status_code == 404
        sent = await patient.http.post("/api/shared", files={"file": ("Ordonnance.pdf", files.pdf())})
        assert (sent.status_code, sent.json()["documents"][0]["by_patient"]) == (201, True)
        assert await _history(desk) == [
            ("added", "Ordonnance"),
            ("fetched", "radio"),
            ("added", "autre"),
            ("shared", "radio"),
            ("added", "radio"),
        ]
        await patient.post("/api/shared/leave")
        assert (await patient.get("/api/shared")).status_code == 401
        assert (await patient.post("/api/shared/open", {"token": token})).status_code == 200


async def test_a_forged_link_opens_nothing(desk: Desk) -> None:
    _, token = await _shared(desk)
    async with caller(desk.transport) as stranger:
        for wrong in ("", "x", token[:32], token[:-1] + "x", token[32:] + token[:32], "0" * 75, token + "x"):
            answer = await stranger.post("/api/shared/open", {"token": wrong})
            assert (answer.status_code, answer.json()["code"]) == (410, "shared_link_closed")


async def test_a_link_shows_what_is_shared_until_its_weeks_are_over(desk: Desk, clock: SetClock) -> None:
    view, token = await _shared(desk)
    async with caller(desk.transport) as patient:
        await patient.post("/api/shared/open", {"token": token})
        await desk.doctor.post(f"/api/documents/{view['id']}/unshare")
        assert (await patient.get("/api/shared")).json()["documents"] == []
        assert (await patient.get(f"/api/shared/{view['id']}/content")).status_code == 404
        clock.pass_by(hours=3)
        assert (await patient.get("/api/shared")).status_code == 401
        clock.pass_by(days=41)
        assert (await patient.post("/api/shared/open", {"token": token})).status_code == 200
        clock.pass_by(days=2)
        assert (await patient.post("/api/shared/open", {"token": token})).status_code == 410


async def test_the_link_of_a_deleted_appointment_opens_nothing(desk: Desk) -> None:
    at = desk.core.clock.now() + timedelta(days=1)
    row = await factories.appointment(desk.core, desk.cabinet.doctor, desk.patient, at)
    _, token = await _shared(desk, appointment_id=row.id)
    async with caller(desk.transport) as patient:
        assert (await patient.post("/api/shared/open", {"token": token})).status_code == 200
        gone = await desk.doctor.post(f"/api/appointments/{row.id}/delete", {"version": 1, "confirmed": True})
        assert gone.status_code < 300, gone.text
        assert (await patient.get("/api/shared")).status_code == 401
        assert (await patient.post("/api/shared/open", {"token": token})).status_code == 410


async def test_several_documents_shared_at_once_make_one_message_to_the_patients_own_address(desk: Desk) -> None:
    await _shared(desk)
    await _shared(desk)
    child = await factories.patient(desk.core, desk.cabinet.practice, "Moulin", "Zoé")
    view = (await desk.send(patient_id=child.id)).json()
    answer = await desk.doctor.post(f"/api/documents/{view['id']}/share", {"tell": True})
    assert answer.json()["told"] is False
    async with desk.core.db.read(EVERY_PRACTICE) as session:
        messages = list(await session.scalars(select(OutboxMessage.state).where(OutboxMessage.kind == "documents_shared")))
    assert sorted(messages) == ["dropped", "planned"]


async def test_a_merge_hands_documents_over_and_its_undo_gives_them_back(desk: Desk) -> None:
    kept = await factories.patient(desk.core, desk.cabinet.practice, "Moulin", "Odile")
    await desk.filed()
    merged = await desk.doctor.post(f"/api/patients/{kept.id}/merge", {"other_id": desk.patient.id})
    assert merged.status_code == 200, merged.text

    async def owners() -> list[str]:
        async with desk.core.db.read(EVERY_PRACTICE) as session:
            return list(await session.scalars(select(Document.patient_id)))

    assert await owners() == [kept.id]
    undone = await desk.doctor.post(f"/api/merges/{merged.json()['merges'][0]['id']}/undo")
    assert undone.status_code == 200, undone.text
    assert await owners() == [desk.patient.id]


async def test_two_files_that_were_both_shared_can_be_merged_and_parted(desk: Desk) -> None:
    kept = await factories.patient(desk.core, desk.cabinet.practice, "Moulin", "Odile", email="odile@exemple.fr")
    for view in (await desk.filed(), await desk.filed(patient_id=kept.id)):
        shared = await desk.doctor.post(f"/api/documents/{view['id']}/share", {"tell": False})
        assert shared.status_code == 200, shared.text
    merged = await desk.doctor.post(f"/api/patients/{kept.id}/merge", {"other_id": desk.patient.id})
    assert merged.status_code == 200, merged.text
    undone = await desk.doctor.post(f"/api/merges/{merged.json()['merges'][0]['id']}/undo")
    assert undone.status_code == 200, undone.text


@ON_SQLITE
async def test_two_uploads_at_once_are_both_filed(desk: Desk) -> None:
    answers = await asyncio.gather(*(desk.send(files.image("PNG", (n, n)), f"{n}.png") for n in range(8, 14)))
    assert [answer.status_code for answer in answers] == [201] * 6
    assert len(desk.on_disk) == 6


def test_only_uploads_take_large_bodies() -> None:
    assert sorted(each.path for each in ENDPOINTS if each.form is not None) == [
        "/api/conversations/{conversation_id}/files",
        "/api/conversations/{conversation_id}/urgent/files",
        "/api/missions/{mission_id}/files",
        "/api/patients/{patient_id}/documents",
        "/api/room/files",
        "/api/rooms/{appointment_id}/files",
        "/api/rooms/{appointment_id}/photo",
        "/api/shared",
    ]
