"""Times along paths against the textbook's trapezoids."""

import math
from itertools import pairwise

import numpy as np
import pytest

from partwright.manufacturing.processes.fused_filament.motion import Drive, gather, path_times, straight_times

DRIVE = Drive(acceleration_mm_s2=1000.0, jerk_mm_s=8.0)


def time_of(*lines: list[tuple[float, float]], speed_mm_s: float, drive: Drive = DRIVE) -> float:
    paths = gather([np.array(line) for line in lines], [0] * len(lines))
    accelerations = np.full(len(lines), drive.acceleration_mm_s2)
    times = path_times(paths, accelerations, jerk_mm_s=drive.jerk_mm_s, speeds_mm_s=[speed_mm_s], owners=1)
    return float(times[0, 0])


def trapezoid_s(length_mm: float, speed: float, slow: float, acceleration: float) -> float:
    ramp = (speed**2 - slow**2) / acceleration
    return 2 * (speed - slow) / acceleration + (length_mm - ramp) / speed


def test_a_long_line_takes_its_ramps_and_its_cruise() -> None:
    expected = trapezoid_s(100.0, 80.0, 8.0, 1000.0)
    assert time_of([(0, 0), (100, 0)], speed_mm_s=80.0) == pytest.approx(expected)
    assert straight_times(np.array([100.0]), DRIVE, speed_mm_s=80.0)[0] == pytest.approx(expected)


def test_no_paths_have_no_lengths_and_no_times() -> None:
    nothing = gather([], [])
    assert len(nothing.ends()) == len(nothing.lengths()) == 0
    assert not path_times(nothing, np.zeros(0), jerk_mm_s=8.0, speeds_mm_s=[80.0], owners=2).any()


def test_each_path_has_its_own_acceleration() -> None:
    slow, quick = Drive(acceleration_mm_s2=400.0, jerk_mm_s=8.0), DRIVE
    lines = [[(0.0, 0.0), (20.0, 0.0)], [(5.0, 5.0), (5.0, 9.0), (40.0, 9.0)]]
    paths = gather([np.array(line) for line in lines], [0, 1])
    times = path_times(paths, np.array([400.0, 1000.0]), jerk_mm_s=8.0, speeds_mm_s=[60.0], owners=2)[:, 0]
    alone = [time_of(line, speed_mm_s=60.0, drive=drive) for line, drive in zip(lines, (slow, quick), strict=True)]
    assert times.tolist() == pytest.approx(alone)


def test_a_short_line_never_reaches_its_speed() -> None:
    peak = math.sqrt(8.0**2 + 1000.0 * 2.0)
    assert time_of([(0, 0), (2, 0)], speed_mm_s=150.0) == pytest.approx(2 * (peak - 8.0) / 1000.0)


def test_points_on_a_straight_line_cost_no_time() -> None:
    whole = time_of([(0, 0), (50, 0)], speed_mm_s=60.0)
    assert time_of([(0, 0), (7, 0), (31, 0), (50, 0)], speed_mm_s=60.0) == pytest.approx(whole)


def test_a_right_angle_is_taken_at_the_jerk_speed() -> None:
    corner = time_of([(0, 0), (30, 0), (30, 30)], speed_mm_s=60.0)
    assert corner == pytest.approx(2 * time_of([(0, 0), (30, 0)], speed_mm_s=60.0))


def test_a_finely_divided_circle_runs_at_full_speed() -> None:
    turn = np.linspace(0, 2 * np.pi, 721)
    circle = [(30 * math.cos(angle), 30 * math.sin(angle)) for angle in turn]
    length = 2 * math.pi * 30
    assert time_of(circle, speed_mm_s=40.0) == pytest.approx(trapezoid_s(length, 40.0, 8.0, 1000.0), rel=1e-3)


def test_a_coarse_circle_slows_at_every_corner() -> None:
    def polygon(sides: int) -> list[tuple[float, float]]:
        return [(30 * math.cos(angle), 30 * math.sin(angle)) for angle in np.linspace(0, 2 * np.pi, sides + 1)]

    assert time_of(polygon(12), speed_mm_s=80.0) > time_of(polygon(360), speed_mm_s=80.0)


def test_paths_of_one_owner_add_up() -> None:
    one, other = [(0.0, 0.0), (20.0, 0.0)], [(5.0, 5.0), (5.0, 9.0)]
    both = time_of(one, other, speed_mm_s=60.0)
    assert both == pytest.approx(time_of(one, speed_mm_s=60.0) + time_of(other, speed_mm_s=60.0))


def test_the_planner_agrees_with_one_that_looks_segment_by_segment() -> None:
    random = np.random.default_rng(7)
    points = np.cumsum(random.normal(scale=4.0, size=(200, 2)), axis=0)
    assert time_of(points.tolist(), speed_mm_s=90.0) == pytest.approx(step_by_step_s(points, 90.0), rel=1e-9)


def step_by_step_s(points: np.ndarray, speed: float) -> float:
    """The same plan by the two loops that firmware runs: back from the end, then forward."""
    steps = np.diff(points, axis=0)
    length = np.hypot(*steps.T)
    way = steps / length[:, None]
    limit = [8.0]
    for before, after in pairwise(way):
        jump = max(abs(b - a) if a * b > 0 else max(abs(a), abs(b)) for a, b in zip(before, after, strict=True))
        limit.append(min(speed, max(8.0, 8.0 / jump)))
    limit.append(8.0)
    for k in reversed(range(len(length))):
        limit[k] = min(limit[k], math.sqrt(limit[k + 1] ** 2 + 2000.0 * length[k]))
    for k in range(len(length)):
        limit[k + 1] = min(limit[k + 1], math.sqrt(limit[k] ** 2 + 2000.0 * length[k]))
    total = 0.0
    for k, distance in enumerate(length):
        entry, leave = limit[k], limit[k + 1]
        peak = min(speed, math.sqrt(1000.0 * distance + (entry**2 + leave**2) / 2))
        cruise = distance - (2 * peak**2 - entry**2 - leave**2) / 2000.0
        total += (2 * peak - entry - leave) / 1000.0 + cruise / speed
    return total
