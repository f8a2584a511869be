"""Which side of a body lies on the print bed.

Among a few directions, the sides of the oriented box and what the body can rest on, the one that costs least: support
printed and taken off, and the time each layer takes however small it is. The choice looks only at the body, so it turns
with the body.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull, QhullError

from partwright.geometry.part import Body, SurfaceKind, Vector
from partwright.manufacturing.processes.fused_filament.motion import Floats
from partwright.manufacturing.processes.fused_filament.settings import ROOM, Machine
from partwright.manufacturing.tables import Tables

_SAME = 0.9998  # cosine of about one degree
_RESTS = 12
_FLAT = 1e-3
_COMPASS = np.stack([np.cos(np.arange(16) * np.pi / 8.0), np.sin(np.arange(16) * np.pi / 8.0)])


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """A body laid on the bed: `rotation` (3, 3) turns its vertices, `size_mm` is the box it then fills."""

    rotation: Floats
    size_mm: Vector


@dataclass(frozen=True, slots=True)
class Weights:
    """What makes a direction dear, in money: per mm³ of support, per mm² supported, per mm of height, and a body that
    stands on less than the square of its height over `slender`."""

    volume: float
    area: float
    height: float
    unsteady: float
    slender: float
    overhang_deg: float


def read_weights(tables: Tables, machine: str) -> Weights:
    """The weights at the rates of the shop."""
    hourly = tables.value(f"{ROOM}.rates.{machine}", "EUR/h") / 3600.0
    labor = tables.value(f"{ROOM}.rates.labor", "EUR/h") / 3600.0
    return Weights(
        volume=hourly * tables.value(f"{ROOM}.orientation.support_time", "s/mm3"),
        area=labor * tables.value(f"{ROOM}.times.support_area", "s/mm2"),
        height=hourly * tables.value(f"{ROOM}.orientation.height_time", "s/mm"),
        unsteady=labor * 60.0 * tables.value(f"{ROOM}.times.unsteady", "min"),
        slender=tables.value(f"{ROOM}.orientation.slender", "1"),
        overhang_deg=tables.value(f"{ROOM}.machines.{machine}.support_threshold", "deg"),
    )


def choose_pose(
    body: Body, vertices: Floats, triangles: NDArray[np.int32], machines: Sequence[tuple[Machine, Weights]]
) -> tuple[Pose, Machine | None]:
    """How a body is printed and on which machine, the smallest that takes it; None where none does."""
    ups = _candidates(body, vertices)
    order = np.argsort(_costs(body, vertices, triangles, ups, machines[0][1]), kind="stable")
    poses: dict[int, Pose] = {}
    for machine, _ in machines:
        for number in order.tolist():
            if number not in poses:
                poses[number] = _lay(vertices, ups[number])
            if _fits(poses[number].size_mm, machine.envelope_mm):
                return poses[number], machine
    return poses[int(order[0])], None


def _fits(size: Vector, envelope: Vector) -> bool:
    return all(side <= room + 1e-6 for side, room in zip(size, envelope, strict=True))


def _candidates(body: Body, vertices: Floats) -> Floats:
    """(c, 3) upward directions to try, no two alike."""
    found: list[Floats] = []
    for up in _directions(body, vertices):
        if not any(float(up @ other) > _SAME for other in found):
            found.append(up)
    return np.array(found)


def _directions(body: Body, vertices: Floats) -> Iterator[Floats]:
    for axis in body.mass.oriented_box.axes:
        yield np.array(axis)
        yield -np.array(axis)
    planes = [face for face in body.faces if face.surface is SurfaceKind.PLANE and face.axis is not None]
    if planes:
        planes.sort(key=lambda face: -face.area_mm2)
        yield from (-np.array(face.axis) for face in planes[:_RESTS])
        return
    yield from -_resting_planes(vertices)


def _resting_planes(vertices: Floats) -> Floats:
    """(r, 3) outward normals of the largest facets of the convex hull."""
    try:
        hull = ConvexHull(vertices)
    except QhullError:
        return np.zeros((0, 3))
    a, b, c = (vertices[hull.simplices[:, corner]] for corner in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2.0
    normals = hull.equations[:, :3]
    totals = (area[None, :] * (normals @ normals.T > _SAME)).sum(axis=1) if len(area) < 2000 else area
    largest = np.argsort(-np.round(totals, 6), kind="stable")
    chosen: list[int] = []
    for number in largest.tolist():
        if len(chosen) == _RESTS:
            break
        if all(float(normals[number] @ normals[other]) < _SAME for other in chosen):
            chosen.append(number)
    result: Floats = normals[chosen]
    return result


def _costs(body: Body, vertices: Floats, triangles: NDArray[np.int32], ups: Floats, weights: Weights) -> Floats:
    """(c,) money for each direction, rounded so that equal ones stay equal however the body is turned."""
    doubled, center = _patches(body, vertices, triangles)
    area = np.sqrt(np.einsum("ij,ij->i", doubled, doubled)) / 2.0
    facing = (doubled / np.maximum(2.0 * area, 1e-300)[:, None]) @ ups.T
    along = vertices @ ups.T
    bed = along.min(axis=0)
    height = np.maximum(along.max(axis=0) - bed, _FLAT)
    # Only what faces down is looked at closer.
    patch, up = np.nonzero(facing < -np.cos(np.radians(weights.overhang_deg - 0.5)))
    facing, area = facing[patch, up], area[patch]
    rise = np.einsum("ij,ij->i", center[patch], ups[up]) - bed[up]
    hanging = rise > _FLAT
    covered = np.where(hanging, area * -facing, 0.0)

    def total(amount: Floats) -> Floats:
        return np.bincount(up, weights=amount, minlength=len(ups)).astype(np.float64)

    lying = total(np.where(~hanging & (facing < -1.0 + _FLAT), area, 0.0))
    footing = np.minimum(lying / (height / weights.slender) ** 2, 1.0)
    cost = (1.0 - footing) * weights.unsteady
    cost += total(covered * rise) * weights.volume + total(covered) * weights.area + height * weights.height
    result: Floats = np.round(cost, 4)
    return result


def _patches(body: Body, vertices: Floats, triangles: NDArray[np.int32]) -> tuple[Floats, Floats]:
    """Outward normals as long as twice the area, and centers, (n, 3): one a plane face, else one a triangle."""
    a, b, c = (vertices[triangles[:, corner]] for corner in range(3))
    doubled, center = np.cross(b - a, c - a), (a + b + c) / 3.0
    starts = body.mesh.face_starts
    plane = np.array([face.surface is SurfaceKind.PLANE for face in body.faces], dtype=bool)
    sizes = np.diff(starts)
    if not len(plane) or not plane.any() or not sizes.all():
        return doubled, center
    alone = np.repeat(~plane, sizes)
    alone[starts[:-1]] = True
    first = np.flatnonzero(alone)
    weight = np.sqrt(np.einsum("ij,ij->i", doubled, doubled))[:, None]
    moment = np.add.reduceat(center * weight, first) / np.maximum(np.add.reduceat(weight, first), 1e-300)
    return np.add.reduceat(doubled, first), moment


def _lay(vertices: Floats, up: Floats) -> Pose:
    """The pose with `up` upright, turned about it until the smallest rectangle lies along the bed, long side in x."""
    aside = np.eye(3)[int(np.argmin(np.abs(up)))]
    x = np.cross(aside, up)
    x /= np.linalg.norm(x)
    frame = np.stack([x, np.cross(up, x), up])
    flat = vertices @ frame[:2].T
    angle = _narrowest(flat)
    turn = np.array([[np.cos(angle), np.sin(angle), 0.0], [-np.sin(angle), np.cos(angle), 0.0], [0.0, 0.0, 1.0]])
    rotation = turn @ frame
    size = np.ptp(vertices @ rotation.T, axis=0)
    if size[1] > size[0]:
        rotation = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]) @ rotation
        size = size[[1, 0, 2]]
    return Pose(rotation=rotation, size_mm=(float(size[0]), float(size[1]), float(size[2])))


def _narrowest(points: Floats) -> float:
    """Angle of a side of the smallest rectangle around (n, 2) points; it lies along an edge of their hull."""
    points = _outer(points)
    try:
        corners = points[ConvexHull(points).vertices]
    except QhullError:
        return 0.0
    sides = np.roll(corners, -1, axis=0) - corners
    angles = np.arctan2(sides[:, 1], sides[:, 0])
    cosine, sine = np.cos(angles), np.sin(angles)
    width = np.ptp(np.outer(corners[:, 0], cosine) + np.outer(corners[:, 1], sine), axis=0)
    depth = np.ptp(np.outer(corners[:, 1], cosine) - np.outer(corners[:, 0], sine), axis=0)
    return float(angles[np.argmin(np.round(width * depth, 6))])


def _outer(points: Floats) -> Floats:
    """Points (n, 2) without most of those inside their convex hull.

    Source: Akl & Toussaint 1978: none inside the polygon of the outermost in some directions is a corner.
    """
    outermost = points[np.unique((points @ _COMPASS).argmax(axis=0))]
    center = outermost.mean(axis=0)
    spokes = outermost - center
    corners = outermost[np.argsort(np.arctan2(spokes[:, 1], spokes[:, 0]))]
    sides = np.roll(corners, -1, axis=0) - corners
    outward = np.stack([sides[:, 1], -sides[:, 0]])
    beyond = points @ outward - np.einsum("ij,ji->i", corners, outward)
    slack = 1e-9 * float(np.abs(beyond).max(initial=0.0))
    result: Floats = points[(beyond > -slack).any(axis=1)]
    return result
