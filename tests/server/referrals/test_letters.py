"""What really leaves for a colleague from outside: an e-mail that names nobody, and the code by another way (Q40)."""

import pytest
from sqlalchemy import select

from server.core.db import EVERY_PRACTICE
from server.core.outbox import OutboxMessage
from server.notices.mailbox import Mailbox
from server.notices.models import MailboxMessage
from server.notices.office import Office
from server.notices.smtp import Smtp
from server.referrals.letters import KINDS
from tests.server.notices.smtp_server import post_box
from tests.server.referrals.conftest import House
from tests.server.referrals.conftest import code_of_answer as _code

URL = "https://ardoise.example.org"
HIDDEN = ("Canari", "Jeanne", "souffle", "jeanne@example.org", "39980001")


async def test_the_email_that_is_really_sent_names_no_patient_and_says_no_code(house: House) -> None:
    referral = await house.sent(colleague_id=(await house.outsider(phone="06 39 98 00 77"))["id"], code_by_sms=True)
    way = await house.way_in(referral)
    async with post_box() as box:
        carrier = Smtp(box.url, "Cabinet <accueil@example.org>", house.clock)
        await Office(carrier, KINDS, URL, Mailbox(house.core)).deliver_due(house.core)
        [mail] = box.taken
    raw = mail.as_bytes().decode("utf-8", "replace")
    bodies = [str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text"]
    said = " ".join([raw, *bodies, *(str(value) for value in mail.values())])
    assert (mail["To"], len(bodies)) == ("luc@example.org", 2)
    assert all(f"{URL}/referral#{way['token']}" in body for body in bodies)
    for hidden in (*HIDDEN, way["code"], f"{way['code'][:4]} {way['code'][4:]}"):
        assert hidden not in said
    async with house.core.db.read(EVERY_PRACTICE) as session:
        [sms] = await session.scalars(select(MailboxMessage))
        assert way["token"] not in str([row.refs for row in await session.scalars(select(OutboxMessage))])
    assert (sms.channel, sms.recipient) == ("sms", "+33639980077")
    assert way["code"] in sms.text.replace(" ", "")
    for hidden in (*HIDDEN, way["token"], "/referral"):
        assert hidden not in sms.text


async def test_without_being_chosen_no_code_leaves(house: House) -> None:
    await house.sent(colleague_id=(await house.outsider(phone="06 39 98 00 77"))["id"])
    async with house.core.db.read(EVERY_PRACTICE) as session:
        assert [row.kind for row in await session.scalars(select(OutboxMessage))] == ["referral"]


@pytest.mark.parametrize("phone", ["", "01 99 00 20 10"])
async def test_a_code_by_sms_asks_for_a_mobile(house: House, phone: str) -> None:
    outsider = await house.outsider(phone=phone)
    assert outsider["takes_sms"] is False
    assert _code(await house.send(colleague_id=outsider["id"], code_by_sms=True)) == (422, "invalid")
    assert _code(await house.send(to_practitioner_id=house.cabinet.midwife.id, code_by_sms=True)) == (422, "invalid")
    assert (await house.shown())["referrals"] == {}


async def test_what_was_taken_back_before_it_left_does_not_leave(house: House) -> None:
    referral = await house.sent(colleague_id=(await house.outsider(phone="06 39 98 00 77"))["id"], code_by_sms=True)
    await (await house.who("practitioner")).post(f"/api/referrals/{referral['id']}/withdraw")
    mailbox = Mailbox(house.core)
    await Office(mailbox, KINDS, URL, mailbox).deliver_due(house.core)
    async with house.core.db.read(EVERY_PRACTICE) as session:
        assert list(await session.scalars(select(MailboxMessage))) == []
        assert {row.state for row in await session.scalars(select(OutboxMessage))} == {"dropped"}
