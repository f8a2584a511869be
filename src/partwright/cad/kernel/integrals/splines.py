"""B-spline curves and surfaces evaluated at many places at once."""

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from OCP.BinTools import BinTools_Curve2dSet

Floats = NDArray[np.float64]

# How BinTools writes a B-spline curve in a plane: kind, rational, periodic, degree, poles, knots.
_CURVE = struct.Struct("<B??Hii")
_BSPLINE = 7
_KNOT = np.dtype([("knot", "<f8"), ("multiplicity", "<i4")])


@dataclass(frozen=True, slots=True)
class SplineCurves:
    """k rational B-spline curves of one degree in a plane, end to end.

    flat: (n,) knots as often as they count. poles: (n, 3) homogeneous, weight last, degree + 1 rows more for each curve
    than it has poles, so that they are in step with the knots. starts: (k + 1,) where each curve begins. keys: (n,)
    knots as 0 to 1 along each curve, plus twice its number.
    """

    degree: int
    flat: Floats
    poles: Floats
    starts: NDArray[np.int64]
    keys: Floats

    def at(self, numbers: NDArray[np.int64], places: Floats) -> tuple[Floats, Floats]:
        """(m, 2) points and (m, 2) derivatives: `numbers` (m,) says on which curve, `places` (m,) where."""
        first, last = self.starts[numbers] + self.degree, self.starts[numbers + 1] - self.degree - 2
        low, high = self.flat[first], self.flat[last + 1]
        keys = np.clip((places - low) / (high - low), 0.0, 1.0) + 2.0 * numbers
        span = np.clip(np.searchsorted(self.keys, keys, side="right") - 1, first, last)
        values, slopes = _basis(self.flat, self.degree, span, places)
        net = self.poles[span[:, None] + np.arange(-self.degree, 1)]
        place, step = np.einsum("ki,kic->kc", values, net), np.einsum("ki,kic->kc", slopes, net)
        points = place[:, :2] / place[:, 2:]
        return points, (step[:, :2] - step[:, 2:] * points) / place[:, 2:]

    def knots(self, number: int) -> Floats:
        """The knots of a curve within its range, each once, ascending."""
        inside = self.flat[self.starts[number] + self.degree : self.starts[number + 1] - self.degree]
        distinct: Floats = inside[np.append(True, inside[1:] > inside[:-1])]
        return distinct


@dataclass(frozen=True, slots=True)
class SplineSurface:
    """A rational B-spline surface with an outer parameter, which may be periodic, and an inner one, which is not.

    poles: (n, m, 4) homogeneous, weight last, outer parameter first. outer_flat, inner_flat: knots as often as they
    count. turn: +1 where outer × inner derivative is OpenCASCADE's normal, −1 where parameters are swapped.
    """

    poles: Floats
    degrees: tuple[int, int]
    outer_flat: Floats
    inner_flat: Floats
    turn: float

    @property
    def inner_knots(self) -> Floats:
        """The inner knots, each once."""
        return np.unique(self.inner_flat)

    def at(self, outer: Floats, inner: Floats) -> tuple[Floats, Floats]:
        """(k, 3) points and (k, 3) cross products of the two derivatives at (k,) parameters, the outer one wrapped."""
        low, high = self.outer_flat[self.degrees[0]], self.outer_flat[-self.degrees[0] - 1]
        outer = np.where((outer < low) | (outer > high), low + (outer - low) % (high - low), outer)
        first, second = _spans(self.outer_flat, self.degrees[0], outer), _spans(self.inner_flat, self.degrees[1], inner)
        values, slopes = _basis(self.outer_flat, self.degrees[0], first, outer)
        others, other_slopes = _basis(self.inner_flat, self.degrees[1], second, inner)
        rows = first[:, None] + np.arange(-self.degrees[0], 1)
        columns = second[:, None] + np.arange(-self.degrees[1], 1)
        net = self.poles[rows[:, :, None], columns[:, None, :]]  # (k, p + 1, q + 1, 4)
        across = np.einsum("kj,kijc->kic", others, net)
        place = np.einsum("ki,kic->kc", values, across)
        along_outer = np.einsum("ki,kic->kc", slopes, across)
        along_inner = np.einsum("ki,kic->kc", values, np.einsum("kj,kijc->kic", other_slopes, net))
        weight = place[:, 3:]
        points = place[:, :3] / weight
        d_outer = (along_outer[:, :3] - along_outer[:, 3:] * points) / weight
        d_inner = (along_inner[:, :3] - along_inner[:, 3:] * points) / weight
        return points, self.turn * _cross(d_outer, d_inner)


def spline_surface(handle: Any, *, swapped: bool) -> SplineSurface:
    """OpenCASCADE's B-spline surface. `swapped`: v becomes the outer parameter."""
    if handle.IsUPeriodic() or handle.IsVPeriodic():
        handle = handle.Copy()
        handle.SetUNotPeriodic()
        handle.SetVNotPeriodic()
    rows, columns = handle.NbUPoles(), handle.NbVPoles()
    rational = handle.IsURational() or handle.IsVRational()
    poles = np.empty((rows, columns, 4))
    for row in range(rows):
        for column in range(columns):
            poles[row, column, :3] = handle.Pole(row + 1, column + 1).Coord()
            poles[row, column, 3] = handle.Weight(row + 1, column + 1) if rational else 1.0
    poles[:, :, :3] *= poles[:, :, 3:]
    u_knots, v_knots = surface_knots(handle)
    u_flat = np.repeat(u_knots, [handle.UMultiplicity(number) for number in range(1, len(u_knots) + 1)])
    v_flat = np.repeat(v_knots, [handle.VMultiplicity(number) for number in range(1, len(v_knots) + 1)])
    degrees = handle.UDegree(), handle.VDegree()
    if swapped:
        return SplineSurface(poles.swapaxes(0, 1), degrees[::-1], v_flat, u_flat, -1.0)
    return SplineSurface(poles, degrees, u_flat, v_flat, 1.0)


