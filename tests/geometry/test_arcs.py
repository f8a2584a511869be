"""Arcs reach as far as the points along them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from partwright.geometry.arcs import arcs_of
from partwright.geometry.part import Convexity, CurveKind, Edge
from partwright.geometry.vectors import vector


@settings(max_examples=40, deadline=None)
@given(
    sweep=st.floats(0.05, 2 * np.pi),
    radius=st.floats(0.5, 50.0),
    angles=st.tuples(*[st.floats(0.0, 360.0)] * 3),
)
def test_an_arc_widens_extents_to_its_own_farthest_points(
    sweep: float, radius: float, angles: tuple[float, ...]
) -> None:
    turn = Rotation.from_euler("xyz", angles, degrees=True).as_matrix()
    center = np.array([3.0, -7.0, 11.0])
    steps = np.linspace(0.0, sweep, 20_001)
    points = center + radius * np.stack([np.cos(steps), np.sin(steps), 0 * steps], axis=1) @ turn.T
    ends = vector(points[0]), vector(points[-1])
    arc = Edge(
        CurveKind.CIRCLE,
        *ends,
        radius * sweep,
        vector(center),
        vector(turn[:, 2]),
        radius,
        0,
        1,
        Convexity.CONVEX,
        90.0,
    )
    axes = np.concatenate([np.eye(3), np.random.default_rng(1).normal(size=(4, 3))])
    low, high = (np.full(len(axes), edge) for edge in (np.inf, -np.inf))
    arcs_of([arc]).widen(axes, low, high)
    along = points @ axes.T
    assert low == pytest.approx(along.min(axis=0), abs=1e-6 * radius)
    assert high == pytest.approx(along.max(axis=0), abs=1e-6 * radius)


def test_an_arc_within_the_extents_moves_nothing() -> None:
    low, high = np.full(3, -10.0), np.full(3, 10.0)
    edge = Edge(
        CurveKind.CIRCLE, (1, 0, 0), (1, 0, 0), 2 * np.pi, (0, 0, 0), (0, 0, 1), 1.0, 0, 1, Convexity.CONVEX, 90.0
    )
    arcs_of([edge]).widen(np.eye(3), low, high)
    assert (low.tolist(), high.tolist()) == ([-10.0] * 3, [10.0] * 3)
