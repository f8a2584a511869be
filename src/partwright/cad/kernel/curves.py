"""The curves under the edges of a shape as arrays: end points, length, middle and tangent there."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from OCP.BRep import BRep_Tool
from OCP.GCPnts import GCPnts_AbscissaPoint
from OCP.Geom import (
    Geom_BezierCurve,
    Geom_BSplineCurve,
    Geom_Circle,
    Geom_Ellipse,
    Geom_Line,
    Geom_TrimmedCurve,
)
from OCP.GeomAdaptor import GeomAdaptor_Curve
from OCP.gp import gp_Pnt, gp_Vec
from OCP.TopoDS import TopoDS_Edge

from partwright.geometry.part import CurveKind, Vector
from partwright.geometry.vectors import unit_rows

Floats = NDArray[np.float64]

_KINDS = {
    Geom_Line: CurveKind.LINE,
    Geom_Circle: CurveKind.CIRCLE,
    Geom_Ellipse: CurveKind.ELLIPSE,
    Geom_BSplineCurve: CurveKind.BSPLINE,
    Geom_BezierCurve: CurveKind.BSPLINE,
}


@dataclass(frozen=True, slots=True)
class Curves:
    """The curves of n edges, each followed in the edge's own direction.

    starts, ends, middles (half the parameter range), tangents (unit, at the middle): (n, 3). lengths: (n,) mm.
    centers, axes, radii: those of circles and ellipses, else None. `low` and `high` are the parameter ranges.
    """

    kinds: list[CurveKind]
    handles: list[Any]
    low: Floats
    high: Floats
    starts: Floats
    ends: Floats
    middles: Floats
    tangents: Floats
    lengths: Floats
    centers: list[Vector | None]
    axes: list[Vector | None]
    radii: list[float | None]


def curves_of(edges: Sequence[TopoDS_Edge]) -> Curves:
    """The curves under `edges`; an edge without a curve in space is a point of no length."""
    count = len(edges)
    handles = [_basis(BRep_Tool.Curve_s(edge, 0.0, 0.0)) for edge in edges]
    ranges = np.array([BRep_Tool.Range_s(edge) for edge in edges], dtype=np.float64).reshape(-1, 2)
    curves = Curves(
        kinds=[_KINDS.get(type(handle), CurveKind.OTHER) for handle in handles],
        handles=handles,
        low=ranges[:, 0],
        high=ranges[:, 1],
        starts=np.zeros((count, 3)),
        ends=np.zeros((count, 3)),
        middles=np.zeros((count, 3)),
        tangents=np.zeros((count, 3)),
        lengths=np.zeros(count),
        centers=[None] * count,
        axes=[None] * count,
        radii=[None] * count,
    )
    by_kind: dict[CurveKind, list[int]] = {}
    for number, kind in enumerate(curves.kinds):
        by_kind.setdefault(kind, []).append(number)
    _fill_lines(curves, by_kind.pop(CurveKind.LINE, []))
    _fill_circles(curves, by_kind.pop(CurveKind.CIRCLE, []))
    for numbers in by_kind.values():
        for number in numbers:
            _fill_other(curves, number)
    return curves


def _basis(handle: Any) -> Any:
    while isinstance(handle, Geom_TrimmedCurve):
        handle = handle.BasisCurve()
    return handle


def _fill_lines(curves: Curves, numbers: list[int]) -> None:
    if not numbers:
        return
    positions = [curves.handles[number].Position() for number in numbers]
    origins = np.array([position.Location().Coord() for position in positions])
    directions = np.array([position.Direction().Coord() for position in positions])
    low, high = curves.low[numbers, None], curves.high[numbers, None]
    curves.starts[numbers] = origins + low * directions
    curves.ends[numbers] = origins + high * directions
    curves.middles[numbers] = origins + 0.5 * (low + high) * directions
    curves.tangents[numbers] = directions
    curves.lengths[numbers] = (high - low)[:, 0]


def _fill_circles(curves: Curves, numbers: list[int]) -> None:
    if not numbers:
        return
    positions = [curves.handles[number].Position() for number in numbers]
    centers = [position.Location().Coord() for position in positions]
    radii = [curves.handles[number].Radius() for number in numbers]
    for number, position, center, radius in zip(numbers, positions, centers, radii, strict=True):
        curves.centers[number] = center
        curves.axes[number] = position.Direction().Coord()
        curves.radii[number] = radius
    origin, radius_mm = np.array(centers), np.array(radii)[:, None]
    along_x = np.array([position.XDirection().Coord() for position in positions])
    along_y = np.array([position.YDirection().Coord() for position in positions])

    def at(angle: Floats) -> Floats:
        point: Floats = origin + radius_mm * (np.cos(angle)[:, None] * along_x + np.sin(angle)[:, None] * along_y)
        return point

    low, high = curves.low[numbers], curves.high[numbers]
    middle = 0.5 * (low + high)
    curves.starts[numbers], curves.ends[numbers], curves.middles[numbers] = at(low), at(high), at(middle)
    curves.tangents[numbers] = np.cos(middle)[:, None] * along_y - np.sin(middle)[:, None] * along_x
    curves.lengths[numbers] = (high - low) * radius_mm[:, 0]


def _fill_other(curves: Curves, number: int) -> None:
    handle = curves.handles[number]
    if handle is None:
        return
    low, high = float(curves.low[number]), float(curves.high[number])
    middle, tangent = gp_Pnt(), gp_Vec()
    handle.D1(0.5 * (low + high), middle, tangent)
    curves.middles[number] = middle.Coord()
    curves.tangents[number] = unit_rows(np.array([tangent.Coord()]))[0]
    curves.starts[number] = handle.Value(low).Coord()
    curves.ends[number] = handle.Value(high).Coord()
    if math.isfinite(low) and math.isfinite(high):
        curves.lengths[number] = GCPnts_AbscissaPoint.Length_s(GeomAdaptor_Curve(handle, low, high))
    if curves.kinds[number] is CurveKind.ELLIPSE:
        position = handle.Position()
        curves.centers[number] = position.Location().Coord()
        curves.axes[number] = position.Direction().Coord()
