"""Threads and inserts, worked by hand."""

import math
from decimal import Decimal

import pytest
from tests.pricing import plate
from tests.pricing.plate import MILLED, PRINTED, added, extra_costs, hole_faces, made_hole, offer, priced, reviews
from tests.shapes.analyses import bracket_analysis

from partwright.manufacturing.holes import holes_of
from partwright.manufacturing.process import CostKind, Operation, OperationId
from partwright.manufacturing.requirements import InsertItem, Requirements, ThreadItem
from partwright.pricing.book import default_book
from partwright.pricing.picking import fit_of
from partwright.pricing.quote import work_out
from partwright.pricing.tapping import hand_tap_s, tap_s

M8 = Requirements(threads=(ThreadItem(size="m8", faces=hole_faces()),))
FIRST = hole_faces()[0]


def m8(*faces: int, depth_mm: float | None = None) -> Requirements:
    return Requirements(threads=(ThreadItem(size="m8", faces=faces, depth_mm=depth_mm),))


# 35 m/min at 8 mm are 1392.6 turns a minute of 1.25 mm; 16 mm and three pitches, in and out, and 3 s at each hole.
ONE_M8_S = 2 * (16 + 3 * 1.25) / (35_000 / (math.pi * 8) / 60 * 1.25) + 3


def test_so_many_threads_take_so_many_times_one_at_the_machines_rate() -> None:
    found = added(M8)
    assert list(found) == [OperationId.TAP, OperationId.TOOL_CHANGE]
    (tap,), (change,) = found.values()
    assert tap.run_s == pytest.approx(4 * ONE_M8_S)
    assert (tap.setup_s, change.run_s) == (90.0, 10.0)
    costs = list(extra_costs(M8, 10).values())
    assert costs[0] == pytest.approx(Decimal((90 + 10 * 4 * ONE_M8_S) / 3600 * 62), abs=Decimal("0.0002"))
    assert costs[1] == pytest.approx(Decimal(100 / 3600 * 62), abs=Decimal("0.0002"))


def test_tapping_is_charged_at_the_machine_and_says_what_it_does() -> None:
    lines = [line for line in priced(offer(M8), 10)[0].lines if "M8" in line.source]
    assert {line.kind for line in lines} == {CostKind.MACHINE}
    assert lines[0].source == "4 × M8 × 1.25, 16 mm deep, at most 35 m/min; rate of vmc_small"


def test_threads_belong_to_the_setup_that_drills_their_holes() -> None:
    found = offer(M8).plan
    assert found is not None
    for number, setup in enumerate(found.setups):
        assert list(setup.operations) == [at for at, one in enumerate(found.operations) if one.setup == number]
    (tap,) = added(M8)[OperationId.TAP]
    drills = [one for one in found.operations if set(tap.faces) & set(one.faces) and one.operation != OperationId.TAP]
    assert tap.setup in {drill.setup for drill in drills}
    assert tap.features == tuple(sorted({fact.feature for fact in plate.plate_holes().holes.values()}))


def test_a_tap_is_fetched_once_and_changed_in_for_each_setup() -> None:
    analysis = bracket_analysis()  # a hole from above and one from the side, 8 mm through 8 mm
    body, found = analysis.part.bodies[0], analysis.bodies[0]
    holes = holes_of(found.features, face_ids=[face.id for face in body.faces])
    (survey,) = [one for one in found.surveys if one.process == MILLED.process]
    asked = Requirements(threads=(ThreadItem(size="m10", faces=tuple(holes.holes)),))
    offered = work_out(survey, MILLED, book=default_book(), currency="EUR", requirements=asked, holes=holes)
    assert offered.plan is not None
    assert offered.plan.review == ()
    taps = [one for one in offered.plan.operations if one.operation is OperationId.TAP]
    changes = [one for one in offered.plan.operations if one.note == "tap M10 × 1.5 at 10 s"]
    assert len({tap.setup for tap in taps}) == len(taps) == len(changes) == 2
    assert sorted(tap.setup_s for tap in taps) == [0.0, 90.0]
    assert {change.setup for change in changes} == {tap.setup for tap in taps}


def test_tapping_keeps_the_machine_busy() -> None:
    plain, tapped = priced(offer(), 5000)[0], priced(offer(M8), 5000)[0]
    assert tapped.business_days > plain.business_days


@pytest.mark.parametrize("specification", [MILLED, PRINTED])
def test_how_holes_are_grouped_into_items_changes_no_price(specification: object) -> None:
    together = offer(M8, specification=specification)
    one_by_one = Requirements(threads=tuple(ThreadItem(size="m8", faces=(face,)) for face in reversed(hole_faces())))
    assert priced(offer(one_by_one, specification=specification), 1, 50) == priced(together, 1, 50)


def test_every_face_of_a_hole_may_be_picked() -> None:
    everything = m8(*plate.plate_holes().holes)
    assert priced(offer(everything), 10)[0].total == priced(offer(M8), 10)[0].total


def test_deeper_threads_and_harder_metal_take_longer() -> None:
    def tapping(depth_mm: float, material: str) -> Operation:
        specification = plate.Specification(MILLED.process, material, "none", "standard")
        return added(m8(FIRST, depth_mm=depth_mm), specification=specification)[OperationId.TAP][0]

    assert tapping(6, "aluminum_6061").run_s < tapping(12, "aluminum_6061").run_s < tapping(12, "titanium_6al4v").run_s


