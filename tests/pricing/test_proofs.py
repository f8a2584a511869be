"""Measuring, certificates and marking, worked by hand."""

from decimal import Decimal

import pytest
from tests.pricing import plate
from tests.pricing.plate import MILLED, PRINTED, added, extra_costs, flat_face, offer, priced, reviews

from partwright.manufacturing.process import CostKind, OperationId
from partwright.manufacturing.requirements import (
    Certificate,
    CriticalDimension,
    InspectionLevel,
    Marking,
    Requirements,
)
from partwright.pricing.proofs import deviation_mm

RATE = Decimal(48)  # of labor in the milling room
CENT = Decimal("0.0002")


def costs_of(requirements: Requirements, quantity: int = 1, **how: object) -> Decimal:
    return sum(extra_costs(requirements, quantity, **how).values(), Decimal(0))


def critical(*tolerances: float | None, nominal_mm: float = 20.0) -> Requirements:
    return Requirements(
        critical_dimensions=tuple(
            CriticalDimension(text="seat", nominal_mm=nominal_mm, tolerance_mm=tolerance, faces=(flat_face(),))
            for tolerance in tolerances
        )
    )


def test_a_critical_dimension_is_planned_once_and_measured_on_every_piece() -> None:
    (inspect,) = added(critical(None, 0.3))[OperationId.INSPECT]
    assert (inspect.setup_s, inspect.run_s) == (2 * 120.0, 2 * 30.0)
    assert inspect.faces == (plate.plate_holes().positions[flat_face()],)
    assert costs_of(critical(None, 0.3), 10) == pytest.approx((240 + 10 * 60) * RATE / 3600, abs=CENT)


@pytest.mark.parametrize(
    ("tolerance", "nominal_mm", "held_mm"),
    [
        ("standard", 6.0, 0.1),
        ("standard", 6.1, 0.2),
        ("standard", 30.0, 0.2),
        ("standard", 100.0, 0.3),
        ("fine", 100.0, 0.15),
        ("precision", 100.0, 0.025),
        ("standard", 2000.1, None),
    ],
)
def test_a_class_holds_what_iso_2768_says(tolerance: str, nominal_mm: float, held_mm: float | None) -> None:
    shop = plate.shop_of(plate.Specification(MILLED.process, "aluminum_6061", "none", tolerance))
    assert deviation_mm(nominal_mm, shop) == held_mm


def test_prints_hold_a_share_of_large_sizes() -> None:
    assert deviation_mm(50.0, plate.shop_of(PRINTED)) == 0.2
    assert deviation_mm(400.0, plate.shop_of(PRINTED)) == pytest.approx(0.8)


def test_a_dimension_closer_than_its_class_is_for_a_person() -> None:
    assert reviews(critical(0.2)) == []
    assert reviews(critical(0.19)) == ["requirements.tolerance_close"]
    fine = plate.Specification(MILLED.process, "aluminum_6061", "none", "fine")
    assert reviews(critical(0.19), specification=fine) == []
    assert reviews(critical(0.5, nominal_mm=3000.0)) == ["requirements.tolerance_unknown"]


def test_a_note_on_a_face_of_another_part_is_to_be_picked_again() -> None:
    noted = Requirements(critical_dimensions=(CriticalDimension(text="flat", faces=(9999,)),))
    assert reviews(noted) == ["requirements.face_unknown"]


@pytest.mark.parametrize(
    ("level", "order_s"),
    [(InspectionLevel.DIMENSIONAL_REPORT, 600 + 10 * 120), (InspectionLevel.FIRST_ARTICLE, 2700 + 20 * 180)],
)
def test_a_report_is_paid_once_an_order(level: InspectionLevel, order_s: int) -> None:
    asked = Requirements(inspection=level)
    for quantity in (1, 100):
        assert costs_of(asked, quantity) == pytest.approx(order_s * RATE / 3600, abs=CENT)


def test_a_report_holds_the_critical_dimensions_too() -> None:
    asked = Requirements(
        inspection=InspectionLevel.DIMENSIONAL_REPORT, critical_dimensions=critical(None, None).critical_dimensions
    )
    _, report = added(asked)[OperationId.INSPECT]
    assert report.setup_s == 600 + 12 * 120
    assert report.note == "Dimensional report of one piece, 12 characteristics"


def test_a_first_article_takes_a_day() -> None:
    first = offer(Requirements(inspection=InspectionLevel.FIRST_ARTICLE))
    report = offer(Requirements(inspection=InspectionLevel.DIMENSIONAL_REPORT))
    plain = priced(offer(), 10)[0].business_days
    assert priced(first, 10)[0].business_days == plain + 1
    assert priced(report, 10)[0].business_days == plain


def test_a_material_certificate_has_a_fee_and_work() -> None:
    asked = Requirements(certificates=frozenset({Certificate.MATERIAL}))
    assert costs_of(asked, 50) == pytest.approx(15 + 300 * RATE / 3600, abs=CENT)
    kinds = {line.kind for line in priced(offer(asked))[0].lines if "EN 10204 3.1" in line.source}
    assert kinds == {CostKind.BOUGHT, CostKind.LABOR}


def test_filament_has_no_material_certificate_but_any_part_can_be_declared_to_conform() -> None:
    assert reviews(Requirements(certificates=frozenset({Certificate.MATERIAL})), specification=PRINTED) == [
        "requirements.certificate_unavailable"
    ]
    assert reviews(Requirements(certificates=frozenset({Certificate.CONFORMITY})), specification=PRINTED) == []


def test_a_marking_is_paid_by_its_characters() -> None:
    (marking,) = added(Requirements(marking=Marking(method="laser", text="PN 1024")))[OperationId.FINISH_TREATMENT]
    assert marking.setup_s == 720
    assert marking.run_s == pytest.approx(15 + 6 * 0.8)


def test_prints_are_labeled_and_not_lasered() -> None:
    assert reviews(Requirements(marking=Marking(method="label", text="A")), specification=PRINTED) == []
    assert reviews(Requirements(marking=Marking(method="laser", text="A")), specification=PRINTED) == [
        "requirements.marking_unsuited"
    ]
