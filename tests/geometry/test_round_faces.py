"""What lies between facets and the true cylinder or ball."""

import numpy as np
import pytest
from tests.shapes import solids

from partwright.geometry.round_faces import round_faces


@pytest.mark.parametrize(("hollow", "sign"), [(False, 1.0), (True, -1.0)])
@pytest.mark.parametrize("make", [lambda: solids.cylinder(5, 40), lambda: solids.sphere(5)])
def test_the_middles_of_facets_lie_within_a_shaft_and_proud_of_a_bore(make, hollow, sign):
    shape = solids.cut(solids.box(200, 200, 20, at=(-100, -100, -10)), make()) if hollow else make()
    body = solids.body_of(shape)
    rounds = round_faces(body.faces)
    faces = body.mesh.face_of_triangle()
    rows = np.flatnonzero(rounds.among[faces])
    corners = body.mesh.corners()[rows]
    assert rounds.rise(faces[rows], corners[:, 0].T) == pytest.approx(0, abs=1e-9)
    middles = corners.mean(axis=1)
    across = middles - np.outer(middles[:, 2], (0, 0, 1.0)) if rounds.cylinder[faces[rows]].all() else middles
    expected = sign * (5.0 - np.linalg.norm(across, axis=1))
    assert rounds.rise(faces[rows], middles.T) == pytest.approx(expected, abs=1e-9)


def test_planes_are_no_round_faces():
    assert not round_faces(solids.body_of(solids.box(1, 2, 3)).faces).among.any()
