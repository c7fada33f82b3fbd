"""Referrals between two practices of one server: both sides live, and each sees its own row and what it was told."""

from typing import Any

import pytest
from sqlalchemy import select, update

from server.accounts.models import MembershipRow, Practice
from server.core.db import EVERY_PRACTICE
from server.core.permissions import Permission
from server.core.unit import reading
from server.referrals.models import ReceivedReferral, Referral
from server.referrals.queries.colleagues import practitioner_elsewhere
from server.referrals.topics import referrals_topic
from tests.server.accounts.live import events
from tests.server.referrals.conftest import House
from tests.server.referrals.conftest import code_of_answer as _code
from tests.support import factories
from tests.support.actors import Cabinet, actor_of
from tests.support.files import DOT
from tests.support.reducer import State, applied


async def _received(house: House, there: Cabinet) -> dict[str, Any]:
    [view] = (await house.shown(there))["received"].values()
    found: dict[str, Any] = view
    return found


async def _names(house: House, text: str = "") -> list[tuple[str, str]]:
    ask = {"practice_id": house.cabinet.practice.id, "text": text}
    found = (await (await house.who("secretary")).post("/api/colleagues/search", ask)).json()["colleagues"]
    return [(one["name"], one["practice"]) for one in found]


async def test_only_a_practice_that_chose_it_is_found_and_sent_patients(house: House) -> None:
    hidden = await house.neighbour("Cabinet Caché", listed=False)
    there = await house.neighbour()
    assert await _names(house, "port") == [("Ana Roux", "Cabinet du Port"), ("Dr Claire Lefèvre", "Cabinet du Port")]
    assert await _names(house, "caché") == []
    for stranger in (hidden.doctor.id, "f" * 32):
        assert _code(await house.send(to_practitioner_id=stranger)) == (404, "not_found")
        keep = {"practice_id": house.cabinet.practice.id, "colleague_id": stranger, "favourite": True}
        assert (await (await house.who("secretary")).post("/api/colleagues/favourites", keep)).status_code == 404
    kept = {"practice_id": house.cabinet.practice.id, "colleague_id": there.midwife.id, "favourite": True}
    assert (await (await house.who("secretary")).post("/api/colleagues/favourites", kept)).status_code == 204
    assert (await _names(house))[0] == ("Ana Roux", "Cabinet du Port")


async def test_who_works_in_two_practices_has_his_favourites_in_each(house: House) -> None:
    there, away = await house.neighbour(), await house.neighbour("Cabinet du Quai")
    person = house.cabinet.people["secretary"]
    elsewhere = await factories.membership(house.core, person, away.practice, "secretary")
    secretary = await house.who("secretary")

    async def keep(cabinet: Cabinet, *, favourite: bool = True) -> None:
        body = {"practice_id": cabinet.practice.id, "colleague_id": there.midwife.id, "favourite": favourite}
        assert (await secretary.post("/api/colleagues/favourites", body)).status_code == 204

    async def kept(cabinet: Cabinet) -> list[str]:
        found = (await secretary.post("/api/colleagues/search", {"practice_id": cabinet.practice.id})).json()["colleagues"]
        return [one["id"] for one in found if one["is_favourite"]]

    await keep(house.cabinet)
    assert (await kept(house.cabinet), await kept(away)) == ([there.midwife.id], [])
    await keep(away)
    assert (await kept(house.cabinet), await kept(away)) == ([there.midwife.id], [there.midwife.id])
    await keep(house.cabinet, favourite=False)
    assert (await kept(house.cabinet), await kept(away)) == ([], [there.midwife.id])
    async with house.core.db.write(EVERY_PRACTICE) as session:
        left = update(MembershipRow).where(MembershipRow.id == elsewhere.id).values(disabled=True)
        await session.execute(left, execution_options={"synchronize_session": False})
        await session.commit()
    await keep(house.cabinet)
    assert await kept(house.cabinet) == [there.midwife.id], "what he kept where he is no more is not in the way"


