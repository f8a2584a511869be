"""Survey, plan, cost and findings of whole bodies."""

import math
from decimal import Decimal

import numpy as np
import pytest
import trimesh
from tests.shapes.meshes import bare_anatomy, mesh_body

from partwright.geometry.part import Body
from partwright.manufacturing.process import CostKind, Finding, OperationId, Plan, Severity
from partwright.manufacturing.processes import default_tables
from partwright.manufacturing.processes.fused_filament import PROCESS
from partwright.manufacturing.processes.fused_filament.survey import FilamentSurvey
from partwright.manufacturing.specification import ProcessId, Specification
from partwright.manufacturing.tables import Tables

TABLES = default_tables()


def wish(material: str = "pla", finish: str = "none", tolerance: str = "standard") -> Specification:
    return Specification(ProcessId.FUSED_FILAMENT, material, finish, tolerance)


def block(x: float, y: float, z: float, at: tuple[float, float, float] = (0, 0, 0)) -> trimesh.Trimesh:
    return trimesh.creation.box((x, y, z)).apply_translation(at)


def table_shape() -> trimesh.Trimesh:
    """A ball on a stem on a foot: however it lies, something hangs over."""
    parts = [
        block(30, 30, 4),
        block(6, 6, 20, (0, 0, 10)),
        trimesh.creation.icosphere(2, 12.0).apply_translation((0, 0, 28)),
    ]
    return trimesh.boolean.union(parts, engine="manifold")


def survey(shape: trimesh.Trimesh, tables: Tables = TABLES) -> FilamentSurvey:
    return PROCESS.survey(bare_anatomy(mesh_body(shape)), tables=tables)


def plan(shape: trimesh.Trimesh, specification: Specification | None = None, tables: Tables = TABLES) -> Plan:
    return PROCESS.plan(survey(shape, tables), specification or wish(), tables=tables)


def print_s(plan: Plan) -> float:
    return next(one.run_s for one in plan.operations if one.operation is OperationId.PRINT)


def piece_cost(plan: Plan, specification: Specification | None = None) -> Decimal:
    items = PROCESS.cost(plan, specification or wish(), tables=TABLES)
    return sum((item.piece_cost + item.batch_cost / item.batch_size for item in items), Decimal(0))


def rules(shape: trimesh.Trimesh, specification: Specification | None = None) -> dict[str, Finding]:
    found = PROCESS.findings(survey(shape), specification or wish(), tables=TABLES)
    return {finding.rule: finding for finding in found}


def massive(tables: Tables = TABLES) -> Tables:
    return tables.overridden({"fused_filament.machines.desktop_250.infill": 100.0}, source="test")


def test_a_cube_printed_solid_takes_its_own_volume() -> None:
    grams = float(plan(block(20, 20, 20), tables=massive()).parameters["part_mass_g"])
    assert grams == pytest.approx(8.0 * 1.24, rel=0.03)


def test_with_infill_a_part_takes_less_than_its_volume_and_more_than_its_shell() -> None:
    grams = float(plan(block(40, 40, 40)).parameters["part_mass_g"])
    shell_cm3 = (40**3 - 38.2**2 * 38.2) / 1000
    assert shell_cm3 * 1.24 < grams < 64.0 * 1.24


def test_more_infill_is_never_quicker() -> None:
    shape = block(40, 30, 20)
    times = [
        print_s(
            plan(shape, tables=TABLES.overridden({"fused_filament.machines.desktop_250.infill": share}, source="t"))
        )
        for share in (10.0, 15.0, 25.0, 50.0, 80.0)
    ]
    assert times == sorted(times)


def test_equal_pieces_of_length_take_equally_long() -> None:
    short, middle, long = (print_s(plan(block(40, 40, length))) for length in (80.0, 160.0, 240.0))
    assert long - middle == pytest.approx(middle - short, rel=0.05)


