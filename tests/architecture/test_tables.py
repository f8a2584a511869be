"""Every number of the trade carries a unit and a source, and every source says something."""

import pytest

from partwright.manufacturing.processes import PROCESSES, default_tables
from partwright.manufacturing.specification import ProcessId

SHORTEST_SOURCE = 8
UNITLESS = "1"  # ratios say so


def test_every_number_has_unit_and_source() -> None:
    for path, entry in default_tables().entries():
        assert entry.unit.strip(), path
        assert len(entry.source) >= SHORTEST_SOURCE, path


def test_an_estimate_says_why() -> None:
    for path, entry in default_tables().entries():
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
