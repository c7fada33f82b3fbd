"""The second factor's codes."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pyotp

from server.accounts import second_factor
from server.core.crypto import Keyring

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
STEP = int(NOW.timestamp()) // 30


def test_the_present_code_and_its_neighbours_are_taken() -> None:
    secret = second_factor.new_secret()
    totp = pyotp.TOTP(secret)
    for away in (-1, 0, 1):
        assert second_factor.step_of(secret, totp.generate_otp(STEP + away), NOW, after=0) == STEP + away
    for away in (-2, 2):
        assert second_factor.step_of(secret, totp.generate_otp(STEP + away), NOW, after=0) is None


def test_a_step_used_is_never_taken_again_nor_one_before_it() -> None:
    secret = second_factor.new_secret()
    totp = pyotp.TOTP(secret)
    for away in (-1, 0):
        assert second_factor.step_of(secret, totp.generate_otp(STEP + away), NOW, after=STEP) is None
    assert second_factor.step_of(secret, totp.generate_otp(STEP + 1), NOW, after=STEP) == STEP + 1
    later = NOW + timedelta(seconds=30)
    assert second_factor.step_of(secret, totp.generate_otp(STEP), later, after=STEP) is None


def test_a_code_typed_with_a_space_is_read() -> None:
    secret = second_factor.new_secret()
    code = pyotp.TOTP(secret).generate_otp(STEP)
    assert second_factor.step_of(secret, f"{code[:3]} {code[3:]}", NOW, after=0) == STEP


def test_anything_else_is_no_code() -> None:
    secret = second_factor.new_secret()
    for text in ("", "12345", "é" * 6, "0000000"):
        assert second_factor.step_of(secret, text, NOW, after=0) is None


def test_the_qr_code_is_an_image_without_style_or_script() -> None:
    drawn = second_factor.qr_code(second_factor.address(second_factor.new_secret(), "a@example.org"))
    image = ElementTree.fromstring(drawn)
    assert image.tag == "{http://www.w3.org/2000/svg}svg"
    assert {element.tag.rpartition("}")[2] for element in image.iter()} <= {"svg", "g", "path"}
    assert not any("style" in element.attrib for element in image.iter())


def test_recovery_codes_are_ten_and_read_however_they_are_typed() -> None:
    keyring = Keyring(bytes(32))
    codes = second_factor.new_recovery_codes()
    assert len(set(codes)) == 10
    kept = second_factor.recovery_digest(keyring, "p1", codes[0])
    assert second_factor.recovery_digest(keyring, "p1", codes[0].lower().replace("-", " ")) == kept
    assert second_factor.recovery_digest(keyring, "p2", codes[0]) != kept
    assert second_factor.recovery_digest(Keyring(bytes(range(32))), "p1", codes[0]) != kept
