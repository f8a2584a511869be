"""Outlines of lines and arcs in a plane, to extrude and to cut with. Counter-clockwise, mm."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line, or an arc about `center`; a full circle where start and end are one point.

    `leftward`: the arc turns left on its way, so that its center lies to the left.
    """

    start: Point
    end: Point
    center: Point | None = None
    leftward: bool = True

    @property
    def radius(self) -> float:
        assert self.center is not None
        return math.dist(self.start, self.center)

    @property
    def sweep(self) -> float:
        """Angle turned on the way, radians, positive."""
        assert self.center is not None
        begin = math.atan2(self.start[1] - self.center[1], self.start[0] - self.center[0])
        finish = math.atan2(self.end[1] - self.center[1], self.end[0] - self.center[0])
        turned = (finish - begin if self.leftward else begin - finish) % (2 * math.pi)
        return turned if turned > 1e-9 else 2 * math.pi

    @property
    def length(self) -> float:
        return math.dist(self.start, self.end) if self.center is None else self.radius * self.sweep

    def heading(self, at_end: bool) -> float:
        """The direction of travel at one end, radians."""
        if self.center is None:
            return math.atan2(self.end[1] - self.start[1], self.end[0] - self.start[0])
        x, y = self.end if at_end else self.start
        outward = math.atan2(y - self.center[1], x - self.center[0])
        return outward + (math.pi / 2 if self.leftward else -math.pi / 2)

    def points(self, step: float) -> list[Point]:
        """Points from the start up to the end, without it; an arc in steps of at most `step` radians."""
        if self.center is None:
            return [self.start]
        count = max(1, math.ceil(self.sweep / step - 1e-9))
        begin = math.atan2(self.start[1] - self.center[1], self.start[0] - self.center[0])
        turn = self.sweep if self.leftward else -self.sweep
        between = [
            (
                self.center[0] + self.radius * math.cos(begin + turn * part / count),
                self.center[1] + self.radius * math.sin(begin + turn * part / count),
            )
            for part in range(1, count)
        ]
        return [self.start, *between]

    def reversed(self) -> "Stroke":
        return Stroke(self.end, self.start, self.center, not self.leftward)


Outline = tuple[Stroke, ...]


def polygon(points: Sequence[Point]) -> Outline:
    """Straight lines from point to point and back to the first."""
    return tuple(Stroke(a, b) for a, b in zip(points, [*points[1:], points[0]], strict=True))


def rectangle(x: float, y: float, width: float, height: float, *, radius: float = 0.0) -> Outline:
    """A rectangle from its lower left corner, its corners rounded."""
    if radius == 0.0:
        return polygon([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])
    left, right, low, high = x + radius, x + width - radius, y + radius, y + height - radius
    corners = [
        ((right, y), (right + radius, low), (right, low)),
        ((right + radius, high), (right, high + radius), (right, high)),
        ((left, high + radius), (x, high), (left, high)),
        ((x, low), (left, y), (left, low)),
    ]
    strokes: list[Stroke] = []
    at = (left, y)
    for start, end, center in corners:
        if math.dist(at, start) > 1e-9:
            strokes.append(Stroke(at, start))
        strokes.append(Stroke(start, end, center))
        at = end
    return tuple(strokes)


def circle(x: float, y: float, radius: float, *, parts: int = 1) -> Outline:
    """A full circle, as one arc or several."""
    points = [
        (x + radius * math.cos(2 * math.pi * k / parts), y + radius * math.sin(2 * math.pi * k / parts))
        for k in range(parts)
    ]
    return tuple(Stroke(a, b, (x, y)) for a, b in zip(points, [*points[1:], points[0]], strict=True))


def area(outline: Outline) -> float:
    """Enclosed area, mm², exact."""
    total = 0.0
    for stroke in outline:
        total += 0.5 * (stroke.start[0] * stroke.end[1] - stroke.end[0] * stroke.start[1])
        if stroke.center is not None:
            bulge = 0.5 * stroke.radius**2 * (stroke.sweep - math.sin(stroke.sweep))
            total += bulge if stroke.leftward else -bulge
    return total
