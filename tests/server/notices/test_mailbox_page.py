"""The mailbox of a demo, as a page: readable there, absent elsewhere."""

from collections.abc import Callable

from server.notices.carrier import Mail
from server.notices.mailbox import Mailbox
from tests.server.accounts.conftest import Desk, WatchedDoors, core, doors, hasher, open_desk  # noqa: F401  # fixtures
from tests.support.databases import ON_SQLITE

pytestmark = ON_SQLITE


async def test_the_page_shows_messages_newest_first_with_their_links(open_desk: Callable[..., Desk]) -> None:  # noqa: F811
    desk = open_desk(demo=True)
    box = Mailbox(desk.core)
    await box.send(Mail("<1@x>", "a@example.org", "Premier", "Voir http://localhost:8000/password#abc-_1 ici", ""))
    desk.clock.pass_by(minutes=1)
    await box.send(Mail("<2@x>", "b@example.org", "<script>Second</script>", 'a "b" <i>', ""))
    page = await desk.caller().get("/dev/mailbox")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.text.index("Second") < page.text.index("Premier")
    assert '<a href="http://localhost:8000/password#abc-_1">' in page.text
    assert "<script" not in page.text
    assert "<i>" not in page.text
    assert "style=" not in page.text
    assert "'unsafe-inline'" not in page.headers["content-security-policy"]
    style = await desk.caller().get("/dev/mailbox.css")
    assert style.headers["content-type"] == "text/css; charset=utf-8"


async def test_outside_a_demo_there_is_no_such_page(open_desk: Callable[..., Desk]) -> None:  # noqa: F811
    caller = open_desk(demo=False).caller()
    for path in ("/dev/mailbox", "/dev/mailbox.css"):
        answer = await caller.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
