"""The post office with a real SMTP server: what was taken, what will be tried again, what is in doubt (R15–R17)."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from server.core.actors import system
from server.core.db import EVERY_PRACTICE, Database
from server.core.outbox import LEASE, Kind, Letter, OutboxMessage, post
from server.core.permissions import Permission
from server.core.unit import Core, UnitOfWork, writing
from server.notices.mailbox import Mailbox, NoCarrier
from server.notices.models import MailboxMessage
from server.notices.office import PER_MINUTE, REST, Office, carrier_of
from server.notices.smtp import Smtp
from server.settings import Settings
from tests.server.notices.carriers import Counting
from tests.server.notices.smtp_server import PostBox, only, post_box
from tests.support.clock import SetClock
from tests.support.core import core_over
from tests.support.databases import ON_SQLITE
from tests.support.processes import free_port

SENDER = "Cabinet des Tilleuls <accueil@example.org>"
URL = "https://ardoise.example.org"
VALUES = {"name": "Sonia", "inviter": "Alice", "practice": "Tilleuls", "practitioner": "Dr Lefèvre"}


async def _prepare(_: UnitOfWork, refs: Mapping[str, str]) -> Letter | None:
    if refs["to"] == "nobody":
        return None
    if refs["to"] == "bug":
        raise KeyError(refs["to"])
    return Letter(refs["to"], "fr", VALUES, "/password#secret")


RESET = Kind("password_reset", _prepare, timedelta(hours=6), repeats=True)
GRANT = Kind("grant", _prepare, timedelta(hours=6), repeats=False)


@pytest.fixture
async def box() -> AsyncIterator[PostBox]:
    """An SMTP server."""
    async with post_box() as made:
        yield made


def _office(core: Core, url: str) -> Office:
    return Office(Smtp(url, SENDER, core.clock), [RESET, GRANT], URL)


async def _posted(core: Core, *recipients: str, kind: Kind = RESET) -> None:
    async with writing(core, system("test"), scope=EVERY_PRACTICE) as uow:
        uow.permit(Permission.SYSTEM)
        for to in recipients:
            await post(uow, kind, "test/1", {"to": to})


async def _states(core: Core) -> list[tuple[str, str]]:
    async with core.db.read(EVERY_PRACTICE) as session:
        rows = (await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))).all()
    return [(row.state, row.reason) for row in rows]


async def test_a_message_arrives_whole_and_once(core: Core, box: PostBox) -> None:
    office = _office(core, box.url)
    await _posted(core, "sonia@example.org")
    assert await office.deliver_due(core) is False
    assert await office.deliver_due(core) is False
    (mail,) = box.taken
    assert (mail["To"], mail["From"]) == ("sonia@example.org", SENDER)
    assert mail["Subject"] == "Choisir un nouveau mot de passe"
    assert mail["Message-ID"].endswith("@ardoise.example.org>")
    assert mail["Auto-Submitted"] == "auto-generated"
    plain, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert f"{URL}/password#secret" in plain.get_content()
    assert f'href="{URL}/password#secret"' in page.get_content()
    assert await _states(core) == [("sent", "")]


@pytest.mark.parametrize(("answers", "recipients"), [(["451 later"], []), ([], ["450 grey"])])
async def test_a_temporary_refusal_is_tried_again_later_under_the_same_message_id(
    core: Core, clock: SetClock, box: PostBox, answers: list[str], recipients: list[str]
) -> None:
    box.answers, box.recipient_answers = list(answers), list(recipients)
    office = _office(core, box.url)
    await _posted(core, "sonia@example.org")
    await office.deliver_due(core)
    assert [state for state, _ in await _states(core)] == ["retry"]
    await office.deliver_due(core)
    assert box.taken == []
    clock.pass_by(seconds=38)
    await office.deliver_due(core)
    assert len(box.taken) == 1
    assert await _states(core) == [("sent", "")]


@ON_SQLITE
@pytest.mark.parametrize(("answers", "recipients", "reason"), [(["554 spam"], [], "smtp_554"), ([], ["550 unknown"], "smtp_550")])
async def test_a_final_refusal_is_not_tried_again(
    core: Core, clock: SetClock, box: PostBox, answers: list[str], recipients: list[str], reason: str
) -> None:
    box.answers, box.recipient_answers = list(answers), list(recipients)
    office = _office(core, box.url)
    await _posted(core, "sonia@example.org")
    await office.deliver_due(core)
    assert await _states(core) == [("failed", reason)]
    clock.pass_by(hours=1)
    await office.deliver_due(core)
    assert box.taken == []


async def test_a_cut_after_the_hand_over_repeats_a_notice_under_one_message_id_and_leaves_others_in_doubt(
    core: Core, clock: SetClock, box: PostBox
) -> None:
    box.answers = ["cut", "cut"]
    office = _office(core, box.url)
    await _posted(core, "sonia@example.org", kind=RESET)
    await _posted(core, "claire@example.org", kind=GRANT)
    await office.deliver_due(core)
    assert await _states(core) == [("retry", "SMTPServerDisconnected"), ("unknown", "SMTPServerDisconnected")]
    clock.pass_by(minutes=1)
    await office.deliver_due(core)
    assert await _states(core) == [("sent", ""), ("unknown", "SMTPServerDisconnected")]
    to_sonia = [mail["Message-ID"] for mail in box.taken if mail["To"] == "sonia@example.org"]
    assert len(to_sonia) == 2
    assert len(set(to_sonia)) == 1
    assert len(box.taken) == 3


async def test_a_server_that_does_not_answer_is_left_alone_for_a_while(core: Core, clock: SetClock, box: PostBox) -> None:
    office = _office(core, f"smtp://127.0.0.1:{free_port()}")
    await _posted(core, *(f"person{number}@example.org" for number in range(20)))
    assert await office.deliver_due(core) is False
    assert await office.deliver_due(core) is False
    states = [state for state, _ in await _states(core)]
    assert (states.count("retry"), states.count("planned")) == (8, 12)
    clock.at += REST
    back = _office(core, box.url)
    clock.pass_by(seconds=30)
    while await back.deliver_due(core):
        pass
    assert len(box.taken) == 20


@ON_SQLITE
async def test_a_message_not_taken_before_its_time_is_over_fails(core: Core, clock: SetClock) -> None:
    office = _office(core, f"smtp://127.0.0.1:{free_port()}")
    await _posted(core, "sonia@example.org")
    for _ in range(30):
        await office.deliver_due(core)
        clock.pass_by(minutes=40)
    assert await _states(core) in ([("failed", "SMTPConnectError")], [("dropped", "too_late")])


@ON_SQLITE
async def test_a_server_that_hangs_before_the_hand_over_costs_nothing_and_after_it_leaves_a_doubt(
    core: Core, clock: SetClock, box: PostBox
) -> None:
    office = Office(Smtp(box.url, SENDER, core.clock, patience=2), [RESET, GRANT], URL)
    box.recipient_answers = ["hang"]
    await _posted(core, "sonia@example.org", kind=GRANT)
    await office.deliver_due(core)
    assert [state for state, _ in await _states(core)] == ["retry"]
    assert box.taken == []
    clock.pass_by(minutes=2)
    box.answers = ["hang"]
    await office.deliver_due(core)
    assert [state for state, _ in await _states(core)] == ["unknown"]
    clock.pass_by(hours=1)
    await office.deliver_due(core)
    assert len(box.taken) == 1


@ON_SQLITE
async def test_after_six_hours_without_a_carrier_everything_leaves_within_ten_minutes_once_and_at_its_pace(
    core: Core, clock: SetClock
) -> None:
    lasting = Kind("password_reset", _prepare, timedelta(days=2), repeats=True)
    people = [f"person{number}@example.org" for number in range(PER_MINUTE + 100)]
    await _posted(core, *people, kind=lasting)
    carrier = Counting(clock, "down")
    office = Office(carrier, [lasting], URL)
    for _ in range(6 * 12):
        await office.deliver_due(core)
        clock.pass_by(minutes=5)
    assert {state for state, _ in await _states(core)} == {"planned", "retry"}
    carrier.does, back = "take", clock.at
    for _ in range(20):
        while await office.deliver_due(core):
            pass
        clock.pass_by(seconds=30)
    assert sorted(to for _, to, _ in carrier.taken) == sorted(people)
    assert max(at for at, _, _ in carrier.taken) <= back + timedelta(minutes=10)
    for minute in {at for at, _, _ in carrier.taken}:
        assert sum(minute <= at < minute + timedelta(minutes=1) for at, _, _ in carrier.taken) <= PER_MINUTE


async def test_a_carrier_that_hangs_holds_nothing_that_others_wait_for(core: Core, clock: SetClock) -> None:
    carrier = Counting(clock, "hang")
    await _posted(core, "sonia@example.org")
    delivering = asyncio.create_task(Office(carrier, [RESET], URL).deliver_due(core))
    async with asyncio.timeout(60):
        await carrier.asked.wait()
        await _posted(core, "claire@example.org")
    assert [state for state, _ in await _states(core)] == ["sending", "planned"]
    carrier.goes_on.set()
    await delivering
    assert [state for state, _ in await _states(core)] == ["sent", "planned"]


async def test_three_workers_over_the_october_night_send_each_reminder_once_and_at_its_instant(
    core: Core, database_url: str, clock: SetClock
) -> None:
    first = clock.at = datetime(2026, 10, 24, 23, 0, tzinfo=UTC)
    quarters = [first + timedelta(minutes=15 * number) for number in range(16)]
    walls = [quarter.astimezone(ZoneInfo("Europe/Paris")).strftime("%H:%M") for quarter in quarters]
    assert walls.count("02:30") == 2
    due = {f"person{number}-{place}@example.org": quarter for number, quarter in enumerate(quarters) for place in range(12)}
    lasting = Kind("grant", _prepare, timedelta(days=2), repeats=False)
    for _ in range(2):  # whatever plans it a second time plans the same
        async with writing(core, system("test"), scope=EVERY_PRACTICE) as uow:
            uow.permit(Permission.SYSTEM)
            for to, at in due.items():
                await post(uow, lasting, "test/1", {"to": to}, dedupe=f"reminder:{to}", not_before=at)

    carrier = Counting(clock)
    others = [Database(Settings.from_env({"DATABASE_URL": database_url}).database) for _ in range(2)]

    async def work(each: Core, office: Office) -> None:
        while await office.deliver_due(each):
            pass

    try:
        cores = [core, *[await core_over(each, clock) for each in others]]
        workers = [(each, Office(carrier, [lasting], URL)) for each in cores]
        for quarter in quarters:
            clock.at = quarter
            await asyncio.gather(*(work(*worker) for worker in workers))
    finally:
        for each in others:
            await each.close()
    assert sorted((to, at) for at, to, _ in carrier.taken) == sorted(due.items())


async def test_what_is_no_longer_wanted_is_dropped_and_a_bug_stops_no_other(core: Core, clock: SetClock, box: PostBox) -> None:
    office = _office(core, box.url)
    await _posted(core, "nobody", "bug", "sonia@example.org")
    await office.deliver_due(core)
    assert await _states(core) == [("dropped", "not_wanted"), ("sending", ""), ("sent", "")]
    clock.at += LEASE + timedelta(seconds=1)
    await office.deliver_due(core)
    assert len(box.taken) == 1


@ON_SQLITE
async def test_an_address_no_server_would_take_fails_without_asking(core: Core, box: PostBox) -> None:
    office = _office(core, box.url)
    await _posted(core, "a@b@c", "x\r\nBcc: y@example.org")
    await office.deliver_due(core)
    assert await _states(core) == [("failed", "address"), ("failed", "address")]
    assert box.taken == []


@ON_SQLITE
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # a loopback server of a test has no TLS
async def test_the_password_of_smtp_url_is_given_and_a_wrong_one_waits(core: Core, clock: SetClock) -> None:
    async with post_box(authenticator=only("us er", "p@ss"), auth_required=True, auth_require_tls=False) as box:
        await _posted(core, "sonia@example.org")
        await _office(core, f"smtp://us%20er:wrong@127.0.0.1:{box.port}").deliver_due(core)
        assert await _states(core) == [("retry", "SMTPAuthenticationError")]
        clock.pass_by(minutes=1)
        await _office(core, f"smtp://us%20er:p%40ss@127.0.0.1:{box.port}").deliver_due(core)
        assert await _states(core) == [("sent", "")]


@ON_SQLITE
def test_the_carrier_follows_the_settings(core: Core) -> None:
    assert isinstance(carrier_of(Settings(demo=True), core), Mailbox)
    assert isinstance(carrier_of(Settings(demo=True, smtp_url="smtp://mail"), core), Smtp)
    assert isinstance(carrier_of(Settings(), core), NoCarrier)


async def test_without_a_carrier_messages_wait(core: Core) -> None:
    await _posted(core, "sonia@example.org")
    await Office(NoCarrier(), [RESET], URL).deliver_due(core)
    assert await _states(core) == [("retry", "no_carrier")]


async def test_the_mailbox_keeps_a_message_once_however_often_it_is_sent(core: Core) -> None:
    office = Office(Mailbox(core), [RESET], URL)
    await _posted(core, "sonia@example.org")
    await office.deliver_due(core)
    async with core.db.write(EVERY_PRACTICE) as session:
        row = (await session.scalars(select(OutboxMessage))).one()
        row.state = "retry"
        await session.commit()
    await office.deliver_due(core)
    async with core.db.read(EVERY_PRACTICE) as session:
        (kept,) = (await session.scalars(select(MailboxMessage))).all()
    assert (kept.recipient, kept.subject) == ("sonia@example.org", "Choisir un nouveau mot de passe")
