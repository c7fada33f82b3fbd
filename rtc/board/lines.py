"""From the points of a stroke to smooth lines, the same on paper as on the screen (`web/src/features/sheet/lines.ts`). Pure.

Every point bends the line that runs between the middles of its neighbours; where the pen is pressed harder the line is wider, in
steps of an eighth, so that one stroke is a few paths and not one for each point.
"""

from collections.abc import Sequence
from itertools import pairwise

Point = tuple[int, int, int]


def thickness(pressure: int) -> float:
    """How many times its width a line is under this pressure: once for a mouse, from half to one and a half for a pen."""
    return round((0.5 + pressure / 255) * 8) / 8


def paths_of(points: Sequence[Point]) -> list[tuple[float, str]]:
    """The paths of a stroke, as SVG writes them, each with its thickness."""
    first = points[0]
    if len(points) == 1:
        return [(thickness(first[2]), f"M{first[0]} {first[1]}l1 0")]
    found: list[tuple[float, str]] = []
    end = _middle(first, points[1])
    start, width, steps = f"M{first[0]} {first[1]}", thickness(first[2]), f"L{end}"
    for before, point in pairwise(points[1:]):
        if (wanted := thickness(before[2])) != width:
            found.append((width, start + steps))
            start, width, steps = f"M{end}", wanted, ""
        end = _middle(before, point)
        steps += f"Q{before[0]} {before[1]} {end}"
    found.append((width, f"{start}{steps}L{points[-1][0]} {points[-1][1]}"))
    return found


def _middle(one: Point, other: Point) -> str:
    return f"{(one[0] + other[0]) / 2:g} {(one[1] + other[1]) / 2:g}"