async def test_the_colleague_of_another_practice_sees_it_and_answers_and_the_sender_reads_it(house: House) -> None:
    there = await house.neighbour()
    sent = await house.sent(to_practitioner_id=there.doctor.id, urgency="soon")
    assert (sent["to_name"], sent["to_practice_id"]) == ("Dr Claire Lefèvre, Cabinet du Port", there.practice.id)
    view = await _received(house, there)
    assert (view["patient"]["last_name"], view["patient"]["phone"], view["reason"]) == ("Canari", "+33639980001", "Avis pour un souffle")
    assert (view["sender"], view["practice"]) == ("Dr Claire Lefèvre", "Cabinet des Tilleuls")
    colleague = await house.who("practitioner", there)
    path = f"/api/referrals/received/{view['id']}"
    for _ in range(2):
        assert (await colleague.post(f"{path}/see")).json()["status"] == "seen"
    assert await house.status(sent) == "seen"
    body = {"version": 2, "status": "accepted", "word": "Je la vois jeudi"}
    assert (await colleague.post(f"{path}/answer", body)).json()["status"] == "accepted"
    assert _code(await colleague.post(f"{path}/answer", body)) == (409, "stale")
    mine = (await house.shown())["referrals"][sent["id"]]
    assert (mine["status"], mine["word"]) == ("accepted", "Je la vois jeudi")
    assert _code(await colleague.post(f"{path}/answer", {**body, "version": 3, "status": "accepted"})) == (409, "referral_over")


async def test_nobody_reaches_over_the_wall_but_through_the_referral(house: House) -> None:
    there = await house.neighbour()
    sent = await house.sent(to_practitioner_id=there.doctor.id)
    colleague, assistant = await house.who("practitioner", there), await house.who("tele_secretary", there)
    assert (await assistant.post(f"/api/referrals/received/{sent['id']}/see")).status_code == 404
    assert (await colleague.get(f"/api/patients/{house.patient.id}")).status_code == 404
    for path in ("see", "withdraw"):
        assert (await colleague.post(f"/api/referrals/{sent['id']}/{path}")).status_code == 404
    answer = {"version": 1, "status": "accepted"}
    assert (await colleague.post(f"/api/referrals/{sent['id']}/answer", answer)).status_code == 404
    own = await house.who("practitioner")
    assert (await own.post(f"/api/referrals/received/{sent['id']}/see")).status_code == 404
    async with house.core.db.read([there.practice.id]) as session:
        assert list(await session.scalars(select(Referral))) == []
    async with house.core.db.read([house.cabinet.practice.id]) as session:
        assert list(await session.scalars(select(ReceivedReferral))) == []
    async with reading(house.core, await actor_of(house.core, house.cabinet.people["secretary"])) as uow:
        uow.permit(Permission.SIGNED_IN)
        assert await practitioner_elsewhere(uow, house.cabinet.practice.id, there.doctor.id) is not None
        assert {row.id for row in await uow.session.scalars(select(ReceivedReferral))} == set()


async def test_only_the_documents_that_were_sent_are_fetched_and_not_once_it_was_taken_back(house: House) -> None:
    there, doctor = await house.neighbour(), await house.who("practitioner")
    ids = []
    for _ in range(2):
        files = {"file": ("dot.png", DOT, "image/png")}
        filed = await doctor.http.post(f"/api/patients/{house.patient.id}/documents", data={"category": "result"}, files=files)
        ids.append(filed.json()["id"])
    sent = await house.sent(to_practitioner_id=there.doctor.id, document_ids=ids[:1])
    assert [one["id"] for one in (await _received(house, there))["documents"]] == ids[:1]
    path, secretary = f"/api/referrals/received/{sent['id']}/documents", await house.who("secretary", there)
    fetched = await secretary.get(f"{path}/{ids[0]}/content")
    assert (fetched.status_code, fetched.content) == (200, (await doctor.get(f"/api/documents/{ids[0]}/content")).content)
    assert (await secretary.get(f"{path}/{ids[1]}/content")).status_code == 404
    assert (await secretary.get(f"/api/documents/{ids[0]}/content")).status_code == 404
    assert (await (await house.who("tele_secretary", there)).get(f"{path}/{ids[0]}/content")).status_code == 404
    await (await house.who("practitioner", there)).post(f"/api/referrals/received/{sent['id']}/see")
    assert (await doctor.post(f"/api/referrals/{sent['id']}/withdraw")).json()["status"] == "withdrawn"
    assert (await secretary.get(f"{path}/{ids[0]}/content")).status_code == 404


