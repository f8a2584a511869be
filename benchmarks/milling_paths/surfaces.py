"""Triangles on their way into opencamlib."""

import itertools

import numpy as np
import opencamlib as ocl
from numpy.typing import NDArray

from partwright.geometry.part import Body

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
TURN = np.radians(11.7)
ASKEW = np.array([[np.cos(TURN), -np.sin(TURN), 0.0], [np.sin(TURN), np.cos(TURN), 0.0], [0.0, 0.0, 1.0]])


def surface_of(triangles: Floats) -> ocl.STLSurf:
    surface = ocl.STLSurf()
    for a, b, c in triangles.tolist():
        surface.addTriangle(ocl.Triangle(ocl.Point(*a), ocl.Point(*b), ocl.Point(*c)))
    return surface


def outposts(triangles: Floats) -> Floats:
    """Two specks below and around the part: opencamlib's fibers end at the triangles' box, too short for its cutter."""
    low, high = triangles.min(axis=(0, 1)), triangles.max(axis=(0, 1))
    far = float(np.linalg.norm(high - low)) / 2 + 60.0
    speck = np.array([[0.0, 0.0, 0.0], [0.01, 0.0, 0.0], [0.0, 0.01, 0.0]]) - [0.0, 0.0, high[2] - low[2] + 100.0]
    middle = (low + high) / 2
    return np.array([speck + middle + [side * far, side * far, 0.0] for side in (-1, 1)])


def plugged(body: Body, drilled: set[int]) -> Floats:
    """(m, 3, 3) the triangles of a body with its drilled holes filled: their walls off, a lid on each mouth."""
    corners = body.mesh.corners()
    keep = ~np.isin(body.mesh.face_of_triangle(), list(drilled))
    lids = []
    for face in sorted(drilled):
        for loop in body.faces[face].loops:
            for edge in loop.edges:
                start, end = body.mesh.edge_starts[edge : edge + 2]
                ring = body.mesh.edge_points[start:end]
                if np.linalg.norm(ring[0] - ring[-1]) < 1e-6 and len(ring) > 4:
                    middle = ring[:-1].mean(axis=0)
                    lids += [np.array([middle, a, b]) for a, b in itertools.pairwise(ring)]
    return np.concatenate([corners[keep], *(lid[None] for lid in lids)]) if lids else corners[keep]


def turn_up(direction: Floats) -> Floats:
    """The rotation that stands a direction of the box upright, axes kept on axes."""
    up = np.round(direction)
    axis = int(np.abs(up).argmax())
    x = np.eye(3)[(axis + 1) % 3]
    return np.array([x, np.cross(up, x), up])
