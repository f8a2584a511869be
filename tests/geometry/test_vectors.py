"""Arithmetic on many vectors agrees with NumPy's own, which is slow on few of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partwright.geometry.vectors import cross_columns, cross_rows, lengths_of, unit_rows


@given(seed=st.integers(0, 10_000), count=st.integers(0, 20))
def test_products_and_lengths_are_those_of_numpy(seed: int, count: int) -> None:
    random = np.random.default_rng(seed)
    a, b = random.normal(size=(2, count, 3)) * 100
    assert cross_rows(a, b) == pytest.approx(np.cross(a, b), rel=1e-12, abs=1e-9)
    assert cross_columns(a.T, b.T) == pytest.approx(np.cross(a, b).T, rel=1e-12, abs=1e-9)
    assert lengths_of(a) == pytest.approx(np.linalg.norm(a, axis=1), rel=1e-12)


def test_rows_are_crossed_with_a_single_vector() -> None:
    rows = np.arange(12.0).reshape(4, 3)
    assert cross_rows(rows, np.array([0.0, 0.0, 1.0])) == pytest.approx(np.cross(rows, (0.0, 0.0, 1.0)))
    assert cross_rows(rows[1], rows[2]) == pytest.approx(np.cross(rows[1], rows[2]))


def test_a_zero_row_has_no_direction() -> None:
    assert unit_rows(np.array([[0.0, 0.0, 0.0], [0.0, -3.0, 4.0]])).tolist() == [[0.0, 0.0, 0.0], [0.0, -0.6, 0.8]]