async def test_what_is_taken_back_unseen_was_never_there_and_once_seen_says_no_more_why(house: House) -> None:
    there, doctor = await house.neighbour(), await house.who("practitioner")
    unseen, seen = [await house.sent(to_practitioner_id=there.doctor.id) for _ in range(2)]
    await (await house.who("practitioner", there)).post(f"/api/referrals/received/{seen['id']}/see")
    for each in (unseen, seen):
        await doctor.post(f"/api/referrals/{each['id']}/withdraw")
    view = await _received(house, there)
    assert (view["id"], view["status"], view["reason"], view["documents"]) == (seen["id"], "withdrawn", "", [])
    assert (view["patient"]["phone"], view["patient"]["email"], view["patient"]["birth_date"]) == (None, None, None)


async def test_each_practice_keeps_it_sealed_with_its_own_key_and_its_list_shows_it(house: House) -> None:
    there = await house.neighbour()
    sent = await house.sent(to_practitioner_id=there.doctor.id)
    async with house.core.db.read(EVERY_PRACTICE) as session:
        [row] = await session.scalars(select(ReceivedReferral))
    assert b"Canari" not in row.content
    listed = (await (await house.who("secretary", there)).post("/api/referrals/list", {"practice_id": there.practice.id})).json()
    assert ([one["id"] for one in listed["received"]], listed["referrals"], listed["patients"]) == ([sent["id"]], [], [])


async def test_screens_of_both_practices_that_hear_everything_show_what_fresh_ones_show(house: House) -> None:
    there = await house.neighbour()
    first, second = [await house.sent(to_practitioner_id=there.doctor.id) for _ in range(2)]
    path, colleague = f"/api/referrals/received/{first['id']}", await house.who("practitioner", there)
    await colleague.post(f"{path}/see")
    await colleague.post(f"{path}/answer", {"version": 2, "status": "declined", "word": "Complet"})
    await (await house.who("practitioner")).post(f"/api/referrals/{second['id']}/withdraw")
    for cabinet, strangers in ((house.cabinet, there), (there, house.cabinet)):
        state: State = {"referrals": {}, "received": {}}
        for event in await events(house.core, referrals_topic(cabinet.practice.id)):
            state = applied(state, {"put": event.body.put, "drop": event.body.drop})
            assert event.by.id not in {each.id for each in strangers.people.values()}
        assert state == await house.shown(cabinet)


async def test_a_practice_that_hides_again_keeps_what_it_was_sent(house: House) -> None:
    there = await house.neighbour()
    sent = await house.sent(to_practitioner_id=there.doctor.id)
    async with house.core.db.write(EVERY_PRACTICE) as session:
        row = update(Practice).where(Practice.id == there.practice.id).values(settings={})
        await session.execute(row, execution_options={"synchronize_session": False})
        await session.commit()
    assert _code(await house.send(to_practitioner_id=there.doctor.id)) == (404, "not_found")
    colleague = await house.who("practitioner", there)
    answer = {"version": 1, "status": "accepted"}
    assert (await colleague.post(f"/api/referrals/received/{sent['id']}/answer", answer)).status_code == 200
    assert await house.status(sent) == "accepted"


@pytest.mark.parametrize("elsewhere", [False, True])
async def test_a_patient_who_is_sent_on_is_followed_by_who_sent_him_first(house: House, elsewhere: bool) -> None:
    outsider = await house.outsider()
    if elsewhere:
        there = await house.neighbour()
        first = await house.sent(to_practitioner_id=there.doctor.id)
        file = await factories.patient(house.core, there.practice, "Canari", "Jeanne")
        book = {"practice_id": there.practice.id, "name": "Dr Anne Caron", "email": "caron@example.org"}
        onward_to = (await (await house.who("secretary", there)).post("/api/colleagues", book)).json()
        sender, patient, whose = await house.who("secretary", there), file.id, there.doctor.id
    else:
        first = await house.sent(practitioner_id=house.cabinet.midwife.id, to_practitioner_id=house.cabinet.doctor.id, role="secretary")
        sender, patient, whose, onward_to = await house.who("practitioner"), house.patient.id, house.cabinet.doctor.id, outsider
    body = {"practitioner_id": whose, "patient_id": patient, "reason": "Avis", "colleague_id": onward_to["id"], "onward_of": first["id"]}
    sent = await sender.post("/api/referrals", body)
    assert sent.status_code == 201, sent.text
    followed = (await house.shown())["referrals"][first["id"]]
    assert (followed["status"], followed["onward_to"]) == ("seen", onward_to["name"])
    nobody = await sender.post("/api/referrals", {**body, "onward_of": "f" * 32})
    own = await sender.post("/api/referrals", {**body, "onward_of": sent.json()["id"]})
    assert (nobody.status_code, own.status_code) == (404, 404)


