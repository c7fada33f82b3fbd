"""The patient's link to his appointment: its identifier and a secret computed from it, stored nowhere."""

import base64
import binascii
import hmac

from server.core.crypto import Keyring

PAGE = "/rdv"
_ID, _SECRET = 22, 22


def manage_token(keyring: Keyring, appointment_id: str) -> str:
    """What follows `#` in the link."""
    name = base64.urlsafe_b64encode(bytes.fromhex(appointment_id)).rstrip(b"=").decode()
    return name + keyring.mac("manage", appointment_id)[:_SECRET]


def appointment_of(keyring: Keyring, token: str) -> str | None:
    """The appointment that a token opens, None when it opens nothing."""
    try:
        appointment_id = base64.b64decode(token[:_ID] + "==", altchars=b"-_", validate=True).hex()
    except (binascii.Error, ValueError):
        return None
    given, expected = token.encode(), manage_token(keyring, appointment_id).encode() if len(appointment_id) == 32 else b""
    return appointment_id if hmac.compare_digest(given, expected) else None
