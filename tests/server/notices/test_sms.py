"""Text messages through a real Kannel and its fake centre, and through any HTTP gateway; their reports; what a text costs."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from server.core.db import EVERY_PRACTICE
from server.core.outbox import Kind, Letter, OutboxMessage
from server.core.unit import Core, UnitOfWork
from server.notices.carrier import NotTaken, Sms
from server.notices.mailbox import NoCarrier
from server.notices.office import Office
from server.notices.reports import Reports
from server.notices.segments import plain, segments
from server.notices.sms import sms_carrier
from tests.support import factories
from tests.support.clock import SetClock
from tests.support.databases import ON_SQLITE
from tests.support.listener import Listener, listening
from tests.support.processes import Child, free_port

TEXT = "RDV confirmé mardi 3/03 à 9h00, à bientôt ^"
FAKE = "/usr/lib/kannel/test/fakesmsc"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("^" * 80, 1),
        ("^" * 81, 2),
        ("éàùèìòÇñ" * 20, 1),
        ("ê" * 70, 1),
        ("ê" * 71, 2),
        ("ç" * 134, 2),
        ("ç" * 135, 3),
        ("e\u0301" * 160, 1),
        ("a\u00a0b\u202f!" * 32, 1),
        ("", 0),
    ],
)
def test_segments_are_counted_as_they_are_billed(text: str, count: int) -> None:
    assert segments(text).count == count


def test_the_letters_that_make_a_text_dearer_are_named_and_typography_costs_nothing() -> None:
    assert segments("être à l’heure").letters == ("ê",)
    assert plain("l’heure… « œuf »") == 'l\'heure... " oeuf "'


async def _prepare(_: UnitOfWork, refs: Mapping[str, str]) -> Letter | None:
    return Letter(refs["to"], "fr", {"day": "mardi 3/03", "time": "9h00", "practitioner": "Dr X"}, template="confirmed")


CONFIRMED = Kind("test_confirmed", _prepare, timedelta(hours=6), repeats=True)


async def _waiting(core: Core) -> str:
    practice = await factories.practice(core)
    now = core.clock.now()
    row = OutboxMessage(
        id=practice.id,
        kind=CONFIRMED.name,
        practice_id=practice.id,
        about="test/1",
        channel="sms",
        refs={"to": "+33639980101"},
        state="planned",
        created_at=now,
        not_before=now,
        expires_at=now + timedelta(hours=6),
    )
    await factories.keep(core, row)
    return row.id


async def _row(core: Core) -> OutboxMessage:
    async with core.db.read(EVERY_PRACTICE) as session:
        return (await session.scalars(select(OutboxMessage))).one()


@pytest.fixture
async def gateway() -> AsyncIterator[Listener]:
    """Somebody who listens, and answers as told."""
    async with listening() as made:
        yield made


async def test_a_gateway_is_given_the_message_under_its_key_and_reports_by_the_address_given(
    core: Core, clock: SetClock, gateway: Listener
) -> None:
    message_id = await _waiting(core)
    carrier = sms_carrier(f"http://:secret@127.0.0.1:{gateway.port}/send", "Ardoise")
    office = Office(NoCarrier(), [CONFIRMED], "http://localhost:8000", carrier)
    gateway.answers = [503]
    await office.deliver_due(core)
    assert ((await _row(core)).state, (await _row(core)).reason) == ("retry", "http_503")
    clock.pass_by(minutes=1)
    await office.deliver_due(core)
    first, second = gateway.heard
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"] == message_id
    assert second.headers["authorization"] == "Bearer secret"
    assert second.json["to"] == "+33639980101"
    assert second.json["text"].startswith("RDV confirmé mardi 3/03 à 9h00")
    assert (await _row(core)).state == "sent"
    secret, said = second.json["undelivered_url"].split("/")[-2:]
    await Reports({CONFIRMED.name: CONFIRMED}).take(core, message_id, secret, said)
    assert (await _row(core)).report == "undelivered"


@ON_SQLITE
@pytest.mark.parametrize(("answer", "state"), [(400, "failed"), (429, "retry"), (500, "retry"), (401, "retry")])
async def test_what_a_gateway_answers_decides_what_becomes_of_the_message(core: Core, gateway: Listener, answer: int, state: str) -> None:
    await _waiting(core)
    gateway.answers = [answer]
    carrier = sms_carrier(f"http://127.0.0.1:{gateway.port}/", "Ardoise")
    await Office(NoCarrier(), [CONFIRMED], "http://localhost:8000", carrier).deliver_due(core)
    expected = "failed" if answer in {400, 401} else state
    assert (await _row(core)).state == expected


@ON_SQLITE
async def test_a_gateway_that_is_down_keeps_text_messages_waiting(core: Core) -> None:
    await _waiting(core)
    carrier = sms_carrier(f"http://127.0.0.1:{free_port()}/", "Ardoise")
    await Office(NoCarrier(), [CONFIRMED], "http://localhost:8000", carrier).deliver_due(core)
    assert (await _row(core)).state == "retry"


class Kannel:
    """bearerbox, smsbox and the fake centre, on free ports, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sms, self.centre, admin, box = (free_port() for _ in range(4))
        (folder / "kannel.conf").write_text(
            f"""group = core
admin-port = {admin}
admin-password = x
admin-interface = 127.0.0.1
smsbox-port = {box}
box-allow-ip = 127.0.0.1
store-type = file
store-location = "{folder}/store"
dlr-storage = internal

group = smsc
smsc = fake
smsc-id = fake
port = {self.centre}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {self.sms}
sendsms-interface = 127.0.0.1
http-request-retry = 20
http-queue-delay = 2

group = sendsms-user
username = us
password = secret

group = sms-service
keyword = default
text = "no"
max-messages = 0
""",
            encoding="utf-8",
        )
        self.running: list[Child] = []

    def start(self) -> None:
        """Start each once the one before is ready; what is sent before the centre is there waits for it."""
        conf = self.folder / "kannel.conf"
        self.running.append(Child(["/usr/sbin/bearerbox", conf]))
        self.running[0].wait_for("Start-up done")
        self.running.append(Child(["/usr/sbin/smsbox", conf]))
        self.running[1].wait_for("Connected to bearerbox")
        self.running.append(Child([FAKE, "-H", "127.0.0.1", "-r", str(self.centre), "-m", "0", "1 2 text nop"]))

    def stop(self) -> None:
        """End what was started, the last first."""
        for each in reversed(self.running):
            each.kill()


@pytest.mark.slow
async def test_kannel_takes_a_message_in_the_right_alphabet_and_reports_that_it_arrived(tmp_path: Path, gateway: Listener) -> None:
    kannel = Kannel(tmp_path)
    try:
        await asyncio.to_thread(kannel.start)
        carrier = sms_carrier(f"kannel://us:secret@127.0.0.1:{kannel.sms}", "33600000000")
        report = f"http://127.0.0.1:{gateway.port}/api/reports/m/s/"
        await carrier.send_sms(Sms("m", "+33639980101", TEXT, report))
        await carrier.send_sms(Sms("m", "+33639980102", "Fenêtre ouverte", report))
        heard = {(await gateway.next()).path for _ in range(2)}
        assert heard == {"/api/reports/m/s/1"}
        wrong = sms_carrier(f"kannel://us:wrong@127.0.0.1:{kannel.sms}", "33600000000")
        with pytest.raises(NotTaken):
            await wrong.send_sms(Sms("m", "+33639980101", TEXT, report))
    finally:
        kannel.stop()
