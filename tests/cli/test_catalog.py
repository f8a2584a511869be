"""`partwright catalog`: the contract's list of choices."""

import json

from tests.cli.conftest import Run

from partwright.manufacturing.processes import PROCESSES


def test_json_is_that_of_the_contract(run: Run) -> None:
    found = json.loads(run("catalog", "--json").out)
    assert list(found) == ["schema", "lead_times", "currencies", "processes", "requirements"]
    assert found["lead_times"] == ["economy", "standard", "expedite"]
    assert found["currencies"][0] == "EUR"
    assert [process["id"] for process in found["processes"]] == list(PROCESSES)
    for process in found["processes"]:
        assert list(process) == ["id", "name", "machines", "materials", "finishes", "tolerances"]
        assert list(process["machines"][0]) == ["id", "envelope_mm", "parameters"]
        assert list(process["materials"][0]) == ["id", "name", "density_g_cm3", "default"]
        assert list(process["finishes"][0]) == ["id", "name", "materials"]
        assert list(process["tolerances"][0]) == ["id", "name"]


def test_every_finish_goes_on_a_material_that_is_offered(run: Run) -> None:
    for process in json.loads(run("catalog", "--json").out)["processes"]:
        materials = {material["id"] for material in process["materials"]}
        assert sum(material["default"] for material in process["materials"]) == 1
        for finish in process["finishes"]:
            assert finish["materials"]
            assert set(finish["materials"]) <= materials


def test_people_can_ask_for_every_source(run: Run) -> None:
    assert "source" not in run("catalog").out.splitlines()[0]
    assert "pricing.markup.material" in run("catalog", "--tables").out.replace("\n", "")
