"""Refusals of instructions."""

from server.core.errors import Refusal


class InstructionsFull(Refusal):
    """A practitioner has at most `limit` instructions: nobody reads more."""

    code = "instructions_full"
    status = 409
    title = "This practitioner has as many instructions as anybody can read."
