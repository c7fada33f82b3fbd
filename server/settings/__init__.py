"""Settings, read once from the environment; every bad value is reported at start, together."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal, get_args, get_origin
from urllib.parse import urlsplit

from server.settings.readers import READERS
from server.settings.secret import Secret

__all__ = ["BadSettings", "Secret", "Settings"]


class BadSettings(ValueError):
    """One or more settings cannot be used; the text has one line for each."""


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
    push: Literal["on", "off"] = field(
        default="on",
        metadata={
            "env": "ARDOISE_PUSH",
            "help": "`off` = nothing is sent to people's devices through the push services of their browsers.",
        },
    )
    push_services: tuple[str, ...] = field(
        default=(),
        metadata={
            "env": "ARDOISE_PUSH_SERVICES",
            "help": "Push services written to besides those of Chrome, Firefox, Safari and Edge: their origins, with commas, as `https://push.example.org`.",
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
                values[spec.name] = READERS.get(spec.name, str)(text)
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
    def push_origins(self) -> frozenset[str]:
        """The push services that this house names itself."""
        return frozenset(self.push_services)

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
