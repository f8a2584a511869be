"""Faces, loops and edges of a shape as values, with the side of every edge and how its faces meet."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from OCP.BRep import BRep_Tool
from OCP.BRepTools import BRepTools
from OCP.OCP.collections import IndexedMap_TopoDS_Shape_TopTools_ShapeMapHasher as ShapeMap
from OCP.TopAbs import TopAbs_FACE, TopAbs_FORWARD, TopAbs_REVERSED, TopAbs_WIRE
from OCP.TopExp import TopExp
from OCP.TopoDS import TopoDS, TopoDS_Edge, TopoDS_Face, TopoDS_Iterator, TopoDS_Shape

from partwright.cad.kernel.curves import Curves, curves_of
from partwright.cad.kernel.normals import normals_at
from partwright.cad.kernel.surface import Surface
from partwright.cad.kernel.surfaces import surface_of
from partwright.geometry.part import Convexity, Edge, Loop

SMOOTH_WITHIN_DEG = 1.0
# Of the length of a loop: ends this close belong together.
JOINED_WITHIN = 1e-3

_REVERSED = int(TopAbs_REVERSED)
_ALONG = (int(TopAbs_FORWARD), _REVERSED)


@dataclass(frozen=True, slots=True)
class Uses:
    """Every use of an edge by a loop, in the order of faces, loops and edges along them.

    faces, edges: (u,) positions. loops: (u,) running number of the loop. backward: (u,) bool, whether the loop, which
    keeps the face on its left seen from outside, runs against the edge.
    """

    faces: NDArray[np.int64]
    loops: NDArray[np.int64]
    edges: NDArray[np.int64]
    backward: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Topology:
    """The boundary of one body. Positions in `faces`, `surfaces` and `loops` agree, so do `edge_shapes` and `edges`."""

    faces: list[TopoDS_Face]
    surfaces: list[Surface]
    loops: list[tuple[Loop, ...]]
    edge_shapes: list[TopoDS_Edge]
    edges: tuple[Edge, ...]
    curves: Curves
    uses: Uses


@dataclass(frozen=True, slots=True)
class _Sides:
    """left, right: (e,) position of the face on either side of each edge, −1 where none is. counts: (e,) its uses."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    counts: NDArray[np.int64]


def faces_of(shape: TopoDS_Shape) -> list[TopoDS_Face]:
    """The distinct faces of `shape` in the order of TopExp.MapShapes."""
    found = ShapeMap()
    TopExp.MapShapes_s(shape, TopAbs_FACE, found)
    return [TopoDS.Face(found.FindKey(number)) for number in range(1, found.Extent() + 1)]


def topology_of(shape: TopoDS_Shape) -> Topology:
    """Faces, loops and edges of `shape`. Edges that shrink to a point (a cone's apex) are left out."""
    faces = faces_of(shape)
    surfaces = [surface_of(face) for face in faces]
    wires, edge_shapes, uses = _collect(faces)
    curves = curves_of(edge_shapes)
    uses = _chained(uses, curves)
    sides = _sides(uses, len(edge_shapes))
    return Topology(
        faces=faces,
        surfaces=surfaces,
        loops=_loops(faces, wires, uses),
        edge_shapes=edge_shapes,
        edges=_edges(curves, sides, surfaces, faces, edge_shapes),
        curves=curves,
        uses=uses,
    )


def _collect(faces: Sequence[TopoDS_Face]) -> tuple[list[list[TopoDS_Shape]], list[TopoDS_Edge], Uses]:
    """The wires of every face, the distinct edges, and their uses in the order of the file."""
    known = ShapeMap()
    numbers: list[int] = []  # of the edges by their place in `known`, −1 where degenerate
    edge_shapes: list[TopoDS_Edge] = []
    wires: list[list[TopoDS_Shape]] = []
    rows: list[tuple[int, int, int, int]] = []
    loop = 0
    for position, face in enumerate(faces):
        own = []
        for wire in _children(face):
            if wire.ShapeType() != TopAbs_WIRE:
                continue
            used = len(rows)
            for edge in _children(wire):
                place = known.Add(edge)
                if place > len(numbers):
                    numbers.append(_number(edge, edge_shapes))
                orientation = int(edge.Orientation())
                if numbers[place - 1] >= 0 and orientation in _ALONG:
                    rows.append((position, loop, numbers[place - 1], orientation))
            if len(rows) > used:
                own.append(wire)
                loop += 1
        wires.append(own)
    columns = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return wires, edge_shapes, Uses(columns[0], columns[1], columns[2], columns[3] == _REVERSED)


def _number(edge: TopoDS_Shape, edge_shapes: list[TopoDS_Edge]) -> int:
    bare = TopoDS.Edge(edge)
    if BRep_Tool.Degenerated_s(bare):
        return -1
    edge_shapes.append(bare)
    return len(edge_shapes) - 1


def _children(shape: TopoDS_Shape) -> list[TopoDS_Shape]:
    children = []
    iterator = TopoDS_Iterator(shape)
    while iterator.More():
        children.append(iterator.Value())
        iterator.Next()
    return children


