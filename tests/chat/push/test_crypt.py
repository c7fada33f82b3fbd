"""Web Push as its standards write it down."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from chat.push import crypt
from chat.push.rules import may_write_to, origin_of
from tests.support.browser_push import told_by


def _private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(crypt.decode(text)), ec.SECP256R1())


def test_a_message_is_sealed_byte_for_byte_as_in_the_standard() -> None:
    """RFC 8291, appendix A."""
    to = crypt.Subscription(
        "https://push.example.net/",
        crypt.decode("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
        crypt.decode("BTBZMqHH6r4Tts7J_aSIgg"),
    )
    own = _private("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
    sealed = crypt.seal(to, b"When I grow up, I want to be a watermelon", own=own, salt=crypt.decode("DGv6ra1nlYgDCS1FRnbzlw"))
    assert crypt.encode(sealed) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_the_sender_proves_who_he_is() -> None:
    key = crypt.signing_key(b"\x07" * 64)
    claims, public = told_by(crypt.authorization(key, "https://push.example.net", "mailto:a@example.org", 1_800_000_000))
    assert claims == {"aud": "https://push.example.net", "exp": 1_800_000_000, "sub": "mailto:a@example.org"}
    assert public == crypt.public_bytes(key) == crypt.public_bytes(crypt.signing_key(b"\x07" * 64))
    assert public != crypt.public_bytes(crypt.signing_key(b"\x08" * 64))


@pytest.mark.parametrize(
    ("endpoint", "may"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc", True),
        ("https://updates.push.services.mozilla.com/wpush/v2/abc", True),
        ("https://web.push.apple.com/abc", True),
        ("https://wns2-par02p.notify.windows.com/w/?token=abc", True),
        ("https://push.example.org:8443/abc", True),
        ("http://fcm.googleapis.com/fcm/send/abc", False),
        ("https://fcm.googleapis.com.example.org/abc", False),
        ("https://notfcm.googleapis.com/abc", False),
        ("https://fcm.googleapis.com@169.254.169.254/abc", False),
        ("https://fcm.googleapis.com:22/abc", False),
        ("https://push.example.org/abc", False),
        ("https://127.0.0.1/abc", False),
        ("file:///etc/passwd", False),
        ("https://[::1/abc", False),
        ("https://fcm.googleapis.com:99999/", False),
        ("", False),
    ],
)
def test_a_device_cannot_have_us_write_anywhere_else_than_to_a_push_service(endpoint: str, may: bool) -> None:
    assert may_write_to(endpoint, {"https://push.example.org:8443"}) is may


def test_an_address_with_a_name_in_it_has_no_origin() -> None:
    assert origin_of("https://user@push.example.org/") == ""
