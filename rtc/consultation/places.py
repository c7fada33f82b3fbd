"""The names under which media knows its rooms: that of a consultation is its appointment, that of its desk is another one. Pure.

The desk's is a room of its own: nobody in it is ever forwarded to the consultation, nor the other way round.
"""

_DESK = "/desk"


def desk_of(appointment_id: str) -> str:
    """The room in which the secretariat receives the patient of this appointment."""
    return appointment_id + _DESK


def is_desk(room: str) -> bool:
    """Whether it is one of those."""
    return room.endswith(_DESK)


def appointment_of(room: str) -> str:
    """Whose room it is; a consultation and its desk are forwarded by the same process."""
    return room.removesuffix(_DESK)
