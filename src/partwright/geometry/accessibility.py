"""What a straight tool reaches: the share of each face that it can touch when it comes from a given side."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.part import Body, Vector
from partwright.geometry.rays import RayScene
from partwright.geometry.surface_points import points_on_faces

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SPREAD = 1_500  # points by area
PER_FACE = 6  # points that a face gets at least, however small it is
ALONG = 0.02  # a face within 1.1° of the direction is cut by the flank of the tool
STAND_OFF = 2e-4  # of the diagonal: how far off a wall the open space beside it is looked at
LEVEL = 1e-9  # a direction whose cosine with a side of the box is less runs along that side


def reach(body: Body, scene: RayScene, directions: Sequence[Vector], *, asked: Flags | None = None) -> Floats:
    """The share of each face's area that a tool reaches from each side, by straight lines of sight.

    From points spread over a face, lifted a little off it, a ray goes towards the spindle: it must leave the part. A
    wall along the direction counts where the space beside it is open, for the flank of the tool cuts it; a face that
    looks away from the spindle is never reached.

    Args:
        directions: unit vectors from the part to the spindle.
        asked: (len(directions), len(body.faces)) which shares are wanted; the others are 0. None: all.
    Returns:
        (len(directions), len(body.faces)) float64, 0 to 1.
    """
    towards = np.asarray(directions, dtype=np.float64).reshape(-1, 3)
    count = len(body.faces)
    if len(body.mesh.triangles) == 0 or len(towards) == 0 or count == 0:
        return np.zeros((len(towards), count))
    points = points_on_faces(body.mesh, scene.facets.areas, count=SPREAD, least=PER_FACE)
    faces = body.mesh.face_of_triangle()[points.triangle]
    normals = scene.normals[points.triangle]
    diagonal = float(np.linalg.norm(np.ptp(body.mesh.vertices, axis=0)))
    lifted = points.points + normals * (STAND_OFF * diagonal)
    seen = towards @ normals.T > -ALONG
    if asked is not None:
        seen &= asked[:, faces]
    rows, columns = np.nonzero(seen & ~_in_the_open(body, lifted, towards))
    seen[rows, columns] = ~scene.occluded(lifted[columns], towards[rows])
    total = np.bincount(faces, points.area_mm2, minlength=count)
    shares = np.zeros((len(towards), count))
    for row, visible in enumerate(seen):
        shares[row] = np.bincount(faces, points.area_mm2 * visible, minlength=count)
    reached: Floats = shares / np.where(total > 0, total, 1.0)
    return reached


def _in_the_open(body: Body, points: Floats, towards: Floats) -> Flags:
    """(directions, points) whether a point lies beyond a side of the body's box and goes no nearer, sure to leave."""
    axes = np.array(body.mass.oriented_box.axes).T
    levels, places = body.mesh.vertices @ axes, points @ axes
    rises = towards @ axes
    above = (rises >= -LEVEL).astype(np.float64) @ (places > levels.max(axis=0)).T
    below = (rises <= LEVEL).astype(np.float64) @ (places < levels.min(axis=0)).T
    free: Flags = above + below > 0
    return free
