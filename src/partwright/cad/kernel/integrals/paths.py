"""How the loops of faces run in the parameters of their surfaces, as places to integrate along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from OCP.BRep import BRep_Tool
from OCP.Geom2d import Geom2d_BSplineCurve, Geom2d_Line, Geom2d_TrimmedCurve
from OCP.gp import gp_Pnt2d, gp_Vec2d
from OCP.TopAbs import TopAbs_FORWARD, TopAbs_REVERSED
from OCP.TopoDS import TopoDS

from partwright.cad.kernel.integrals.splines import SplineCurves, spline_curves
from partwright.cad.kernel.topology import Topology

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

# Gauss points on a line, which may go all around, on each smooth piece of another curve, and on those of a curve with
# many pieces, which are short.
ON_LINES, ON_PIECES, ON_SHORT_PIECES = 14, 5, 3
# A curve has at least this many pieces: one alone may be a quarter of a turn. From the other number on they are many.
LEAST_PIECES, MANY_PIECES = 4, 12
# Of the extent of a face in a parameter: ends this close meet.
JOINED = 1e-3
# Of a unit vector: a line that crosses less than this runs along.
ACROSS = 1e-9

_ON_LINE, _ON_PIECE, _ON_SHORT_PIECE = (
    np.polynomial.legendre.leggauss(count) for count in (ON_LINES, ON_PIECES, ON_SHORT_PIECES)
)


@dataclass(frozen=True, slots=True)
class Paths:
    """Gauss points along the loops of some faces, as these are followed; the points of a face stand together.

    faces: (n,) positions. u, v: (n,) parameters. du, dv: (n,) steps along the loop times the weights, so that ∮ f du is
    the sum of f · du. open: (f, 2) by face, whether a loop jumps in u and in v between the end of an edge and the next.
    """

    faces: Numbers
    u: Floats
    v: Floats
    du: Floats
    dv: Floats
    open: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Walk:
    """One edge on a face, its curve in the parameters of the surface followed from `begin` to `finish`."""

    curve: Any
    begin: float
    finish: float


@dataclass(frozen=True, slots=True)
class _Steps:
    """Gauss points of k walks. walks: (n,) the walk of each. rows: (n, 4) u, v, du, dv. ends: (k, 4) u, v of the start,
    u, v of the end."""

    walks: Numbers
    rows: Floats
    ends: Floats


def paths_of(
    topology: Topology, chosen: NDArray[np.bool_], *, knots: Mapping[int, tuple[Floats, Floats]] = MappingProxyType({})
) -> Paths:
    """The paths of the chosen (f,) faces. One of whose edges has no curve on the face counts as open.

    `knots` are the parameters u and v at which the surface of a face is not smooth: lines are cut there.
    """
    uses = topology.uses
    is_open = np.zeros((len(chosen), 2), dtype=bool)
    walks: list[_Walk] = []
    of_walks: list[int] = []
    for number in np.flatnonzero(chosen[uses.faces]).tolist():
        face = int(uses.faces[number])
        walk = _walk(topology, number)
        if walk is None:
            is_open[face] = True
            continue
        pieces = _cut(walk, knots[face]) if face in knots else [walk]
        walks += pieces
        of_walks += [number] * len(pieces)
    if not walks:
        none = np.zeros(0)
        return Paths(np.zeros(0, dtype=np.int64), none, none, none, none, is_open)
    numbers, steps = np.array(of_walks), _steps(walks)
    faces = uses.faces[numbers][steps.walks]
    order = np.argsort(faces, kind="stable")
    u, v, du, dv = np.ascontiguousarray(steps.rows[order].T)
    paths = Paths(faces[order], u, v, du, dv, is_open)
    _note_jumps(paths, uses.faces[numbers], uses.loops[numbers], steps.ends)
    return paths


def _walk(topology: Topology, number: int) -> _Walk | None:
    """Use `number` of an edge; None where the edge has no curve on the face."""
    uses = topology.uses
    face, backward = topology.faces[int(uses.faces[number])], bool(uses.backward[number])
    # The orientation chooses between the two curves of a seam.
    turned = topology.edge_shapes[int(uses.edges[number])].Oriented(TopAbs_REVERSED if backward else TopAbs_FORWARD)
    edge = TopoDS.Edge(turned)
    curve = BRep_Tool.CurveOnSurface_s(edge, face, 0.0, 0.0)
    if curve is None:
        return None
    low, high = BRep_Tool.Range_s(edge, face)
    while isinstance(curve, Geom2d_TrimmedCurve):
        curve = curve.BasisCurve()
    return _Walk(curve, high, low) if backward else _Walk(curve, low, high)


def _cut(walk: _Walk, knots: tuple[Floats, Floats]) -> list[_Walk]:
    """A line in pieces that cross none of the lines u = knot and v = knot."""
    if not isinstance(walk.curve, Geom2d_Line):
        return [walk]
    slack = 1e-9 * abs(walk.finish - walk.begin)
    low, high = min(walk.begin, walk.finish) + slack, max(walk.begin, walk.finish) - slack
    crossings = [
        (own - origin) / way
        for origin, way, own in zip(walk.curve.Location().Coord(), walk.curve.Direction().Coord(), knots, strict=True)
        if abs(way) > ACROSS
    ]
    inner = np.unique(np.concatenate(crossings)) if crossings else np.zeros(0)
    inner = inner[(inner > low) & (inner < high)]
    ends = [walk.begin, *(inner if walk.begin < walk.finish else inner[::-1]).tolist(), walk.finish]
    return [_Walk(walk.curve, begin, finish) for begin, finish in pairwise(ends)]


def _steps(walks: Sequence[_Walk]) -> _Steps:
    """The Gauss points of every walk: lines together, splines together, whatever else there is one by one."""
    lines, splines, others = [], [], []
    for number, walk in enumerate(walks):
        if isinstance(walk.curve, Geom2d_Line):
            lines.append(number)
        elif isinstance(walk.curve, Geom2d_BSplineCurve) and not walk.curve.IsPeriodic():
            splines.append(number)
        else:
            others.append(number)
    ends = np.zeros((len(walks), 4))
    found = [
        _along_lines([walks[number] for number in lines]),
        _along_splines([walks[number] for number in splines]),
        *(_along_curve(walks[number]) for number in others),
    ]
    of_walks = []
    for group, steps in zip((lines, splines, *([number] for number in others)), found, strict=True):
        ends[group] = steps.ends
        of_walks.append(np.array(group, dtype=np.int64)[steps.walks])
    return _Steps(np.concatenate(of_walks), np.concatenate([steps.rows for steps in found]), ends)


def _along_lines(walks: Sequence[_Walk]) -> _Steps:
    origins = np.array([walk.curve.Location().Coord() for walk in walks]).reshape(-1, 2)
    ways = np.array([walk.curve.Direction().Coord() for walk in walks]).reshape(-1, 2)
    begins = np.array([walk.begin for walk in walks]).reshape(-1, 1)
    halves = 0.5 * (np.array([walk.finish for walk in walks]).reshape(-1, 1) - begins)
    places, weights = _ON_LINE
    at = begins + halves + halves * places
    rows = np.empty((len(walks), ON_LINES, 4))
    rows[:, :, :2] = origins[:, None, :] + at[:, :, None] * ways[:, None, :]
    rows[:, :, 2:] = (halves * weights)[:, :, None] * ways[:, None, :]
    ends = np.concatenate([origins + begins * ways, origins + (begins + 2.0 * halves) * ways], axis=1)
    return _Steps(np.repeat(np.arange(len(walks)), ON_LINES), rows.reshape(-1, 4), ends)


def _along_splines(walks: Sequence[_Walk]) -> _Steps:
    """All splines, those of one degree at once."""
    ends = np.zeros((len(walks), 4))
    of_walks, rows = [np.zeros(0, dtype=np.int64)], [np.zeros((0, 4))]
    for curves, numbers in spline_curves([walk.curve for walk in walks]).values():
        pieces = [_pieces(walks[number], curves.knots(place)) for place, number in enumerate(numbers)]
        tips = np.array([own[[0, -1]] for own in pieces])
        every = np.arange(len(numbers))
        ends[numbers, :2], ends[numbers, 2:] = (curves.at(every, tips[:, end])[0] for end in (0, 1))
        many = np.array([len(own) > MANY_PIECES for own in pieces])
        for chosen, rule in ((np.flatnonzero(~many), _ON_PIECE), (np.flatnonzero(many), _ON_SHORT_PIECE)):
            if len(chosen):
                of_curves, found = _along_pieces(curves, chosen, [pieces[place] for place in chosen.tolist()], rule)
                rows.append(found)
                of_walks.append(np.array(numbers)[of_curves])
    return _Steps(np.concatenate(of_walks), np.concatenate(rows), ends)


def _along_pieces(
    curves: SplineCurves, chosen: Numbers, pieces: Sequence[Floats], rule: tuple[Floats, Floats]
) -> tuple[Numbers, Floats]:
    """Of each Gauss point on the pieces of the chosen curves the number of its curve, and (n, 4) u, v, du, dv."""
    places, weights = rule
    begins = np.concatenate([own[:-1] for own in pieces])
    halves = 0.5 * (np.concatenate([own[1:] for own in pieces]) - begins)
    at = (begins + halves)[:, None] + halves[:, None] * places
    of_curves = chosen.repeat([len(places) * (len(own) - 1) for own in pieces])
    points, slopes = curves.at(of_curves, at.ravel())
    return of_curves, np.concatenate([points, slopes * (halves[:, None] * weights).reshape(-1, 1)], axis=1)


def _pieces(walk: _Walk, knots: Floats) -> Floats:
    """The ends of the smooth pieces of a walk, in its order, given the ascending knots of its curve."""
    low, high = min(walk.begin, walk.finish), max(walk.begin, walk.finish)
    slack = 1e-9 * (high - low)
    first, last = knots.searchsorted((low + slack, high - slack)).tolist()
    ends = np.empty(last - first + 2)
    ends[0], ends[1:-1], ends[-1] = low, knots[first:last], high
    if len(ends) <= LEAST_PIECES:
        cuts = -(-LEAST_PIECES // (len(ends) - 1))
        ends = np.append((ends[:-1, None] + np.diff(ends)[:, None] * (np.arange(cuts) / cuts)).ravel(), high)
    return ends if walk.begin <= walk.finish else ends[::-1]


def _along_curve(walk: _Walk) -> _Steps:
    """A circle, an ellipse or what else a curve may be, point by point."""
    rows = []
    place, step = gp_Pnt2d(), gp_Vec2d()
    for begin, finish in pairwise(_pieces(walk, _periodic_knots(walk.curve)).tolist()):
        half, middle = 0.5 * (finish - begin), 0.5 * (finish + begin)
        for share, weight in zip(*_ON_PIECE, strict=True):
            walk.curve.D1(middle + half * float(share), place, step)
            rows.append((*place.Coord(), step.X() * half * weight, step.Y() * half * weight))
    ends = (*walk.curve.Value(walk.begin).Coord(), *walk.curve.Value(walk.finish).Coord())
    return _Steps(np.zeros(len(rows), dtype=np.int64), np.array(rows), np.array([ends]))


def _periodic_knots(curve: Any) -> Floats:
    """The knots of a periodic spline, and those one period before and after; none of another curve."""
    if not isinstance(curve, Geom2d_BSplineCurve):
        return np.zeros(0)
    knots = np.array([curve.Knot(number) for number in range(1, curve.NbKnots() + 1)])
    period = knots[-1] - knots[0]
    return np.concatenate([knots[:-1] + turn * period for turn in (-1, 0, 1)])


def _note_jumps(paths: Paths, faces: Numbers, loops: Numbers, ends: Floats) -> None:
    """Mark the faces with a jump between neighbors in a loop, whose walks stand together in their order."""
    firsts = np.flatnonzero(np.diff(loops, prepend=-1))
    follower = np.arange(1, len(loops) + 1)
    follower[np.append(firsts[1:], len(loops)) - 1] = firsts
    jumps = np.abs(ends[:, 2:] - ends[follower, :2])
    starts = np.flatnonzero(np.diff(paths.faces, prepend=-1))
    extents = np.zeros(paths.open.shape)
    for column, values in enumerate((paths.u, paths.v)):
        reach = np.maximum.reduceat(values, starts) - np.minimum.reduceat(values, starts)
        extents[paths.faces[starts], column] = reach
    rows, columns = np.nonzero(jumps > JOINED * extents[faces])
    paths.open[faces[rows], columns] = True
