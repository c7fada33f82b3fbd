"""Credentials for the relay."""

import base64
import hashlib
import hmac

from rtc.turn import relays

URLS = ("turn:turn.example.org:3478", "turns:turn.example.org:443?transport=tcp")


def test_a_seat_gets_credentials_of_its_own_that_end_in_ten_minutes() -> None:
    (relay,) = relays(URLS, "a secret", "seat-7", 1_000_000.9)
    assert relay.urls == URLS
    assert relay.username == "1000600:seat-7"
    expected = hmac.new(b"a secret", b"1000600:seat-7", hashlib.sha1).digest()
    assert base64.b64decode(relay.credential) == expected


def test_without_a_relay_there_is_nothing_to_give() -> None:
    assert relays((), "a secret", "seat", 0) == []
    assert relays(URLS, "", "seat", 0) == []
