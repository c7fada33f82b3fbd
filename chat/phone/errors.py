"""Refusals of calls."""

from server.core.errors import Refusal


class CallTaken(Refusal):
    """A colleague took this call; `by` says who."""

    code = "phone_call_taken"
    status = 409
    title = "A colleague took this call."


class ExtensionTaken(Refusal):
    """Another colleague said that this telephone is his; `by` says who."""

    code = "phone_extension_taken"
    status = 409
    title = "This telephone is a colleague's."


class PhoneWordLate(Refusal):
    """A telephone system's word bears its signature and not the time of these minutes: its clock is wrong, or somebody says it again."""

    code = "phone_word_late"
    status = 400
    title = "This word is not of these minutes; is the clock right?"
