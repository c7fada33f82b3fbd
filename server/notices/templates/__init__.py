"""The words of each kind of message, in French and in English, and how they become a text and a page.

A template names values by `$name`. Values stay literal: on one line, and escaped in the page.
"""

from collections.abc import Mapping
from html import escape
from string import Template

from server.core.outbox import Letter
from server.notices.carrier import Mail
from server.notices.templates.english import ENGLISH
from server.notices.templates.french import FRENCH
from server.notices.templates.wording import Words

LANGUAGES: dict[str, dict[str, Words]] = {"fr": FRENCH, "en": ENGLISH}


def worded(kind: str, letter: Letter, *, url: str, message_id: str) -> Mail:
    """Put a message into words; its link opens a page of the application at `url`."""
    words = LANGUAGES.get(letter.locale, FRENCH)[kind]
    values = {name: " ".join(value.split()) for name, value in letter.values.items()} | {"link": f"{url}{letter.path}"}
    return Mail(
        message_id=message_id,
        to=letter.to,
        subject=Template(words.subject).substitute(values),
        text=_text(words, values),
        html=_page(words, values, letter.locale),
    )


def _text(words: Words, values: Mapping[str, str]) -> str:
    parts = [Template(paragraph).substitute(values) for paragraph in words.paragraphs]
    if words.action:
        parts.insert(len(parts) - words.after, f"{words.action}\n{values['link']}")
    return "\n\n".join([*parts, f"-- \n{words.footer}"]) + "\n"


def _page(words: Words, values: Mapping[str, str], locale: str) -> str:
    safe = {name: escape(value) for name, value in values.items()}
    parts = [f"<p>{Template(escape(paragraph)).substitute(safe)}</p>" for paragraph in words.paragraphs]
    if words.action:
        parts.insert(len(parts) - words.after, _button(words.action, safe["link"]))
    subject = Template(escape(words.subject)).substitute(safe)
    return (
        f'<!doctype html><html lang="{escape(locale)}"><head><meta charset="utf-8"><title>{subject}</title></head>'
        '<body style="margin:0;padding:24px;background:#f4f5f7;color:#1d2433;font:16px/1.5 system-ui,sans-serif">'
        '<div style="max-width:560px;margin:0 auto;padding:24px 28px;background:#fff;border-radius:12px">'
        f'{"".join(parts)}<p style="margin-top:32px;color:#667085;font-size:13px">{escape(words.footer)}</p></div></body></html>'
    )


def _button(label: str, link: str) -> str:
    return (
        f'<p><a href="{link}" style="display:inline-block;padding:10px 18px;border-radius:8px;background:#2f5bd0;color:#fff;'
        f'text-decoration:none">{escape(label)}</a></p><p style="color:#667085;font-size:13px;word-break:break-all">{link}</p>'
    )
