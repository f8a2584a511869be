"""Circular edges of a body and how far they reach in a direction, exactly."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.part import CurveKind, Edge
from partwright.geometry.vectors import unit_rows

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

    def extents(self, axes: Floats) -> tuple[Floats, Floats]:
        """Lowest and highest place that any arc reaches along each of (n, 3) axes."""
        middle = self.centers @ axes.T  # (k, n)
        cosine, sine = self.first @ axes.T, self.quarter @ axes.T
        amplitude = np.hypot(cosine, sine)
        end = middle + np.cos(self.sweeps)[:, None] * cosine + np.sin(self.sweeps)[:, None] * sine
        top = np.arctan2(sine, cosine) % _FULL_TURN
        bottom = (top + np.pi) % _FULL_TURN
        sweep = self.sweeps[:, None] + 1e-12
        high = np.where(top <= sweep, middle + amplitude, np.maximum(middle + cosine, end))
        low = np.where(bottom <= sweep, middle - amplitude, np.minimum(middle + cosine, end))
        return low.min(axis=0), high.max(axis=0)


def arcs_of(edges: Sequence[Edge]) -> Arcs:
    """The circular edges among `edges`."""
    round_edges = [edge for edge in edges if edge.curve is CurveKind.CIRCLE and edge.radius_mm]
    if not round_edges:
        none = np.zeros((0, 3))
        return Arcs(none, none, none, np.zeros(0))
    centers = np.array([edge.center for edge in round_edges])
    axes = unit_rows(np.array([edge.axis for edge in round_edges]))
    first = np.array([edge.start for edge in round_edges]) - centers
    radii = np.array([edge.radius_mm for edge in round_edges])
    sweeps = np.minimum(np.array([edge.length_mm for edge in round_edges]) / radii, _FULL_TURN)
    return Arcs(centers, first, np.cross(axes, first), sweeps)
