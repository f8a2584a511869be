"""The price book as it is shipped, and as an operator changes it."""

import pytest

from partwright.errors import SpecificationError, TableError
from partwright.manufacturing.processes import PROCESSES
from partwright.manufacturing.specification import LeadTime
from partwright.pricing.book import default_book
from partwright.pricing.calibration import COST_KINDS, calibration
from partwright.pricing.lead_time import price_factor
from partwright.pricing.wish import catalog_of


def test_the_digest_changes_with_any_number_and_only_then() -> None:
    book = default_book()
    dearer = book.overridden({"pricing.markup.labor": 0.5}, version="2", source="operator")
    assert dearer.digest != book.digest
    assert dearer.version == "2"
    assert book.digest == default_book().digest


def test_an_operator_cannot_invent_numbers() -> None:
    with pytest.raises(TableError):
        default_book().overridden({"pricing.markup.luck": 0.5}, version="2", source="operator")


def test_the_base_currency_is_worth_itself() -> None:
    assert default_book().exchange_rate("EUR") == 1
    assert default_book().currencies[0] == default_book().base_currency


def test_an_unknown_currency_names_the_choices() -> None:
    with pytest.raises(SpecificationError, match="USD"):
        default_book().exchange_rate("XAU")


def test_haste_is_dearer_and_patience_cheaper() -> None:
    tables = default_book().tables
    factors = [price_factor(lead_time, tables=tables) for lead_time in LeadTime]
    assert factors == sorted(factors)
    assert price_factor(LeadTime.STANDARD, tables=tables) == 1


def test_every_kind_of_cost_has_a_markup_and_an_uncertainty() -> None:
    tables = default_book().tables
    deviations = calibration(tables).deviations
    for kind in COST_KINDS:
        assert 0 < tables.value(f"pricing.markup.{kind}", "1") < 1
        assert 0 < deviations[kind] < 1


@pytest.mark.parametrize("process", PROCESSES)
def test_cheaper_materials_named_are_offered(process: str) -> None:
    book = default_book()
    offered = {material.id for material in catalog_of(PROCESSES[process].id, book.tables).materials}
    for material in book.tables.rows(f"pricing.savings.{process}"):
        assert material in offered
        assert book.tables.word(f"pricing.savings.{process}.{material}") in offered


@pytest.mark.parametrize("process", PROCESSES)
def test_every_process_has_its_own_shop_and_minimum(process: str) -> None:
    tables = default_book().tables
    assert f"pricing.lead_time.shop.{process}.machines" in tables
    assert f"pricing.minimum_charge.{process}" in tables
