"""The way into a consultation room."""

import re

from server.core.crypto import Keyring
from server.core.ids import new_id
from server.core.links import opens_room, room_code, room_link, room_secret, spoken_code

RING = Keyring(b"k" * 32)
APPOINTMENT = new_id()


def test_a_link_opens_its_own_room_and_its_own_version_only() -> None:
    secret = room_secret(RING, APPOINTMENT, 1)
    assert re.fullmatch(r"[\w-]{22}", secret)
    assert opens_room(RING, APPOINTMENT, 1, secret)
    assert not opens_room(RING, APPOINTMENT, 2, secret)
    assert not opens_room(RING, new_id(), 1, secret)
    assert not opens_room(Keyring(b"l" * 32), APPOINTMENT, 1, secret)
    assert not opens_room(RING, APPOINTMENT, 1, "é" * 22)


def test_a_code_has_eight_digits_and_changes_with_the_version() -> None:
    codes = {room_code(RING, APPOINTMENT, version) for version in range(1, 50)}
    assert len(codes) == 49
    assert all(re.fullmatch(r"\d{8}", code) for code in codes)
    assert spoken_code("12345678") == "1234 5678"


def test_the_secret_stands_where_no_server_sees_it() -> None:
    link = room_link("https://desk.example", RING, APPOINTMENT, 1)
    assert link == f"https://desk.example/room#{APPOINTMENT}.{room_secret(RING, APPOINTMENT, 1)}"
