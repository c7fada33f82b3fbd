"""A colleague's link and its code: digests of the referral under the root key. The database opens nothing."""

import hmac

from server.core.crypto import Keyring
from server.core.links import spoken_code
from server.referrals.models import Referral

PAGE = "/referral"
_DIGITS = 8


def token_of(keyring: Keyring, row: Referral) -> str:
    """What follows # in the link."""
    return row.id + keyring.mac("referral", f"{row.id}|{row.link_version}")


def path_of(keyring: Keyring, row: Referral) -> str:
    """The link, less the address of the application."""
    return f"{PAGE}#{token_of(keyring, row)}"


def code_of(keyring: Keyring, row: Referral) -> str:
    """What the colleague types beside: eight digits, given on the telephone and never in the e-mail (Q40)."""
    made = keyring.mac("referral_code", f"{row.id}|{row.link_version}")
    return f"{int.from_bytes(made.encode()[:32]) % 10**_DIGITS:0{_DIGITS}d}"


def spoken(keyring: Keyring, row: Referral) -> str:
    """The code as people read it."""
    return spoken_code(code_of(keyring, row))


def opens(keyring: Keyring, row: Referral, token: str) -> bool:
    """Whether a token is that of a referral, as it is now."""
    return hmac.compare_digest(token.encode(), token_of(keyring, row).encode())


def is_code(keyring: Keyring, row: Referral, typed: str) -> bool:
    """Whether a code, typed with whatever between its digits, is that of a referral."""
    digits = "".join(char for char in typed if char.isascii() and char.isdigit())
    return hmac.compare_digest(digits.encode(), code_of(keyring, row).encode())
