"""Settings, read once from the environment; every bad value is reported at start, together."""

import base64
import binascii
import os
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields
from email.utils import parseaddr
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Literal, get_args, get_origin
from urllib.parse import SplitResult, urlsplit


class BadSettings(ValueError):
    """One or more settings cannot be used; the text has one line for each."""


class Secret:
    """A value that never prints."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself."""
        return self._value

    def __repr__(self) -> str:
        return "***"


@dataclass(frozen=True)
class Settings:
    """What a deployment decides. Each field names its variable and says what it is for in its metadata."""

    port: int = field(default=8000, metadata={"env": "PORT", "help": "HTTP and WebSocket port."})
    host: str = field(default="127.0.0.1", metadata={"env": "ARDOISE_HOST", "help": "Address to listen on."})
    data_dir: Path = field(
        default=Path("var"),
        metadata={"env": "ARDOISE_DATA_DIR", "help": "Folder of the database, the root key and the documents."},
    )
    database_url: str = field(
        default="",
        metadata={
            "env": "DATABASE_URL",
            "help": "`postgres://…` or `sqlite:///file`; empty = SQLite in the data folder.",
        },
    )
    redis_url: str = field(
        default="",
        metadata={"env": "REDIS_URL", "help": "Broker between processes; empty = one process, in memory."},
    )
    smtp_url: str = field(
        default="",
        metadata={"env": "SMTP_URL", "help": "`smtp://user:password@host:port` or `smtps://`; empty = the built-in mailbox."},
    )
    mail_from: str = field(
        default="Ardoise <ardoise@localhost>",
        metadata={"env": "ARDOISE_MAIL_FROM", "help": "Sender of e-mails."},
    )
    sms_url: str = field(
        default="",
        metadata={
            "env": "ARDOISE_SMS_URL",
            "help": "`kannel://user:password@host:13013`, or the address of an HTTP gateway, `https://:token@host/path`; "
            "empty = the built-in mailbox in a demo, no SMS elsewhere.",
        },
    )
    sms_from: str = field(
        default="Ardoise",
        metadata={"env": "ARDOISE_SMS_FROM", "help": "Sender of SMS: a number, or at most 11 letters and digits."},
    )
    public_url: str = field(
        default="",
        metadata={
            "env": "ARDOISE_PUBLIC_URL",
            "help": "Address people type; drives links, cookies and the accepted Origin. Empty = http://localhost:PORT.",
        },
    )
    demo: bool = field(
        default=False,
        metadata={"env": "ARDOISE_DEMO", "help": "Demo practice: shown log-ins, open mailbox, second factor optional."},
    )
    root_key: Secret | None = field(
        default=None,
        metadata={"env": "ARDOISE_ROOT_KEY", "help": "32 bytes in base64; empty = `root.key` in the data folder, made at first run."},
    )
    scan: str = field(
        default="",
        metadata={
            "env": "ARDOISE_SCAN",
            "help": "Virus scanner of files: `unix:/run/clamav/clamd.ctl` or `tcp://host:3310`; `off` = none, and administrators see it. "
            "Empty is for the demo only.",
        },
    )
    log_format: Literal["json", "text"] = field(default="text", metadata={"env": "ARDOISE_LOG_FORMAT", "help": "`json` or `text`."})
    trusted_proxy: str = field(
        default="",
        metadata={"env": "ARDOISE_TRUSTED_PROXY", "help": "Addresses whose X-Forwarded-* headers are believed; empty = none."},
    )
    metrics_token: Secret | None = field(
        default=None,
        metadata={"env": "ARDOISE_METRICS_TOKEN", "help": "Bearer token of /metrics; empty = loopback callers only."},
    )
    media: Literal["here", "apart"] = field(
        default="here",
        metadata={
            "env": "ARDOISE_MEDIA",
            "help": "Who forwards calls: `here` = each process that serves, `apart` = `ardoise media` alone (needs `REDIS_URL`).",
        },
    )
    media_public_ip: str = field(
        default="",
        metadata={
            "env": "ARDOISE_MEDIA_PUBLIC_IP",
            "help": "Address at which browsers reach the media process; empty = every address of this machine.",
        },
    )
    media_port_range: tuple[int, int] | None = field(
        default=None,
        metadata={
            "env": "ARDOISE_MEDIA_PORT_RANGE",
            "help": "UDP ports of teleconsultations, as `40000-40999`, one per connected person; empty = any that is free.",
        },
    )
    turn_urls: tuple[str, ...] = field(
        default=(),
        metadata={
            "env": "ARDOISE_TURN_URLS",
            "help": "Relays for browsers that cannot send UDP, several with commas: `turn:host:3478`, `turns:host:443?transport=tcp`.",
        },
    )
    turn_secret: Secret | None = field(
        default=None,
        metadata={"env": "ARDOISE_TURN_SECRET", "help": "`static-auth-secret` of the relays (`deploy/coturn.conf`)."},
    )
    stripe_key: Secret | None = field(
        default=None,
        metadata={
            "env": "ARDOISE_STRIPE_KEY",
            "help": "Secret key of Stripe (`sk_…`), for payments by card; empty = payments are noted by hand.",
        },
    )
    stripe_webhook_secret: Secret | None = field(
        default=None,
        metadata={
            "env": "ARDOISE_STRIPE_WEBHOOK_SECRET",
            "help": "What Stripe signs its events with (`whsec_…`); they are sent to `/api/stripe/events`.",
        },
    )
    stripe_url: str = field(
        default="https://api.stripe.com",
        metadata={"env": "ARDOISE_STRIPE_URL", "help": "Address of Stripe's API."},
    )

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """Read every field.

        Raises:
            BadSettings: with one line per missing or malformed value.
        """
        values: dict[str, object] = {}
        wrong: list[str] = []
        for spec in fields(cls):
            text = env.get(spec.metadata["env"], "").strip()
            if not text:
                continue
            if get_origin(spec.type) is Literal and text not in get_args(spec.type):
                wrong.append(f"{spec.metadata['env']}: write {' or '.join(get_args(spec.type))}")
                continue
            try:
                values[spec.name] = _READERS.get(spec.name, str)(text)
            except ValueError as error:
                wrong.append(f"{spec.metadata['env']}: {error}")
        if ("turn_urls" in values) != ("turn_secret" in values):
            wrong.append("ARDOISE_TURN_URLS and ARDOISE_TURN_SECRET go together; write both or neither")
        if ("stripe_key" in values) != ("stripe_webhook_secret" in values):
            wrong.append("ARDOISE_STRIPE_KEY and ARDOISE_STRIPE_WEBHOOK_SECRET go together; write both or neither")
        if values.get("media") == "apart" and "redis_url" not in values:
            wrong.append("ARDOISE_MEDIA: apart needs REDIS_URL, by which processes reach each other")
        if wrong:
            raise BadSettings("\n".join(wrong))
        return cls(**values)  # type: ignore[arg-type]  # each reader returns its field's type

    @classmethod
    def read(cls) -> "Settings":
        """Read the environment of this process.

        Raises:
            BadSettings: with one line per missing or malformed value.
        """
        return cls.from_env(os.environ)

    @property
    def url(self) -> str:
        """The public address without a trailing slash."""
        return (self.public_url or f"http://localhost:{self.port}").rstrip("/")

    @property
    def scanner(self) -> str:
        """Where the virus scanner is, empty when there is none."""
        return "" if self.scan == "off" else self.scan

    @property
    def secure(self) -> bool:
        """Whether people reach us over HTTPS."""
        return self.url.startswith("https://")

    @property
    def origins(self) -> frozenset[str]:
        """The origins whose pages may send commands; on a loopback address its other names count too."""
        parts = urlsplit(self.url)
        if parts.hostname in {"localhost", "127.0.0.1"} and not self.secure:
            port = f":{parts.port}" if parts.port else ""
            return frozenset(f"http://{name}{port}" for name in ("localhost", "127.0.0.1"))
        return frozenset({f"{parts.scheme}://{parts.netloc}"})

    @property
    def cookie_name(self) -> str:
        """`__Host-` over HTTPS; on http://localhost the port keeps two checkouts apart."""
        return "__Host-ardoise" if self.secure else f"ardoise_{self.port}"

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database."""
        if not self.database_url:
            return f"sqlite+aiosqlite:///{self.data_dir / 'ardoise.db'}"
        return self.database_url


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
        if not re.fullmatch(r"turns?:(?:[\w.-]+|\[[0-9a-fA-F:]+\])(?::\d{1,5})?(?:\?transport=(?:udp|tcp))?", url, re.ASCII):
            raise ValueError(f"{url!r} is not a relay; write turn:host:3478 or turns:host:443?transport=tcp")
    return urls


_SCAN_FORM = "write unix:/path/to/clamd.ctl, tcp://host:3310, or off"
_READERS: dict[str, Callable[[str], object]] = {
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
    "turn_urls": _turns,
    "turn_secret": _token,
    "stripe_key": _token,
    "stripe_webhook_secret": _token,
    "stripe_url": _stripe,
}
