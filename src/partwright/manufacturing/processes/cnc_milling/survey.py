"""All that milling needs of a body's geometry: setups, cuts, thin walls, corners. Runs in the child process."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeVar, TypeVarTuple

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.accessibility import reach
from partwright.geometry.anatomy import Anatomy
from partwright.geometry.arrays import IntArray
from partwright.geometry.features.feature import Feature, Passage, Pocket, Slot, public_parameters
from partwright.geometry.mass import triangle_areas
from partwright.geometry.part import Body, BodyKind, Convexity, SurfaceKind, Vector
from partwright.manufacturing.processes.cnc_milling.clamping import Clamping, clamp
from partwright.manufacturing.processes.cnc_milling.cut import Cuts, grain, pack
from partwright.manufacturing.processes.cnc_milling.removal import cut_body
from partwright.manufacturing.processes.cnc_milling.setups import (
    PARALLEL,
    UNREACHED,
    candidate_directions,
    choose_setups,
    mouths,
    square_edges,
    whole_holes,
)
from partwright.manufacturing.processes.cnc_milling.sides import Sides, sides_of
from partwright.manufacturing.specification import ProcessId
from partwright.manufacturing.tables import Tables

Work = TypeVar("Work")
Given = TypeVarTuple("Given")
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


@dataclass(frozen=True, kw_only=True, eq=False)  # no slots: what is worked out from it is kept in it
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

    def once(self, work: Callable[["MillingSurvey", *Given], Work], *given: *Given) -> Work:
        """What `work` makes of this survey and of hashable values, done at the first call.

        It is let go with the survey, and so with the body, which a cache elsewhere would outlive.
        """
        key = (work, *given)
        done = self._done
        if key not in done:
            done[key] = work(self, *given)
        result: Work = done[key]
        return result

    @cached_property
    def _done(self) -> dict[tuple[Any, ...], Any]:
        return {}


def survey_body(anatomy: Anatomy, *, tables: Tables) -> MillingSurvey:
    """The body of an anatomy as the mill sees it."""
    body = anatomy.body
    if (
        body.kind is BodyKind.MESH
        or not body.watertight
        or len(body.faces) < 1
        or body.faces[0].surface is SurfaceKind.FACETS
    ):
        return _survey(body, features=(), setups=(), cuts=pack([]), meshed=body.kind is BodyKind.MESH)
    features = anatomy.features
    directions = candidate_directions(body, features)
    sides = sides_of(body, directions, normals=anatomy.scene.normals)
    opens = mouths(sides, features)
    reached = whole_holes(reach(body, anatomy.scene, directions, asked=opens), features)
    reached *= _within_reach(sides, tables.value("cnc_milling.limits.wall_reach", "mm"))
    reached *= _standing(sides, tables)
    chosen = choose_setups(
        np.hstack([reached, square_edges(sides, reached)]),
        directions=directions,
        heights_mm=sides.height_mm,
        areas_mm2=np.array([face.area_mm2 for face in body.faces]),
        direct=(sides.floors | sides.walls) & (reached > UNREACHED),
    )
    clamping = clamp(sides, chosen, reached=reached)
    a, b, c = body.mass.oriented_box.size_mm
    in_box_mm3 = max(a * b * c - body.mass.volume_mm3, 0.0)
    cuts = cut_body(clamping, features, in_box_mm3=in_box_mm3)
    busy = _busy(clamping, cuts)
    if len(busy) < len(clamping.rows):  # whatever was to be done there fell to setups before
        clamping = clamp(sides, [clamping.rows[setup] for setup in busy], reached=reached)
        cuts = cut_body(clamping, features, in_box_mm3=in_box_mm3)
    smallest = tables.value("cnc_milling.limits.unreached_area", "mm2")
    unreached = tuple(
        position
        for position in np.flatnonzero(reached.sum(axis=0) < UNREACHED).tolist()
        if body.faces[position].area_mm2 > smallest
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
    cuts: Cuts,
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
        cuts=cuts,
        thin_walls=thin_walls,
        corners=_inside_corners(features),
        unreached=unreached,
        face_ids=np.array([face.id for face in body.faces], dtype=np.int32),
    )


def _within_reach(sides: Sides, deepest_mm: float) -> NDArray[np.float64]:
    """(directions, faces): the share of each wall that a cutter `deepest_mm` long gets at; 1 for all other faces."""
    share = np.ones_like(sides.low_mm)
    tall = sides.height_mm > deepest_mm
    if not tall.any():
        return share
    bottom, ceiling = sides.low_mm[tall], sides.high_mm[tall]
    reachable = ceiling - np.maximum(bottom, sides.top_mm[tall, None] - deepest_mm)
    cut = np.clip(reachable / np.maximum(ceiling - bottom, 1e-9), 0.0, 1.0)
    share[tall] = np.where(sides.walls[tall], cut, 1.0)
    return share


def _standing(sides: Sides, tables: Tables) -> NDArray[np.float64]:
    """(directions, 1): 0 where the body would stand higher than any machine takes though it fits lying another way."""
    machines = tables.words("cnc_milling.offer.machines")
    tallest = max(tables.values(f"cnc_milling.machines.{machine}.envelope", "mm")[2] for machine in machines)
    fits = sides.height_mm <= tallest
    return np.where(fits | ~fits.any(), 1.0, 0.0)[:, None]


def _busy(clamping: Clamping, cuts: Cuts) -> list[int]:
    """The setups in which something is cut, with the first and the one that faces off what that is held by."""
    against = (clamping.directions @ clamping.directions[0] < -PARALLEL).tolist()
    busy = {0, *cuts.labels[:, 1].tolist(), against.index(True) if True in against else 1}
    return sorted(busy & set(range(len(clamping.rows))))


def _clamped(body: Body, clamping: Clamping) -> tuple[Clamped, ...]:
    along = np.abs(clamping.directions @ np.array(body.mass.oriented_box.axes).T)
    axes = np.where(along.max(axis=1) > PARALLEL, along.argmax(axis=1), -1).tolist()
    return tuple(
        Clamped(direction=(x, y, z), height_mm=height, box_axis=None if axis < 0 else axis)
        for (x, y, z), height, axis in zip(clamping.directions.tolist(), clamping.height_mm, axes, strict=True)
    )


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
    mesh, thickness = anatomy.body.mesh, anatomy.walls.thickness_mm
    thin = thickness < limit_mm - 1e-6
    if not thin.any():
        return ()
    areas, faces, count = triangle_areas(mesh.corners()), mesh.face_of_triangle(), len(anatomy.body.faces)
    total = np.bincount(faces, areas, minlength=count)
    share = np.bincount(faces[thin], areas[thin], minlength=count) / np.maximum(total, 1e-12)
    groups: dict[float, list[int]] = {}
    for face in np.flatnonzero(share > THIN_SHARE).tolist():
        run = slice(mesh.face_starts[face], mesh.face_starts[face + 1])
        # the middle of the thin area: a single ray at a rim says nothing
        middle = float(np.median(thickness[run][thin[run]]))
        groups.setdefault(round(middle, 2), []).append(face)
    return tuple(ThinWall(thickness_mm=mm, faces=tuple(group)) for mm, group in sorted(groups.items()))
