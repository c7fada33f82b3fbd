"""What people who mean harm type: kept as it was typed, and literal in the e-mail."""

from html.parser import HTMLParser

import pytest
from sqlalchemy import update

from server.accounts.models import Practice
from server.core.actors import system
from server.core.db import EVERY_PRACTICE
from server.core.permissions import Permission
from server.core.unit import reading
from server.notices.templates import worded
from server.referrals.letters import REFERRAL
from tests.server.referrals.conftest import House
from tests.support.databases import ON_SQLITE
from tests.support.markup import VECTORS

OURS = {"html", "head", "meta", "title", "body", "div", "p", "a"}


class _Tags(HTMLParser):
    """The elements of a page, and their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it."""
        self.seen.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        assert not [name for name, _ in attrs if name.startswith("on")]


@ON_SQLITE
@pytest.mark.parametrize("text", VECTORS.values(), ids=VECTORS)
async def test_markup_is_kept_as_it_was_typed_and_literal_in_the_email(house: House, text: str) -> None:
    name = " ".join(text[:110].split())
    outsider = await house.outsider(name=name, specialty=name)
    assert (outsider["name"], outsider["specialty"]) == (name, name)
    referral = await house.sent(colleague_id=outsider["id"], reason=text)
    assert (referral["reason"], referral["to_name"]) == (text.strip(), name)
    page = (await (await house.stranger()).post("/api/referral/open", await house.way_in(referral))).json()
    assert page["reason"] == text.strip()
    async with house.core.db.write(EVERY_PRACTICE) as session:
        row = update(Practice).where(Practice.id == house.cabinet.practice.id).values(name=name)
        await session.execute(row, execution_options={"synchronize_session": False})
        await session.commit()
    async with reading(house.core, system("test"), scope=EVERY_PRACTICE) as uow:
        uow.permit(Permission.SYSTEM)
        letter = await REFERRAL.prepare(uow, {"referral": referral["id"]})
    assert letter is not None
    tags = _Tags()
    tags.feed(worded("referral", letter, url="https://a.example.org", message_id="<1@a.example.org>").html)
    assert tags.seen <= OURS
    assert all(link.startswith("https://a.example.org/referral#") for link in tags.links)
