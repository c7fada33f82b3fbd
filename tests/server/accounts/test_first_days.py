"""The first days of a practice, through the real application and a real mail server: nothing is written beside it."""

import re

import pyotp
import pytest

from tests.server.notices.smtp_server import PostBox, post_box
from tests.support.databases import ON_SQLITE
from tests.support.serving import Serve

PASSWORD = "tournesol bleu marine 7"

pytestmark = pytest.mark.slow


def _link(box: PostBox, number: int) -> str:
    plain = box.taken[number].get_body(("plain",))
    assert plain is not None
    found = re.search(r"https?://\S+#(\S+)", plain.get_content())
    assert found
    return found[1]


async def _mail(box: PostBox, number: int) -> str:
    """The token in the message of this number, once it has come."""
    await box.until(number + 1)
    return _link(box, number)


@ON_SQLITE
async def test_from_the_link_in_the_log_to_a_secretary_who_forgot_her_password(serve: Serve) -> None:
    async with post_box() as box:
        served = serve(SMTP_URL=box.url, ARDOISE_MAIL_FROM="Tilleuls <accueil@example.org>")
        assert served.child is not None
        token = re.search(r"/setup#([\w-]+)", served.child.wait_for("/setup#"))
        assert token
        async with served.caller() as alice, served.caller() as zoe:
            opened = await alice.post(
                "/api/setup",
                {
                    "token": token[1],
                    "practice": {"name": "Cabinet des Tilleuls"},
                    "location": {"name": "Rue des Tilleuls"},
                    "administrator": {"name": "Alice Morel", "email": "alice@example.org", "password": PASSWORD},
                },
            )
            assert opened.json()["state"] == "enrol_second_factor", opened.text
            alice.secret = (await alice.post("/api/second-factor/start")).json()["secret"]
            assert alice.secret is not None
            codes = await alice.post("/api/second-factor/confirm", {"code": pyotp.TOTP(alice.secret).now()})
            assert len(codes.json()["recovery_codes"]) == 10
            practice_id = (await alice.get("/api/me")).json()["practices"][0]["id"]

            invited = await alice.post("/api/invitations", {"practice_id": practice_id, "email": "zoe@example.org", "role": "secretary"})
            assert invited.status_code == 201, invited.text
            joined = await zoe.post("/api/invitations/accept", {"token": await _mail(box, 0), "name": "Zoé Roux", "password": PASSWORD})
            assert joined.status_code == 200, joined.text
            assert (await zoe.sign_in("zoe@example.org", PASSWORD))["practices"][0]["role"] == "secretary"

            assert (await zoe.post("/api/password/forgot", {"email": "zoe@example.org"})).status_code == 204
            new = "un autre tournesol 8"
            reset = await zoe.post("/api/password/reset", {"token": await _mail(box, 1), "password": new})
            assert reset.status_code == 204, reset.text
            await box.until(3)
            assert box.taken[2]["Subject"] == "Votre mot de passe a changé"
            assert (await zoe.get("/api/me")).status_code == 401
        assert "tournesol" not in served.output
        assert "zoe@example.org" not in served.output
