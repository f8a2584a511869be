"""Volume, area, center and extent of a body from its exact geometry."""

from collections.abc import Sequence

import numpy as np
from OCP.BRepGProp import BRepGProp
from OCP.GProp import GProp_GProps
from OCP.TopoDS import TopoDS_Shape

from partwright.cad.kernel.integrals.face_integrals import FaceIntegrals
from partwright.geometry.arcs import arcs_of
from partwright.geometry.mass import solidity_of
from partwright.geometry.oriented_box import box_along_axes, oriented_box
from partwright.geometry.part import Edge, Face, MassProperties, Mesh
from partwright.geometry.vectors import vector


def mass_of(
    faces: Sequence[Face], edges: Sequence[Edge], mesh: Mesh, integrals: FaceIntegrals, *, solid: bool
) -> MassProperties:
    """Mass properties of a body: volume, area and center exact, inertia and free-form extents from the mesh.

    The volume is negative when the body is inside out; a surface without a solid has none.
    """
    meshed = solidity_of(mesh.corners())
    volume = float(integrals.volumes.sum()) if solid else 0.0
    center = integrals.moments.sum(axis=0) / volume if volume else np.array(meshed.center)
    arcs = arcs_of(edges)
    low, high = box_along_axes(mesh, arcs=arcs)
    return MassProperties(
        volume_mm3=volume,
        area_mm2=float(integrals.areas.sum()),
        center_of_mass=vector(center),
        inertia=meshed.inertia,
        box_min=low,
        box_max=high,
        oriented_box=oriented_box(faces, mesh, arcs=arcs),
    )


def volume_of(shape: TopoDS_Shape) -> float:
    """Volume of a closed shape in mm³ by OpenCASCADE; negative when it is inside out."""
    properties = GProp_GProps()
    BRepGProp.VolumeProperties_s(shape, properties)
    return float(properties.Mass())
