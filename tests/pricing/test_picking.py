"""Picked holes that fit, do not fit, or are none."""

import pytest
from tests.pricing import plate
from tests.pricing.plate import flat_face, hole_faces, made_hole, offer, reviews

from partwright.manufacturing.requirements import InsertItem, Requirements, ThreadItem
from partwright.pricing.book import default_book
from partwright.pricing.extra import ROOT

FIRST, SECOND, *_ = hole_faces()
TABLES = default_book().tables
THREADS = TABLES.rows(f"{ROOT}.threads")


def thread(*faces: int, size: str = "m8", count: int | None = None) -> Requirements:
    return Requirements(threads=(ThreadItem(size=size, faces=faces, count=count),))


def reason(requirements: Requirements, **how: object) -> str:
    found = offer(requirements, **how).plan
    assert found is not None
    return found.review[0].reason


def test_a_face_of_another_part_is_to_be_picked_again() -> None:
    assert reviews(thread(FIRST, 9999)) == ["requirements.face_unknown"]
    assert reason(thread(FIRST, 9999)).startswith("Not on this part: face 9999. ")


def test_many_wrong_faces_are_one_reason() -> None:
    assert reviews(thread(*range(9000, 9020))) == ["requirements.face_unknown"]
    assert "faces 9000, 9001, 9002, 9003, 9004, 9005 and 14 more" in reason(thread(*range(9000, 9020)))


def test_a_face_that_is_no_hole_is_told() -> None:
    assert reviews(thread(flat_face())) == ["requirements.not_a_hole"]
    assert f"round hole: face {flat_face()}. " in reason(thread(flat_face()))


def test_a_mesh_has_no_faces_to_pick() -> None:
    assert reviews(thread(count=4)) == ["requirements.holes_not_picked"]


def test_count_and_picked_holes_must_agree() -> None:
    assert reviews(thread(FIRST, SECOND, count=2)) == []
    assert reviews(thread(FIRST, SECOND, count=3)) == ["requirements.count_differs"]


def test_a_hole_takes_one_thread() -> None:
    twice = Requirements(
        threads=(ThreadItem(size="m8", faces=(FIRST,)),), inserts=(InsertItem(size="wire_m8", faces=(FIRST,)),)
    )
    assert reviews(twice) == ["requirements.hole_picked_twice"]


def test_a_hole_too_wide_for_its_thread_says_what_to_model() -> None:
    assert reviews(thread(FIRST, size="m6")) == ["requirements.hole_too_large"]
    assert "6.6 mm is too wide for M6 × 1: model it with 5 mm" in reason(thread(FIRST, size="m6"))


def test_a_hole_far_too_narrow_is_not_meant() -> None:
    assert reviews(thread(FIRST, size="m16")) == ["requirements.hole_too_small"]


@pytest.mark.parametrize("size", THREADS)
def test_a_hole_of_the_tap_drill_fits_and_one_of_the_nominal_diameter_does_not(size: str) -> None:
    drill, widest, major, pitch = (
        TABLES.value(f"{ROOT}.threads.{size}.{name}", "mm") for name in ("tap_drill", "hole_max", "major", "pitch")
    )
    assert drill <= widest < major
    assert drill == pytest.approx(major - pitch, abs=0.25)  # rule of thumb of the trade
    # the basic minor diameter of a 60° thread is the least that a screw passes
    assert widest > major - 1.0825 * pitch
    depth_mm = 2 * major
    assert reviews(thread(1, size=size), holes=made_hole(diameter_mm=drill, depth_mm=depth_mm)) == []
    assert reviews(thread(1, size=size), holes=made_hole(diameter_mm=widest, depth_mm=depth_mm)) == []
    assert reviews(thread(1, size=size), holes=made_hole(diameter_mm=major, depth_mm=depth_mm)) == [
        "requirements.hole_too_large"
    ]


def test_every_insert_holds_a_thread_that_is_offered_and_is_wider_than_it() -> None:
    for size in TABLES.rows(f"{ROOT}.inserts"):
        held = TABLES.word(f"{ROOT}.inserts.{size}.thread")
        assert held in THREADS
        hole, widest = (TABLES.value(f"{ROOT}.inserts.{size}.{name}", "mm") for name in ("hole", "hole_max"))
        assert TABLES.value(f"{ROOT}.threads.{held}.major", "mm") < hole <= widest


def test_face_ids_are_names_and_nothing_more() -> None:
    holes = plate.plate_holes()
    shifted = plate.HoleFacts(
        {face + 500: at for face, at in holes.positions.items()},
        {face + 500: fact for face, fact in holes.holes.items()},
    )
    plain = offer(thread(*hole_faces()))
    moved = offer(thread(*(face + 500 for face in reversed(hole_faces()))), holes=shifted)
    assert plate.priced(plain, 1, 10) == plate.priced(moved, 1, 10)
    assert plain.plan == moved.plan
