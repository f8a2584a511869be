"""`partwright quote` as other programs see it."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from tests.cli.conftest import Run

from partwright.cli.output import CsvTable
from partwright.manufacturing.processes import PROCESSES


def test_json_has_an_option_for_each_process_cheapest_first(run: Run, parts: Path) -> None:
    found = json.loads(run("quote", "--json", "--quantity", "10", parts / "plate.step").out)[0]
    assert list(found)[-1] == "options"
    assert {option["process"] for option in found["options"]} == set(PROCESSES)
    totals = [Decimal(option["prices"][0]["total"]) for option in found["options"] if option["prices"]]
    assert totals
    assert totals == sorted(totals)


def test_every_price_is_the_sum_of_its_lines_and_monotone(run: Run, parts: Path) -> None:
    quantities = [1, 2, 3, 5, 10, 25, 100, 250, 1000]
    asked = ("--quantity", ",".join(map(str, quantities)), "--lead-time", "economy,standard,expedite")
    for option in json.loads(run("quote", "--json", *asked, parts / "bracket.step").out)[0]["options"]:
        for lead_time in ("economy", "standard", "expedite"):
            prices = [price for price in option["prices"] if price["lead_time"] == lead_time]
            assert [price["quantity"] for price in prices] == quantities
            units = [Decimal(price["unit"]) for price in prices]
            totals = [Decimal(price["total"]) for price in prices]
            assert units == sorted(units, reverse=True)
            assert totals == sorted(totals)
            for price, total in zip(prices, totals, strict=True):
                assert sum(Decimal(line["cost"]) for line in price["lines"]) == total
                assert abs(Decimal(price["unit"]) * price["quantity"] - total) <= Decimal("0.005")


def test_findings_of_options_are_listed(run: Run, parts: Path) -> None:
    found = json.loads(run("quote", "--json", parts / "plate.step").out)[0]
    listed = {finding["id"] for finding in found["findings"]}
    for option in found["options"]:
        assert set(option["findings"]) <= listed


def test_one_lead_time_is_the_default_for_programs_and_all_for_people(run: Run, parts: Path) -> None:
    listed = json.loads(run("quote", "--json", parts / "plate.step").out)[0]["options"][0]["prices"]
    assert [price["lead_time"] for price in listed] == ["standard"]
    shown = run("quote", parts / "plate.step").out
    assert all(word in shown for word in ("economy", "standard", "expedite"))


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--process", "witchcraft"), "cnc_milling"),
        (("--material", "cheese"), "material 'cheese'"),
        (("--finish", "glitter"), "none"),
        (("--tolerance", "atomic"), "standard"),
        (("--quantity", "ten"), "whole number"),
        (("--quantity", "9" * 5000), "whole number"),
        (("--quantity", "0"), "1 to 100000"),
        (("--lead-time", "yesterday"), "expedite"),
        (("--currency", "XAU"), "EUR"),
        (("--json", "--csv"), "choose one"),
    ],
)
def test_a_wrong_wish_is_wrong_usage_and_names_the_choices(
    run: Run, parts: Path, arguments: tuple[str, ...], named: str
) -> None:
    ran = run("quote", *arguments, parts / "plate.step")
    assert ran.status == 2
    assert named in ran.err
    assert ran.out == ""


def test_csv_has_one_row_per_price(run: Run, parts: Path) -> None:
    asked = ("--csv", "--process", "cnc_milling", "--quantity", "1,10")
    ran = run("quote", *asked, parts / "plate.step", parts / "broken.step")
    rows = list(csv.DictReader(io.StringIO(ran.out, newline="")))
    assert ran.status == 1
    assert [(row["file"], row["quantity"]) for row in rows] == [
        ("plate.step", "1"),
        ("plate.step", "10"),
        ("broken.step", ""),
    ]
    assert rows[2]["error"].startswith("file.")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\0"])
def test_csv_cells_cannot_be_formulas(start: str, capsys: pytest.CaptureFixture[str]) -> None:
    with CsvTable(("name",), printing=True) as table:
        table.add({"name": f"{start}cmd|' /C calc'!A0"})
    assert list(csv.reader(io.StringIO(capsys.readouterr().out, newline="")))[1][0].startswith("'")


def test_people_see_table_breakdown_and_band(run: Run, parts: Path) -> None:
    out = run("quote", "--process", "cnc_milling", "--quantity", "1,10", parts / "plate.step").out
    assert "unit price (total) in EUR" in out
    assert "80% confidence" in out
    assert "margin" in out


def test_prices_in_another_currency(run: Run, parts: Path) -> None:
    def total(currency: str) -> Decimal:
        asked = ("--json", "--process", "cnc_milling", "--quantity", "50", "--currency", currency)
        return Decimal(
            json.loads(run("quote", *asked, parts / "plate.step").out)[0]["options"][0]["prices"][0]["total"]
        )

    assert total("usd") / total("EUR") == pytest.approx(Decimal("1.15"), rel=Decimal("0.0001"))