async def test_another_patient_is_not_sent_on_in_his_place(house: House) -> None:
    outsider, midwife = await house.outsider(), house.cabinet.midwife
    first = await house.sent(practitioner_id=midwife.id, to_practitioner_id=house.cabinet.doctor.id, role="secretary")
    other = await factories.patient(house.core, house.cabinet.practice, "Martin", "Paul")
    refused = await house.send(colleague_id=outsider["id"], patient_id=other.id, onward_of=first["id"])
    assert _code(refused) == (422, "invalid")
    await (await house.who("secretary")).post(f"/api/referrals/{first['id']}/withdraw")
    assert _code(await house.send(colleague_id=outsider["id"], onward_of=first["id"])) == (409, "referral_over")


async def test_the_sender_books_on_an_agenda_that_was_opened_to_him(house: House) -> None:
    there = await house.neighbour()
    guest = house.cabinet.people["practitioner"]
    await factories.membership(house.core, guest, there.practice, "outside_colleague", rights={there.doctor.id: ["view", "book"]})
    sent = await house.sent(to_practitioner_id=there.doctor.id)
    file = await factories.patient(house.core, there.practice, "Canari", "Jeanne")
    at = house.clock.now().replace(minute=0, second=0, microsecond=0)
    hour = await factories.appointment(house.core, there.doctor, file, at.replace(hour=9))
    other = await factories.appointment(house.core, there.midwife, file, at.replace(hour=10))
    gone = await factories.appointment(house.core, there.doctor, file, at.replace(hour=11), status="cancelled")
    doctor, path = await house.who("practitioner"), f"/api/referrals/{sent['id']}/book"
    for unknown in (other.id, "f" * 32):
        assert _code(await doctor.post(path, {"appointment_id": unknown})) == (404, "not_found")
    assert _code(await doctor.post(path, {"appointment_id": gone.id})) == (422, "invalid")
    for _ in range(2):
        booked = await doctor.post(path, {"appointment_id": hour.id})
        assert (booked.status_code, booked.json()["status"]) == (200, "booked")
    view = await _received(house, there)
    assert (view["status"], view["booked_for"]) == ("booked", booked.json()["booked_for"])
    assert (await (await house.who("secretary")).post(path, {"appointment_id": hour.id})).status_code == 404


async def test_the_appointment_that_the_receiver_books_is_told_to_the_sender(house: House) -> None:
    there = await house.neighbour()
    sent = await house.sent(to_practitioner_id=there.doctor.id)
    file = await factories.patient(house.core, there.practice, "Canari", "Jeanne")
    hour = await factories.appointment(house.core, there.doctor, file, house.clock.now().replace(minute=0, second=0, microsecond=0))
    secretary, path = await house.who("secretary", there), f"/api/referrals/received/{sent['id']}/answer"
    body = {"version": 1, "status": "booked", "appointment_id": hour.id}
    unknown = await secretary.post(path, {**body, "appointment_id": "f" * 32})
    assert _code(unknown) == (404, "not_found")
    assert (await secretary.post(path, body)).status_code == 200
    mine = (await house.shown())["referrals"][sent["id"]]
    assert (mine["status"], mine["booked_for"]) == ("booked", hour.starts_at.isoformat().replace("+00:00", "Z"))


async def test_an_appointment_of_another_patient_is_not_his(house: House) -> None:
    other = await factories.patient(house.core, house.cabinet.practice, "Martin", "Paul")
    sent = await house.sent(to_practitioner_id=house.cabinet.midwife.id)
    hour = await factories.appointment(house.core, house.cabinet.midwife, other, house.clock.now())
    doctor = await house.who("practitioner")
    assert _code(await doctor.post(f"/api/referrals/{sent['id']}/book", {"appointment_id": hour.id})) == (404, "not_found")
    his = await factories.appointment(house.core, house.cabinet.midwife, house.patient, house.clock.now())
    assert (await doctor.post(f"/api/referrals/{sent['id']}/book", {"appointment_id": his.id})).json()["status"] == "booked"
