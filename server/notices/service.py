"""What a practice chooses about messages, and its own words."""

import re
from collections.abc import Collection

import msgspec
from sqlalchemy import delete, select

from server.accounts.queries.guards import practice_for
from server.core.errors import Invalid, Stale
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.notices.choices import choices_of
from server.notices.models import MessageChoices, MessageTemplate
from server.notices.schemas import ChangeChoices, ChoicesView, TemplateList, TemplateView, WriteTemplate
from server.notices.templates import wording_of
from server.notices.templates.appointments import EMAIL, SMS, variables

_NOT_IN_SUBJECT = {"type", "link", "room", "code", "page", "agenda"}
_NAMED = re.compile(r"\$(?:\$|(\w+)|\{(\w*)\}|)")


async def read_choices(uow: UnitOfWork, practice_id: str) -> ChoicesView:
    """The choices of a practice."""
    await practice_for(uow, Permission.PRACTICE_READ, practice_id)
    choices, version = await choices_of(uow, practice_id)
    return ChoicesView(practice_id=practice_id, version=version, choices=choices)


async def change_choices(uow: UnitOfWork, practice_id: str, body: ChangeChoices) -> ChoicesView:
    """Replace the choices.

    Raises:
        Stale: somebody changed them meanwhile.
    """
    await practice_for(uow, Permission.PRACTICE_MANAGE, practice_id)
    statement = select(MessageChoices).where(MessageChoices.practice_id == practice_id)
    row = (await uow.session.execute(statement)).scalar_one_or_none()
    if body.version != (row.version if row else 0):
        theirs, _ = await choices_of(uow, practice_id)
        raise Stale(yours=msgspec.to_builtins(body.choices), theirs=msgspec.to_builtins(theirs))
    if row is None:
        row = MessageChoices(practice_id=practice_id, version=0, fields={})
        uow.session.add(row)
    row.version, row.fields = row.version + 1, msgspec.to_builtins(body.choices)
    uow.audit("messages_chosen", practice_id)
    return ChoicesView(practice_id=practice_id, version=row.version, choices=body.choices)


async def list_templates(uow: UnitOfWork, practice_id: str) -> TemplateList:
    """Every message and its words: the practice's own where it has some."""
    await practice_for(uow, Permission.PRACTICE_MANAGE, practice_id)
    own = select(MessageTemplate).where(MessageTemplate.practice_id == practice_id)
    rows = {(row.template, row.channel, row.locale): row for row in (await uow.session.execute(own)).scalars()}
    listed: list[TemplateView] = []
    for channel, ours in (("email", EMAIL), ("sms", SMS)):
        for locale, wordings in ours.items():
            for name, wording in wordings.items():
                row = rows.get((name, channel, locale))
                listed.append(
                    TemplateView(
                        template=name,
                        channel=channel,  # type: ignore[arg-type]
                        locale=locale,  # type: ignore[arg-type]
                        subject=row.subject if row else wording.subject,
                        text=row.text if row else wording.text,
                        own=row is not None,
                        variables=list(variables(name)),
                    )
                )
    return TemplateList(templates=listed)


async def write_template(uow: UnitOfWork, practice_id: str, body: WriteTemplate) -> TemplateView:
    """Put a message into the practice's own words; empty ones give ours back.

    Raises:
        Invalid: there is no such message, a variable that it does not have, or nothing to say.
    """
    await practice_for(uow, Permission.PRACTICE_MANAGE, practice_id)
    ours = wording_of(body.template, body.channel, body.locale)
    if ours is None:
        raise Invalid("There is no such message.", field="template", reason="unknown")
    key = (MessageTemplate.template == body.template, MessageTemplate.channel == body.channel, MessageTemplate.locale == body.locale)
    where = (MessageTemplate.practice_id == practice_id, *key)
    await uow.session.execute(delete(MessageTemplate).where(*where).execution_options(synchronize_session=False))
    own = bool(body.text.strip())
    if own:
        check_words(body)
        uow.session.add(
            MessageTemplate(
                practice_id=practice_id,
                template=body.template,
                channel=body.channel,
                locale=body.locale,
                subject=" ".join(body.subject.split()),
                text=body.text.strip(),
            )
        )
    uow.audit("template_written", practice_id, f"template/{body.template}")
    return TemplateView(
        template=body.template,
        channel=body.channel,
        locale=body.locale,
        subject=body.subject if own else ours.subject,
        text=body.text if own else ours.text,
        own=own,
        variables=list(variables(body.template)),
    )


def check_words(body: WriteTemplate) -> None:
    """Refuse words that name what the message does not have.

    Raises:
        Invalid: `field`, and the `name` that is unknown with the `allowed` ones.
    """
    allowed = variables(body.template)
    if body.channel == "email" and not body.subject.strip():
        raise Invalid("An e-mail needs a subject.", field="subject", reason="empty")
    for field, text in (("subject", body.subject), ("text", body.text)):
        for found in _NAMED.finditer(text):
            if found[0] == "$$":
                continue
            name = found[1] or found[2] or ""
            reason = _out_of_place(body, field, name, allowed)
            if reason:
                raise Invalid(f"${name}: {reason}.", field=field, reason=reason, name=name, allowed=list(allowed))


def _out_of_place(body: WriteTemplate, field: str, name: str, allowed: Collection[str]) -> str:
    if name not in allowed:
        return "unknown_variable"
    if field == "subject" and name in _NOT_IN_SUBJECT:
        return "not_in_subject"
    return "not_in_sms" if body.channel == "sms" and name == "type" else ""
