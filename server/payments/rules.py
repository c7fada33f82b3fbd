"""What may become of a payment. Pure."""

from server.payments.schemas import State


def may_ask(state: State | None) -> bool:
    """Whether an amount may be asked for, or changed: not once it is paid."""
    return state != "paid"


def may_settle(state: State, means: str, to: State) -> bool:
    """Whether somebody may write `to` by hand: what came by card stays, the rest can be taken back."""
    return state == to or not (state == "paid" and means == "card")
