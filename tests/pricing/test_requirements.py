"""Requirements on top of a plan: prices that stay sound, and reasons for review."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pricing import plate
from tests.pricing.plate import MILLED, PRINTED, hole_faces, offer, priced, reviews
from tests.pricing.workshop import Turning, TurningSurvey

from partwright.errors import SpecificationError
from partwright.manufacturing.process import CostKind, OperationId
from partwright.manufacturing.processes import PROCESSES
from partwright.manufacturing.requirements import (
    NONE,
    Certificate,
    CriticalDimension,
    InsertItem,
    InspectionLevel,
    Marking,
    Requirements,
    ThreadItem,
)
from partwright.manufacturing.specification import LeadTime, ProcessId, Specification
from partwright.pricing.book import default_book
from partwright.pricing.extra import ROOT
from partwright.pricing.quote import price_offer, quote_body, work_out
from partwright.pricing.report import report_option
from partwright.pricing.requirements import report_offered
from partwright.pricing.wish import Wish

FIRST, SECOND, THIRD, FOURTH = hole_faces()
TABLES = default_book().tables


@st.composite
def priceable(draw: st.DrawFn) -> Requirements:
    """Requirements that the milled plate can be priced with."""
    tapped = draw(st.lists(st.sampled_from([FIRST, SECOND]), unique=True))
    inserted = draw(st.lists(st.sampled_from([THIRD, FOURTH]), unique=True))
    return Requirements(
        threads=tuple(
            ThreadItem(size="m8", faces=(face,), depth_mm=draw(st.none() | st.floats(4, 20))) for face in tapped
        ),
        inserts=tuple(InsertItem(size="wire_m8", faces=(face,)) for face in inserted),
        critical_dimensions=tuple(CriticalDimension(text="seat") for _ in range(draw(st.integers(0, 4)))),
        inspection=draw(st.sampled_from(InspectionLevel)),
        certificates=draw(st.frozensets(st.sampled_from(Certificate))),
        marking=draw(st.none() | st.builds(Marking, method=st.sampled_from(["label", "laser"]), text=st.just("PN 1"))),
        notes=draw(st.sampled_from(["", "thank you"])),
    )


@settings(max_examples=40, deadline=None)
@given(priceable(), st.lists(st.integers(1, 5000), min_size=2, max_size=6, unique=True), st.sampled_from(LeadTime))
def test_lines_sum_and_quantity_never_raises_the_unit_or_lowers_the_total(
    asked: Requirements, quantities: list[int], lead_time: LeadTime
) -> None:
    prices = priced(offer(asked), *sorted(quantities), lead_time=lead_time)
    for price in prices:
        assert sum(line.cost for line in price.lines) == price.total
    for fewer, more in itertools.pairwise(prices):
        assert more.unit <= fewer.unit
        assert more.total >= fewer.total
        assert more.business_days >= fewer.business_days


@settings(max_examples=40, deadline=None)
@given(priceable(), st.integers(1, 1000))
def test_asking_for_something_is_never_cheaper(asked: Requirements, quantity: int) -> None:
    assert priced(offer(asked), quantity)[0].total >= priced(offer(), quantity)[0].total


def test_other_currencies_sum_too() -> None:
    asked = Requirements(
        threads=(ThreadItem(size="m8", faces=hole_faces()),), certificates=frozenset({Certificate.MATERIAL})
    )
    for price in priced(offer(asked, currency="CHF"), 1, 7, 333):
        assert sum(line.cost for line in price.lines) == price.total


@pytest.mark.parametrize("specification", [MILLED, PRINTED])
def test_nothing_required_changes_nothing(specification: Specification) -> None:
    plain, none = offer(specification=specification), offer(Requirements(), specification=specification)
    assert plain.plan == none.plan
    wish = Wish(quantities=(1, 10))
    listed = [
        report_option(price_offer(0, one, wish=wish, book=default_book()), face_ids=range(200)) for one in (plain, none)
    ]
    assert listed[0] == listed[1]
    assert "requirements" not in listed[0]


def test_notes_are_kept_and_change_no_price() -> None:
    noted = offer(Requirements(notes="Please call before you start."))
    assert priced(noted, 10) == priced(offer(), 10)
    listed = report_option(price_offer(0, noted, wish=Wish(), book=default_book()), face_ids=range(200))
    assert list(listed)[-1] == "requirements"
    assert listed["requirements"]["notes"] == "Please call before you start."


def test_export_control_is_for_a_person() -> None:
    assert reviews(Requirements(export_controlled=True)) == ["requirements.export_control"]


def test_every_reason_is_told_at_once() -> None:
    asked = Requirements(
        threads=(ThreadItem(size="m6", faces=hole_faces()),),
        marking=Marking(method="label", text="A"),
        export_controlled=True,
    )
    # four holes of one size are one reason
    assert reviews(asked) == ["requirements.hole_too_large", "requirements.export_control"]


@pytest.mark.parametrize(
    ("asked", "field", "choice"),
    [
        (Requirements(threads=(ThreadItem(size="m7", faces=(FIRST,)),)), "requirements.threads[0].size", "m24"),
        (Requirements(inserts=(InsertItem(size="m6", faces=(FIRST,)),)), "requirements.inserts[0].size", "wire_m6"),
        (Requirements(marking=Marking(method="chalk", text="A")), "requirements.marking.method", "laser"),
    ],
)
def test_what_the_book_does_not_have_is_refused_with_the_choices(asked: Requirements, field: str, choice: str) -> None:
    with pytest.raises(SpecificationError, match=choice) as caught:
        offer(asked)
    assert caught.value.field == field


def test_an_operator_can_change_what_it_costs() -> None:
    book = default_book().overridden(
        {f"{ROOT}.certificates.material.fee": 40.0}, version="own", source="our dealer's list"
    )
    asked = Requirements(certificates=frozenset({Certificate.MATERIAL}))
    dearer = [line for line in priced(offer(asked, book=book))[0].lines if line.kind is CostKind.BOUGHT]
    assert [line.cost for line in dearer] == [Decimal(40)]
    assert "our dealer's list" in dearer[0].source


def test_savings_keep_what_is_required() -> None:
    analysis = plate.plate_analysis()
    asked = Requirements(inspection=InspectionLevel.FIRST_ARTICLE)
    wish = Wish(process=ProcessId.CNC_MILLING, tolerance="fine", quantities=(10,))
    quotation = quote_body(
        0, analysis.bodies[0].surveys, wish=wish, book=default_book(), requirements=asked, holes=plate.plate_holes()
    )
    (option,) = quotation.options
    saving = next(one for one in option.savings or () if one.change.startswith("tolerance"))
    assert saving.unit_after == priced(offer(asked), 10)[0].unit
    assert option.requirements == asked


def test_a_room_without_rows_taps_by_hand_at_the_books_labor_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PROCESSES, ProcessId.CNC_TURNING, Turning())
    turned = work_out(
        TurningSurvey(),
        Specification(ProcessId.CNC_TURNING, "steel", "none", "standard"),
        book=default_book(),
        currency="EUR",
        requirements=Requirements(
            threads=(ThreadItem(size="m8", faces=(1,)),),
            critical_dimensions=(CriticalDimension(text="seat", nominal_mm=5.0, tolerance_mm=1.0),),
        ),
        holes=plate.made_hole(),
    )
    assert turned.plan is not None
    assert turned.plan.operations[-1].operation is OperationId.TAP
    # what a class holds there is not in the tables
    assert [review.code for review in turned.plan.review] == ["requirements.tolerance_unknown"]


def test_a_part_that_cannot_be_made_stays_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PROCESSES, ProcessId.CNC_TURNING, Turning())
    offered = work_out(
        TurningSurvey(length_mm=300.0),
        Specification(ProcessId.CNC_TURNING, "steel", "none", "standard"),
        book=default_book(),
        currency="EUR",
        requirements=Requirements(export_controlled=True),
    )
    assert (offered.feasible, offered.plan, offered.tariff) == (False, None, None)


def test_reasons_of_the_plan_and_of_requirements_stand_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PROCESSES, ProcessId.CNC_TURNING, Turning())
    offered = work_out(
        TurningSurvey(length_mm=180.0),
        Specification(ProcessId.CNC_TURNING, "steel", "none", "standard"),
        book=default_book(),
        currency="EUR",
        requirements=Requirements(export_controlled=True),
    )
    assert offered.plan is not None
    assert [review.code for review in offered.plan.review] == ["shape.slender", "requirements.export_control"]


def test_every_number_has_a_unit_and_a_source_that_says_something() -> None:
    mine = [(path, entry) for path, entry in TABLES.entries() if path.startswith(f"{ROOT}.")]
    assert len(mine) > 150
    for path, entry in mine:
        assert entry.unit.strip(), path
        assert len(entry.source) >= 8, path
        assert not entry.source.startswith("estimate") or entry.source.startswith("estimate: "), path


def test_the_tables_name_only_what_there_is() -> None:
    classes = {
        (str(process), entry.id) for process, room in PROCESSES.items() for entry in room.catalog(TABLES).tolerances
    }
    held = {
        (process, tolerance)
        for process in TABLES.rows(f"{ROOT}.tolerances")
        for tolerance in TABLES.rows(f"{ROOT}.tolerances.{process}")
    }
    assert held == classes
    families = set(TABLES.rows("cnc_milling.families"))
    assert set(TABLES.rows(f"{ROOT}.tapping.speeds")) == families
    for level in InspectionLevel:
        assert TABLES.word(f"{ROOT}.inspection.{level}.name")
    for certificate in Certificate:
        assert TABLES.word(f"{ROOT}.certificates.{certificate}.name")


def test_the_catalog_lists_what_can_be_required() -> None:
    offered = report_offered(TABLES)
    assert list(offered) == ["threads", "inserts", "inspection_levels", "certificates", "marking_methods"]
    assert offered["threads"][6] == {
        "id": "m8", "name": "M8 × 1.25", "major_mm": 8.0, "pitch_mm": 1.25, "tap_drill_mm": 6.8, "hole_max_mm": 6.912,
    }  # fmt: skip
    assert list(offered["inserts"][0]) == ["id", "name", "thread", "hole_mm", "hole_max_mm", "length_mm", "processes"]
    assert [level["id"] for level in offered["inspection_levels"]] == list(InspectionLevel)
    label = next(method for method in offered["marking_methods"] if method["id"] == "label")
    assert label["processes"] == list(PROCESSES)
    assert NONE.as_plain()["inspection"] == offered["inspection_levels"][0]["id"]
