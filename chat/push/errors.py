"""Refusals of devices."""

from server.core.errors import Refusal


class PushElsewhere(Refusal):
    """It is no push service of a browser, nor one that this house names; or this house writes to no device."""

    code = "push_elsewhere"
    status = 422
    title = "This house does not write to that push service."
