"""Bodies as values from the shapes of a drawing."""

from collections.abc import Sequence

import numpy as np
from OCP.TopoDS import TopoDS_Shape

from partwright.cad.kernel.integrals.face_integrals import FaceIntegrals
from partwright.cad.kernel.integrals.integrate import integrate_faces
from partwright.cad.kernel.measure import mass_of
from partwright.cad.kernel.tessellate import mesh_of
from partwright.cad.kernel.topology import Topology, topology_of
from partwright.geometry.part import Body, BodyKind, Convexity, Face, Mesh, Pmi, Vector

# Of the area of a body: faces without triangles that are smaller are slivers, whose loss opens no gap to speak of.
SLIVERS = 1e-6


def body_of(
    shape: TopoDS_Shape,
    *,
    solid: bool,
    ids: Sequence[int],
    name: str,
    color: Vector | None,
    pmi: tuple[Pmi, ...] = (),
) -> Body:
    """The body of one triangulated solid, shell or face, in the shape's own frame; `index` is 0 until it is placed.

    `ids` are the file-wide ids of its faces in the order of TopExp.MapShapes.
    """
    topology = topology_of(shape)
    sides = _one_face_each(topology)
    mesh = mesh_of(topology.faces, edges=list(zip(topology.edge_shapes, sides, strict=True)))
    integrals = integrate_faces(topology)
    faces = _faces(topology, integrals, ids)
    closed = all(edge.convexity is not Convexity.OPEN for edge in topology.edges) and is_whole(faces, mesh)
    return Body(
        index=0,
        name=name,
        kind=BodyKind.SOLID if solid else BodyKind.SURFACE,
        watertight=solid and closed,
        color=color,
        faces=faces,
        edges=topology.edges,
        mesh=mesh,
        mass=mass_of(faces, topology.edges, mesh, integrals, solid=solid),
        pmi=pmi,
    )


def is_whole(faces: Sequence[Face], mesh: Mesh) -> bool:
    """Whether every face could be triangulated, slivers aside."""
    areas = np.array([face.area_mm2 for face in faces])
    return bool(areas[np.diff(mesh.face_starts) == 0].sum() <= SLIVERS * areas.sum())


def _one_face_each(topology: Topology) -> list[int | None]:
    return [edge.left if edge.left is not None else edge.right for edge in topology.edges]


def _faces(topology: Topology, integrals: FaceIntegrals, ids: Sequence[int]) -> tuple[Face, ...]:
    columns = zip(
        ids,
        topology.surfaces,
        integrals.areas.tolist(),
        map(tuple, integrals.centroids.tolist()),
        topology.loops,
        strict=True,
    )
    return tuple(
        Face(
            id=identity,
            surface=surface.kind,
            area_mm2=area,
            centroid=centroid,
            origin=surface.origin,
            axis=surface.axis,
            radius_mm=surface.radius_mm,
            minor_radius_mm=surface.minor_radius_mm,
            half_angle_deg=surface.half_angle_deg,
            convex=surface.convex,
            sweep_deg=surface.sweep_deg,
            loops=loops,
        )
        for identity, surface, area, centroid, loops in columns
    )
