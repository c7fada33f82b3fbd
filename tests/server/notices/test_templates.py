"""The words of messages: the same values in both languages, literal in the page."""

from html import unescape
from string import Template

import pytest

from server.accounts.letters import KINDS as ACCOUNTS
from server.core.outbox import Letter
from server.documents.letters import KINDS as DOCUMENTS
from server.notices.templates import LANGUAGES, referrals, worded
from server.notices.templates.english import ENGLISH
from server.notices.templates.french import FRENCH
from server.referrals.letters import KINDS as REFERRALS

VALUES = {"name": "Sonia", "inviter": "Alice", "practice": "Tilleuls", "practitioner": "Dr Lefèvre"}


def test_every_kind_has_its_words_in_every_language() -> None:
    for words in LANGUAGES.values():
        by_email = {kind.name for kind in (*ACCOUNTS, *DOCUMENTS, *REFERRALS)} - set(referrals.SMS["fr"])
        assert words.keys() == by_email
    assert referrals.SMS["fr"].keys() == referrals.SMS["en"].keys()


@pytest.mark.parametrize("kind", sorted(FRENCH))
def test_both_languages_name_the_same_values(kind: str) -> None:
    def named(template: str) -> set[str]:
        return set(Template(template).get_identifiers())

    french, english = FRENCH[kind], ENGLISH[kind]
    assert named(" ".join((french.subject, *french.paragraphs))) == named(" ".join((english.subject, *english.paragraphs)))
    assert bool(french.action) == bool(english.action)


@pytest.mark.parametrize("locale", ["fr", "en", "de"])
@pytest.mark.parametrize("kind", sorted(FRENCH))
def test_what_people_wrote_stays_text(kind: str, locale: str) -> None:
    nasty = '<img src=x onerror="alert(1)">\nBcc: x@example.org $name'
    mail = worded(kind, Letter("a@example.org", locale, dict.fromkeys(VALUES, nasty), "/x#y"), url="https://a.org", message_id="<1@a.org>")
    assert "<img" not in mail.html
    assert "\n" not in mail.subject
    if "$" in "".join(FRENCH[kind].paragraphs):
        assert "<img src=x" in unescape(mail.html)


def test_nothing_personal_is_in_a_subject_but_who_invites() -> None:
    assert {kind for kind, words in FRENCH.items() if "$" in words.subject} == {"invitation"}
    assert "$practice" in FRENCH["invitation"].subject
