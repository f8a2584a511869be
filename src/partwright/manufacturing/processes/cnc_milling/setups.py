"""From which sides a part is cut: the smallest set of clampings that reaches every face.

Each direction points from the part to the spindle. Candidates are the six directions of the oriented box and the axes
of holes; a set must reach every face that any candidate reaches, and must see every square inside edge from a side on
which a flat cutter leaves it square.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.features.feature import Feature, Hole
from partwright.geometry.part import Body, Convexity, CurveKind, SurfaceKind, Vector
from partwright.geometry.vectors import dot
from partwright.manufacturing.processes.cnc_milling.sides import WALL_COSINE, Sides

PARALLEL = 0.9998  # one direction, within 1.1°
ENOUGH = 0.9  # share of what can be reached at all that a set has to reach: rays at rims and fillets miss some
UNREACHED = 0.5  # a face of which all directions together reach less is not reached
MOST_FREE = 12  # candidates beyond those needed anyway that are tried in every combination

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def candidate_directions(body: Body, features: Sequence[Feature]) -> tuple[Vector, ...]:
    """The six directions of the oriented box, then the axes of holes that follow none of them, mouth outward."""
    found: list[Vector] = []
    for x, y, z in body.mass.oriented_box.axes:
        found += [(x, y, z), (-x, -y, -z)]
    for x, y, z in dict.fromkeys(feature.axis for feature in features if isinstance(feature, Hole)):
        outward = (-x, -y, -z)
        if max(dot(outward, known) for known in found) < PARALLEL:
            found.append(outward)
    return tuple(found)


def mouths(sides: Sides, features: Sequence[Feature]) -> Flags:
    """(directions, faces) False where a face is that of a hole that does not open that way: drills come straight."""
    opens = np.ones((len(sides.directions), len(sides.body.faces)), dtype=bool)
    holes = [(face, hole) for hole in features if isinstance(hole, Hole) for face in hole.faces]
    if holes:
        along = sides.directions @ -np.array([hole.axis for _, hole in holes]).T
        either = np.array([hole.through for _, hole in holes])
        opens[:, [face for face, _ in holes]] = np.where(either, np.abs(along), along) > PARALLEL
    return opens


def whole_holes(reached: Floats, features: Sequence[Feature]) -> Floats:
    """The shares reached, with holes whole where most of them is: a drill passes whatever few rays grazed its wall."""
    faces = [face for hole in features if isinstance(hole, Hole) for face in hole.faces]
    rounded = reached.copy()
    rounded[:, faces] = np.where(reached[:, faces] > UNREACHED, 1.0, reached[:, faces])
    return rounded


def square_edges(sides: Sides, reached: Floats) -> Floats:
    """Which directions leave each square inside edge square.

    Returns:
        (directions, edges) float64, 1 where a reached face of the edge is square to the direction and the edge lies
        across it; all zero for an edge that every milling cutter leaves round.
    """
    edges = [
        (edge, edge.left, edge.right)
        for edge in sides.body.edges
        if edge.convexity is Convexity.CONCAVE and edge.curve is CurveKind.LINE
        if edge.left is not None and edge.right is not None
        if _is_plane(sides.body, edge.left) and _is_plane(sides.body, edge.right)
    ]
    if not edges:
        return np.zeros((len(sides.directions), 0))
    ways = np.array([edge.end for edge, _, _ in edges]) - np.array([edge.start for edge, _, _ in edges])
    lengths = np.array([max(edge.length_mm, 1e-9) for edge, _, _ in edges])
    across: Flags = np.abs(sides.directions @ ways.T) < WALL_COSINE * lengths
    floors = sides.floors & (reached > UNREACHED)
    either = floors[:, [left for _, left, _ in edges]] | floors[:, [right for _, _, right in edges]]
    return (across & either).astype(np.float64)


def _is_plane(body: Body, face: int) -> bool:
    return body.faces[face].surface is SurfaceKind.PLANE


def choose_setups(
    needs: Floats,
    *,
    directions: Sequence[Vector],
    heights_mm: Floats,
    areas_mm2: Floats,
    direct: NDArray[np.bool_],
) -> tuple[int, ...]:
    """The smallest set of directions that meets every need, by position.

    Among sets of one size the one that leaves the least area to be surfaced at a slant, then one that turns the part
    over, then the lowest clampings.

    Args:
        needs: (directions, needs) share of each need that a direction meets.
        heights_mm: (directions,) height of the part when clamped that way.
        areas_mm2: (faces,) area of each face.
        direct: (directions, faces) whether a direction reaches a face as floor or wall.
    """
    total = needs.sum(axis=0)
    patterns = _distinct(np.round(needs[:, total >= UNREACHED], 2))
    wanted = ENOUGH * np.minimum(patterns.sum(axis=0), 1.0) - 1e-9
    forced = np.flatnonzero((patterns.sum(axis=0) - patterns < wanted).any(axis=1)).tolist()
    worth = patterns.sum(axis=1).tolist()
    free = sorted((row for row in range(len(needs)) if row not in forced), key=lambda row: (-worth[row], row))
    free = free[:MOST_FREE]
    against = np.array(directions) @ np.array(directions).T < -PARALLEL

    def drawback(rows: tuple[int, ...]) -> tuple[float, bool, float, tuple[int, ...]]:
        chosen = list(rows)
        slanted = areas_mm2[~direct[chosen].any(axis=0)].sum() / max(areas_mm2.sum(), 1e-9)
        turned = bool(against[np.ix_(chosen, chosen)].any())
        height = heights_mm[chosen].sum() / max(heights_mm.max(), 1e-9)
        return round(float(slanted), 3), not turned, round(float(height), 3), rows

    base = patterns[forced].sum(axis=0)
    # what it is held by is cut too: one clamping is never enough
    for size in range(max(2 - len(forced), 0), len(free) + 1):
        sets = list(combinations(free, size))
        met = (base + patterns[np.array(sets, dtype=np.intp).reshape(len(sets), size)].sum(axis=1) >= wanted).all(
            axis=1
        )
        fitting = [(*forced, *sets[number]) for number in np.flatnonzero(met).tolist()]
        if fitting:
            return min(fitting, key=drawback)
    return (*forced, *free)


def _distinct(columns: Floats) -> Floats:
    """The columns of a matrix, each once."""
    seen = {column.tobytes(): number for number, column in enumerate(np.ascontiguousarray(columns.T))}
    return columns[:, sorted(seen.values())]
