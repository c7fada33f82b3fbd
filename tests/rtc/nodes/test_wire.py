"""Questions and answers may be lost on the way, and a process may be cut off from all others."""

from collections.abc import Callable

import pytest

from realtime.brokers import Broker, Control, Message
from realtime.brokers.memory import Bus, MemoryBroker
from rtc.media import NoMedia
from rtc.nodes.wire import Deaf
from rtc.nodes.words import Ask, AskSlots, Filled, Reply, Request, Said, Word, read_word
from tests.rtc.nodes.conftest import Open, Process, Town


class Losing(MemoryBroker):
    """Loses what the test says, or carries nothing at all."""

    loses: Callable[[Word], bool] = staticmethod(lambda _: False)
    is_cut_off = False

    def take(self, message: Message) -> None:
        if isinstance(message, Control) and not self.is_cut_off and not self.loses(read_word(message.body)):
            super().take(message)

    @property
    def carries(self) -> bool:
        return not self.is_cut_off


@pytest.fixture
def open_broker() -> Open:
    """Memory is enough: what matters is what does not arrive."""
    bus = Bus()

    def opened() -> Broker:
        return Losing(bus)

    return opened


async def _pair(town: Town) -> tuple[Process, Process]:
    page, node = await town.start(forwards=False), await town.start(forwards=True)
    await town.heard(page, node)
    return page, node


@pytest.mark.parametrize("lost", [Request, Reply])
async def test_a_question_or_an_answer_that_got_lost_is_said_again_and_done_once(town: Town, lost: type[Word]) -> None:
    page, node = await _pair(town)
    dropped: list[Word] = []
    served: list[Ask] = []

    def once(word: Word) -> bool:
        if isinstance(word, lost) and not dropped:
            dropped.append(word)
            return True
        return False

    async def serve(ask: Ask) -> Said:
        served.append(ask)
        return Filled([])

    for each in (page, node):
        assert isinstance(each.broker, Losing)
        each.broker.loses = once
    node.wire.serve = serve
    assert await page.wire.ask(node.wire.name, AskSlots("r", "patient")) == Filled([])
    assert len(dropped) == len(served) == 1


async def test_whoever_is_cut_off_judges_nobody_and_takes_no_room_over(town: Town) -> None:
    page, node = await _pair(town)
    both = await town.start(forwards=True)
    await town.heard(both, node)
    town.ledger.rows["r"] = node.wire.name
    for each in (page, both):
        assert isinstance(each.broker, Losing)
        each.broker.is_cut_off = True
        with pytest.raises(Deaf):
            await each.wire.ask(node.wire.name, AskSlots("r", "patient"))
        assert not each.wire.roster.is_gone(node.wire.name)
    with pytest.raises(NoMedia):
        await both.media.offer("r", "patient", "1", "v=0")
    assert town.ledger.rows["r"] == node.wire.name


async def test_whoever_hung_himself_listens_again_before_he_judges(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    page, node = await _pair(town)
    on_time, hung = page.wire.now, 0.0
    monkeypatch.setattr(page.wire, "now", lambda: on_time() + hung)

    async def serve(_: Ask) -> Said:
        nonlocal hung
        hung = 60.0
        waking = page.wire.now()
        await town.until(lambda: page.wire.roster.heard(node.wire.name) > waking)
        return Filled([])

    node.wire.serve = serve
    assert await page.wire.ask(node.wire.name, AskSlots("r", "patient")) == Filled([])
    hung = 120.0
    assert page.wire.roster.fit(page.wire.now()) == []
    await page.wire.meet()
    assert page.wire.roster.fit(page.wire.now()) == [node.wire.name]
