"""A still picture of a part, by rays: what a page shows without WebGL, a list as thumbnail, a print on paper.

One ray goes through the middle of every pixel. Where its neighbors see another surface, a patch of rays follows, so
that edges and outlines are smooth; elsewhere one is enough.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from partwright.cad.scene import NEUTRAL
from partwright.geometry.part import Body, Part
from partwright.geometry.rays import RayScene
from partwright.geometry.shading import Shading, shade

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

TOWARD_EYE = np.array([1.0, -1.25, 0.9]) / np.linalg.norm([1.0, -1.25, 0.9])  # from the front right, above
MARGIN = 0.04  # of the picture's sides, left free around the part
SAMPLES = 2  # rays per pixel and axis where something ends, and one more on each side to see what it ends against
AMBIENT = 0.44
LIGHTS = ((np.array([0.1, -0.62, 0.78]), 0.56), (np.array([0.92, -0.1, 0.36]), 0.14))
EDGE_SHADE = 0.3  # how bright a drawn edge is against its surface
CREASE_COSINE = 0.9  # surfaces that turn more than this meet in an edge
OFF_PLANE_STEPS = 1.6  # what lies farther off its neighbor's plane, in distances between rays, is another surface


@dataclass(frozen=True, slots=True, eq=False)
class _Camera:
    """A parallel view. `right` and `up` are unit vectors; `left_mm` and `top_mm` its corner along them."""

    right: Floats
    up: Floats
    left_mm: float
    top_mm: float
    pixel_mm: float


@dataclass(frozen=True, slots=True, eq=False)
class _Sight:
    """What rays met, arrays of any shape: the point, the surface (-1 for none), its normal and color."""

    point: Floats
    surface: NDArray[np.int64]
    normal: Floats
    color: Floats

    def shaped(self, *shape: int) -> "_Sight":
        return _Sight(
            self.point.reshape(*shape, 3),
            self.surface.reshape(shape),
            self.normal.reshape(*shape, 3),
            self.color.reshape(*shape, 3),
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Actor:
    """One instance of a body in the picture. `corners`: its box, (8, 3) in the file's frame."""

    body: Body
    scene: RayScene
    shading: Shading
    matrix: Floats
    corners: Floats


def picture(part: Part, *, width: int = 640, height: int = 480) -> bytes:
    """PNG of the whole part with a transparent ground, so that it stands on light and dark pages alike."""
    actors = list(_actors(part))
    camera = _frame(actors, width, height)
    x = camera.left_mm + (np.arange(width) + 0.5) * camera.pixel_mm
    y = camera.top_mm - (np.arange(height) + 0.5) * camera.pixel_mm
    coarse = _look(actors, camera, np.tile(x, height), np.repeat(y, width)).shaped(1, height, width)
    pixels = _painted(coarse, np.zeros((1, height, width), dtype=bool))[0]
    row, column = np.nonzero(_borders(coarse, camera.pixel_mm)[0])

    step = camera.pixel_mm / SAMPLES
    offsets = (np.arange(-1, SAMPLES + 1) - (SAMPLES - 1) / 2) * step
    side = len(offsets)
    across = np.broadcast_to(x[column, None, None] + offsets, (len(row), side, side))
    along = np.broadcast_to(y[row, None, None] - offsets[:, None], (len(row), side, side))
    fine = _look(actors, camera, across.ravel(), along.ravel()).shaped(len(row), side, side)
    pixels[row, column] = _averaged(_painted(fine, _borders(fine, step))[:, 1:-1, 1:-1])
    stream = io.BytesIO()
    Image.fromarray(np.round(pixels * 255).astype(np.uint8), "RGBA").save(stream, "PNG", compress_level=9)
    return stream.getvalue()


def _actors(part: Part) -> Iterator[_Actor]:
    """Every instance whose body has triangles; bodies are prepared once."""
    prepared: dict[int, tuple[RayScene, Shading]] = {}
    for instance in part.instances:
        body = part.bodies[instance.body]
        if not len(body.mesh.triangles):
            continue
        if instance.body not in prepared:
            prepared[instance.body] = RayScene(body.mesh), shade(body.mesh)
        matrix = np.asarray(instance.transform, dtype=np.float64).reshape(4, 4)
        yield _Actor(body, *prepared[instance.body], matrix, _box_corners(body, matrix))


def _box_corners(body: Body, matrix: Floats) -> Floats:
    picks = np.array([[(n >> axis) & 1 for axis in range(3)] for n in range(8)], dtype=bool)
    corners: Floats = np.where(picks, body.mass.box_max, body.mass.box_min) @ matrix[:3, :3].T + matrix[:3, 3]
    return corners


def _frame(actors: list[_Actor], width: int, height: int) -> _Camera:
    """The camera that shows every instance as large as it can."""
    right = np.cross([0.0, 0.0, 1.0], TOWARD_EYE)
    right /= np.linalg.norm(right)
    up = np.cross(TOWARD_EYE, right)
    corners = np.concatenate([actor.corners for actor in actors] or [np.zeros((1, 3))])
    across, along = corners @ right, corners @ up
    free = 1.0 - 2.0 * MARGIN
    pixel_mm = max(float(np.ptp(across)) / (width * free), float(np.ptp(along)) / (height * free), 1e-9)
    left_mm = float(across.max() + across.min()) / 2 - pixel_mm * width / 2
    top_mm = float(along.max() + along.min()) / 2 + pixel_mm * height / 2
    return _Camera(right, up, left_mm, top_mm, pixel_mm)


