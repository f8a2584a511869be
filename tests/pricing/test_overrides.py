"""What an operator may change of the price book, and what prices then keep."""

import math
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pricing.plate import MILLED, PRINTED, offer, priced

from partwright.errors import OverrideRangeError, TableError, UnknownOverrideError
from partwright.manufacturing.processes import PROCESSES
from partwright.manufacturing.specification import LeadTime
from partwright.pricing.book import PriceBook, default_book
from partwright.pricing.overrides import adjustable_tables
from partwright.pricing.overrides.adjustable import FREIGHT, GENERAL, MATERIALS, REQUIREMENTS, adjustables
from partwright.pricing.overrides.checking import applicable, faults, with_overrides

BOOK = default_book()
NUMBERS = adjustables(BOOK.tables)
MARKUP, RATE = "pricing.markup.machine", "cnc_milling.machines.vmc_small.rate"
STANDARD, ECONOMY = (f"pricing.lead_time.shop.cnc_milling.queue_{name}" for name in ("standard", "economy"))
BAND = "pricing.freight.services.standard.home.to_2_kg"
SOURCE = "operator: price book 2"
UNLIKE = ("pricing.currencies.",)  # a rate of exchange has the unit of its currencies, its range none


def changed(overrides: dict[str, float]) -> PriceBook:
    return with_overrides(BOOK, overrides, version="2026.1+2", source=SOURCE)


def test_every_shipped_number_is_within_its_range() -> None:
    assert faults({path: number.value for path, number in NUMBERS.items()}, tables=BOOK.tables) == {}


def test_every_kind_has_numbers_and_every_number_a_name_of_its_own() -> None:
    assert {number.kind for number in NUMBERS.values()} == set(adjustable_tables().rows("adjustable.kinds"))
    said = Counter((number.section, number.title, number.name) for number in NUMBERS.values())
    assert said.most_common(1)[0][1] == 1
    assert {number.section for number in NUMBERS.values()} == {*PROCESSES, GENERAL, MATERIALS, REQUIREMENTS, FREIGHT}


def test_every_range_is_in_the_unit_of_its_numbers() -> None:
    rules = adjustable_tables()
    for path, number in NUMBERS.items():
        units = {rules.entry(f"adjustable.kinds.{number.kind}.{end}").unit for end in ("least", "most")}
        assert units == {"1" if path.startswith(UNLIKE) else number.unit}, path


def test_an_override_keeps_the_unit_and_says_whose_it_is() -> None:
    book = changed({RATE: 75.0})
    entry = book.tables.entry(RATE)
    assert (entry.value, entry.unit, entry.source) == (75.0, "EUR/h", SOURCE)
    assert book.version == "2026.1+2"
    assert book.digest not in (BOOK.digest, changed({RATE: 75.5}).digest)
    assert book.digest == changed({RATE: 75.0}).digest


@pytest.mark.parametrize("path", ["pricing.markup.luck", "cnc_milling.machines.vmc_small.rapid", "", "pricing.markup"])
def test_what_no_operator_may_change_is_refused(path: str) -> None:
    with pytest.raises(UnknownOverrideError) as refusal:
        changed({path: 1.0})
    assert (refusal.value.code, refusal.value.path) == ("price_book.unknown", path)


@pytest.mark.parametrize("value", [-0.01, 3.01, math.inf, -math.inf, math.nan])
def test_a_number_outside_its_range_is_refused_with_the_range(value: float) -> None:
    with pytest.raises(OverrideRangeError, match="from 0 to 300 %") as refusal:
        changed({MARKUP: value})
    assert refusal.value.code == "price_book.range"


def test_days_are_whole() -> None:
    with pytest.raises(OverrideRangeError, match="whole number"):
        changed({"pricing.offer.valid_days": 14.5})


def test_who_waits_longer_is_not_served_sooner() -> None:
    assert set(faults({ECONOMY: 3.0}, tables=BOOK.tables)) == {ECONOMY}
    assert set(faults({STANDARD: 20.0}, tables=BOOK.tables)) == {STANDARD}
    assert faults({STANDARD: 20.0, ECONOMY: 25.0}, tables=BOOK.tables) == {}


def test_a_heavier_parcel_is_not_cheaper() -> None:
    assert set(faults({BAND: 1.0}, tables=BOOK.tables)) == {BAND}


def test_every_fault_is_told_at_once() -> None:
    assert set(faults({MARKUP: 9.0, "luck": 1.0, RATE: 75.0}, tables=BOOK.tables)) == {MARKUP, "luck"}


def test_what_newer_tables_do_not_know_is_left_out() -> None:
    kept = applicable(
        {MARKUP: 0.3, "cnc_milling.machines.gone.rate": 50.0, ECONOMY: 1.0, RATE: -1.0}, tables=BOOK.tables
    )
    assert kept == {MARKUP: 0.3}


def test_the_book_itself_still_refuses_what_is_no_number() -> None:
    with pytest.raises(TableError):
        BOOK.overridden({"pricing.book.version": 1.0}, version="2", source=SOURCE)


def ranged(path: str) -> st.SearchStrategy[float]:
    number = NUMBERS[path]
    if number.whole:
        return st.integers(int(number.least), int(number.most)).map(float)
    return st.floats(number.least, number.most, allow_nan=False).map(lambda value: round(value, 4))


@st.composite
def books(draw: st.DrawFn) -> PriceBook:
    """Books with some numbers anywhere in their ranges."""
    paths = draw(st.lists(st.sampled_from(sorted(NUMBERS)), max_size=25, unique=True))
    overrides = {path: draw(ranged(path)) for path in paths}
    return changed(dict(applicable(overrides, tables=BOOK.tables)))


@settings(max_examples=40, deadline=None)
@given(book=books(), quantities=st.lists(st.integers(1, 3000), min_size=2, max_size=5, unique=True))
@pytest.mark.parametrize("specification", [MILLED, PRINTED], ids=["milled", "printed"])
def test_prices_keep_their_rules_whatever_an_operator_sets(specification, book: PriceBook, quantities) -> None:
    offered = offer(specification=specification, book=book)
    assert offered.tariff is not None
    if not offered.tariff.within_limits(max(quantities)):
        return  # a person looks at it
    for lead_time in LeadTime:
        prices = priced(offered, *sorted(quantities), lead_time=lead_time)
        units, totals = [price.unit for price in prices], [price.total for price in prices]
        assert units == sorted(units, reverse=True)
        assert totals == sorted(totals)
        for price in prices:
            assert sum(line.cost for line in price.lines) == price.total
            assert price.low <= price.unit <= price.high
    economy, standard, expedite = (priced(offered, 10, lead_time=lead_time)[0] for lead_time in LeadTime)
    assert economy.total <= standard.total <= expedite.total