@pytest.mark.parametrize("seed", range(4))
def test_a_turned_part_costs_the_same(seed: int) -> None:
    shape = trimesh.boolean.difference(
        [block(60, 40, 20), block(52, 32, 20, (0, 0, 4)), block(8, 80, 6, (10, 0, 0))], engine="manifold"
    )
    turned = shape.copy().apply_transform(
        trimesh.transformations.random_rotation_matrix(np.random.default_rng(seed).random(3))
    )
    turned.apply_translation((12.0, -3.0, 80.0))
    assert float(piece_cost(plan(turned))) == pytest.approx(float(piece_cost(plan(shape))), rel=0.01)


def test_the_orientation_is_a_rotation_that_lays_the_part_on_a_side() -> None:
    rotation = np.array(plan(block(20, 100, 60)).orientation).reshape(3, 3)
    assert rotation @ rotation.T == pytest.approx(np.eye(3), abs=1e-9)
    assert np.linalg.det(rotation) == pytest.approx(1.0)
    assert survey(block(20, 100, 60)).size_mm == pytest.approx((100.0, 60.0, 20.0))


def test_an_overhang_is_avoided_by_turning_the_part() -> None:
    tee = trimesh.boolean.union([block(12, 30, 60), block(60, 30, 8, (0, 0, 26))], engine="manifold")
    assert survey(tee).overhang_mm2 == 0.0


def test_fine_layers_take_longer_and_the_same_filament() -> None:
    shape = block(40, 30, 20)
    standard, fine = plan(shape), plan(shape, wish(tolerance="fine"))
    assert print_s(fine) > 1.5 * print_s(standard)
    masses = [float(one.parameters["part_mass_g"]) for one in (standard, fine)]
    assert masses[1] == pytest.approx(masses[0], rel=0.05)


def test_a_material_that_melts_slowly_prints_slowly() -> None:
    shape = block(60, 40, 20)
    assert print_s(plan(shape, wish(material="tpu_95a"))) > 1.3 * print_s(plan(shape))


def test_small_layers_are_given_time_to_set() -> None:
    shape = block(5, 5, 20)
    standing = trimesh.boolean.union([block(30, 30, 2, (0, 0, -11)), shape], engine="manifold")
    quick = TABLES.overridden({"materials.filaments.pla.layer_time": 0.0}, source="test")
    assert print_s(plan(standing)) > 1.1 * print_s(plan(standing, tables=quick))


def test_supports_are_printed_removed_and_paid() -> None:
    made = plan(table_shape())
    assert float(made.parameters["support_mass_g"]) > 0.0
    removal = [one for one in made.operations if one.operation is OperationId.SUPPORT_REMOVAL]
    assert len(removal) == 1
    assert removal[0].run_s > 0.0


def test_pieces_share_a_plate() -> None:
    made = plan(block(40, 40, 10))
    pieces = int(made.parameters["plate_pieces"])
    assert pieces == math.floor(255 / 45) * math.floor(215 / 45)
    batched = [item for item in PROCESS.cost(made, wish(), tables=TABLES) if item.batch_cost]
    assert {item.batch_size for item in batched} == {pieces}


def test_every_operation_but_the_print_is_labor_and_points_at_itself() -> None:
    made = plan(table_shape(), wish(finish="sanded"))
    items = PROCESS.cost(made, wish(finish="sanded"), tables=TABLES)
    worked = {item.operation for item in items if item.kind is CostKind.LABOR}
    printed = {item.operation for item in items if item.kind is CostKind.MACHINE}
    assert worked | printed == set(range(len(made.operations)))
    assert all(item.source for item in items)


@pytest.mark.parametrize("finish", ["sanded", "bead_blast", "primed", "painted", "vapor_smoothed"])
def test_a_finish_is_never_cheaper_than_none(finish: str) -> None:
    shape = block(40, 30, 20)
    plain, treated = wish(material="abs"), wish(material="abs", finish=finish)
    assert piece_cost(plan(shape, treated), treated) > piece_cost(plan(shape, plain), plain)


