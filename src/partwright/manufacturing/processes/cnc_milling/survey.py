"""All that milling needs of a body's geometry: setups, cuts, thin walls, corners. Runs in the child process."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.accessibility import reach
from partwright.geometry.anatomy import Anatomy
from partwright.geometry.arrays import FloatArray, IntArray
from partwright.geometry.features.feature import Feature, Passage, Pocket, Slot, public_parameters
from partwright.geometry.part import Body, BodyKind, Convexity, SurfaceKind, Vector
from partwright.manufacturing.processes.cnc_milling.clamping import Clamping, clamp
from partwright.manufacturing.processes.cnc_milling.cut import Cut, Cuts, grain, merge_equal, pack
from partwright.manufacturing.processes.cnc_milling.removal import cut_body
from partwright.manufacturing.processes.cnc_milling.setups import (
    UNREACHED,
    candidate_directions,
    choose_setups,
    face_cosines,
    heights_along,
    is_straight,
    only_through_mouths,
    square_edges,
)
from partwright.manufacturing.specification import ProcessId
from partwright.manufacturing.tables import Tables

THIN_SHARE = 0.1  # of a face that must be thin to call its wall thin: rays near rims measure little


@dataclass(frozen=True, slots=True, kw_only=True)
class Clamped:
    """One setup. `direction` points from the part to the spindle, in the file's frame; `box_axis` is the side of the
    oriented box along it, None for a tilted setup."""

    direction: Vector
    height_mm: float
    box_axis: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThinWall:
    """Faces around material no thicker than `thickness_mm`; by position in `Body.faces`."""

    thickness_mm: float
    faces: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InsideCorner:
    """A recess with upright inside corners; `radius_mm` 0 where one is sharp."""

    radius_mm: float
    depth_mm: float
    faces: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MillingSurvey:
    """A body as the mill sees it.

    `face_ids` turns positions in `Body.faces` into file-wide ids. `opposite` is the setup that faces off the side the
    first one is held by, None where no setup looks that way. `kinds` counts features that differ in shape or size.
    `unreached` are the faces no setup gets at.
    """

    process: Literal[ProcessId.CNC_MILLING] = ProcessId.CNC_MILLING
    body: int
    watertight: bool
    meshed: bool
    box_axes: tuple[Vector, Vector, Vector]
    box_mm: Vector
    volume_mm3: float
    area_mm2: float
    edges_mm: float
    kinds: int
    setups: tuple[Clamped, ...]
    opposite: int | None
    cuts: Cuts
    thin_walls: tuple[ThinWall, ...]
    corners: tuple[InsideCorner, ...]
    unreached: tuple[int, ...]
    face_ids: IntArray


def survey_body(anatomy: Anatomy, *, tables: Tables) -> MillingSurvey:
    """The body of an anatomy as the mill sees it."""
    body = anatomy.body
    if (
        body.kind is BodyKind.MESH
        or not body.watertight
        or len(body.faces) < 1
        or body.faces[0].surface is SurfaceKind.FACETS
    ):
        return _survey(body, features=(), setups=(), cuts=[], meshed=body.kind is BodyKind.MESH)
    features = anatomy.features
    directions = candidate_directions(body, features)
    deepest = tables.value("cnc_milling.limits.wall_reach", "mm")
    low, high = face_cosines(body, directions)
    reached = only_through_mouths(reach(body, anatomy.scene, directions), directions, features)
    reached *= _within_reach(body, np.array(directions), low, high, deepest)
    squared, _ = square_edges(body, directions, reached, low)
    chosen = choose_setups(
        np.hstack([reached, squared]),
        directions=directions,
        heights_mm=heights_along(body, directions),
        areas_mm2=np.array([face.area_mm2 for face in body.faces]),
        direct=is_straight(low, high) & (reached > UNREACHED),
    )
    rows = np.array(_in_order(body, directions, chosen, reached, low, high))
    clamping = clamp(
        body,
        directions=np.array(directions)[rows],
        reached=reached[rows],
        cosine_low=low[rows],
        cosine_high=high[rows],
    )
    a, b, c = body.mass.oriented_box.size_mm
    cuts = cut_body(clamping, features, in_box_mm3=max(a * b * c - body.mass.volume_mm3, 0.0))
    smallest = tables.value("cnc_milling.limits.unreached_area", "mm2")
    unreached = tuple(
        position
        for position, face in enumerate(body.faces)
        if reached[:, position].sum() < UNREACHED and face.area_mm2 > smallest
    )
    return _survey(
        body,
        features=features,
        setups=_clamped(body, clamping),
        cuts=cuts,
        meshed=False,
        thin_walls=_thin_walls(anatomy, tables.value("cnc_milling.limits.wall_plastic", "mm")),
        unreached=unreached,
    )


def _survey(
    body: Body,
    *,
    features: Sequence[Feature],
    setups: tuple[Clamped, ...],
    cuts: Sequence[Cut],
    meshed: bool,
    thin_walls: tuple[ThinWall, ...] = (),
    unreached: tuple[int, ...] = (),
) -> MillingSurvey:
    first = np.array(setups[0].direction) if setups else np.zeros(3)
    against = [number for number, setup in enumerate(setups) if float(first @ np.array(setup.direction)) < -0.999]
    return MillingSurvey(
        body=body.index,
        watertight=body.watertight,
        meshed=meshed,
        box_axes=body.mass.oriented_box.axes,
        box_mm=body.mass.oriented_box.size_mm,
        volume_mm3=body.mass.volume_mm3,
        area_mm2=body.mass.area_mm2,
        edges_mm=sum(edge.length_mm for edge in body.edges if edge.convexity is Convexity.CONVEX),
        kinds=len({_kind(feature) for feature in features}),
        setups=setups,
        opposite=against[0] if against else None,
        cuts=pack(merge_equal(cuts)),
        thin_walls=thin_walls,
        corners=_inside_corners(features),
        unreached=unreached,
        face_ids=np.array([face.id for face in body.faces], dtype=np.int32),
    )


def _within_reach(
    body: Body, directions: NDArray[np.float64], low: FloatArray, high: FloatArray, deepest_mm: float
) -> NDArray[np.float64]:
    """(directions, faces): the share of each wall that a cutter `deepest_mm` long gets at; 1 for all other faces."""
    levels = body.mesh.vertices @ directions.T
    faces = body.mesh.face_of_triangle()
    bottom = np.full((len(directions), len(body.faces)), np.inf)
    ceiling = np.full_like(bottom, -np.inf)
    corners = levels[body.mesh.triangles]
    for row in range(len(directions)):
        np.minimum.at(bottom[row], faces, corners[:, :, row].min(axis=1))
        np.maximum.at(ceiling[row], faces, corners[:, :, row].max(axis=1))
    reachable = ceiling - np.maximum(bottom, levels.max(axis=0)[:, None] - deepest_mm)
    share = np.clip(reachable / np.maximum(ceiling - bottom, 1e-9), 0.0, 1.0)
    walls = is_straight(low, high) & (high < UNREACHED)
    return np.where(walls, share, 1.0)


def _in_order(
    body: Body,
    directions: Sequence[Vector],
    chosen: Sequence[int],
    reached: FloatArray,
    low: FloatArray,
    high: FloatArray,
) -> list[int]:
    """The chosen directions, the one with most to remove first: it is the one that is held raw."""
    rows = list(chosen)
    seen = clamp(
        body,
        directions=np.array(directions)[rows],
        reached=reached[rows],
        cosine_low=low[rows],
        cosine_high=high[rows],
    )
    work = (seen.reached * np.where(low[rows] > -0.02, seen.column_mm3, 0.0)).sum(axis=1)
    scale = max(float(np.prod(body.mass.oriented_box.size_mm)), 1e-9)
    return [
        row
        for _, _, row in sorted((row > 5, -round(float(w) / scale, 3), row) for row, w in zip(rows, work, strict=True))
    ]


def _clamped(body: Body, clamping: Clamping) -> tuple[Clamped, ...]:
    axes = np.array(body.mass.oriented_box.axes)
    setups = []
    for direction, height in zip(
        clamping.directions, np.ptp(body.mesh.vertices @ clamping.directions.T, axis=0), strict=True
    ):
        along = np.abs(axes @ direction)
        axis = int(np.argmax(along))
        x, y, z = map(float, direction)
        setups.append(
            Clamped(direction=(x, y, z), height_mm=float(height), box_axis=axis if along[axis] > 0.999 else None)
        )
    return tuple(setups)


def _kind(feature: Feature) -> tuple[object, ...]:
    sizes = (grain(value) if isinstance(value, float) else value for value in public_parameters(feature).values())
    return (feature.type, *sizes)


def _inside_corners(features: Sequence[Feature]) -> tuple[InsideCorner, ...]:
    return tuple(
        InsideCorner(radius_mm=feature.corner_radius_mm, depth_mm=feature.depth_mm, faces=feature.faces)
        for feature in features
        if isinstance(feature, Pocket | Passage | Slot) and feature.corner_radius_mm is not None
    )


def _thin_walls(anatomy: Anatomy, limit_mm: float) -> tuple[ThinWall, ...]:
    """The faces whose wall is thinner than a limit over a fair share of their area, by rounded thickness."""
    body = anatomy.body
    corners = body.mesh.corners()
    areas = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) / 2
    thickness = anatomy.walls.thickness_mm
    faces = body.mesh.face_of_triangle()
    thin = thickness < limit_mm - 1e-6
    total = np.bincount(faces, areas, minlength=len(body.faces))
    share = np.bincount(faces[thin], areas[thin], minlength=len(body.faces)) / np.maximum(total, 1e-12)
    groups: dict[float, list[int]] = {}
    for face in np.flatnonzero(share > THIN_SHARE).tolist():
        mine = thin & (faces == face)
        # the middle of the thin area: a single ray at a rim says nothing
        groups.setdefault(round(float(np.median(thickness[mine])), 2), []).append(face)
    return tuple(ThinWall(thickness_mm=mm, faces=tuple(group)) for mm, group in sorted(groups.items()))
