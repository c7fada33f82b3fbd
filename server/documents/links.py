"""A patient's link: an identifier and a secret computed from it under the root key. The database opens nothing."""

import hmac

from server.core.crypto import Keyring
from server.documents.models import Share

PAGE = "/documents"


def token_of(keyring: Keyring, row: Share) -> str:
    """What follows # in the link."""
    return row.id + keyring.mac("share", f"{row.id}|{row.version}")


def path_of(keyring: Keyring, row: Share) -> str:
    """The link, less the address of the application."""
    return f"{PAGE}#{token_of(keyring, row)}"


def opens(keyring: Keyring, row: Share, token: str) -> bool:
    """Whether a token is that of a share, as it is now."""
    return hmac.compare_digest(token.encode(), token_of(keyring, row).encode())
