"""What is asked of messages from outside: a gateway's reports; and the mailbox of a demo, as a page that exists nowhere else."""

import re
from html import escape
from typing import Annotated, cast

from msgspec import Meta, Struct
from sqlalchemy import or_, select

from server.core.errors import NotFound
from server.core.http import Api, House, Reply, Visit
from server.notices.models import MailboxMessage
from server.notices.reports import Reports
from server.notices.segments import segments

api = Api("messages")
_LATEST = 100
_LINK = re.compile(r"https?://[^\s<>\"]+")
_STYLE = """\
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
form { display: flex; gap: .5rem; margin: 1rem 0; }
input { flex: 1; font: inherit; padding: .5rem .75rem; border: 1px solid #8888; border-radius: 8px; }
button { font: inherit; padding: .5rem 1rem; border: 1px solid #8888; border-radius: 8px; cursor: pointer; }
article { margin: 1rem 0; padding: 1rem 1.25rem; border: 1px solid #8884; border-radius: 12px; }
article.sms { border-radius: 18px 18px 18px 4px; background: light-dark(#eef3ff, #1c2740); }
h2 { margin: 0; font-size: 1.05rem; }
p { margin: .25rem 0; color: light-dark(#555, #aaa); }
b { display: inline-block; padding: 0 .5rem; border: 1px solid #8886; border-radius: 6px; font-size: .8rem; font-weight: 600; }
pre { margin: .75rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
"""


@api.action("GET", "/api/reports/{message_id}/{secret}/{said}", access="public", status=204)
async def take_report(visit: Visit, message_id: str, secret: str, said: str) -> None:
    """Take a gateway's report on a text message; the address is known to that gateway alone."""
    house = cast("House", visit.house)
    await house.service(Reports).take(house.core, message_id, secret, said)


class MailboxParams(Struct, frozen=True, kw_only=True):
    """Words of the recipient, the subject or the text."""

    q: Annotated[str, Meta(max_length=80)] = ""


@api.action("GET", "/dev/mailbox", access="public")
async def demo_mailbox(visit: Visit, params: MailboxParams) -> Reply[bytes]:
    """The messages a demo would have sent, newest first."""
    house = _demo(visit)
    latest = select(MailboxMessage).order_by(MailboxMessage.at.desc(), MailboxMessage.message_id.desc()).limit(_LATEST)
    for word in params.q.split():
        columns = (MailboxMessage.recipient, MailboxMessage.subject, MailboxMessage.text)
        latest = latest.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    async with house.core.db.read(()) as session:
        rows = (await session.scalars(latest)).all()
    messages = "".join(_article(row) for row in rows) or "<p>Aucun message pour l’instant.</p>"
    page = (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Messages de la démonstration</title>'
        '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/dev/mailbox.css"></head>'
        f"<body><main><h1>Messages de la démonstration</h1>{_search(params.q)}{messages}</main></body></html>"
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
    title = f"<h2>{escape(row.subject)}</h2>" if row.subject else ""
    counted = segments(row.text).count
    what = f"SMS · {counted} segment{'s' * (counted > 1)}" if row.channel == "sms" else "E-mail"
    what += " · invitation d’agenda" if row.calendar else ""
    return (
        f'<article class="{escape(row.channel)}">{title}<p><b>{what}</b> à {escape(row.recipient)} · {when}</p>'
        f"<pre>{_LINK.sub(_anchor, escape(row.text))}</pre></article>"
    )


def _search(asked: str) -> str:
    return (
        '<form method="get" action="/dev/mailbox"><input type="search" name="q" aria-label="Chercher un message" '
        f'placeholder="Nom, adresse, numéro…" value="{escape(asked)}"><button>Chercher</button></form>'
    )


def _anchor(found: re.Match[str]) -> str:
    return f'<a href="{found[0]}">{found[0]}</a>'
