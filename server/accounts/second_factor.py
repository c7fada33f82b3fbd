"""The second factor: six digits of an authenticator application (RFC 6238), or a recovery code from paper."""

import hmac
import io
import secrets
from datetime import datetime

import pyotp
import segno

from server.core.crypto import Keyring

_STEP = 30
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_CODES = 10
_LENGTH = 16


def new_secret() -> str:
    """A secret of 160 bits, in base32."""
    return pyotp.random_base32(32)


def address(secret: str, email: str) -> str:
    """What the QR code says."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Ardoise")


def qr_code(text: str) -> str:
    """The text as an SVG image, dark on transparent, without any style of its own."""
    drawn = io.BytesIO()
    segno.make(text, error="m").save(drawn, kind="svg", xmldecl=False, svgns=True, scale=4, border=4, dark="#000", light="#fff")
    return drawn.getvalue().decode().strip()


def step_of(secret: str, code: str, now: datetime, *, after: int) -> int | None:
    """The time step whose code this is: the present one or a neighbour, later than `after`; None when there is none."""
    totp = pyotp.TOTP(secret)
    present = int(now.timestamp()) // _STEP
    given = code.replace(" ", "")
    found = None
    for step in (present - 1, present, present + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), given.encode()) and step > after:
            found = step
    return found


def new_recovery_codes() -> list[str]:
    """Ten codes of 80 bits, in groups of four."""
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)) for _ in range(_CODES)]
    return ["-".join(code[at : at + 4] for at in range(0, _LENGTH, 4)) for code in codes]


def recovery_digest(keyring: Keyring, person_id: str, code: str) -> str:
    """What is kept of a recovery code; however it is typed."""
    plain = "".join(character for character in code.upper() if character.isalnum())
    return keyring.mac("recovery", f"{person_id}|{plain}")
