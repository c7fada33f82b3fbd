"""Offers are looked at before anything reads them."""

import pytest

from rtc.media import BadOffer
from rtc.sfu.offers import MOST_BYTES, checked

HEAD = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=fingerprint:sha-256 " + ":".join(["AB"] * 32) + "\r\n"


def section(kind: str, direction: str, *lines: str) -> str:
    return "\r\n".join([f"m={kind} 9 UDP/TLS/RTP/SAVPF 96", f"a={direction}", *lines]) + "\r\n"


SENDS = section("audio", "sendonly") + section("video", "sendonly")
PAIR = section("audio", "recvonly") + section("video", "recvonly")


def test_an_offer_says_how_much_it_sends_and_receives() -> None:
    short, whole = checked(HEAD + SENDS + PAIR), checked(HEAD + SENDS + section("video", "sendonly") + PAIR * 5)
    assert (short.sends, short.pairs) == (2, 1)
    assert (whole.sends, whole.pairs) == (3, 5)


def test_network_paths_are_taken_out() -> None:
    path = "a=candidate:1 1 udp 1 10.0.0.1 22 typ host"
    offer = checked(HEAD + section("audio", "sendonly", path, "a=end-of-candidates") + section("video", "sendonly") + PAIR)
    assert "candidate" not in offer.sdp


@pytest.mark.parametrize(
    "sdp",
    [
        "",
        "hello",
        "v=0",
        HEAD,
        HEAD + SENDS,
        HEAD + PAIR,
        HEAD + SENDS + PAIR * 6,
        HEAD + SENDS + PAIR + section("application", "sendrecv"),
        HEAD + SENDS.replace("sendonly", "sendrecv") + PAIR,
        HEAD + SENDS + section("video", "recvonly") + section("audio", "recvonly"),
        HEAD.replace("sha-256", "md5") + SENDS + PAIR,
        HEAD + "\x00" + SENDS + PAIR,
        HEAD + "a=ice-ufrag:" + "x" * 300 + "\r\n" + SENDS + PAIR,
        HEAD + "a=ice-pwd:short\r\n" + SENDS + PAIR,
        HEAD + "a=x\r\n" * MOST_BYTES + SENDS + PAIR,
        HEAD + "a=" + "x" * MOST_BYTES + "\r\n" + SENDS + PAIR,
    ],
)
def test_anything_else_is_refused_with_a_sentence(sdp: str) -> None:
    with pytest.raises(BadOffer, match=r"^[A-Z].*\.$"):
        checked(sdp)
