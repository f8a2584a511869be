"""How long a machine takes along a path: trapezoidal speed profiles with jerk at the corners, as its firmware plans.

A corner may be taken at the speed at which no axis jumps by more than the jerk; between corners the machine speeds up
and slows down at its acceleration. Looking ahead and back along the whole path is one running minimum each way, because
with constant acceleration the square of the speed falls linearly with the way.

Source: planner of the Marlin firmware, Marlin 1.1 `planner.cpp` ("classic jerk").
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Drive:
    """What a machine's axes can do, in the plane: mm/s² and mm/s."""

    acceleration_mm_s2: float
    jerk_mm_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """Many polylines in one array: points (n, 2) mm, starts (p,) of each, owner (p,) what each counts for."""

    points: Floats
    starts: Integers
    owner: Integers

    def lengths(self) -> Floats:
        """(p,) mm."""
        steps = np.hypot(*np.diff(self.points, axis=0, append=self.points[-1:]).T) if len(self.points) else np.zeros(0)
        steps[self.ends()] = 0.0
        return np.add.reduceat(steps, self.starts) if len(self.starts) else np.zeros(0)

    def sizes(self) -> Integers:
        """(p,) points of each."""
        return np.diff(np.append(self.starts, len(self.points)))

    def ends(self) -> Integers:
        """(p,) where the last point of each is."""
        return np.append(self.starts, len(self.points))[1:] - 1


def gather(polylines: Sequence[Floats], owners: Sequence[int]) -> Paths:
    """Polylines, each (k, 2) with k ≥ 2, as `Paths`."""
    if not polylines:
        return Paths(points=np.zeros((0, 2)), starts=np.zeros(0, dtype=np.int64), owner=np.zeros(0, dtype=np.int64))
    sizes = np.array([len(line) for line in polylines], dtype=np.int64)
    return Paths(
        points=np.concatenate(polylines), starts=np.cumsum(sizes) - sizes, owner=np.array(owners, dtype=np.int64)
    )


def join(parts: Sequence[Paths]) -> Paths:
    """Paths one after the other in one array."""
    if not parts:
        return gather([], [])
    shifts = np.cumsum([0, *(len(part.points) for part in parts[:-1])])
    return Paths(
        points=np.concatenate([part.points for part in parts]),
        starts=np.concatenate([part.starts + shift for part, shift in zip(parts, shifts, strict=True)]),
        owner=np.concatenate([part.owner for part in parts]),
    )


def path_times(paths: Paths, drive: Drive, *, speeds_mm_s: Sequence[float], owners: int) -> Floats:
    """Seconds spent for each owner at each nominal speed: (owners, len(speeds_mm_s))."""
    times = np.zeros((owners, len(speeds_mm_s)))
    if not len(paths.points):
        return times
    steps = np.diff(paths.points, axis=0)
    length = np.hypot(steps[:, 0], steps[:, 1])
    length[paths.starts[1:] - 1] = 0.0  # the gap between one path and the next is not driven here
    way = np.concatenate([[0.0], np.cumsum(length)])
    corner = _corner_speeds(steps, length, paths.starts, jerk_mm_s=drive.jerk_mm_s)
    owner = np.repeat(paths.owner, np.diff(np.append(paths.starts, len(paths.points))))[:-1]
    for column, speed in enumerate(speeds_mm_s):
        seconds = _segment_times(length, way, np.minimum(corner, speed), speed, drive.acceleration_mm_s2)
        times[:, column] = np.bincount(owner, weights=seconds, minlength=owners)
    return times


def _corner_speeds(steps: Floats, length: Floats, starts: Integers, *, jerk_mm_s: float) -> Floats:
    """Highest speed at each point, mm/s: the jerk itself at both ends of a path, more where the corner is blunt."""
    direction = steps / np.maximum(length, 1e-12)[:, None]
    before, after = direction[:-1], direction[1:]
    # An axis that turns round stops first: the larger of the two speeds counts, not their sum.
    jump = np.where(before * after > 0, np.abs(after - before), np.maximum(np.abs(before), np.abs(after)))
    speed = np.full(len(steps) + 1, jerk_mm_s)
    speed[1:-1] = np.maximum(jerk_mm_s / np.maximum(jump.max(axis=1), 1e-12), jerk_mm_s)
    speed[starts] = jerk_mm_s
    speed[starts[1:] - 1] = jerk_mm_s
    return speed


def _segment_times(length: Floats, way: Floats, corner: Floats, speed: float, acceleration: float) -> Floats:
    ramp = 2.0 * acceleration * way
    square = np.minimum.accumulate(corner**2 - ramp) + ramp
    square = np.minimum.accumulate((square + ramp)[::-1])[::-1] - ramp
    entry, leave = square[:-1], square[1:]
    peak = np.minimum(speed**2, acceleration * length + (entry + leave) / 2.0)
    peak = np.maximum(peak, np.maximum(entry, leave))
    ramps = (2.0 * np.sqrt(peak) - np.sqrt(entry) - np.sqrt(leave)) / acceleration
    cruise = np.maximum(length - (2.0 * peak - entry - leave) / (2.0 * acceleration), 0.0) / speed
    return np.where(length > 0.0, ramps + cruise, 0.0)


def straight_times(distance_mm: Floats, drive: Drive, *, speed_mm_s: float) -> Floats:
    """Seconds of straight moves that start and end at the jerk speed."""
    slow = min(drive.jerk_mm_s, speed_mm_s)
    peak = np.sqrt(np.minimum(speed_mm_s**2, slow**2 + drive.acceleration_mm_s2 * distance_mm))
    ramps = 2.0 * (peak - slow) / drive.acceleration_mm_s2
    cruise = np.maximum(distance_mm - (peak**2 - slow**2) / drive.acceleration_mm_s2, 0.0) / speed_mm_s
    return np.where(distance_mm > 0.0, ramps + cruise, 0.0)
