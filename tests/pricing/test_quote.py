"""Options with prices from surveys and a wish."""

from decimal import Decimal

import pytest
from tests.pricing.workshop import Turning, TurningSurvey

from partwright.errors import SpecificationError
from partwright.manufacturing.process import CostKind
from partwright.manufacturing.processes import PROCESSES
from partwright.manufacturing.specification import LeadTime, ProcessId
from partwright.pricing.book import default_book
from partwright.pricing.breakdown import Price
from partwright.pricing.quote import Option, quote_body
from partwright.pricing.report import report_option
from partwright.pricing.wish import Wish


@pytest.fixture(autouse=True)
def turning_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PROCESSES, ProcessId.CNC_TURNING, Turning())


def quoted(*, length_mm: float = 50.0, with_savings: bool = True, **wish: object) -> Option:
    asked = Wish(**{"process": ProcessId.CNC_TURNING, **wish})
    survey = TurningSurvey(length_mm=length_mm)
    quotation = quote_body(0, (survey,), wish=asked, book=default_book(), with_savings=with_savings)
    return quotation.options[0]


def price_of(quantity: int, **wish: object) -> Price:
    return quoted(quantities=(quantity,), **wish).prices[0]


def test_a_price_worked_by_hand() -> None:
    # 100 pieces of steel: material 200, set-up 30, turning 300; markup 20 % and 22 %.
    price = price_of(100)
    by_kind = {line.kind: line.cost for line in price.lines}
    assert by_kind[CostKind.MATERIAL] == Decimal(200)
    assert by_kind[CostKind.LABOR] == Decimal(30)
    assert by_kind[CostKind.MACHINE] == Decimal(300)
    assert by_kind[CostKind.MARGIN] == Decimal("112.6")  # 40 + 72.60
    assert (price.unit, price.total) == (Decimal("6.4260"), Decimal("642.60"))
    assert set(by_kind) == {CostKind.MATERIAL, CostKind.LABOR, CostKind.MACHINE, CostKind.MARGIN}


def test_a_small_order_is_charged_the_minimum() -> None:
    price = price_of(1)
    assert price.total == Decimal("50.00")
    assert CostKind.MINIMUM in {line.kind for line in price.lines}


@pytest.mark.parametrize("lead_time", LeadTime)
@pytest.mark.parametrize("quantity", [1, 3, 7, 19, 20, 21, 25, 999])
@pytest.mark.parametrize("currency", ["EUR", "USD"])
def test_lines_sum_to_the_total_exactly(lead_time: LeadTime, quantity: int, currency: str) -> None:
    price = price_of(quantity, lead_times=(lead_time,), finish="plate", currency=currency)
    assert sum(line.cost for line in price.lines) == price.total
    assert price.total == round(price.unit * quantity, 2) or abs(price.total - price.unit * quantity) <= Decimal(
        "0.005"
    )


def test_a_new_lot_is_not_passed_on_and_the_line_says_so() -> None:
    twenty, one_more = price_of(20, finish="plate"), price_of(21, finish="plate")
    assert one_more.unit <= twenty.unit
    assert sum(line.cost for line in one_more.lines if line.kind is CostKind.QUANTITY) < 0


def test_haste_costs_and_shortens() -> None:
    economy, standard, expedite = quoted(quantities=(50,), lead_times=tuple(LeadTime)).prices
    assert economy.total < standard.total < expedite.total
    assert economy.business_days > standard.business_days > expedite.business_days


def test_more_pieces_never_take_less_time() -> None:
    prices = quoted(quantities=tuple(range(1, 2000, 13))).prices
    days = [price.business_days for price in prices]
    assert days == sorted(days)


def test_the_band_holds_the_price() -> None:
    price = price_of(10)
    assert price.low < price.unit < price.high


def test_a_blocker_leaves_no_price_and_says_why() -> None:
    option = quoted(length_mm=300.0)
    assert not option.feasible
    assert (option.plan, option.prices, option.confidence) == (None, (), None)
    assert option.findings[0].startswith("0.cnc_turning.envelope.")


