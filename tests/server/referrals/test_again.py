"""What could not be brought to a colleague is told to who sent it, who writes again: a new link and code, at the address of today."""

from typing import Any

from server.notices.mailbox import Mailbox
from server.notices.office import Office
from server.notices.smtp import Smtp
from server.referrals.letters import KINDS
from server.referrals.rules import LASTS
from tests.server.notices.smtp_server import PostBox, post_box
from tests.server.referrals.conftest import House
from tests.server.referrals.conftest import code_of_answer as _code


async def _deliver(house: House, box: PostBox) -> None:
    carrier = Smtp(box.url, "Cabinet <accueil@example.org>", house.clock)
    await Office(carrier, KINDS, "https://ardoise.example.org", Mailbox(house.core)).deliver_due(house.core)


async def _shown(house: House, referral: dict[str, Any]) -> dict[str, Any]:
    view: dict[str, Any] = (await house.shown())["referrals"][referral["id"]]
    return view


async def test_an_address_that_takes_nothing_is_told_and_the_next_email_goes_to_the_right_one(house: House) -> None:
    outsider = await house.outsider()
    referral = await house.sent(colleague_id=outsider["id"])
    old = await house.way_in(referral)
    async with post_box() as box:
        box.recipient_answers = ["550 No such mailbox"]
        await _deliver(house, box)
        assert (await _shown(house, referral))["undelivered"] == ["email"]
        right = {"version": 1, "email": "petit@example.org"}
        assert (await (await house.who("secretary")).patch(f"/api/colleagues/{outsider['id']}", right)).status_code == 200
        house.clock.pass_by(minutes=10)
        again = await (await house.who("practitioner")).post(f"/api/referrals/{referral['id']}/again")
        assert again.status_code == 200, again.text
        assert again.json()["undelivered"] == []
        await _deliver(house, box)
        assert [mail["To"] for mail in box.taken] == ["petit@example.org"]
        assert (await _shown(house, referral))["undelivered"] == []
    new, row = await house.way_in(referral), await house.row(referral)
    assert row.expires_at == house.clock.now() + LASTS
    assert (new["token"] != old["token"], new["code"] != old["code"]) == (True, True)
    text = box.taken[0].get_body(("plain",))
    assert text is not None
    assert new["token"] in text.get_content()
    stranger = await house.stranger()
    assert _code(await stranger.post("/api/referral/open", old)) == (410, "referral_closed")
    assert (await stranger.post("/api/referral/open", new)).json()["reason"] == "Avis pour un souffle"


async def test_what_is_said_again_closes_the_page_that_the_old_link_opened(house: House) -> None:
    referral = await house.sent(colleague_id=(await house.outsider(phone="06 39 98 00 77"))["id"], code_by_sms=True)
    stranger = await house.stranger()
    assert (await stranger.post("/api/referral/open", await house.way_in(referral))).status_code == 200
    again = (await (await house.who("secretary")).post(f"/api/referrals/{referral['id']}/again")).json()
    assert (again["status"], again["code_by_sms"]) == ("seen", True)
    assert _code(await stranger.get("/api/referral")) == (401, "referral_visit_over")
    async with post_box() as box:
        await _deliver(house, box)
        assert len(box.taken) == 1  # the first one, which nobody had sent yet, does not leave


async def test_only_what_is_open_and_went_outside_is_sent_again(house: House) -> None:
    inside = await house.sent(to_practitioner_id=house.cabinet.midwife.id)
    taken = await house.sent(colleague_id=(await house.outsider())["id"])
    doctor = await house.who("practitioner")
    await doctor.post(f"/api/referrals/{taken['id']}/withdraw")
    assert _code(await doctor.post(f"/api/referrals/{inside['id']}/again")) == (404, "not_found")
    assert _code(await doctor.post(f"/api/referrals/{taken['id']}/again")) == (409, "referral_over")
