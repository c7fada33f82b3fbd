"""The way into a consultation room: a secret in a link, or a short code to type, both computed and never stored.

They are digests only the root key can make, of an appointment and the version of its link. A copy of the database
opens nothing, and a new version closes every link sent before.
"""

import hmac

from server.core.crypto import Keyring

_SECRET = 22
_CODE = 8


def room_secret(keyring: Keyring, appointment_id: str, version: int) -> str:
    """What follows the appointment in the link: 22 characters, 132 bits."""
    return keyring.mac("room", f"{appointment_id}|{version}")[:_SECRET]


def room_code(keyring: Keyring, appointment_id: str, version: int) -> str:
    """The code typed by hand instead of a link: 8 digits. It is guessable, so it only counts among one day's appointments."""
    number = int.from_bytes(keyring.mac("room_code", f"{appointment_id}|{version}").encode()[:32])
    return f"{number % 10**_CODE:0{_CODE}d}"


def spoken_code(code: str) -> str:
    """A code as people read it: two groups of four."""
    return f"{code[:4]} {code[4:]}"


def room_link(url: str, keyring: Keyring, appointment_id: str, version: int) -> str:
    """The whole link. The secret stands after `#`, which no server and no log ever sees."""
    return f"{url}/room#{appointment_id}.{room_secret(keyring, appointment_id, version)}"


def seat_link(url: str, keyring: Keyring, appointment_id: str, seat_id: str, version: int) -> str:
    """The link of somebody invited beside the patient: secret and code are made of his seat in place of the appointment."""
    return f"{url}/room#{appointment_id}.{room_secret(keyring, seat_id, version)}.{seat_id}"


def opens_room(keyring: Keyring, appointment_id: str, version: int, secret: str) -> bool:
    """Whether this is the secret of that link, in constant time."""
    return hmac.compare_digest(secret.encode(), room_secret(keyring, appointment_id, version).encode())
