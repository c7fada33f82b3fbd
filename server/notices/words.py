"""From a letter to what a carrier takes: the practice's words, or ours, with the letter's values."""

from dataclasses import dataclass
from email.utils import parseaddr

from sqlalchemy import select

from server.core.outbox import Kind, Leased, Letter
from server.core.unit import UnitOfWork
from server.notices.calendar import invitation
from server.notices.carrier import Mail, Sms
from server.notices.models import MessageTemplate
from server.notices.segments import plain
from server.notices.templates import fixed_wording, mail_of, sms_of, worded, wording_of
from server.notices.templates.wording import Wording


@dataclass(frozen=True, slots=True)
class Writer:
    """Words messages. `url`: the public address; `sender`: ours."""

    url: str
    host: str
    sender: str

    async def write(self, uow: UnitOfWork, kind: Kind, message: Leased, letter: Letter) -> Mail | Sms:
        """The message as it leaves."""
        message_id = f"<{message.id}@{self.host}>"
        if not letter.template:
            return worded(kind.name, letter, url=self.url, message_id=message_id)
        wording = await wording_for(uow, message.practice_id, letter.template, message.channel, letter.locale)
        values = self.values(letter)
        if message.channel == "sms":
            report = f"{self.url}/api/reports/{message.id}/{report_secret(uow, message.id)}/"
            return Sms(message.id, letter.to, plain(sms_of(wording, values)), report)
        subject, text, page = mail_of(wording, letter, values)
        address = parseaddr(self.sender)[1]
        calendar = "" if letter.event is None else invitation(letter.event, organizer=address, attendee=letter.to, now=uow.now)
        return Mail(message_id, letter.to, subject, text, page, calendar, letter.sender, letter.reply_to)

    def values(self, letter: Letter) -> dict[str, str]:
        """The values of a letter, its links made whole."""
        links = {"link": letter.path, **letter.rooms}
        return {**letter.values, **{name: f"{self.url}{path}" if path else "" for name, path in links.items()}}


async def wording_for(uow: UnitOfWork, practice_id: str | None, template: str, channel: str, locale: str) -> Wording:
    """The practice's own words, or ours."""
    statement = select(MessageTemplate).where(
        MessageTemplate.practice_id == practice_id,
        MessageTemplate.template == template,
        MessageTemplate.channel == channel,
        MessageTemplate.locale == locale,
    )
    row = (await uow.session.execute(statement)).scalar_one_or_none()
    if row is not None:
        return Wording(row.subject, row.text)
    ours = wording_of(template, channel, locale) or fixed_wording(template, channel, locale)
    if ours is None:
        raise LookupError(f"{template} by {channel}")
    return ours


def report_secret(uow: UnitOfWork, message_id: str) -> str:
    """What the gateway must know to report on this message."""
    return uow.core.keyring.mac("report", message_id)[:22]


def recipient_digest(uow: UnitOfWork, address: str) -> str:
    """An address as the outbox remembers it."""
    return uow.core.keyring.mac("recipient", address)
