"""One client's side of the protocol, without any I/O."""

import pytest

from realtime.frames import PONG, Err, Here, Ping, Sig, Sub, Unsub, frame
from realtime.limits import Limits
from realtime.session import Intent, Reply, Session, Violation

LIMITS = Limits(topics=2, frames_per_second=10, burst=20, state=100)
SUB = '{"t":"sub","id":1,"topic":"a/1"}'
SIG = '{"t":"sig","topic":"a/1","name":"ask"}'
PING = '{"t":"ping"}'


@pytest.fixture
def session() -> Session:
    return Session(LIMITS, now=0.0)


def answer(session: Session, text: str, now: float = 0.0) -> Intent | None:
    said = session.receive(text, now)
    return None if said is None else session.weigh(said)


def test_a_ping_is_answered(session: Session) -> None:
    assert answer(session, PING) == Reply(PONG)


def test_a_subscription_is_passed_on(session: Session) -> None:
    assert answer(session, SUB) == Sub(1, "a/1")


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        (SIG, Reply(frame(Err("not_subscribed", topic="a/1")))),
        ('{"t":"here","topic":"a/1"}', Reply(frame(Err("not_subscribed", topic="a/1")))),
        ('{"t":"unsub","topic":"a/1"}', None),
    ],
)
def test_what_needs_a_subscription_gets_nowhere_without_one(session: Session, text: str, refused: Intent | None) -> None:
    assert answer(session, text) == refused
    session.joined("a/1", "full")
    assert isinstance(answer(session, text), Sig | Here | Unsub)


def test_a_topic_that_was_left_is_not_subscribed_any_more(session: Session) -> None:
    session.joined("a/1", "full")
    assert session.left("a/1") == "full"
    assert session.left("a/1") is None
    assert session.lens("a/1") is None
    assert session.topics() == ()


def test_there_is_a_limit_to_the_topics_of_one_connection(session: Session) -> None:
    session.joined("a/1", "full")
    session.joined("a/2", "full")
    assert answer(session, '{"t":"sub","id":3,"topic":"a/3"}') == Reply(frame(Err("too_many_topics", id=3)))
    assert answer(session, SUB) == Sub(1, "a/1")


def test_there_is_a_limit_to_what_one_says_about_oneself(session: Session) -> None:
    session.joined("a/1", "full")
    large = '{"t":"here","topic":"a/1","state":"%s"}' % ("x" * 100)
    assert answer(session, large) == Reply(frame(Err("too_large", topic="a/1")))


@pytest.mark.parametrize(
    "text", ["", "hello", '{"t":"cmd"}', '{"t":"sub"}', '{"t":"sig","topic":"a","name":"n","body":' + "[" * 30_000, "\ud800"]
)
def test_what_is_not_of_the_protocol_is_a_violation(session: Session, text: str) -> None:
    with pytest.raises(Violation):
        session.receive(text, 0.0)


def test_a_client_that_speaks_too_fast_is_not_one_of_ours(session: Session) -> None:
    for _ in range(20):
        session.receive(PING, 0.0)
    with pytest.raises(Violation, match="too_many"):
        session.receive(PING, 0.0)


def test_a_client_that_waits_may_speak_again(session: Session) -> None:
    for _ in range(20):
        session.receive(PING, 0.0)
    assert session.receive(PING, 0.1) == Ping()


def test_a_long_silence_saves_up_no_more_than_one_burst(session: Session) -> None:
    session.receive(PING, 1000.0)
    for _ in range(19):
        session.receive(PING, 1000.0)
    with pytest.raises(Violation):
        session.receive(PING, 1000.0)


def test_a_subscription_costs_four_frames(session: Session) -> None:
    for _ in range(5):
        session.receive(SUB, 0.0)
    with pytest.raises(Violation):
        session.receive(PING, 0.0)


def test_signals_too_many_are_dropped_before_they_count_as_an_attack(session: Session) -> None:
    heard = [session.receive(SIG, 0.0) for _ in range(39)]
    assert [said is None for said in heard] == [False] * 20 + [True] * 19
    with pytest.raises(Violation):
        session.receive(SIG, 0.0)
