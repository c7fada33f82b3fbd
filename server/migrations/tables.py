"""Every mapped class of the house, gathered so that one metadata describes the whole database."""

from sqlalchemy import MetaData

from chat.conversations import models as _conversations
from chat.escalation import models as _escalation
from chat.instructions import models as _instructions
from chat.missions import models as _missions
from chat.phone import models as _phone
from chat.presence import models as _presence
from chat.push import models as _push
from rtc.board import models as _board
from rtc.consultation import models as _consultation
from rtc.exchange import models as _exchange
from server.accounts import models as _accounts
from server.agenda import models as _agenda
from server.core import audit, crypto, epoch, events, idempotency, outbox
from server.core.blobs import models as _blobs
from server.core.db import Base
from server.documents import models as _documents
from server.notices import models as _notices
from server.patients import models as _patients
from server.payments import models as _payments
from server.referrals import models as _referrals

MODULES = (
    _accounts,
    _agenda,
    _blobs,
    _board,
    _consultation,
    _conversations,
    _documents,
    _escalation,
    _exchange,
    _missions,
    _instructions,
    _notices,
    _patients,
    _payments,
    _phone,
    _presence,
    _push,
    _referrals,
    audit,
    crypto,
    epoch,
    events,
    idempotency,
    outbox,
)


def metadata() -> MetaData:
    """The tables as the code wants them."""
    return Base.metadata
