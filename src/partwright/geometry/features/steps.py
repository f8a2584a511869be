"""Steps: shoulders where material is gone from an edge or corner of the body."""

from partwright.geometry.features.feature import Step
from partwright.geometry.features.recess import Recess, Shape
from partwright.geometry.vectors import vector


def step_of(recess: Recess) -> Step | None:
    """The step that a recess is, if it is one."""
    if recess.shape is not Shape.SHOULDER:
        return None
    return Step(faces=recess.faces, depth_mm=recess.depth_mm, volume_mm3=recess.volume_mm3, axis=vector(recess.axis))