def _chained(uses: Uses, curves: Curves) -> Uses:
    """The uses with every loop's edges one after another: a reversed face lists them backward, a file in any order."""
    if not len(uses.edges):
        return uses
    backward = uses.backward[:, None]
    begins = np.where(backward, curves.ends[uses.edges], curves.starts[uses.edges])
    finishes = np.where(backward, curves.starts[uses.edges], curves.ends[uses.edges])
    firsts = np.flatnonzero(np.diff(uses.loops, prepend=-1))
    ends = np.append(firsts[1:], len(uses.edges))
    follower = np.arange(1, len(uses.edges) + 1)
    follower[ends - 1] = firsts
    slack = np.asarray(JOINED_WITHIN * np.bincount(uses.loops, weights=curves.lengths[uses.edges]), dtype=np.float64)
    broken = _loops_beyond(np.linalg.norm(finishes - begins[follower], axis=1), uses.loops, slack)
    broken_backward = _loops_beyond(np.linalg.norm(finishes[follower] - begins, axis=1), uses.loops, slack)
    order = np.arange(len(uses.edges))
    for loop in np.flatnonzero(broken).tolist():
        own = order[firsts[loop] : ends[loop]].copy()
        reverse = np.arange(len(own))[::-1].tolist()
        chained = _in_order(begins[own], finishes[own], uses.edges[own]) if broken_backward[loop] else reverse
        order[firsts[loop] : ends[loop]] = own[chained]
    return Uses(uses.faces, uses.loops, uses.edges[order], uses.backward[order])


def _loops_beyond(gaps: NDArray[np.float64], loops: NDArray[np.int64], slack: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which loops have a gap wider than their slack."""
    return np.bincount(loops, weights=gaps > slack[loops]) > 0


def _in_order(begins: NDArray[np.float64], finishes: NDArray[np.float64], edges: NDArray[np.int64]) -> list[int]:
    """An order in which each piece begins nearest to where the last one finished.

    A seam is not walked back at once: its other use begins there too, but so does the circle at its end.
    """
    order, left = [0], list(range(1, len(begins)))
    scale = float(np.abs(finishes).max()) + 1.0
    while left:
        distances = np.linalg.norm(begins[left] - finishes[order[-1]], axis=1)
        distances += JOINED_WITHIN * scale * (edges[left] == edges[order[-1]])
        order.append(left.pop(int(np.argmin(distances))))
    return order


def _sides(uses: Uses, count: int) -> _Sides:
    """The faces beside each edge; the first one where several lie on a side."""
    left, right = np.full(count, -1), np.full(count, -1)
    for side, chosen in ((left, ~uses.backward), (right, uses.backward)):
        side[uses.edges[chosen][::-1]] = uses.faces[chosen][::-1]
    return _Sides(left, right, np.bincount(uses.edges, minlength=count))


def _loops(faces: Sequence[TopoDS_Face], wires: Sequence[list[TopoDS_Shape]], uses: Uses) -> list[tuple[Loop, ...]]:
    """The loops of every face, the outer one first."""
    ends = np.searchsorted(uses.loops, np.arange(int(uses.loops[-1]) + 2)) if len(uses.loops) else np.zeros(1, int)
    edges, ends_list = uses.edges.tolist(), ends.tolist()
    chains = iter([tuple(edges[low:high]) for low, high in pairwise(ends_list)])
    loops = []
    for face, own in zip(faces, wires, strict=True):
        if len(own) < 2:
            loops.append(tuple(Loop(outer=True, edges=next(chains)) for _ in own))
            continue
        outer = BRepTools.OuterWire_s(face)
        several = [Loop(outer=wire.IsSame(outer), edges=next(chains)) for wire in own]
        loops.append(tuple(sorted(several, key=lambda loop: not loop.outer)))
    return loops


def _edges(
    curves: Curves,
    sides: _Sides,
    surfaces: Sequence[Surface],
    faces: Sequence[TopoDS_Face],
    edge_shapes: Sequence[TopoDS_Edge],
) -> tuple[Edge, ...]:
    angles = _dihedral_angles(curves, sides, surfaces, faces, edge_shapes)
    columns = zip(
        curves.kinds,
        map(tuple, curves.starts.tolist()),
        map(tuple, curves.ends.tolist()),
        curves.lengths.tolist(),
        curves.centers,
        curves.axes,
        curves.radii,
        [side if side >= 0 else None for side in sides.left.tolist()],
        [side if side >= 0 else None for side in sides.right.tolist()],
        _convexities(sides, angles),
        angles.tolist(),
        strict=True,
    )
    return tuple(Edge(*values) for values in columns)


def _convexities(sides: _Sides, angles: NDArray[np.float64]) -> list[Convexity]:
    proper = (sides.counts == 2) & (sides.left >= 0) & (sides.right >= 0)
    smooth = np.abs(angles - 180.0) <= SMOOTH_WITHIN_DEG
    return [
        Convexity.OPEN
        if not whole
        else Convexity.SMOOTH
        if flat
        else Convexity.CONVEX
        if angle < 180.0
        else Convexity.CONCAVE
        for whole, flat, angle in zip(proper.tolist(), smooth.tolist(), angles.tolist(), strict=True)
    ]


def _dihedral_angles(
    curves: Curves,
    sides: _Sides,
    surfaces: Sequence[Surface],
    faces: Sequence[TopoDS_Face],
    edge_shapes: Sequence[TopoDS_Edge],
) -> NDArray[np.float64]:
    """(e,) angle through the material at the middle of each edge, in degrees; 180 where there are not two faces."""
    angles = np.full(len(edge_shapes), 180.0)
    numbers = np.flatnonzero((sides.left >= 0) & (sides.right >= 0) & (sides.left != sides.right))
    if not len(numbers):
        return angles
    normal_left = normals_at(curves, numbers, sides.left[numbers], surfaces, faces, edge_shapes)
    normal_right = normals_at(curves, numbers, sides.right[numbers], surfaces, faces, edge_shapes)
    tangents = curves.tangents[numbers]
    # The left face runs to the left of the edge seen from outside, the right one to the right.
    into_left = np.cross(normal_left, tangents)
    into_right = np.cross(tangents, normal_right)
    sine = np.einsum("ij,ij->i", into_right, -normal_left)
    cosine = np.einsum("ij,ij->i", into_right, into_left)
    angles[numbers] = np.degrees(np.arctan2(sine, cosine)) % 360.0
    return angles
