"""Who fills the slots of one listener. A slot never changes hands while its seat is there."""

from collections.abc import Mapping, Sequence
from typing import Literal

Place = tuple[str, Literal["camera", "screen"]]


def seated(before: Mapping[int, Place], cameras: Sequence[str], screens: Sequence[str], size: int) -> dict[int, Place]:
    """Give every camera a slot, then every screen one of its own.

    When no slot is left, a shared screen takes the place of its own seat's camera: one cannot see both, and the sound goes on.
    """
    places: dict[int, Place] = {}
    shown: set[str] = set()
    for index, (seat, _) in sorted(before.items(), key=lambda item: item[1][1] == "screen"):
        if index < size and seat in cameras and seat not in shown:
            places[index] = (seat, "camera")
            shown.add(seat)
    for seat in cameras:
        if seat not in shown and (free := _free(places, size)) is not None:
            places[free] = (seat, "camera")
            shown.add(seat)
    for seat in screens:
        wanted = next((i for i, place in before.items() if place == (seat, "screen") and i not in places and i < size), None)
        own = next((i for i, place in places.items() if place == (seat, "camera")), None)
        if (chosen := next((i for i in (wanted, _free(places, size), own) if i is not None), None)) is not None:
            places[chosen] = (seat, "screen")
    return places


def _free(places: Mapping[int, Place], size: int) -> int | None:
    return next((index for index in range(size) if index not in places), None)


def voices(places: Mapping[int, Place]) -> dict[int, str]:
    """Whose sound goes with each slot: each seat's once, beside its camera, or its screen when that took the camera's place."""
    heard: dict[int, str] = {}
    for index, (seat, _) in sorted(places.items(), key=lambda item: item[1][1] == "screen"):
        if seat not in heard.values():
            heard[index] = seat
    return heard
