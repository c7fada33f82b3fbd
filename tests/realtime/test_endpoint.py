"""The handshake and the conversation, over a real uvicorn."""

from tests.realtime.conftest import Server


async def test_the_first_frame_says_who_one_is(server: Server) -> None:
    client = await server.client("ana.1")
    assert client.hello == {
        "t": "hello",
        "version": 1,
        "connection": client.id,
        "epoch": "e1",
        "beat": 15,
        "you": {"name": "ana"},
    }


async def test_a_subscriber_gets_the_state_then_every_event(server: Server) -> None:
    client = await server.client()
    server.desk.record("agenda/1")
    snap = await client.subscribe("agenda/1", params={})
    assert (snap["t"], snap["seq"], snap["lens"], snap["reset"], snap["body"]["count"]) == ("snap", 1, "full", False, 1)
    server.desk.tell(server.hub, "agenda/1", "booked")
    event = await client.hear()
    assert (event["t"], event["seq"], event["body"]["text"]) == ("evt", 2, "booked")
