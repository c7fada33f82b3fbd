"""The carriers of text messages: Kannel, and any gateway that takes a plain HTTP request."""

from urllib.parse import SplitResult, urlsplit, urlunsplit

from server.notices.carrier import SmsCarrier
from server.notices.sms.gateway import Gateway
from server.notices.sms.kannel import Kannel


def sms_carrier(url: str, sender: str) -> SmsCarrier:
    """The carrier that `ARDOISE_SMS_URL` names."""
    parts = urlsplit(url)
    scheme, _, inner = parts.scheme.partition("+")
    made = Kannel if scheme == "kannel" else Gateway
    host = parts.netloc.rpartition("@")[2]
    bare = urlunsplit(SplitResult(inner or "http" if scheme == "kannel" else parts.scheme, host, parts.path, parts.query, ""))
    return made(bare, parts.username or "", parts.password or "", sender)
