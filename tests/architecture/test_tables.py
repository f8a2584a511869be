"""Every number of the trade carries a unit and a source, and every source says something."""

import pytest

from partwright.manufacturing.processes import PROCESSES, default_tables
from partwright.manufacturing.specification import ProcessId
from partwright.manufacturing.tables import Tables
from partwright.pricing.book import default_book
from partwright.pricing.world import world_tables

SHORTEST_SOURCE = 8
UNITLESS = "1"  # ratios say so


ALL_TABLES = pytest.mark.parametrize("tables", [default_book().tables, world_tables()], ids=["book", "world"])


@ALL_TABLES
def test_every_number_has_unit_and_source(tables: Tables) -> None:
    for path, entry in tables.entries():
        assert entry.unit.strip(), path
        assert len(entry.source) >= SHORTEST_SOURCE, path


@ALL_TABLES
def test_an_estimate_says_why(tables: Tables) -> None:
    for path, entry in tables.entries():
        if entry.source.startswith("estimate"):
            assert entry.source.startswith("estimate: "), path


@pytest.mark.parametrize("process", sorted(PROCESSES))
def test_every_process_offers_the_choices_of_its_trade(process: ProcessId) -> None:
    catalog = PROCESSES[process].catalog(default_tables())
    assert len(catalog.materials) >= 8
    assert sum(material.default for material in catalog.materials) == 1
    assert "none" in {finish.id for finish in catalog.finishes}
    assert "standard" in {tolerance.id for tolerance in catalog.tolerances}
    assert catalog.machines


def test_facts_of_the_world_do_not_enter_the_price_book() -> None:
    book = default_book().tables
    assert len(book.rows("pricing")) > 5
    assert book.rows("world") == ()
    assert {"countries", "postal", "eu"} <= set(world_tables().rows("world.places"))
