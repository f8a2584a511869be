"""Slots: recesses open at both ends, between two walls."""

from partwright.geometry.face_graph import FaceGraph
from partwright.geometry.features.corners import corner_radius
from partwright.geometry.features.feature import Slot
from partwright.geometry.features.recess import Recess, Shape, clear_width
from partwright.geometry.vectors import vector


def slot_of(graph: FaceGraph, recess: Recess) -> Slot | None:
    """The slot that a recess is, if it is one."""
    if recess.shape is not Shape.CHANNEL:
        return None
    return Slot(
        faces=recess.faces,
        depth_mm=recess.depth_mm,
        width_mm=clear_width(graph, recess),
        # seen into the mouth, a slot cut along its length has corners only where floor and end walls are
        corner_radius_mm=corner_radius(graph, recess) if recess.floors else None,
        volume_mm3=recess.volume_mm3,
        axis=vector(recess.axis),
    )
