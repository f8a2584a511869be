"""A cube as a plain `Part`, face by face, for tests that need no kernel."""

import numpy as np

from partwright.geometry.part import (
    Body,
    BodyKind,
    Convexity,
    CurveKind,
    Edge,
    Face,
    Instance,
    Loop,
    MassProperties,
    Mesh,
    OrientedBox,
    Part,
    SourceFile,
    SurfaceKind,
    Vector,
)
from partwright.units import LengthUnit, UnitSource

IDENTITY = tuple(np.eye(4).ravel().tolist())
AXES: tuple[Vector, Vector, Vector] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def cube_mesh(side_mm: float = 10.0) -> Mesh:
    """Eight vertices, twelve triangles, two to a face: x low, x high, y low, y high, z low, z high."""
    vertices = np.array([[n & 1, n >> 1 & 1, n >> 2 & 1] for n in range(8)], dtype=float) * side_mm
    quads = [(0, 4, 6, 2), (1, 3, 7, 5), (0, 1, 5, 4), (2, 6, 7, 3), (0, 2, 3, 1), (4, 5, 7, 6)]
    triangles = [triangle for a, b, c, d in quads for triangle in ((a, b, c), (a, c, d))]
    ends = [(a, b) for a in range(8) for b in range(a + 1, 8) if (a ^ b) in (1, 2, 4)]
    return Mesh(
        vertices=vertices,
        triangles=np.array(triangles, dtype=np.int32),
        face_starts=np.arange(0, 13, 2, dtype=np.int32),
        edge_points=vertices[np.array(ends).ravel()],
        edge_starts=np.arange(0, 25, 2, dtype=np.int32),
    )


def cube_body(side_mm: float = 10.0, *, index: int = 0, first_face: int = 0) -> Body:
    mass = MassProperties(
        volume_mm3=side_mm**3,
        area_mm2=6 * side_mm**2,
        center_of_mass=(side_mm / 2,) * 3,
        inertia=tuple(tuple(side_mm**5 / 6 * n for n in axis) for axis in AXES),  # type: ignore[arg-type]
        box_min=(0.0, 0.0, 0.0),
        box_max=(side_mm,) * 3,
        oriented_box=OrientedBox((side_mm / 2,) * 3, AXES, (side_mm,) * 3),
    )
    return Body(
        index=index,
        name="cube",
        kind=BodyKind.SOLID,
        watertight=True,
        color=None,
        faces=tuple(_face(first_face + position, position, side_mm) for position in range(6)),
        edges=tuple(_edge(side_mm) for _ in range(12)),
        mesh=cube_mesh(side_mm),
        mass=mass,
    )


def part_of(*bodies: Body, instances: tuple[Instance, ...] | None = None) -> Part:
    """A part of some bodies, each placed once where it stands unless said otherwise."""
    source = SourceFile("cube.step", "0" * 64, 1, "step", LengthUnit.MM, UnitSource.FILE)
    placed = tuple(Instance(body.index, body.name, (body.name,), IDENTITY) for body in bodies)
    return Part(source, bodies, placed if instances is None else instances)


def moved(*, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> tuple[float, ...]:
    """A transform, row by row, that only moves."""
    matrix = np.eye(4)
    matrix[:3, 3] = (x, y, z)
    return tuple(matrix.ravel().tolist())


def _face(face_id: int, position: int, side_mm: float) -> Face:
    sign = 1.0 if position % 2 else -1.0
    normal: Vector = tuple(sign * n for n in AXES[position // 2])  # type: ignore[assignment]
    return Face(
        id=face_id,
        surface=SurfaceKind.PLANE,
        area_mm2=side_mm**2,
        centroid=(0.0, 0.0, 0.0),
        origin=(0.0, 0.0, 0.0),
        axis=normal,
        radius_mm=None,
        minor_radius_mm=None,
        half_angle_deg=None,
        convex=None,
        sweep_deg=None,
        loops=(Loop(outer=True, edges=(0, 1, 2, 3)),),
    )


def _edge(side_mm: float) -> Edge:
    return Edge(
        curve=CurveKind.LINE,
        start=(0.0, 0.0, 0.0),
        end=(side_mm, 0.0, 0.0),
        length_mm=side_mm,
        center=None,
        axis=None,
        radius_mm=None,
        left=0,
        right=1,
        convexity=Convexity.CONVEX,
        angle_deg=90.0,
    )
