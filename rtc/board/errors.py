"""Refusals of the drawing."""

from server.core.errors import Refusal


class SheetUnreadable(Refusal):
    """The update is not one that a drawing can be made of; `reason` says what is wrong with it."""

    code = "sheet_unreadable"
    status = 422
    title = "This is not a change of a drawing."


class SheetBehind(Refusal):
    """The update builds on something that never arrived: read the drawing again, then send what it lacks."""

    code = "sheet_behind"
    title = "Something that came before this change is missing."


class SheetFull(Refusal):
    """The drawing is as large as one may be, `limit` bytes: erase something first, which always works."""

    code = "sheet_full"
    title = "This drawing is full."


class SheetBlank(Refusal):
    """There is nothing on the sheet that could be filed."""

    code = "sheet_blank"
    status = 409
    title = "Nothing is drawn."
