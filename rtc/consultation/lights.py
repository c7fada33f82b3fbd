"""What a device check says of a consultation hours before it begins (Part C 8). Values in, values out."""

from typing import Literal

from msgspec import Struct

Camera = Literal["good", "missing", "denied", "busy", "unsupported"]
Microphone = Literal["good", "silent", "missing", "denied", "busy", "unsupported"]
Network = Literal["good", "bad", "untried"]
Light = Literal["green", "amber", "red"]


class Check(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the patient's own browser found. `silent`: it listens, and heard nothing yet."""

    camera: Camera
    microphone: Microphone
    network: Network


def light_of(check: Check) -> Light:
    """Red: the call would fail, somebody should telephone. Amber: it would begin, with something missing or untried."""
    if check.network == "bad" or check.microphone not in {"good", "silent"}:
        return "red"
    return "green" if (check.camera, check.microphone, check.network) == ("good", "good", "good") else "amber"
