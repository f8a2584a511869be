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
        if not len(self.starts):
            return np.zeros(0)
        steps = np.zeros(len(self.points))
        way = np.diff(self.points, axis=0)
        np.sqrt(np.einsum("ij,ij->i", way, way), out=steps[:-1])
        steps[self.ends()] = 0.0
        return np.add.reduceat(steps, self.starts)

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


def path_times(
    paths: Paths, accelerations_mm_s2: Floats, *, jerk_mm_s: float, speeds_mm_s: Sequence[float], owners: int
) -> Floats:
    """Seconds spent for each owner at each nominal speed: (owners, len(speeds_mm_s)).

    accelerations_mm_s2: (p,) of each path.
    """
    times = np.zeros((owners, len(speeds_mm_s)))
    if not len(paths.points):
        return times
    steps = np.diff(paths.points, axis=0)
    length = np.sqrt(np.einsum("ij,ij->i", steps, steps))
    length[paths.starts[1:] - 1] = 0.0  # the gap between one path and the next is not driven here
    sizes = paths.sizes()
    acceleration = np.repeat(accelerations_mm_s2, sizes)[:-1]
    corner = _corner_speeds(steps, length, paths.starts, jerk_mm_s=jerk_mm_s)
    owner = np.repeat(paths.owner, sizes)[:-1]
    gain = acceleration * length
    ramp = np.concatenate([[0.0], 2.0 * np.cumsum(gain)])
    for column, speed in enumerate(speeds_mm_s):
        seconds = _segment_times(length, gain, ramp, np.minimum(corner, speed), speed, acceleration)
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


def _segment_times(
    length: Floats, gain: Floats, ramp: Floats, corner: Floats, speed: float, acceleration: Floats
) -> Floats:
    """(n,) seconds. gain: (n,) by how much v²/2 may rise along each; ramp: (n + 1,) twice their running sum."""
    square = np.minimum.accumulate(corner * corner - ramp) + ramp
    square = np.minimum.accumulate((square + ramp)[::-1])[::-1] - ramp
    around = square[:-1] + square[1:]
    peak = np.maximum(np.minimum(speed * speed, gain + around / 2.0), np.maximum(square[:-1], square[1:]))
    root = np.sqrt(np.maximum(square, 0.0))
    ramps = (2.0 * np.sqrt(peak) - root[:-1] - root[1:]) / acceleration
    cruise = np.maximum(gain - peak + around / 2.0, 0.0) / (speed * acceleration)
    return np.where(length > 0.0, ramps + cruise, 0.0)


def straight_times(distance_mm: Floats, drive: Drive, *, speed_mm_s: float) -> Floats:
    """Seconds of straight moves that start and end at the jerk speed."""
    slow = min(drive.jerk_mm_s, speed_mm_s)
    peak = np.sqrt(np.minimum(speed_mm_s**2, slow**2 + drive.acceleration_mm_s2 * distance_mm))
    ramps = 2.0 * (peak - slow) / drive.acceleration_mm_s2
    cruise = np.maximum(distance_mm - (peak**2 - slow**2) / drive.acceleration_mm_s2, 0.0) / speed_mm_s
    return np.where(distance_mm > 0.0, ramps + cruise, 0.0)
