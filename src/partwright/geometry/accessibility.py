"""What a straight tool reaches: the share of each face that it can touch when it comes from a given side."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.part import Body, Vector
from partwright.geometry.rays import RayScene
from partwright.geometry.surface_points import points_on_faces

Floats = NDArray[np.float64]

SPREAD = 1_500  # points by area
PER_FACE = 6  # points that a face gets at least, however small it is
ALONG = 0.02  # a face within 1.1° of the direction is cut by the flank of the tool
STAND_OFF = 2e-4  # of the diagonal: how far off a wall the open space beside it is looked at


def reach(body: Body, scene: RayScene, directions: Sequence[Vector]) -> Floats:
    """The share of each face's area that a tool reaches from each side, by straight lines of sight.

    From points spread over a face, lifted a little off it, a ray goes towards the spindle: it must leave the part. A
    wall along the direction counts where the space beside it is open, for the flank of the tool cuts it; a face that
    looks away from the spindle is never reached.

    Args:
        directions: unit vectors from the part to the spindle.
    Returns:
        (len(directions), len(body.faces)) float64, 0 to 1.
    """
    towards = np.asarray(directions, dtype=np.float64).reshape(-1, 3)
    count = len(body.faces)
    if len(body.mesh.triangles) == 0 or len(towards) == 0 or count == 0:
        return np.zeros((len(towards), count))
    points = points_on_faces(body.mesh, count=SPREAD, least=PER_FACE)
    normals = scene.normals[points.triangle]
    diagonal = float(np.linalg.norm(np.ptp(body.mesh.vertices, axis=0)))
    lifted = points.points + normals * (STAND_OFF * diagonal)
    seen = towards @ normals.T > -ALONG
    rows, columns = np.nonzero(seen)
    seen[rows, columns] = ~scene.occluded(lifted[columns], towards[rows])
    faces = body.mesh.face_of_triangle()[points.triangle]
    total = np.bincount(faces, points.area_mm2, minlength=count)
    shares = np.zeros((len(towards), count))
    for row, visible in enumerate(seen):
        shares[row] = np.bincount(faces, points.area_mm2 * visible, minlength=count)
    reached: Floats = shares / np.where(total > 0, total, 1.0)
    return reached