def test_capacity_counts_the_hours_of_the_machine() -> None:
    made = plan(block(60, 60, 30))
    capacity = PROCESS.capacity(made, wish(finish="painted"), tables=TABLES)
    assert capacity.piece_h == pytest.approx(print_s(made) / 3600 / 0.95, rel=1e-6)
    assert capacity.first_h > capacity.piece_h
    assert capacity.outside_days == 2


def test_the_catalog_names_every_speed_and_acceleration() -> None:
    catalog = PROCESS.catalog(TABLES)
    assert len(catalog.materials) >= 8
    for machine in catalog.machines:
        assert {"layer_height_mm", "line_width_mm", "walls", "infill_percent", "jerk_mm_s"} <= set(machine.parameters)
        assert sum(name.startswith("speed_") for name in machine.parameters) >= 12
        assert sum(name.startswith("acceleration_") for name in machine.parameters) >= 5
    vapor = next(finish for finish in catalog.finishes if finish.id == "vapor_smoothed")
    assert vapor.materials == ("abs", "asa")


def test_the_larger_machine_takes_what_the_smaller_does_not() -> None:
    assert survey(block(100, 80, 30)).machine == "desktop_250"
    assert survey(block(300, 80, 30)).machine == "large_500"


def test_a_part_beyond_every_machine_is_blocked() -> None:
    finding = rules(block(600, 80, 30))["envelope"]
    assert (finding.severity, finding.measured, finding.limit) == (Severity.BLOCKER, 600.0, 500.0)


def test_an_open_mesh_is_blocked() -> None:
    shape = block(30, 30, 30)
    shape.update_faces(np.arange(len(shape.faces)) > 0)
    assert rules(shape)["not_watertight"].severity is Severity.BLOCKER


def test_a_closed_hollow_is_found_with_its_volume() -> None:
    inside = block(20, 20, 20)
    inside.invert()
    hollow = trimesh.util.concatenate([block(30, 30, 30), inside])
    finding = rules(hollow)["trapped_volume"]
    assert finding.measured == pytest.approx(8000.0)
    assert finding.triangles == tuple(range(12, 24))


def test_an_overhang_is_told_with_its_area_and_triangles() -> None:
    finding = rules(table_shape())["overhang"]
    assert finding.severity is Severity.INFO
    assert finding.triangles


def test_a_plain_block_has_no_findings() -> None:
    assert rules(block(30, 20, 10)) == {}


def thin_body() -> Body:
    return mesh_body(block(30, 20, 10))


@pytest.mark.parametrize(
    ("wall_mm", "material", "found"), [(0.6, "pla", True), (1.3, "pla", False), (1.3, "tpu_95a", True)]
)
def test_thin_walls_depend_on_the_material(wall_mm: float, material: str, found: bool) -> None:
    anatomy = bare_anatomy(thin_body())
    anatomy.walls.thickness_mm[:2] = wall_mm
    surveyed = PROCESS.survey(anatomy, tables=TABLES)
    thin = [one for one in PROCESS.findings(surveyed, wish(material), tables=TABLES) if one.rule == "thin_wall"]
    assert bool(thin) is found
    if found:
        assert (thin[0].measured, thin[0].triangles) == (wall_mm, (0, 1))
        assert f"{wall_mm} mm" in thin[0].message


@pytest.mark.parametrize(
    ("row", "value"), [("z_hop", 0.4), ("acceleration_first_layer", 100.0), ("contact_gap", 1.0), ("skirt_loops", 3.0)]
)
def test_every_setting_of_the_machine_counts(row: str, value: float) -> None:
    changed = TABLES.overridden({f"fused_filament.machines.desktop_250.{row}": value}, source="test")
    assert print_s(plan(table_shape(), tables=changed)) != pytest.approx(print_s(plan(table_shape())), rel=1e-6)
