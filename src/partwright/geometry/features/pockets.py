"""Pockets: recesses that end on a floor, closed all around or open to one side."""

from partwright.geometry.face_graph import FaceGraph
from partwright.geometry.features.corners import corner_radius, floor_radius
from partwright.geometry.features.feature import Pocket
from partwright.geometry.features.recess import Recess, Shape, clear_width
from partwright.geometry.vectors import vector


def pocket_of(graph: FaceGraph, recess: Recess) -> Pocket | None:
    """The pocket that a recess is, if it is one."""
    if recess.shape not in (Shape.CLOSED, Shape.OPEN):
        return None
    deepest = max(recess.floors, key=lambda face: graph.body.faces[face].area_mm2)
    return Pocket(
        faces=recess.faces,
        depth_mm=recess.depth_mm,
        corner_radius_mm=corner_radius(graph, recess),
        floor_radius_mm=floor_radius(graph, recess),
        open=recess.shape is Shape.OPEN,
        width_mm=clear_width(graph, recess),
        volume_mm3=recess.volume_mm3,
        axis=vector(recess.axis),
        floor=graph.body.faces[deepest].centroid,
    )
