"""Refusals of the exchange."""

from server.core.errors import Refusal


class ExchangeInCall(Refusal):
    """The patient was let in: from now on only the practitioner writes to him."""

    code = "exchange_in_call"
    status = 409
    title = "The patient is in the consultation: the practitioner writes to him now."


class ExchangeFull(Refusal):
    """As much was written about this appointment as may be, `limit` messages."""

    code = "exchange_full"
    status = 409
    title = "No more messages can be written about this appointment."
