"""Which bodies are the same shape somewhere else: congruent by a rigid motion, without reflection.

A mirror image agrees in volume, area, moments and every length, and is another part; so cheap numbers only rule pairs
out. What decides is a motion that brings the marks of one body (face centroids, corners, centers of arcs, points on
axes; the vertices of a mesh) onto like marks of the other, and its mass with them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from partwright.geometry.facets import corner_columns, facets_of
from partwright.geometry.part import Body, CurveKind, Instance, Mesh
from partwright.geometry.vectors import cross_rows, lengths_of, unit_rows

Floats = NDArray[np.float64]

# Relative to the size of the body: CAD programs write seven digits or more, single-precision meshes six.
RELATIVE_TOLERANCE = 1e-4
MOST_MOTIONS = 3000
_DISTINCT = 0.01  # of the body's reach: marks nearer than this to the center or an axis make poor frames
# Weight and barycentric coordinates of each point; see `_third_moments`.
_CUBATURE = (
    (-27.0 / 48.0, (1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0)),
    (25.0 / 48.0, (0.6, 0.2, 0.2)),
    (25.0 / 48.0, (0.2, 0.6, 0.2)),
    (25.0 / 48.0, (0.2, 0.2, 0.6)),
)


@dataclass(frozen=True, slots=True)
class _Marks:
    """points: (n, 3) from the center of mass. labels: (n, k), what a motion cannot change.

    reach: how far the body extends from there, also where all marks lie in the middle, as a ball's do.
    """

    points: Floats
    labels: Floats
    distances: Floats
    reach: float


def find_motion(one: Body, other: Body) -> Floats | None:
    """The 4 × 4 rigid motion that brings `one` onto `other`, None when they are different shapes."""
    if not _alike(one, other):
        return None
    ours, theirs = _marks(one), _marks(other)
    if len(ours.points) != len(theirs.points):
        return None
    center, target = np.array(one.mass.center_of_mass), np.array(other.mass.center_of_mass)
    skew, wanted = _third_moments(one.mesh, center), _third_moments(other.mesh, target)
    tree = cKDTree(theirs.points)
    for rotation in _rotations(ours, theirs):
        if _marks_agree(ours, theirs, tree, rotation) and _masses_agree(one, other, skew, wanted, rotation):
            motion = np.eye(4)
            motion[:3, :3] = rotation
            motion[:3, 3] = target - rotation @ center
            return motion
    return None


def merge_congruent(
    bodies: Sequence[Body], instances: Sequence[Instance]
) -> tuple[tuple[Body, ...], tuple[Instance, ...]]:
    """Each distinct shape once, in order of appearance, and every instance placed as one of them."""
    kept: list[Body] = []
    places: list[tuple[int, Floats | None]] = []
    for body in bodies:
        for position, known in enumerate(kept):
            motion = find_motion(known, body)
            if motion is not None:
                places.append((position, motion))
                break
        else:
            places.append((len(kept), None))
            kept.append(replace(body, index=len(kept)))
    return tuple(kept), tuple(_placed(instance, *places[instance.body]) for instance in instances)


def _placed(instance: Instance, body: int, motion: Floats | None) -> Instance:
    if motion is None:
        return replace(instance, body=body)
    transform = np.array(instance.transform).reshape(4, 4) @ motion
    return replace(instance, body=body, transform=tuple((transform + 0.0).reshape(-1).tolist()))


def _alike(one: Body, other: Body) -> bool:
    """Whether everything that a motion keeps and that is cheap to compare agrees."""
    if (one.kind, len(one.faces), len(one.edges)) != (other.kind, len(other.faces), len(other.edges)):
        return False
    if not one.faces and len(one.mesh.triangles) != len(other.mesh.triangles):
        return False
    pairs = ((one.mass.volume_mm3, other.mass.volume_mm3), (one.mass.area_mm2, other.mass.area_mm2))
    if any(abs(first - second) > RELATIVE_TOLERANCE * max(abs(first), abs(second)) for first, second in pairs):
        return False
    if Counter(face.surface for face in one.faces) != Counter(face.surface for face in other.faces):
        return False
    lengths = [np.sort([edge.length_mm for edge in body.edges]) for body in (one, other)]
    if len(lengths[0]) and not np.allclose(lengths[0], lengths[1], rtol=RELATIVE_TOLERANCE, atol=_slack_mm(one)):
        return False
    moments = [np.linalg.eigvalsh(np.array(body.mass.inertia)) for body in (one, other)]
    # From tessellations, which may begin elsewhere on a round face.
    return bool(np.allclose(moments[0], moments[1], rtol=0.02, atol=0.02 * float(np.abs(moments[0]).max(initial=0.0))))


def _slack_mm(body: Body) -> float:
    return RELATIVE_TOLERANCE * float(np.linalg.norm(body.mass.bounding_box_mm))


def _marks(body: Body) -> _Marks:
    center = np.array(body.mass.center_of_mass)
    if body.faces:
        points, labels = _marks_of_faces(body)
    else:
        points, labels = body.mesh.vertices, np.zeros((len(body.mesh.vertices), 1))
    local = points - center
    distances = lengths_of(local)
    reach = max(float(distances.max(initial=0.0)), 0.5 * float(np.linalg.norm(body.mass.bounding_box_mm)))
    return _Marks(local, labels, distances, reach)


def _marks_of_faces(body: Body) -> tuple[Floats, Floats]:
    kinds = sorted({face.surface for face in body.faces})
    points: list[tuple[float, ...]] = []
    labels: list[tuple[float, float, float]] = []
    for face in body.faces:
        kind = kinds.index(face.surface) + 1.0
        points.append(face.centroid)
        labels.append((kind, face.area_mm2, face.radius_mm or 0.0))
        if face.axis is not None and face.radius_mm:
            # Two points on the axis, level with the centroid: a ring has no other mark off its center.
            axis, origin = np.array(face.axis), np.array(face.origin)
            level = origin + ((np.array(face.centroid) - origin) @ axis) * axis
            for side in (-face.radius_mm, face.radius_mm):
                points.append(tuple(level + side * axis))
                labels.append((-kind, face.area_mm2, face.radius_mm))
    for edge in body.edges:
        # Where a closed curve begins is up to the program that wrote it, and so is a seam.
        if edge.left == edge.right:
            continue
        if edge.curve is CurveKind.CIRCLE and edge.center is not None:
            points.append(edge.center)
            labels.append((100.0, edge.length_mm, edge.radius_mm or 0.0))
        if np.linalg.norm(np.subtract(edge.start, edge.end)) > 1e-9:
            points.extend((edge.start, edge.end))
            labels.extend(((101.0, 0.0, 0.0), (101.0, 0.0, 0.0)))
    return np.array(points), np.array(labels)


def _labels_agree(ours: Floats, theirs: Floats) -> NDArray[np.bool_]:
    """Row by row, whether two marks have the same kind and measures."""
    scale = np.maximum(np.abs(ours), np.abs(theirs))
    return np.asarray((np.abs(ours - theirs) <= 2.0 * RELATIVE_TOLERANCE * scale + 1e-9).all(axis=-1))


def _rotations(ours: _Marks, theirs: _Marks) -> Iterator[Floats]:
    """Rotations that bring two marks of ours, which with the center span a frame, onto like marks of theirs."""
    slack = RELATIVE_TOLERANCE * ours.reach
    first = _rarest(ours, theirs, ours.distances > _DISTINCT * ours.reach, slack)
    if first is None:
        yield np.eye(3)
        return
    direction = ours.points[first] / ours.distances[first]
    aside = lengths_of(cross_rows(ours.points, direction))
    second = _rarest(ours, theirs, aside > _DISTINCT * ours.reach, slack)
    frame = _frame(ours.points[first], None if second is None else ours.points[second])
    tried = 0
    for candidate in _like(ours, theirs, first, slack):
        if second is None:
            yield _frame(theirs.points[candidate], None).T @ frame
            continue
        apart = np.linalg.norm(ours.points[first] - ours.points[second])
        partners = _like(ours, theirs, second, slack)
        between = lengths_of(theirs.points[partners] - theirs.points[candidate])
        for partner in partners[np.abs(between - apart) <= 4.0 * slack].tolist():
            yield _frame(theirs.points[candidate], theirs.points[partner]).T @ frame
            tried += 1
            if tried >= MOST_MOTIONS:
                return


def _rarest(ours: _Marks, theirs: _Marks, eligible: NDArray[np.bool_], slack: float) -> int | None:
    """The eligible mark that the fewest marks of the other body resemble; of those the farthest out."""
    numbers = np.flatnonzero(eligible)
    if not len(numbers):
        return None
    order = np.sort(theirs.distances)
    low = np.searchsorted(order, ours.distances[numbers] - 2.0 * slack, side="left")
    high = np.searchsorted(order, ours.distances[numbers] + 2.0 * slack, side="right")
    # Equally far within the tolerance, the first decides: a symmetric body then keeps the sense its file gives it.
    farness = np.rint(ours.distances[numbers] / max(slack, 1e-300))
    return int(numbers[np.lexsort((-farness, high - low))[0]])


def _like(ours: _Marks, theirs: _Marks, number: int, slack: float) -> NDArray[np.intp]:
    near = np.abs(theirs.distances - ours.distances[number]) <= 2.0 * slack
    return np.flatnonzero(near & _labels_agree(ours.labels[number], theirs.labels))


def _frame(first: Floats, second: Floats | None) -> Floats:
    """Right-handed rows: along `first`, then towards `second`, or anywhere across when there is none."""
    along = unit_rows(first[None, :])[0]
    if second is None:
        second = np.eye(3)[int(np.argmin(np.abs(along)))]
    across = unit_rows((second - (second @ along) * along)[None, :])[0]
    frame: Floats = np.stack([along, across, cross_rows(along, across)])
    return frame


def _marks_agree(ours: _Marks, theirs: _Marks, tree: cKDTree, rotation: Floats) -> bool:
    """Whether every mark comes to lie on a like mark; several may share a place."""
    moved = ours.points @ rotation.T
    slack = 5.0 * RELATIVE_TOLERANCE * ours.reach
    distances, nearest = tree.query(moved)
    if (distances > slack).any():
        return False
    unlike = np.flatnonzero(~_labels_agree(ours.labels, theirs.labels[nearest]))
    return all(
        _labels_agree(ours.labels[number], theirs.labels[tree.query_ball_point(moved[number], slack)]).any()
        for number in unlike.tolist()
    )


def _masses_agree(one: Body, other: Body, skew: Floats, wanted: Floats, rotation: Floats) -> bool:
    """Whether inertia and third moments come to agree: marks of a helix may have a symmetry that the helix lacks."""
    inertia = rotation @ np.array(one.mass.inertia) @ rotation.T
    target = np.array(other.mass.inertia)
    if np.abs(inertia - target).max() > 0.02 * np.abs(target).max():
        return False
    turned = np.einsum("ai,bj,ck,ijk->abc", rotation, rotation, rotation, skew)
    scale = one.mass.area_mm2 * float(np.linalg.norm(one.mass.bounding_box_mm)) ** 3
    return bool(np.abs(turned - wanted).max() <= 2e-3 * scale)


def _third_moments(mesh: Mesh, center: Floats) -> Floats:
    """(3, 3, 3): ∫ x x x over the surface about `center`, exactly, so that it does not say how a plane was cut up.

    Source:
        Strang & Fix 1973, four points on a triangle, exact to the third degree.
    """
    corners = corner_columns(mesh, mesh.triangles)  # (3, 3, n): coordinate, corner, triangle
    areas = facets_of(mesh).areas
    moments: Floats = np.zeros((3, 3, 3))
    for weight, shares in _CUBATURE:
        points = np.einsum("xcn,c->xn", corners, np.array(shares)) - center[:, None]
        squares = (points[:, None] * points[None]).reshape(9, -1)
        moments += ((squares * (weight * areas)) @ points.T).reshape(3, 3, 3)
    return moments