def surface_knots(handle: Any) -> tuple[Floats, Floats]:
    """The knots of OpenCASCADE's B-spline surface in u and in v, each once; of a period also those before and after."""
    u_knots = np.array([handle.UKnot(number) for number in range(1, handle.NbUKnots() + 1)])
    v_knots = np.array([handle.VKnot(number) for number in range(1, handle.NbVKnots() + 1)])
    return (
        _around(u_knots) if handle.IsUPeriodic() else u_knots,
        _around(v_knots) if handle.IsVPeriodic() else v_knots,
    )


def _around(knots: Floats) -> Floats:
    period = knots[-1] - knots[0]
    return np.unique(np.concatenate([knots - period, knots, knots + period]))


def spline_curves(handles: Sequence[Any]) -> dict[int, tuple[SplineCurves, list[int]]]:
    """OpenCASCADE's B-spline curves in a plane, none of them periodic, by degree, with the places in `handles` of each.

    A call per pole and knot costs 1 to 3 µs. Written once in OpenCASCADE's binary format and read back by NumPy, ten
    thousand of them take 3 ms.
    """
    written = BinTools_Curve2dSet()
    records = [written.Add(handle) - 1 for handle in handles]
    stream = io.BytesIO()
    written.Write(stream)
    curves = _curves_in(stream.getvalue())
    by_degree: dict[int, list[int]] = {}
    for place, record in enumerate(records):
        by_degree.setdefault(curves[record].degree, []).append(place)
    return {
        degree: (_end_to_end(degree, [curves[records[place]] for place in places]), places)
        for degree, places in by_degree.items()
    }


@dataclass(frozen=True, slots=True)
class _Curve:
    """One curve as it is written: poles (n, 3) homogeneous, flat knots."""

    degree: int
    poles: Floats
    flat: Floats


def _curves_in(content: bytes) -> list[_Curve]:
    """The curves of a set that holds only B-splines."""
    at = content.index(b"\n") + 1
    curves = []
    while at < len(content):
        kind, rational, periodic, degree, pole_count, knot_count = _CURVE.unpack_from(content, at)
        if kind != _BSPLINE or periodic:
            raise ValueError(f"a curve of kind {kind} stands among splines")
        at += _CURVE.size
        width = 3 if rational else 2
        rows = np.frombuffer(content, dtype="<f8", count=width * pole_count, offset=at).reshape(-1, width)
        at += rows.nbytes
        knots = np.frombuffer(content, dtype=_KNOT, count=knot_count, offset=at)
        at += knots.nbytes
        poles = np.ones((pole_count, 3))
        poles[:, :width] = rows
        if rational:
            poles[:, :2] *= poles[:, 2:]
        curves.append(_Curve(degree, poles, knots["knot"].repeat(knots["multiplicity"])))
    return curves


def _end_to_end(degree: int, curves: Sequence[_Curve]) -> SplineCurves:
    filler = np.zeros((degree + 1, 3))
    lengths = [len(curve.flat) for curve in curves]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    flat = np.concatenate([curve.flat for curve in curves])
    low, high = flat[starts[:-1] + degree], flat[starts[1:] - degree - 1]
    shares = (flat - low.repeat(lengths)) / (high - low).repeat(lengths)
    return SplineCurves(
        degree=degree,
        flat=flat,
        poles=np.concatenate([rows for curve in curves for rows in (curve.poles, filler)]),
        starts=starts,
        keys=shares + 2.0 * np.arange(len(curves)).repeat(lengths),
    )


def _spans(flat: Floats, degree: int, places: Floats) -> NDArray[np.int64]:
    """(k,) the number of the last knot at or before each place, of those between which the spline is defined."""
    spans: NDArray[np.int64] = np.clip(np.searchsorted(flat, places, side="right") - 1, degree, len(flat) - degree - 2)
    return spans


def _basis(flat: Floats, degree: int, span: NDArray[np.int64], places: Floats) -> tuple[Floats, Floats]:
    """(k, degree + 1) values and slopes of the B-splines that do not vanish between knots `span` and `span` + 1.

    Source:
        Piegl & Tiller, The NURBS Book, algorithms A2.1 and A2.2; the slope from the splines of one degree less.
    """
    values = np.ones((len(places), 1))
    lower = values
    for order in range(1, degree + 1):
        lower = values
        right = flat[span[:, None] + np.arange(1, order + 1)]
        left = flat[span[:, None] + np.arange(1 - order, 1)]
        shares = lower / (right - left)
        values = np.zeros((len(places), order + 1))
        values[:, :-1] = shares * (right - places[:, None])
        values[:, 1:] += shares * (places[:, None] - left)
    slopes = np.zeros((len(places), degree + 1))
    if degree:
        shares = degree * lower / (right - left)
        slopes[:, 1:] = shares
        slopes[:, :-1] -= shares
    return values, slopes


def _cross(a: Floats, b: Floats) -> Floats:
    ax, ay, az = a.T
    bx, by, bz = b.T
    return np.stack([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx], axis=1)
