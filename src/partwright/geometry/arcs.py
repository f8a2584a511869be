"""Circular edges of a body and how far they reach in a direction, exactly."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.part import CurveKind, Edge
from partwright.geometry.vectors import cross_rows, unit_rows

Floats = NDArray[np.float64]

_FULL_TURN = 2.0 * np.pi


@dataclass(frozen=True, slots=True)
class Arcs:
    """k arcs: centers, and two radius vectors `first` (to the start) and `quarter` (a quarter turn on), (k, 3) each.

    sweeps: (k,) radians from the start, 2π for a circle.
    """

    centers: Floats
    first: Floats
    quarter: Floats
    sweeps: Floats

    def widen(self, axes: Floats, low: Floats, high: Floats) -> None:
        """Move the ends `low` and `high` of the extents along (n, 3) axes out to where any arc reaches farther."""
        middle = self.centers @ axes.T  # (k, n)
        cosine, sine = self.first @ axes.T, self.quarter @ axes.T
        amplitude = np.sqrt(cosine * cosine + sine * sine)
        # Most arcs would not reach farther as full circles: only the rest is asked where it begins and ends.
        arcs, along = np.nonzero((middle + amplitude > high) | (middle - amplitude < low))
        if not len(arcs):
            return
        middle, cosine, sine, amplitude = (table[arcs, along] for table in (middle, cosine, sine, amplitude))
        end = middle + np.cos(self.sweeps[arcs]) * cosine + np.sin(self.sweeps[arcs]) * sine
        top = np.arctan2(sine, cosine) % _FULL_TURN
        bottom = (top + np.pi) % _FULL_TURN
        sweep = self.sweeps[arcs] + 1e-12
        farthest = np.where(top <= sweep, middle + amplitude, np.maximum(middle + cosine, end))
        nearest = np.where(bottom <= sweep, middle - amplitude, np.minimum(middle + cosine, end))
        np.maximum.at(high, along, farthest)
        np.minimum.at(low, along, nearest)


def arcs_of(edges: Sequence[Edge]) -> Arcs:
    """The circular edges among `edges`."""
    numbers = [
        (*edge.center, *edge.axis, *edge.start, edge.radius_mm, edge.length_mm)
        for edge in edges
        if edge.curve is CurveKind.CIRCLE and edge.radius_mm and edge.center is not None and edge.axis is not None
    ]
    table = np.array(numbers, dtype=np.float64).reshape(-1, 11)
    centers, axes = table[:, 0:3], unit_rows(table[:, 3:6])
    first = table[:, 6:9] - centers
    sweeps = np.minimum(table[:, 10] / table[:, 9], _FULL_TURN)
    return Arcs(centers, first, cross_rows(axes, first), sweeps)


NO_ARCS = arcs_of(())
