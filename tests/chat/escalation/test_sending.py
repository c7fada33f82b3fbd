"""Files and voices that must be taken in hand: sent and climbing once, read by whom they reached, refused whole."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from server.core.ids import new_id
from tests.chat.conftest import code_of
from tests.chat.escalation.conftest import PARIS_MONDAY, Ward
from tests.chat.test_files import counted, lying
from tests.support import factories, files
from tests.support.databases import ON_SQLITE


async def _send(ward: Ward, content: bytes = b"", name: str = "Message vocal.webm", **fields: Any) -> httpx.Response:
    """The secretary sends a file urgently for the doctor to the team, whatever the answer."""
    data = {"id": new_id(), "practitioner_id": ward.practice.cabinet.doctor.id, "minutes": "15", **fields}
    path = f"/api/conversations/{ward.practice.team}/urgent/files"
    http = (await ward.practice.who("secretary")).http
    return await http.post(path, data=data, files={"file": (name, content or files.webm(4))})


async def _urgent(ward: Ward) -> dict[str, Any]:
    """The one thing that is urgent."""
    (urgent,) = (await ward.shown())["urgent"].values()
    found: dict[str, Any] = urgent
    return found


async def _fetch(ward: Ward, role: Any) -> httpx.Response:
    """Somebody asks for the file of what is urgent."""
    return await (await ward.practice.who(role)).get(f"/api/urgent/{(await _urgent(ward))['id']}/file")


@ON_SQLITE
async def test_what_one_speaks_urgently_is_said_and_reaches_the_practitioner_at_once(ward: Ward) -> None:
    answer = await _send(ward, peaks="0123456789abcdef")
    assert answer.status_code == 201, answer.text
    urgent = await _urgent(ward)
    assert (urgent["said_id"], urgent["minutes"], urgent["state"]) == (answer.json()["id"], 15, "waiting")
    assert await ward.reached(urgent) == [{ward.practice.person("practitioner")}]
    content = (await ward.read("practitioner", urgent)).json()
    assert (content["file"]["lasts"], content["file"]["peaks"], content["text"]) == (4000, "0123456789abcdef", "")


@ON_SQLITE
async def test_a_file_sent_again_is_said_and_climbs_once(ward: Ward) -> None:
    said = new_id()
    assert [(await _send(ward, id=said)).status_code for _ in range(2)] == [201, 201]
    assert await counted(ward.practice) == (1, 1)
    urgent = await _urgent(ward)
    await ward.act("practitioner", urgent)
    assert (await _send(ward, id=said)).status_code == 201
    assert (await _urgent(ward))["state"] == "taken"


@ON_SQLITE
async def test_whom_it_reached_hears_it_without_taking_part_and_nobody_else(ward: Ward) -> None:
    cabinet = ward.practice.cabinet
    assert (await _send(ward)).status_code == 201
    assert (await _fetch(ward, "practitioner")).content == files.webm(4)
    assert (await _fetch(ward, "replacement")).status_code == 404
    await ward.replaces(cabinet.people["replacement"], cabinet.doctor, PARIS_MONDAY)
    await ward.passes(minutes=16)
    assert (await _fetch(ward, "replacement")).content == files.webm(4)
    assert (await _fetch(ward, "tele_secretary")).status_code == 404
    urgent = await _urgent(ward)
    await (await ward.practice.who("secretary")).delete(f"/api/conversations/{ward.practice.team}/messages/{urgent['said_id']}")
    assert (await _fetch(ward, "replacement")).status_code == 404


@ON_SQLITE
async def test_what_was_written_has_no_file(ward: Ward) -> None:
    await ward.say()
    assert (await _fetch(ward, "practitioner")).status_code == 404


@pytest.mark.parametrize(("fields", "status"), [({"minutes": "7"}, 422), ({"minutes": ""}, 422), ({"practitioner_id": "9" * 32}, 404)])
@ON_SQLITE
async def test_a_delay_or_a_practitioner_that_is_none_is_refused_and_nothing_is_sent(
    ward: Ward, tmp_path: Path, fields: dict[str, Any], status: int
) -> None:
    assert (await _send(ward, **fields)).status_code == status
    assert (await counted(ward.practice), lying(tmp_path)) == ((0, 0), [])


@ON_SQLITE
async def test_where_nobody_can_be_reached_the_file_is_not_kept(ward: Ward, tmp_path: Path) -> None:
    for whose in (ward.practice.cabinet.doctor, ward.practice.cabinet.midwife):
        await factories.leave(ward.practice.core, whose, PARIS_MONDAY, PARIS_MONDAY)
    await ward.empties_the_desk()
    refused = await _send(ward)
    assert (refused.status_code, code_of(refused)) == (409, "urgent_nobody")
    assert (await counted(ward.practice), lying(tmp_path)) == ((0, 0), [])
