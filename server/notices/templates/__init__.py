"""The words of each kind of message, in French and in English, and how they become a text and a page.

A template names values by `$name`. Values stay literal: on one line, and escaped in the page.
"""

import re
from collections.abc import Mapping
from html import escape
from string import Template

from server.core.outbox import Letter
from server.notices.carrier import Mail
from server.notices.templates import payments, referrals
from server.notices.templates.appointments import BUTTONS, EMAIL, FOOTERS, SMS
from server.notices.templates.english import ENGLISH
from server.notices.templates.french import FRENCH
from server.notices.templates.wording import Wording, Words

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


def wording_of(template: str, channel: str, locale: str) -> Wording | None:
    """Our own words for a message that a practice may put otherwise."""
    ours = SMS if channel == "sms" else EMAIL
    return ours.get(locale, ours["fr"]).get(template)


def fixed_wording(template: str, channel: str, locale: str) -> Wording | None:
    """Our own words for a message that is said the same everywhere."""
    for ours in (payments.SMS, referrals.SMS) if channel == "sms" else (payments.EMAIL,):
        if found := ours.get(locale, ours["fr"]).get(template):
            return found
    return None


def filled(text: str, values: Mapping[str, str]) -> str:
    """A practice's words with its values; what a template no longer may name stays as it is written."""
    return Template(text).safe_substitute(values)


def paragraphs_of(text: str, values: Mapping[str, str]) -> list[str]:
    """The paragraphs of a text; those whose only value is empty are left out: a link that is not offered."""
    kept = (each for each in re.split(r"\n\s*\n", text.strip()) if (name := _alone(each)) is None or values.get(name))
    return list(kept)


def _alone(paragraph: str) -> str | None:
    found = re.fullmatch(r"\$(\w+)", paragraph.strip())
    return found[1] if found else None


def mail_of(wording: Wording, letter: Letter, values: Mapping[str, str]) -> tuple[str, str, str]:
    """Subject, text and page of an e-mail in a practice's words."""
    locale = letter.locale if letter.locale in BUTTONS else "fr"
    footer = filled(FOOTERS[locale], values).replace(", ,", ",")
    subject = " ".join(filled(wording.subject, values).split())
    text: list[str] = []
    page: list[str] = []
    for paragraph in paragraphs_of(wording.text, values):
        name = _alone(paragraph)
        label = (BUTTONS[locale] | payments.BUTTONS[locale]).get(name or "", "")
        if name and label:
            text.append(f"{label}\n{values[name]}")
            page.append(_button(label, escape(values[name])))
        else:
            said = filled(paragraph, values)
            text.append(said)
            page.append(f"<p>{_linked(escape(said)).replace(chr(10), '<br>')}</p>")
    return subject, "\n\n".join([*text, f"-- \n{footer}"]) + "\n", _wrapped(subject, page, footer, locale)


def sms_of(wording: Wording, values: Mapping[str, str]) -> str:
    """A text message in a practice's words, on one line; a link that is not offered takes its label along."""
    text = wording.text if values.get("link") else re.sub(r"\s*[^.!?]*\$link\b", "", wording.text)
    return " ".join(filled(text, values).split())


def _linked(text: str) -> str:
    return re.sub(r"https?://[^\s<]+", lambda found: f'<a href="{found[0]}">{found[0]}</a>', text)


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
    return _wrapped(Template(words.subject).substitute(values), parts, words.footer, locale)


def _wrapped(subject: str, parts: list[str], footer: str, locale: str) -> str:
    return (
        f'<!doctype html><html lang="{escape(locale)}"><head><meta charset="utf-8"><title>{escape(subject)}</title></head>'
        '<body style="margin:0;padding:24px;background:#f4f5f7;color:#1d2433;font:16px/1.5 system-ui,sans-serif">'
        '<div style="max-width:560px;margin:0 auto;padding:24px 28px;background:#fff;border-radius:12px">'
        f'{"".join(parts)}<p style="margin-top:32px;color:#667085;font-size:13px">{escape(footer)}</p></div></body></html>'
    )


def _button(label: str, link: str) -> str:
    return (
        f'<p><a href="{link}" style="display:inline-block;padding:10px 18px;border-radius:8px;background:#2f5bd0;color:#fff;'
        f'text-decoration:none">{escape(label)}</a></p><p style="color:#667085;font-size:13px;word-break:break-all">{link}</p>'
    )