def test_small_taps_turn_no_faster_than_the_spindle_may() -> None:
    shop = plate.shop_of()
    m2 = fit_of("m2", shop)
    seconds = tap_s(m2, depth_mm=4.0, speed_m_min=35.0, shop=shop)
    assert seconds == pytest.approx(2 * (4.0 + 1.2) / (2500 / 60 * 0.4) + 3)


def test_printed_threads_are_cut_by_hand_turn_by_turn() -> None:
    found = added(M8, specification=PRINTED)
    assert list(found) == [OperationId.TAP]
    (tap,) = found[OperationId.TAP]
    assert tap.run_s == pytest.approx(4 * (16 / 1.25 * 1.5 + 25))
    assert tap.run_s == pytest.approx(
        4 * hand_tap_s(fit_of("m8", plate.shop_of(PRINTED)), depth_mm=16.0, shop=plate.shop_of(PRINTED))
    )
    assert (tap.setup, tap.setup_s) == (None, 120.0)
    (line,) = [line for line in priced(offer(M8, specification=PRINTED))[0].lines if "M8" in line.source]
    assert line.kind is CostKind.LABOR


@pytest.mark.parametrize("size", ["m2", "m2_5", "unc_4_40"])
def test_threads_below_m3_are_not_cut_in_prints(size: str) -> None:
    small = Requirements(threads=(ThreadItem(size=size, faces=(1,)),))
    assert reviews(small, specification=PRINTED, holes=made_hole(diameter_mm=1.6)) == ["requirements.thread_unsuited"]
    assert reviews(small, holes=made_hole(diameter_mm=1.6, depth_mm=6.0)) == []


def test_rubber_takes_no_thread() -> None:
    rubber = plate.Specification(PRINTED.process, "tpu_95a", "none", "standard")
    assert reviews(M8, specification=rubber) == ["requirements.thread_unsuited"]


@pytest.mark.parametrize(
    ("hole", "depth_mm", "expected"),
    [
        ({"depth_mm": 16.0}, None, []),
        ({"depth_mm": 3.7}, None, ["requirements.thread_depth"]),  # three turns are 3.75 mm
        ({"depth_mm": 3.75}, None, []),
        ({"depth_mm": 7.4, "through": False}, None, ["requirements.thread_depth"]),  # three turns and three of run-out
        ({"depth_mm": 7.5, "through": False}, None, []),
        ({"depth_mm": 20.0, "through": False}, 16.25, []),
        ({"depth_mm": 20.0, "through": False}, 16.5, ["requirements.thread_depth"]),
        ({"depth_mm": 20.0}, 20.1, ["requirements.thread_depth"]),
        ({"depth_mm": 60.0}, 24.0, []),  # three diameters
        ({"depth_mm": 60.0}, 24.1, ["requirements.thread_depth"]),
    ],
)
def test_a_thread_must_have_room_and_hold(hole: dict[str, object], depth_mm: float | None, expected: list[str]) -> None:
    assert reviews(m8(1, depth_mm=depth_mm), holes=made_hole(**hole)) == expected


def test_inserts_are_bought_and_set() -> None:
    inserts = Requirements(inserts=(InsertItem(size="heat_set_m6", faces=hole_faces()),))
    found = added(inserts, specification=PRINTED)
    assert list(found) == [OperationId.FINISH_TREATMENT]
    (setting,) = found[OperationId.FINISH_TREATMENT]
    assert (setting.run_s, setting.setup_s) == (4 * 30.0, 240.0)
    lines = [line for line in priced(offer(inserts, specification=PRINTED), 10)[0].lines if "M6" in line.source]
    assert [line.kind for line in lines] == [CostKind.BOUGHT, CostKind.LABOR]
    assert lines[0].cost == Decimal("0.33") * 4 * 10


def test_a_wire_insert_needs_its_own_thread_first() -> None:
    wire = Requirements(inserts=(InsertItem(size="wire_m8", faces=hole_faces()),))
    found = added(wire)
    assert list(found) == [OperationId.TAP, OperationId.TOOL_CHANGE, OperationId.FINISH_TREATMENT]
    assert "thread for Wire thread insert M8" in found[OperationId.TAP][0].note


def test_how_inserts_are_grouped_changes_no_price() -> None:
    together = Requirements(inserts=(InsertItem(size="wire_m8", faces=hole_faces()),))
    apart = Requirements(inserts=tuple(InsertItem(size="wire_m8", faces=(face,)) for face in hole_faces()))
    assert priced(offer(together), 1, 9) == priced(offer(apart), 1, 9)


@pytest.mark.parametrize(
    ("size", "specification", "hole", "expected"),
    [
        ("heat_set_m6", MILLED, {}, ["requirements.insert_unsuited"]),
        ("wire_m8", PRINTED, {}, ["requirements.insert_unsuited"]),
        ("heat_set_m5", PRINTED, {}, ["requirements.hole_too_large"]),
        ("heat_set_m6", PRINTED, {"depth_mm": 12.6}, ["requirements.hole_too_short"]),
        ("heat_set_m6", PRINTED, {"depth_mm": 12.7, "through": False}, []),
        ("wire_m8", MILLED, {"depth_mm": 15.7, "through": False}, ["requirements.hole_too_short"]),
        ("wire_m8", MILLED, {"depth_mm": 15.75, "through": False}, []),
        ("wire_m8", MILLED, {"depth_mm": 12.0}, []),
    ],
)
def test_an_insert_must_fit_its_hole_and_process(
    size: str, specification: plate.Specification, hole: dict[str, object], expected: list[str]
) -> None:
    inserts = Requirements(inserts=(InsertItem(size=size, faces=(1,)),))
    assert reviews(inserts, specification=specification, holes=made_hole(**hole)) == expected
