"""Widths of sections against their plain definitions, pair by pair."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partwright.geometry.features.section import Section, _gaps, _largest_circle


def section_along(corners: np.ndarray, *, flat: bool = True) -> Section:
    """The section of walls around a polygon of open space, given counter-clockwise."""
    starts, ends = corners, np.roll(corners, -1, axis=0)
    chords = ends - starts
    normals = np.stack([-chords[:, 1], chords[:, 0]], axis=1) / np.linalg.norm(chords, axis=1)[:, None]
    return Section(starts, ends, normals, np.full(len(starts), flat), True, 1.0, 1.0)


def star(seed: int, count: int) -> np.ndarray:
    """A polygon around the origin with corners at random distances from it."""
    random = np.random.default_rng(seed)
    angles = 2 * np.pi * (np.arange(count) + random.uniform(0.1, 0.9, count)) / count
    return (random.uniform(2, 10, count)[:, None]) * np.stack([np.cos(angles), np.sin(angles)], axis=1)


def gap_by_hand(section: Section) -> float:
    """The narrowest way straight across from the middle and near the ends of a line to one that faces it."""
    found = [math.inf]
    for i, (start, end, way) in enumerate(zip(section.starts, section.ends, section.normals, strict=True)):
        for place in (0.5, 0.05, 0.95) if section.flat[i] else (0.5,):
            origin = start + place * (end - start)
            for base, tip, facing in zip(section.starts, section.ends, section.normals, strict=True):
                if way @ facing >= -0.9:
                    continue
                distance = (origin - base) @ facing / -(way @ facing)
                along = (origin + distance * way - base) @ (tip - base) / ((tip - base) @ (tip - base))
                if distance > 1e-9 and -1e-6 < along < 1 + 1e-6:
                    found.append(distance)
    return min(found)


def circle_by_hand(section: Section) -> float:
    """Twice the largest radius of the circles that touch a place of a line and hold no place of any."""
    places = [
        (start + share * (end - start), way)
        for start, end, way in zip(section.starts, section.ends, section.normals, strict=True)
        for share in np.linspace(0.02, 0.98, 25)
    ]
    points = np.array([point for point, _ in places])
    largest = 0.0
    for point, way in places:
        apart = points - point
        ahead, squared = apart @ way, (apart**2).sum(axis=1)
        front = ahead > 1e-9 * (1 + squared)
        largest = max(largest, float((squared[front] / (2 * ahead[front])).min(initial=np.inf)) if front.any() else 0.0)
    span = float(np.ptp(points, axis=0).max())
    return min(2 * largest, span) or span


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(3, 40), flat=st.booleans())
def test_the_gap_is_the_narrowest_way_across(seed: int, count: int, flat: bool) -> None:
    section = section_along(star(seed, count), flat=flat)
    assert _gaps(section).min(initial=math.inf) == pytest.approx(gap_by_hand(section))


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(3, 25))
def test_the_largest_circle_is_found_among_all(seed: int, count: int) -> None:
    section = section_along(star(seed, count))
    assert _largest_circle(section) == pytest.approx(circle_by_hand(section), rel=1e-12)


def test_a_slot_is_as_wide_as_drawn() -> None:
    section = section_along(np.array([(0, 0), (60, 0), (60, 8), (0, 8)], dtype=np.float64))
    assert section.width_mm == pytest.approx(8)
    assert section.has_facing_walls


def test_a_triangle_takes_a_cutter_no_wider_than_its_inner_circle() -> None:
    section = section_along(10 * np.stack([np.cos(np.radians([90, 210, 330])), np.sin(np.radians([90, 210, 330]))], 1))
    assert not section.has_facing_walls
    assert section.width_mm == pytest.approx(10, rel=0.1)