def _look(actors: list[_Actor], camera: _Camera, x: Floats, y: Floats) -> _Sight:
    """What the rays through some places of the view meet first, among all instances."""
    depth = np.full(len(x), -np.inf)
    sight = _Sight(
        np.zeros((len(x), 3)), np.full(len(x), -1, dtype=np.int64), np.zeros((len(x), 3)), np.zeros((len(x), 3))
    )
    for number, actor in enumerate(actors):
        across, along, toward = actor.corners @ camera.right, actor.corners @ camera.up, actor.corners @ TOWARD_EYE
        inside = (x >= across.min()) & (x <= across.max()) & (y >= along.min()) & (y <= along.max())
        rays = np.flatnonzero(inside & (depth < toward.max()))
        if not len(rays):
            continue
        eye = toward.max() + camera.pixel_mm
        origins = x[rays, None] * camera.right + y[rays, None] * camera.up + eye * TOWARD_EYE
        back = np.linalg.inv(actor.matrix)
        ways = np.broadcast_to(-TOWARD_EYE @ back[:3, :3].T, origins.shape)
        hits = actor.scene.first_hits(origins @ back[:3, :3].T + back[:3, 3], ways)
        nearer = (hits.triangle >= 0) & (eye - hits.distance > depth[rays])
        triangles, distance, rays = hits.triangle[nearer], hits.distance[nearer], rays[nearer]
        depth[rays] = eye - distance
        sight.point[rays] = origins[nearer] - distance[:, None] * TOWARD_EYE
        sight.surface[rays] = number << 32 | actor.body.mesh.face_of_triangle()[triangles].astype(np.int64)
        sight.normal[rays] = _normals(actor, sight.point[rays] @ back[:3, :3].T + back[:3, 3], triangles)
        sight.color[rays] = actor.body.color or NEUTRAL
    return sight


def _normals(actor: _Actor, points: Floats, triangles: NDArray[np.int32]) -> Floats:
    """(n, 3) smooth unit normals in the file's frame, toward the eye, at points on triangles of the body's frame."""
    vertices = actor.shading.triangles[triangles]
    a, b, c = (actor.shading.positions[vertices[:, corner]] for corner in range(3))
    u, v, w = b - a, c - a, points - a
    uu, uv, vv, wu, wv = ((p * q).sum(axis=1) for p, q in ((u, u), (u, v), (v, v), (w, u), (w, v)))
    area = np.maximum(uu * vv - uv * uv, 1e-30)
    second = np.clip((vv * wu - uv * wv) / area, 0.0, 1.0)[:, None]
    third = np.clip((uu * wv - uv * wu) / area, 0.0, 1.0)[:, None]
    of_vertex = actor.shading.normals
    blended = of_vertex[vertices[:, 0]] * (1.0 - second - third)
    blended = blended + of_vertex[vertices[:, 1]] * second + of_vertex[vertices[:, 2]] * third
    normals: Floats = blended @ np.linalg.inv(actor.matrix[:3, :3])
    normals *= np.where(normals @ TOWARD_EYE < 0, -1.0, 1.0)[:, None]
    normals /= np.maximum(np.sqrt((normals**2).sum(axis=1, keepdims=True)), 1e-12)
    return normals


def _borders(sight: _Sight, step_mm: float) -> Mask:
    """Rays (k, h, w) beside which the part ends, surfaces meet in an edge, or a nearer one hides a farther."""
    drawn = np.zeros(sight.surface.shape, dtype=bool)
    ways: tuple[tuple[tuple[slice, ...], tuple[slice, ...]], ...] = (
        ((slice(None), slice(None, -1)), (slice(None), slice(1, None))),
        ((slice(None), slice(None), slice(None, -1)), (slice(None), slice(None), slice(1, None))),
    )
    for here, there in ways:
        a, b = sight.surface[here], sight.surface[there]
        turned = (sight.normal[here] * sight.normal[there]).sum(axis=-1) < CREASE_COSINE
        apart = sight.point[there] - sight.point[here]
        off_here = np.abs((apart * sight.normal[here]).sum(axis=-1)) > OFF_PLANE_STEPS * step_mm
        off_there = np.abs((apart * sight.normal[there]).sum(axis=-1)) > OFF_PLANE_STEPS * step_mm
        border = (a >= 0) & (b >= 0) & (turned | (off_here & off_there)) | ((a >= 0) != (b >= 0))
        drawn[here] |= border & (a >= 0)
        drawn[there] |= border & (b >= 0)
    return drawn


def _painted(sight: _Sight, drawn: Mask) -> Floats:
    """(…, 4) color and cover of rays, 0 to 1; those on a border are dark."""
    light = np.full(sight.surface.shape, AMBIENT)
    for direction, strength in LIGHTS:
        light += strength * np.clip(sight.normal @ (direction / np.linalg.norm(direction)), 0.0, 1.0)
    light = np.where(drawn, light * EDGE_SHADE, light)
    color = np.clip(sight.color * light[..., None], 0.0, 1.0)
    return np.concatenate([color, (sight.surface >= 0)[..., None].astype(np.float64)], axis=-1)


def _averaged(samples: Floats) -> Floats:
    """(k, 4) pixels from patches (k, h, w, 4) of rays, color weighted by cover."""
    cover = samples[..., 3:].mean(axis=(1, 2))
    color = (samples[..., :3] * samples[..., 3:]).mean(axis=(1, 2)) / np.maximum(cover, 1e-9)
    return np.concatenate([color, cover], axis=-1)
