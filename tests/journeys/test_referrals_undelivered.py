"""A stranger who cannot be reached: the e-mail comes back, or its link is too old. Whoever sent it sees that, and writes again."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from playwright.async_api import expect
from sqlalchemy import update

from server.core.db import EVERY_PRACTICE
from server.core.unit import Core
from server.referrals.models import Referral
from tests.journeys.conftest import OpenDesk, open_clinic
from tests.journeys.desk import Clinic, Desk
from tests.journeys.test_accessible import AXE, RUN
from tests.journeys.test_referrals import begin_to_a_stranger
from tests.server.notices.smtp_server import PostBox, post_box
from tests.support.serving import Serve


@pytest.fixture
async def box() -> AsyncIterator[PostBox]:
    """The mail server of the world."""
    async with post_box() as box:
        yield box


@pytest.fixture
async def clinic(core: Core, serve: Serve, clock: object, box: PostBox) -> Clinic:
    """The practice, whose e-mails really leave."""
    return await open_clinic(core, serve, SMTP_URL=box.url)


async def _sent(desk: Desk) -> None:
    await begin_to_a_stranger(desk)
    await desk.window.get_by_role("button", name="Adresser", exact=True).click()
    await desk.window.get_by_role("button", name="Fermer").last.click()


async def _write_again(desk: Desk) -> None:
    """By the button beside the warning, and yes."""
    sent = desk.page.get_by_role("article", name=re.compile("DUPONT Marie"))
    await sent.get_by_role("button", name="Renvoyer l’e-mail").click()
    question = desk.page.get_by_role("dialog", name="Renvoyer l’e-mail à Luc Petit ?")
    await question.get_by_role("button", name="Renvoyer l’e-mail").click()


def _link_in(mail: EmailMessage) -> str:
    text = mail.get_body(("plain",))
    assert text is not None
    found = re.search(r"/referral#\S+", text.get_content())
    assert found is not None
    return found[0]


async def test_an_email_that_comes_back_is_told_and_goes_again_to_the_right_address(sit: OpenDesk, box: PostBox) -> None:
    box.recipient_answers = ["550 No such mailbox"]
    sonia = await sit("secretary", still=True)
    await _sent(sonia)
    warning = sonia.page.get_by_text("L’e-mail n’est pas arrivé chez Luc Petit")
    await expect(warning).to_be_visible()
    await sonia.page.evaluate(AXE.read_text(encoding="utf-8"))
    assert await sonia.page.evaluate(RUN) == []
    await sonia.page.get_by_role("tab", name="Mes confrères").click()
    await sonia.page.get_by_role("button", name="Modifier Luc Petit").click()
    await sonia.page.get_by_role("textbox", name="E-mail", exact=True).fill("petit@example.org")
    await sonia.page.get_by_role("button", name="Enregistrer le confrère").click()
    await sonia.page.get_by_role("tab", name="Patients adressés").click()
    await _write_again(sonia)
    await expect(warning).to_have_count(0)
    await box.until(1)
    assert [mail["To"] for mail in box.taken] == ["petit@example.org"]
    assert "Dupont" not in box.taken[0].as_string()


async def test_a_link_that_has_grown_too_old_is_told_and_a_new_one_leaves(sit: OpenDesk, box: PostBox, core: Core) -> None:
    sonia = await sit("secretary", still=True)
    await _sent(sonia)
    await box.until(1)
    async with core.db.write(EVERY_PRACTICE) as session:
        await session.execute(update(Referral).values(expires_at=datetime.now(UTC) - timedelta(days=1)))
        await session.commit()
    await sonia.page.reload()
    await sonia.page.get_by_role("tab", name="Patients adressés").click()
    warning = sonia.page.get_by_text("Le lien de Luc Petit n’ouvre plus rien")
    await expect(warning).to_be_visible()
    await _write_again(sonia)
    await expect(warning).to_have_count(0)
    await box.until(2)
    assert len({_link_in(mail) for mail in box.taken}) == 2
