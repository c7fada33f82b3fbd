"""Frames: their WebSocket envelope, what clients may say, what the page tells about them."""

import re

import msgspec
import pytest
from msgspec import Raw
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from realtime import frames
from realtime.frames import Err, Here, Ping, Present, Sig, Sub, Unsub, decode, envelope, payloads
from tests.realtime.test_codes import PAGE


def parsed(data: bytes) -> list[Frame]:
    client = ClientProtocol(parse_uri("ws://desk.example/"), state=State.OPEN, max_size=None)
    client.receive_data(data)
    return [event for event in client.events_received() if isinstance(event, Frame)]


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65535, 65536, 200_000])
def test_a_frame_of_any_size_is_understood_by_a_real_client(size: int) -> None:
    (frame,) = parsed(envelope(b"x" * size))
    assert (frame.opcode, frame.fin, len(frame.data)) == (Opcode.TEXT, True, size)


def test_joined_frames_stay_messages_of_their_own() -> None:
    texts = [b"a", b"b" * 200, b"c" * 70_000, b""]
    joined = b"".join(map(envelope, texts))
    assert [bytes(frame.data) for frame in parsed(joined)] == texts
    assert list(payloads(joined)) == texts


def test_the_ready_made_ping_is_a_ping() -> None:
    (frame,) = parsed(frames.PING)
    assert frame.opcode is Opcode.PING


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"t":"sub","id":7,"topic":"agenda/42"}', Sub(7, "agenda/42")),
        ('{"t":"sub","id":7,"topic":"a/1","since":3,"epoch":"e1"}', Sub(7, "a/1", since=3, epoch="e1")),
        ('{"t":"unsub","topic":"a/1"}', Unsub("a/1")),
        ('{"t":"ping","later":1}', Ping()),
    ],
)
def test_what_a_client_may_say(text: str, said: object) -> None:
    assert decode(text) == said


def test_the_bodies_of_clients_are_kept_as_they_were_written() -> None:
    assert bytes(decode('{"t":"sub","id":1,"topic":"a/1","params":{"from":"x"}}').params) == b'{"from":"x"}'
    assert bytes(decode('{"t":"sig","topic":"a/1","name":"ask","body":[1, 2]}').body) == b"[1, 2]"
    assert bytes(decode('{"t":"here","topic":"a/1","state":null}').state) == b"null"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"t":"hello"}',
        '{"t":"sub","topic":"a/1"}',
        '{"t":"sub","id":-1,"topic":"a/1"}',
        '{"t":"sub","id":1,"topic":""}',
        '{"t":"sub","id":1,"topic":"%s"}' % ("a" * 121),
        '{"t":"sub","id":1,"topic":"a/1","since":-1}',
        '{"t":"sub","id":1,"topic":"a/1","since":1e400}',
        '{"t":"sig","topic":"a/1","name":"%s"}' % ("n" * 41),
        '{"t":"sig","topic":"a/1","name":"n","body":nul}',
        '{"t":"sig","topic":"a/1","name":"n","body":"\x01"}',
        '{"t":"ping"} {"t":"ping"}',
    ],
)
def test_what_a_client_may_not_say(text: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(text)


def test_an_error_says_only_what_it_is_about() -> None:
    assert list(payloads(frames.frame(Err("not_found", id=7)))) == [b'{"t":"err","code":"not_found","id":7}']
    assert list(payloads(frames.frame(Err("forbidden", topic="a/1")))) == [b'{"t":"err","code":"forbidden","topic":"a/1"}']


def test_a_signal_names_its_sender() -> None:
    built = frames.frame(frames.Signal("a/1", "ask", Raw(b"{}"), Raw(b'{"name":"ana"}'), "c1"))
    assert msgspec.json.decode(next(payloads(built))) == {
        "t": "sig",
        "topic": "a/1",
        "name": "ask",
        "body": {},
        "by": {"name": "ana"},
        "from": "c1",
    }


def test_empty_lists_of_presence_are_written() -> None:
    built = frames.frame(frames.Pres("a/1", [Present("c1", Raw(b"{}"), Raw(b"{}"))], []))
    assert msgspec.json.decode(next(payloads(built)))["drop"] == []


def test_the_page_describes_every_frame() -> None:
    rows = set(re.findall(r"^\| `(\w+)`", PAGE.read_text(), re.MULTILINE))
    said = {Sub, Unsub, Sig, Here, Ping, *frames.ServerFrame.__args__}
    tags = {kind.__struct_config__.tag for kind in said} | {"evt"}
    assert rows == tags
