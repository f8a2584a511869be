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

FLOOR_COSINE = 0.999  # a face square to the spindle within 2.6°
WALL_COSINE = 0.02  # a face along the spindle within 1.1°
PARALLEL = 0.9998  # one direction, within 1.1°
ENOUGH = 0.9  # share of what can be reached at all that a set has to reach: rays at rims and fillets miss some
UNREACHED = 0.5  # a face of which all directions together reach less is not reached
MOST_FREE = 12  # candidates beyond those needed anyway that are tried in every combination

Floats = NDArray[np.float64]


def candidate_directions(body: Body, features: Sequence[Feature]) -> tuple[Vector, ...]:
    """The six directions of the oriented box, then the axes of holes that follow none of them, mouth outward."""
    found: list[Vector] = []
    for x, y, z in body.mass.oriented_box.axes:
        found += [(x, y, z), (-x, -y, -z)]
    for feature in features:
        if isinstance(feature, Hole):
            x, y, z = feature.axis
            outward = (-x, -y, -z)
            if max(float(np.dot(outward, known)) for known in found) < PARALLEL:
                found.append(outward)
    return tuple(found)


def heights_along(body: Body, directions: Sequence[Vector]) -> Floats:
    """(len(directions),) mm: how far the body extends along each direction."""
    spans: Floats = np.ptp(body.mesh.vertices @ np.array(directions).T, axis=0)
    return spans


def face_cosines(body: Body, directions: Sequence[Vector]) -> tuple[Floats, Floats]:
    """(directions, faces) each: the smallest and the largest cosine between a direction and a face's normals."""
    corners = body.mesh.corners()
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    lengths = np.linalg.norm(normals, axis=1)
    normals = normals / np.where(lengths > 0, lengths, 1)[:, None]
    low = np.full((len(directions), len(body.faces)), 1.0)
    high = np.full_like(low, -1.0)
    faces = body.mesh.face_of_triangle()
    for row, direction in enumerate(directions):
        cosines = (normals @ np.array(direction))[lengths > 0]
        np.minimum.at(low[row], faces[lengths > 0], cosines)
        np.maximum.at(high[row], faces[lengths > 0], cosines)
    for position, face in enumerate(body.faces):  # exact where the surface says so, whatever the triangles
        if face.surface is SurfaceKind.PLANE and face.axis is not None:
            low[:, position] = high[:, position] = np.array(directions) @ np.array(face.axis)
    return low, high


def is_straight(low: Floats, high: Floats) -> NDArray[np.bool_]:
    """Whether faces lie square to or along directions, from the cosines of `face_cosines`."""
    floors: NDArray[np.bool_] = low > FLOOR_COSINE
    return floors | ((low > -WALL_COSINE) & (high < WALL_COSINE))


def only_through_mouths(reached: Floats, directions: Sequence[Vector], features: Sequence[Feature]) -> Floats:
    """The shares reached, with the faces of holes reached along their axis alone: a drill does not come at an angle."""
    kept = reached.copy()
    vectors = np.array(directions)
    for feature in features:
        if isinstance(feature, Hole):
            along = vectors @ -np.array(feature.axis)
            opens = along > PARALLEL if not feature.through else np.abs(along) > PARALLEL
            kept[np.ix_(~opens, feature.faces)] = 0.0
            # a drill passes a bore whatever few rays grazed its wall
            kept[np.ix_(opens, feature.faces)] = np.where(
                kept[np.ix_(opens, feature.faces)] > UNREACHED, 1.0, kept[np.ix_(opens, feature.faces)]
            )
    return kept


def square_edges(body: Body, directions: Sequence[Vector], reached: Floats, low: Floats) -> tuple[Floats, list[int]]:
    """Which directions leave each square inside edge square, and the positions of those edges.

    Returns:
        (directions, edges) float64, 1 where a reached face of the edge is square to the direction and the edge lies
        across it; all zero for an edge that every milling cutter leaves round.
    """
    vectors = np.array(directions)
    rows: list[Floats] = []
    positions: list[int] = []
    for position, edge in enumerate(body.edges):
        if edge.convexity is not Convexity.CONCAVE or edge.curve is not CurveKind.LINE:
            continue
        if edge.left is None or edge.right is None:
            continue
        if any(body.faces[face].surface is not SurfaceKind.PLANE for face in (edge.left, edge.right)):
            continue
        along = np.subtract(edge.end, edge.start) / max(edge.length_mm, 1e-9)
        across = np.abs(vectors @ along) < WALL_COSINE
        floors = np.zeros(len(directions), dtype=bool)
        for face in (edge.left, edge.right):
            floors |= (low[:, face] > FLOOR_COSINE) & (reached[:, face] > UNREACHED)
        rows.append((across & floors).astype(float))
        positions.append(position)
    return (np.array(rows).T if rows else np.zeros((len(directions), 0))), positions


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
    patterns = np.unique(np.round(needs[:, total >= UNREACHED], 2), axis=1)
    wanted = ENOUGH * np.minimum(patterns.sum(axis=0), 1.0)
    forced = [row for row in range(len(needs)) if (patterns.sum(axis=0) - patterns[row] < wanted - 1e-9).any()]
    worth = patterns.sum(axis=1)
    free = sorted((row for row in range(len(needs)) if row not in forced), key=lambda row: (-worth[row], row))
    free = free[:MOST_FREE]
    against = np.array(directions) @ np.array(directions).T < -PARALLEL

    def drawback(rows: tuple[int, ...]) -> tuple[float, bool, float, tuple[int, ...]]:
        chosen = list(rows)
        slanted = areas_mm2[~direct[chosen].any(axis=0)].sum() / max(areas_mm2.sum(), 1e-9)
        turned = bool(against[np.ix_(chosen, chosen)].any())
        height = heights_mm[chosen].sum() / max(heights_mm.max(), 1e-9)
        return round(float(slanted), 3), not turned, round(float(height), 3), rows

    for size in range(len(free) + 1):
        sets = [tuple(forced) + more for more in combinations(free, size)]
        # what it is held by is cut too: one clamping is never enough
        fitting = [rows for rows in sets if len(rows) > 1 and _meets(patterns, rows, wanted)]
        if fitting:
            return min(fitting, key=drawback)
    return tuple(forced) + tuple(free)


def _meets(patterns: Floats, rows: tuple[int, ...], wanted: Floats) -> bool:
    return bool((patterns[list(rows)].sum(axis=0) >= wanted - 1e-9).all())
