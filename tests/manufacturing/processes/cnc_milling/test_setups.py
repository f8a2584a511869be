"""The smallest set of clampings, on needs written by hand and on solids."""

import numpy as np
import pytest
from tests.shapes.solids import body_of, box, bracket, cut, cylinder, plate_with_pocket

from partwright.geometry.anatomy import anatomize
from partwright.manufacturing.processes import default_tables
from partwright.manufacturing.processes.cnc_milling.setups import choose_setups
from partwright.manufacturing.processes.cnc_milling.survey import MillingSurvey, survey_body

SIX = tuple(tuple(sign * row) for row in np.eye(3) for sign in (1.0, -1.0))


def survey(shape: object) -> MillingSurvey:
    return survey_body(anatomize(body_of(shape)), tables=default_tables())


def choose(needs: np.ndarray, heights: np.ndarray) -> tuple[int, ...]:
    return choose_setups(
        needs,
        directions=SIX,
        heights_mm=heights,
        areas_mm2=np.ones(needs.shape[1]),
        direct=needs > 0.5,
    )


def block_needs() -> np.ndarray:
    """Each face of a block is seen from all sides but the one it looks away from."""
    return np.array([[float(face != (direction ^ 1)) for face in range(6)] for direction in range(6)])


def test_a_block_is_turned_over_along_its_shortest_side() -> None:
    assert set(choose(block_needs(), np.array([100.0, 100, 60, 60, 20, 20]))) == {4, 5}


def test_one_clamping_is_never_enough() -> None:
    assert len(choose(np.ones((6, 4)), np.full(6, 10.0))) == 2


def test_a_face_only_one_side_sees_forces_that_side() -> None:
    needs = np.hstack([block_needs(), np.eye(6)[:, :1]])
    assert 0 in choose(needs, np.array([100.0, 100, 60, 60, 20, 20]))


def test_two_halves_seen_from_two_sides_make_a_whole() -> None:
    half = np.array([[0.5], [0.5], [0.0], [0.0], [0.0], [0.0]])
    assert set(choose(np.hstack([block_needs(), half]), np.full(6, 10.0))) == {0, 1}


@pytest.mark.parametrize(
    ("shape", "setups"),
    [
        (plate_with_pocket(), 2),
        (box(40, 40, 40), 2),
        (cylinder(20, 50), 2),
        (bracket(), 2),
        (cut(box(150, 40, 20), cylinder(3, 10, at=(-1, 20, 10), along=(1, 0, 0))), 3),
    ],
    ids=["plate", "cube", "round bar", "bracket", "blind hole in the end of a long block"],
)
def test_solids_take_as_many_setups_as_a_machinist_would(shape: object, setups: int) -> None:
    found = survey(shape)
    assert len(found.setups) == setups
    assert found.unreached == ()


def test_the_open_slot_is_cut_from_above_so_that_its_foot_stays_square() -> None:
    found = survey(cut(box(80, 40, 30), box(82, 12, 10, at=(-1, 14, 20))))
    assert any(np.dot(setup.direction, (0, 0, 1)) > 0.99 for setup in found.setups)


def test_no_setup_is_left_in_which_nothing_is_cut() -> None:
    # the corners of the open pocket would stay square only from its side, where nothing else is to be cut
    found = survey(cut(box(60, 40, 30), box(20, 15, 11, at=(-1, 12, 20)), box(14, 12, 12, at=(30, 29, 19))))
    busy = set(found.cuts.labels[:, 1].tolist()) | {0, found.opposite}
    assert busy.issuperset(range(len(found.setups)))


def test_a_long_part_is_not_stood_on_end_where_no_machine_takes_it() -> None:
    found = survey(box(800, 200, 140))
    assert all(setup.height_mm < 500 for setup in found.setups)
