"""A part as a plain value: bodies of faces, edges and one triangle mesh each.

Lengths are mm, areas mm², volumes mm³, in the frame of the file unless said otherwise.
Face ids run through the whole file (see the contract); everything else is indexed within its body.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.arrays import FloatArray, IntArray
from partwright.units import LengthUnit, UnitSource

Vector = tuple[float, float, float]


class SurfaceKind(StrEnum):
    PLANE = "plane"
    CYLINDER = "cylinder"
    CONE = "cone"
    SPHERE = "sphere"
    TORUS = "torus"
    BSPLINE = "bspline"
    OTHER = "other"
    FACETS = "facets"


class CurveKind(StrEnum):
    LINE = "line"
    CIRCLE = "circle"
    ELLIPSE = "ellipse"
    BSPLINE = "bspline"
    OTHER = "other"


class Convexity(StrEnum):
    """How two faces meet: the material fills less (convex), more (concave) or just half (smooth) of the turn."""

    CONVEX = "convex"
    CONCAVE = "concave"
    SMOOTH = "smooth"
    OPEN = "open"  # only one face, or more than two: not the edge of a proper solid


class BodyKind(StrEnum):
    SOLID = "solid"
    SURFACE = "surface"
    MESH = "mesh"
    PROFILE = "profile"


@dataclass(frozen=True, slots=True)
class Loop:
    """A closed chain of edges around a face or around a hole in it, by index into `Body.edges`."""

    outer: bool
    edges: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Face:
    """One trimmed surface, seen from outside the material.

    `axis` is the outward normal of a plane, the axis of a cylinder, cone or torus (unit length), else None.
    `origin` is a point on the plane or axis, or the center of a sphere or torus.
    `radius_mm` is that of a cylinder, sphere, the major one of a torus or a cone's at `origin`; `minor_radius_mm` a
    torus's, `half_angle_deg` a cone's.
    `convex`: whether the material lies inside the curvature (a shaft, True) or outside it (a hole, False); None for
    planes and free-form faces.
    `sweep_deg`: the angle a surface of revolution covers about its axis, 360 when closed.
    """

    id: int
    surface: SurfaceKind
    area_mm2: float
    centroid: Vector
    origin: Vector | None
    axis: Vector | None
    radius_mm: float | None
    minor_radius_mm: float | None
    half_angle_deg: float | None
    convex: bool | None
    sweep_deg: float | None
    loops: tuple[Loop, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """One curve between two faces; `left` and `right` are positions in `Body.faces`, None where no face is.

    `angle_deg` is the dihedral angle through the material at mid length: 90 at the outer corner of a block, 270 at the
    foot of a step, 180 where smooth.
    """

    curve: CurveKind
    start: Vector
    end: Vector
    length_mm: float
    center: Vector | None
    axis: Vector | None
    radius_mm: float | None
    left: int | None
    right: int | None
    convexity: Convexity
    angle_deg: float


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """Triangles of a body, wound counter-clockwise seen from outside, sorted by face.

    vertices: (n, 3) float64. triangles: (m, 3) int32 into vertices. face_starts: (f + 1,) int32; the triangles of face
    k are `face_starts[k]:face_starts[k + 1]`; a mesh file has one run, f = 1.
    edge_points: (p, 3) float64 and edge_starts: (e + 1,) int32: the polyline drawn for each edge.
    """

    vertices: FloatArray
    triangles: IntArray
    face_starts: IntArray
    edge_points: FloatArray
    edge_starts: IntArray

    def corners(self) -> NDArray[np.float64]:
        """(m, 3, 3) float64: the corner points of every triangle."""
        corners: NDArray[np.float64] = self.vertices[self.triangles]
        return corners

    def face_of_triangle(self) -> NDArray[np.int32]:
        """(m,) int32: position in `Body.faces` of the face each triangle belongs to."""
        return np.repeat(np.arange(len(self.face_starts) - 1, dtype=np.int32), np.diff(self.face_starts))


@dataclass(frozen=True, slots=True)
class OrientedBox:
    """The smallest box around a body that follows its main directions.

    axes: three unit vectors, right-handed, along the sides in falling order of length. size: a ≥ b ≥ c.
    """

    center: Vector
    axes: tuple[Vector, Vector, Vector]
    size_mm: Vector


@dataclass(frozen=True, slots=True)
class MassProperties:
    """Volume and surface, exact from the B-rep or summed over a mesh. `inertia` is about the center of mass, per unit
    density (mm⁵), row by row."""

    volume_mm3: float
    area_mm2: float
    center_of_mass: Vector
    inertia: tuple[Vector, Vector, Vector]
    box_min: Vector
    box_max: Vector
    oriented_box: OrientedBox

    @property
    def bounding_box_mm(self) -> Vector:
        low, high = self.box_min, self.box_max
        return (high[0] - low[0], high[1] - low[1], high[2] - low[2])


@dataclass(frozen=True, slots=True)
class Pmi:
    """A product manufacturing note on faces: dimension, tolerance, datum or text. Limits are mm or degrees."""

    kind: str
    text: str
    value: float | None
    upper: float | None
    lower: float | None
    faces: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """One distinct shape of a part. `color` is sRGB, each 0 to 1."""

    index: int
    name: str
    kind: BodyKind
    watertight: bool
    color: Vector | None
    faces: tuple[Face, ...]
    edges: tuple[Edge, ...]
    mesh: Mesh
    mass: MassProperties
    pmi: tuple[Pmi, ...] = ()


@dataclass(frozen=True, slots=True)
class Instance:
    """One placement of a body: `transform` is a 4 × 4 matrix, row by row, mm, from the body's frame to the file's."""

    body: int
    name: str
    path: tuple[str, ...]
    transform: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader did or saw that the user should know, such as healing or unusual units."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The file a part came from."""

    name: str
    sha256: str
    size_bytes: int
    format: str
    units: LengthUnit
    unit_source: UnitSource


@dataclass(frozen=True, slots=True)
class Part:
    """Everything a file says, as values."""

    file: SourceFile
    bodies: tuple[Body, ...]
    instances: tuple[Instance, ...]
    notes: tuple[Note, ...] = field(default=())


def quantity_of(part: Part, body: int) -> int:
    """How many times a body occurs in its part."""
    return sum(instance.body == body for instance in part.instances)


def face_ids(body: Body, positions: Sequence[int]) -> tuple[int, ...]:
    """The file-wide ids of faces given by position in `body.faces`."""
    return tuple(body.faces[position].id for position in positions)
