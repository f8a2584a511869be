"""Which slices are traced, and how little that changes."""

import numpy as np
import pytest
import trimesh
from tests.shapes.meshes import bare_anatomy, mesh_body

from partwright.manufacturing.processes import default_tables
from partwright.manufacturing.processes.fused_filament import PROCESS
from partwright.manufacturing.processes.fused_filament.sampling import Effort, Sample, choose_slices, outline
from partwright.manufacturing.processes.fused_filament.settings import read_machine
from partwright.manufacturing.processes.fused_filament.slabs import divide, facets
from partwright.manufacturing.specification import ProcessId, Specification

TABLES = default_tables()
LINES = read_machine(TABLES, "desktop_250").lines
PLAIN = Specification(ProcessId.FUSED_FILAMENT, "pla", "none", "standard")


def stepped() -> trimesh.Trimesh:
    """A plate with sixteen pockets of eight depths."""
    plate = trimesh.creation.box((120, 80, 12)).apply_translation((0, 0, 6))
    pockets = [
        trimesh.creation.box((8, 8, 20)).apply_translation((15 * (n % 8) - 52, 30 * (n // 8) - 15, 12 + n % 8))
        for n in range(16)
    ]
    return trimesh.boolean.difference([plate, *pockets], engine="manifold")


def sampled(shape: trimesh.Trimesh, effort: Effort) -> Sample:
    vertices, triangles = np.array(shape.vertices), shape.faces.astype(np.int32)
    faces = facets(vertices, triangles)
    cut = divide(faces, LINES, slabs=20, levels=16)
    outlines = outline(vertices, triangles, cut)
    return choose_slices(outlines, faces, cut, LINES, np.zeros(len(cut.height_mm)), effort)


def test_outlines_of_a_box_are_its_sides() -> None:
    shape = trimesh.creation.box((30, 20, 10)).apply_translation((0, 0, 5))
    vertices, triangles = np.array(shape.vertices), shape.faces.astype(np.int32)
    found = outline(vertices, triangles, divide(facets(vertices, triangles), LINES, slabs=20, levels=16))
    assert found.area == pytest.approx(600.0)
    assert found.length == pytest.approx(100.0)


def test_fewer_slices_are_traced_the_more_error_is_let() -> None:
    counts = [len(sampled(stepped(), Effort(segments=10**6, error=error)).traced) for error in (0.0, 0.02, 0.2)]
    assert counts == sorted(counts, reverse=True)
    assert counts[2] < counts[0]


def test_the_first_slice_is_always_traced_and_traced_slices_stand_for_themselves() -> None:
    sample = sampled(stepped(), Effort(segments=1, error=0.0))
    assert sample.traced[0] == 0
    assert sample.stand_in[sample.traced].tolist() == list(range(len(sample.traced)))
    assert sample.walls[sample.traced] == pytest.approx(1.0)
    assert sample.more[sample.traced] == pytest.approx(0.0)


def test_outlines_of_a_ball_are_circles() -> None:
    shape = trimesh.creation.icosphere(4, 20.0).apply_translation((0, 0, 20))
    vertices, triangles = np.array(shape.vertices), shape.faces.astype(np.int32)
    cut = divide(facets(vertices, triangles), LINES, slabs=20, levels=16)
    found = outline(vertices, triangles, cut)
    radius = np.sqrt(400.0 - (cut.height_mm - 20.0) ** 2)
    wide = radius > 8.0
    assert found.area[wide] == pytest.approx((np.pi * radius**2)[wide], rel=0.01)
    assert found.length[wide] == pytest.approx((2 * np.pi * radius)[wide], rel=0.01)


def test_a_sample_prints_about_as_long_as_the_whole() -> None:
    whole = TABLES.overridden(
        {"fused_filament.survey.segments": 1e6, "fused_filament.survey.error": 0.0}, source="test"
    )
    times = []
    for tables in (TABLES, whole):
        survey = PROCESS.survey(bare_anatomy(mesh_body(stepped())), tables=tables)
        plan = PROCESS.plan(survey, PLAIN, tables=tables)
        times.append((sum(one.run_s for one in plan.operations), float(plan.parameters["part_mass_g"])))
    assert times[0] == pytest.approx(times[1], rel=0.05)
