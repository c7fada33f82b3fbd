"""The mailbox of a demo, as a page: `/dev/mailbox` does not exist elsewhere."""

import re
from html import escape
from typing import cast

from sqlalchemy import select

from server.core.errors import NotFound
from server.core.http import Api, House, Reply, Visit
from server.notices.models import MailboxMessage

api = Api("mailbox")
_LATEST = 100
_LINK = re.compile(r"https?://[^\s<>\"]+")
_STYLE = """\
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
article { margin: 1rem 0; padding: 1rem 1.25rem; border: 1px solid #8884; border-radius: 12px; }
h2 { margin: 0; font-size: 1.05rem; }
p { margin: .25rem 0; opacity: .75; }
pre { margin: .75rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
"""


@api.action("GET", "/dev/mailbox", access="public")
async def demo_mailbox(visit: Visit) -> Reply[bytes]:
    """The messages a demo would have sent, newest first."""
    house = _demo(visit)
    async with house.core.db.read(()) as session:
        rows = (await session.scalars(select(MailboxMessage).order_by(MailboxMessage.at.desc()).limit(_LATEST))).all()
    messages = "".join(_article(row) for row in rows) or "<p>Aucun message pour l’instant.</p>"
    page = (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Messages de la démonstration</title>'
        '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/dev/mailbox.css"></head>'
        f"<body><main><h1>Messages de la démonstration</h1>{messages}</main></body></html>"
    )
    return Reply(page.encode(), media_type="text/html; charset=utf-8")


@api.action("GET", "/dev/mailbox.css", access="public")
async def demo_mailbox_style(visit: Visit) -> Reply[bytes]:
    """How that page looks."""
    _demo(visit)
    return Reply(_STYLE.encode(), media_type="text/css; charset=utf-8")


def _demo(visit: Visit) -> House:
    house = cast("House", visit.house)
    if not house.settings.demo:
        raise NotFound
    return house


def _article(row: MailboxMessage) -> str:
    when = row.at.strftime("%Y-%m-%d %H:%M UTC")
    return (
        f"<article><h2>{escape(row.subject)}</h2><p>À {escape(row.recipient)} · {when}</p>"
        f"<pre>{_LINK.sub(_anchor, escape(row.text))}</pre></article>"
    )


def _anchor(found: re.Match[str]) -> str:
    return f'<a href="{found[0]}">{found[0]}</a>'
