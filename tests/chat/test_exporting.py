"""A conversation is taken away whole, by whoever takes part in it, and it is written down that he did."""

import io
import json
import zipfile

from sqlalchemy import select

from server.core.audit import AuditLine
from server.core.db import EVERY_PRACTICE
from tests.chat.conftest import Practice
from tests.chat.test_files import sent
from tests.support import files
from tests.support.databases import ON_SQLITE


@ON_SQLITE
async def test_messages_and_files_come_in_one_archive(practice: Practice) -> None:
    said = await practice.say("secretary", practice.team, "Voici le « bilan »")
    assert (await sent(practice, "practitioner", practice.team, files.pdf(2), "Bilan: final?.pdf")).status_code == 201
    assert (await sent(practice, "secretary", practice.team, files.ogg(), "Message vocal.ogg")).status_code == 201
    gone = await practice.say("secretary", practice.team, "À oublier")
    secretary = await practice.who("secretary")
    assert (await secretary.delete(f"/api/conversations/{practice.team}/messages/{gone['id']}")).status_code == 204
    answer = await secretary.get(f"/api/conversations/{practice.team}/export")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"].startswith("attachment;")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        whole = json.loads(archive.read("conversation.json"))
        pdf, voice = (each["path"] for each in whole["messages"][1:3])
        assert archive.read(pdf) == files.pdf(2)
        assert archive.read(voice) == files.ogg()
    assert (pdf, voice) == ("files/000002 Bilan_ final_.pdf", "files/000003 Message vocal.ogg")
    assert [each["message"]["text"] for each in whole["messages"]] == ["Voici le « bilan »", "", "", ""]
    assert whole["messages"][0]["message"]["id"] == said["id"]
    assert {each["name"] for each in whole["people"]} >= {"Sonia Petit", "Claire Lefèvre"}
    async with practice.core.db.read(EVERY_PRACTICE) as session:
        line = (await session.scalars(select(AuditLine).where(AuditLine.act == "chat:exported"))).one()
    assert line.person_id == practice.person("secretary")


@ON_SQLITE
async def test_nobody_takes_away_what_is_not_his(practice: Practice) -> None:
    begun = await practice.begin("secretary", "practitioner")
    await practice.say("secretary", begun)
    assert (await (await practice.who("administrator")).get(f"/api/conversations/{begun}/export")).status_code == 404


@ON_SQLITE
async def test_more_than_a_page_of_messages_is_taken_away_in_order(practice: Practice) -> None:
    for number in range(205):
        practice.clock.pass_by(seconds=1)
        await practice.say("secretary", practice.team, str(number))
    answer = await (await practice.who("secretary")).get(f"/api/conversations/{practice.team}/export")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        whole = json.loads(archive.read("conversation.json"))
    assert [each["message"]["n"] for each in whole["messages"]] == list(range(1, 206))
