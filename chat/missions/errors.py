"""Refusals of missions."""

from server.core.errors import Refusal


class MissionNotReached(Refusal):
    """Somebody to whom one gives a mission does not see it on this board; `people` says who."""

    code = "mission_not_reached"
    status = 409
    title = "Not everybody named here sees this mission."


class BoardFull(Refusal):
    """The board holds `limit` missions that are not archived, or as many templates, already."""

    code = "mission_board_full"
    status = 409
    title = "This board holds as many as it may."


class MissionFull(Refusal):
    """The mission holds `limit` files already."""

    code = "mission_full"
    status = 409
    title = "This mission holds as many files as it may."
