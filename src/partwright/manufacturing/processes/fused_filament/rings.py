"""Closed contours of sections as arrays, and what can be done to all of them at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manifold3d import CrossSection

from partwright.manufacturing.processes.fused_filament.motion import Floats, Integers, Paths

_SHARPEST = 2.0 / 9.0  # 1 + cosine of the turn from which a miter is cut off at three times the offset


@dataclass(frozen=True, slots=True, eq=False)
class Rings:
    """Closed contours with the material on their left: points (n, 2) mm, none repeated; starts (r,) of each."""

    points: Floats
    starts: Integers

    def sizes(self) -> Integers:
        """(r,) points of each."""
        return np.diff(self.starts, append=len(self.points))

    def following(self) -> Integers:
        """(n,) the point after each, round the ring."""
        after = np.arange(1, len(self.points) + 1)
        if len(after):
            after[np.append(self.starts[1:], len(after)) - 1] = self.starts
        return after

    def length_mm(self) -> float:
        """The way round all of them."""
        steps = self.points[self.following()] - self.points
        return float(np.sqrt(np.einsum("ij,ij->i", steps, steps)).sum())

    def closed(self, role: int) -> Paths:
        """The rings as paths that end where they begin."""
        sizes = self.sizes()
        count = len(sizes)
        starts = self.starts + np.arange(count)
        points = np.zeros((len(self.points) + count, 2))
        points[np.arange(len(self.points)) + np.repeat(np.arange(count), sizes)] = self.points
        points[starts + sizes] = self.points[self.starts]
        return Paths(points=points, starts=starts, owner=np.full(count, role, dtype=np.int64))


def rings_of(section: CrossSection) -> Rings:
    """The contours of a section."""
    return gather_rings(section.to_polygons())


def gather_rings(loops: Sequence[Floats]) -> Rings:
    """Loops, each (k, 2), as rings."""
    if not loops:
        return Rings(points=np.zeros((0, 2)), starts=np.zeros(0, dtype=np.int64))
    sizes = np.array([len(loop) for loop in loops], dtype=np.int64)
    return Rings(points=np.concatenate(loops), starts=np.cumsum(sizes) - sizes)


def moved_in(rings: Rings, distance_mm: float) -> Rings:
    """Rings moved into the material with mitered corners; right only where nothing is so narrow that sides meet."""
    after = rings.following()
    steps = rings.points[after] - rings.points
    steps /= np.sqrt(np.maximum(np.einsum("ij,ij->i", steps, steps), 1e-24))[:, None]
    inward = np.stack([-steps[:, 1], steps[:, 0]], axis=1)
    before = np.empty_like(inward)
    before[after] = inward
    blunt = np.maximum(1.0 + np.einsum("ij,ij->i", before, inward), _SHARPEST)
    return Rings(points=rings.points + (before + inward) * (distance_mm / blunt)[:, None], starts=rings.starts)
