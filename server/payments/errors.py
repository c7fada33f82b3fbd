"""Refusals of payments."""

from server.core.errors import Refusal


class PaymentPaid(Refusal):
    """It was paid: nothing can be asked for, or changed, any more."""

    code = "payment_paid"
    status = 409
    title = "This consultation is paid."


class PaymentNotAsked(Refusal):
    """Nothing is to be paid, or not by card."""

    code = "payment_not_asked"
    status = 409
    title = "There is nothing to pay here."


class TillClosed(Refusal):
    """The card payment provider did not answer as it should."""

    code = "till_closed"
    status = 503
    title = "Card payment does not answer; try again in a moment."
