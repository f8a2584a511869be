"""Bodies from triangle meshes, as the reader makes them of an STL file."""

import numpy as np
import trimesh

from partwright.geometry.anatomy import Anatomy, anatomize
from partwright.geometry.mass import solidity_of
from partwright.geometry.oriented_box import oriented_box
from partwright.geometry.part import Body, BodyKind, MassProperties, Mesh
from partwright.geometry.rays import RayScene
from partwright.geometry.vectors import vector
from partwright.geometry.walls import WallField


def mesh_body(shape: trimesh.Trimesh, *, index: int = 0) -> Body:
    """A mesh body without faces."""
    mesh = Mesh(
        vertices=np.array(shape.vertices, dtype=np.float64),
        triangles=np.array(shape.faces, dtype=np.int32),
        face_starts=np.array([0, len(shape.faces)], dtype=np.int32),
        edge_points=np.zeros((0, 3)),
        edge_starts=np.zeros(1, dtype=np.int32),
    )
    solid = solidity_of(mesh.corners())
    mass = MassProperties(
        volume_mm3=solid.volume_mm3,
        area_mm2=solid.area_mm2,
        center_of_mass=solid.center,
        inertia=solid.inertia,
        box_min=vector(mesh.vertices.min(axis=0)),
        box_max=vector(mesh.vertices.max(axis=0)),
        oriented_box=oriented_box((), mesh),
    )
    return Body(
        index=index,
        name="mesh",
        kind=BodyKind.MESH,
        watertight=bool(shape.is_watertight),
        color=None,
        faces=(),
        edges=(),
        mesh=mesh,
        mass=mass,
    )


def bare_anatomy(body: Body) -> Anatomy:
    """A body in which no features and walls were looked for, to test what needs neither."""
    none = np.full(len(body.mesh.triangles), np.inf)
    return Anatomy(
        body=body,
        features=(),
        feature_of_face={},
        walls=WallField(thickness_mm=none, min_wall_mm=None, mesh=body.mesh),
        scene=RayScene(body.mesh),
    )


def mesh_anatomy(shape: trimesh.Trimesh) -> Anatomy:
    """What the analysis finds in a mesh."""
    return anatomize(mesh_body(shape))
