"""Passages: closed pockets right through, not round."""

from partwright.geometry.face_graph import FaceGraph
from partwright.geometry.features.corners import corner_radius
from partwright.geometry.features.feature import Passage
from partwright.geometry.features.recess import Recess, Shape, clear_width
from partwright.geometry.vectors import vector


def passage_of(graph: FaceGraph, recess: Recess) -> Passage | None:
    """The passage that a recess is, if it is one."""
    if recess.shape is not Shape.THROUGH:
        return None
    return Passage(
        faces=recess.faces,
        depth_mm=recess.depth_mm,
        corner_radius_mm=corner_radius(graph, recess),
        width_mm=clear_width(graph, recess),
        volume_mm3=recess.volume_mm3,
        axis=vector(recess.axis),
    )
