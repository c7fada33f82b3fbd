"""How each setting is written, and what is said of one that is not: every reader raises ValueError with that sentence."""

import base64
import binascii
import re
from collections.abc import Callable, Collection
from email.utils import parseaddr
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from server.settings.secret import Secret


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 <= int(text) <= 65_535:
        raise ValueError(f"{text!r} is not a port; write a number from 1 to 65535")
    return int(text)


def _flag(text: str) -> bool:
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"0", "false", "no", "off"}:
        return False
    raise ValueError(f"{text!r} is neither yes nor no; write 1 or 0")


def _database(text: str) -> str:
    for prefix in ("postgres://", "postgresql://", "postgresql+psycopg://", "postgresql+asyncpg://"):
        if text.startswith(prefix):
            return "postgresql+psycopg://" + text.removeprefix(prefix)
    match = re.fullmatch(r"sqlite(?:\+aiosqlite)?:///(.+)", text)
    if match:
        return f"sqlite+aiosqlite:///{match[1]}"
    raise ValueError("write postgres://user@host/name or sqlite:///path")


def _address(text: str, schemes: Collection[str], form: str) -> SplitResult:
    """The parts of an address of one of these schemes, its port a number if there is one."""
    try:
        parts = urlsplit(text)
        fits = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(form)
    return parts


def _redis(text: str) -> str:
    if not text.startswith("unix:///"):
        _address(text, {"redis", "rediss"}, "write redis://host:port/0")
    return text


def _smtp(text: str) -> str:
    _address(text, {"smtp", "smtps"}, "write smtp://host:port or smtps://user:password@host")
    return text


def _sms(text: str) -> str:
    parts = _address(
        text, {"kannel", "kannel+https", "http", "https"}, "write kannel://user:password@host:13013 or https://:token@gateway/path"
    )
    if parts.scheme == "http" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise ValueError("plain http is only for this machine; a gateway elsewhere needs https")
    return text


def _stripe(text: str) -> str:
    parts = _address(text, {"http", "https"}, "write https://api.stripe.com")
    if parts.scheme == "http" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise ValueError("plain http is only for this machine; Stripe needs https")
    return text.rstrip("/")


def _sms_sender(text: str) -> str:
    if not re.fullmatch(r"\+?\d{3,15}|[A-Za-z0-9 ]{1,11}", text):
        raise ValueError("write a number, or at most 11 letters and digits")
    return text


def _sender(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(text)[1]) or not text.isprintable():
        raise ValueError("write name@host, or Name <name@host>")
    return text


def _proxies(text: str) -> str:
    for each in text.split(","):
        try:
            ip_network(each.strip())
        except ValueError:
            raise ValueError(f"{each.strip()!r} is not an address; write 127.0.0.1 or 10.0.0.0/8, several with commas") from None
    return text


def _scan(text: str) -> str:
    if text.lower() == "off":
        return "off"
    if re.fullmatch(r"unix:/.+", text):
        return text
    if _address(text, {"tcp"}, _SCAN_FORM).port is None:
        raise ValueError(_SCAN_FORM)
    return text


def _public(text: str) -> str:
    parts = _address(text, {"http", "https"}, "write https://host or http://localhost:8000, without a path")
    if parts.path.strip("/") or parts.query:
        raise ValueError("write https://host or http://localhost:8000, without a path")
    if parts.scheme == "http" and parts.hostname not in {"localhost", "127.0.0.1"}:
        raise ValueError("plain http is only for localhost; health data needs https")
    return text


def _key(text: str) -> Secret:
    try:
        raw = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("write 32 random bytes in base64 (openssl rand -base64 32)") from None
    if len(raw) != 32:
        raise ValueError(f"holds {len(raw)} bytes, not 32 (openssl rand -base64 32)")
    return Secret(text)


def _token(text: str) -> Secret:
    if len(text) < 16:
        raise ValueError("is shorter than 16 characters")
    return Secret(text)


def _ip(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise ValueError(f"{text!r} is not an address; write 203.0.113.7") from None


def _ports(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,5})-(\d{1,5})", text, re.ASCII)
    if not match or not 1024 <= int(match[1]) <= int(match[2]) <= 65_535:
        raise ValueError(f"{text!r} is not a range of ports; write 40000-40999, from 1024 to 65535")
    return int(match[1]), int(match[2])


def _turns(text: str) -> tuple[str, ...]:
    urls = tuple(each.strip() for each in text.split(","))
    for url in urls:
        match = re.fullmatch(r"turns?:(?:[\w.-]+|\[[0-9a-fA-F:]+\])(?::(\d{1,5}))?(?:\?transport=(?:udp|tcp))?", url, re.ASCII)
        if match is None or not 1 <= int(match[1] or 3478) <= 65_535:  # a browser would refuse the whole call
            raise ValueError(f"{url!r} is not a relay; write turn:host:3478 or turns:host:443?transport=tcp")
    return urls


_SCAN_FORM = "write unix:/path/to/clamd.ctl, tcp://host:3310, or off"


def _origins(text: str) -> tuple[str, ...]:
    origins = tuple(each.strip().rstrip("/") for each in text.split(","))
    for origin in origins:
        parts = _address(origin, {"https", "http"}, f"{origin!r} is not an origin; write https://push.example.org")
        if parts.path or parts.query or parts.fragment or parts.username:
            raise ValueError(f"{origin!r} is not an origin; write https://push.example.org")
    return origins


READERS: dict[str, Callable[[str], object]] = {
    "port": _port,
    "data_dir": Path,
    "database_url": _database,
    "redis_url": _redis,
    "smtp_url": _smtp,
    "mail_from": _sender,
    "sms_url": _sms,
    "sms_from": _sms_sender,
    "trusted_proxy": _proxies,
    "public_url": _public,
    "demo": _flag,
    "root_key": _key,
    "scan": _scan,
    "metrics_token": _token,
    "media_public_ip": _ip,
    "media_port_range": _ports,
    "push_services": _origins,
    "turn_urls": _turns,
    "turn_secret": _token,
    "stripe_key": _token,
    "stripe_webhook_secret": _token,
    "stripe_url": _stripe,
}