def test_a_review_has_a_plan_and_a_reason_but_no_price() -> None:
    option = quoted(length_mm=180.0)
    assert option.feasible
    assert option.plan is not None
    assert [review.code for review in option.review] == ["shape.slender"]
    assert option.prices == ()


def test_an_order_worth_a_fortune_is_for_a_person() -> None:
    book = default_book().overridden({"pricing.limits.order_value_max": 1000.0}, version="strict", source="test: small")
    wish = Wish(process=ProcessId.CNC_TURNING, quantities=(1000,))
    option = quote_body(0, (TurningSurvey(),), wish=wish, book=book).options[0]
    assert [review.code for review in option.review] == ["price.implausible"]


def test_savings_are_prices_of_the_changed_specification() -> None:
    option = quoted(quantities=(100,), tolerance="fine", material="brass", finish="plate")
    changes = {saving.change: saving for saving in option.savings or ()}
    assert set(changes) == {"tolerance Standard", "no finish"}
    standard = price_of(100, tolerance="standard", material="brass", finish="plate")
    assert changes["tolerance Standard"].unit_after == standard.unit
    assert changes["tolerance Standard"].unit_before == option.prices[0].unit


def test_savings_are_unknown_when_nothing_was_tried() -> None:
    assert quoted(with_savings=False).savings is None


def test_a_price_does_not_depend_on_the_other_quantities_asked() -> None:
    together = quoted(quantities=(7, 1000, 21), finish="plate").prices
    for price in together:
        assert price == price_of(price.quantity, finish="plate")


def test_a_finish_alone_picks_a_material_it_goes_on() -> None:
    assert quoted(finish="plate").material == "brass"


@pytest.mark.parametrize(
    ("field", "wish", "named"),
    [
        ("material", {"material": "cheese"}, "steel, brass"),
        ("finish", {"finish": "glitter"}, "none, plate"),
        ("finish", {"finish": "plate", "material": "steel"}, "none"),
        ("tolerance", {"tolerance": "atomic"}, "standard, fine"),
        ("quantity", {"quantities": (0,)}, "1 to 100000"),
        ("quantity", {"quantities": (100_001,)}, "1 to 100000"),
        ("currency", {"currency": "XAU"}, "EUR"),
    ],
)
def test_a_wrong_wish_is_told_with_the_choices(field: str, wish: dict[str, object], named: str) -> None:
    with pytest.raises(SpecificationError, match=named) as caught:
        quoted(**wish)
    assert caught.value.field == field


def test_the_json_has_the_keys_of_the_contract_in_order() -> None:
    listed = report_option(quoted(quantities=(10,), finish="plate"), face_ids=[17])
    assert list(listed) == [
        "body", "process", "material", "finish", "tolerance", "currency", "price_book", "feasible", "review",
        "findings", "plan", "confidence", "prices", "savings",
    ]  # fmt: skip
    assert list(listed["plan"]) == ["machine", "orientation", "stock_mm", "parameters", "setups", "operations"]
    assert listed["plan"]["operations"][1]["faces"] == [17]
    price = listed["prices"][0]
    assert list(price) == ["quantity", "lead_time", "business_days", "unit", "total", "low", "high", "lines"]
    assert list(price["lines"][0]) == ["kind", "operation", "seconds", "rate", "cost", "source"]
    assert len(price["unit"].split(".")[1]) == 4
    assert len(price["total"].split(".")[1]) == 2


def test_a_process_that_a_shop_does_not_offer_is_in_no_answer() -> None:
    others = [process for process in PROCESSES if process is not ProcessId.CNC_TURNING]
    surveys = (TurningSurvey(length_mm=50.0),)
    assert quote_body(0, surveys, wish=Wish(), book=default_book(), processes=others).options == ()
    with pytest.raises(SpecificationError, match="cnc_milling") as refusal:
        quote_body(0, surveys, wish=Wish(process=ProcessId.CNC_TURNING), book=default_book(), processes=others)
    assert "cnc_turning" not in refusal.value.choices
