"""Refusals of documents."""

from server.core.errors import Refusal


class RegisterNumberMissing(Refusal):
    """A prescription bears its author's RPPS or ADELI number, and he has none in the practice's settings."""

    code = "register_number_missing"
    status = 409
    title = "The practitioner's RPPS or ADELI number is missing."


class SharedLinkClosed(Refusal):
    """The patient's link is wrong, too old, or was closed by the practice."""

    code = "shared_link_closed"
    status = 410
    title = "This link no longer opens anything."


class SharedVisitOver(Refusal):
    """Nobody came through a patient's link in this browser, or too long ago."""

    code = "shared_visit_over"
    status = 401
    title = "Open the link again."


class TooManyFromPatient(Refusal):
    """A patient sent as many files by one link as is allowed."""

    code = "too_many_files"
    status = 409
    title = "No more files can be sent by this link."
