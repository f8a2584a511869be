"""Which faces a straight tool reaches from which side."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation
from tests.shapes.outlines import circle, polygon, rectangle
from tests.shapes.prismatic import Cut, moved, prism

from partwright.geometry.accessibility import reach
from partwright.geometry.part import Body, Vector
from partwright.geometry.rays import RayScene
from partwright.geometry.vectors import vector

SIX: tuple[Vector, ...] = ((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1))
POCKETED = prism(rectangle(0, 0, 100, 60), 20, cuts=[Cut(rectangle(20, 15, 60, 30, radius=5), 10)])
T_SLOT = prism(
    polygon(
        [
            (0, 0),
            (60, 0),
            (60, 30),
            (35, 30),
            (35, 20),
            (45, 20),
            (45, 10),
            (15, 10),
            (15, 20),
            (25, 20),
            (25, 30),
            (0, 30),
        ]
    ),
    40.0,
)


def reach_of(body: Body, directions: tuple[Vector, ...] = SIX) -> np.ndarray:
    return reach(body, RayScene(body.mesh), directions)


def test_the_outside_of_a_block_is_reached_from_its_own_side_and_by_the_flank_from_beside() -> None:
    shares = reach_of(prism(rectangle(0, 0, 100, 60), 20))
    top, bottom = shares[:, 0], shares[:, 1]
    assert top.tolist() == [1.0, 1.0, 1.0, 1.0, 1.0, 0.0]
    assert bottom.tolist() == [1.0, 1.0, 1.0, 1.0, 0.0, 1.0]


def test_a_pocket_is_reached_through_its_mouth_alone() -> None:
    shares = reach_of(POCKETED)[:, 6:]
    assert shares[4] == pytest.approx(np.ones(9), abs=0.05)
    assert shares[[0, 1, 2, 3, 5]].max() < 0.05


def test_a_through_hole_is_reached_from_both_ends() -> None:
    shares = reach_of(prism(rectangle(0, 0, 30, 30), 10, cuts=[Cut(circle(15, 15, 3))]))[:, -1]
    assert shares.tolist() == [0.0, 0.0, 0.0, 0.0, 1.0, 1.0]


def test_the_undercut_of_a_t_slot_is_reached_from_its_ends_alone() -> None:
    shares = reach_of(T_SLOT)
    undercut = [
        k
        for k, face in enumerate(T_SLOT.faces)
        if face.axis == pytest.approx((0.0, -1.0, 0.0)) and 10 < face.centroid[1] < 30
    ]
    assert len(undercut) == 2
    assert shares[2, undercut].max() == 0.0
    assert shares[np.ix_([4, 5], undercut)].min() == 1.0


def test_a_closed_cavity_is_never_reached() -> None:
    shares = reach_of(POCKETED, ((0.0, 0.0, -1.0),))
    assert shares[0, 6:].max() == 0.0


@settings(max_examples=15, deadline=None)
@given(angles=st.tuples(*[st.floats(0.0, 360.0)] * 3))
def test_turning_body_and_tool_together_changes_nothing(angles: tuple[float, ...]) -> None:
    rotation = Rotation.from_euler("xyz", angles, degrees=True).as_matrix()
    turned = tuple(vector(rotation @ np.array(way)) for way in SIX)
    shares = reach_of(moved(POCKETED, rotation), turned)
    assert shares == pytest.approx(reach_of(POCKETED), abs=0.1)


def test_only_what_is_asked_is_looked_at() -> None:
    asked = np.zeros((6, len(POCKETED.faces)), dtype=bool)
    asked[4] = True
    shares = reach(POCKETED, RayScene(POCKETED.mesh), SIX, asked=asked)
    assert shares[4].tolist() == reach_of(POCKETED)[4].tolist()
    assert not shares[[0, 1, 2, 3, 5]].any()
