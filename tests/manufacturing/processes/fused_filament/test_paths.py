"""Sections, hatches and walls against closed forms."""

import math

import numpy as np
import pytest
import trimesh
from manifold3d import CrossSection

from partwright.manufacturing.processes import default_tables
from partwright.manufacturing.processes.fused_filament.contours import cross_sections
from partwright.manufacturing.processes.fused_filament.hatching import Hatch, hatch
from partwright.manufacturing.processes.fused_filament.rings import moved_in, rings_of
from partwright.manufacturing.processes.fused_filament.settings import read_machine
from partwright.manufacturing.processes.fused_filament.slabs import divide, facets
from partwright.manufacturing.processes.fused_filament.supports import overhanging, shadow, support_columns
from partwright.manufacturing.processes.fused_filament.toolpaths import offset, walls_and_fill

LINES = read_machine(default_tables(), "desktop_250").lines


def sliced(shape: trimesh.Trimesh, *heights: float) -> list[CrossSection]:
    vertices = np.array(shape.vertices, dtype=float)
    return cross_sections(vertices, shape.faces.astype(np.int32), np.array(heights), tolerance_mm=1e-4)


def test_sections_of_a_cone_shrink_with_the_square_of_the_height() -> None:
    cone = trimesh.creation.cone(20.0, 30.0, sections=256)
    full, half = (section.area() for section in sliced(cone, 0.001, 15.0))
    assert full == pytest.approx(math.pi * 400.0, rel=2e-3)
    assert half == pytest.approx(full / 4, rel=2e-3)


def test_a_tube_has_a_hole_and_sections_come_in_the_order_asked() -> None:
    tube = trimesh.creation.annulus(8.0, 10.0, 20.0, sections=128)
    high, low = sliced(tube, 5.0, -5.0)
    assert high.num_contour() == low.num_contour() == 2
    assert high.area() == pytest.approx(math.pi * 36.0, rel=2e-3)


def test_sections_do_not_depend_on_the_order_of_triangles() -> None:
    sphere = trimesh.creation.icosphere(3, 10.0)
    shuffled = trimesh.Trimesh(sphere.vertices, np.random.default_rng(3).permutation(sphere.faces), process=False)
    assert sliced(sphere, 3.3)[0].area() == pytest.approx(sliced(shuffled, 3.3)[0].area(), rel=1e-9)


def test_lines_of_a_hatch_cover_the_region() -> None:
    region = CrossSection.square((40.0, 25.0)).translate((3.0, 4.0))
    paths = hatch([Hatch(rings_of(region), 0.5, angle_deg=45.0, link_mm=0.0, hook_mm=0.0, owner=0)])
    assert float(paths.lengths().sum()) * 0.5 == pytest.approx(region.area(), rel=5e-3)


def test_a_region_between_two_lines_gets_none() -> None:
    region = CrossSection.square((5.0, 0.1)).translate((0.0, 0.2))
    paths = hatch([Hatch(rings_of(region), 0.5, angle_deg=0.0, link_mm=1.0, hook_mm=0.0, owner=0)])
    assert len(paths.starts) == len(paths.lengths()) == 0


def test_a_convex_region_is_one_zigzag_and_the_links_are_half_its_outline() -> None:
    region = CrossSection.square((40.0, 25.0))
    apart = hatch([Hatch(rings_of(region), 0.5, angle_deg=45.0, link_mm=0.0, hook_mm=0.0, owner=0)])
    joined = hatch([Hatch(rings_of(region), 0.5, angle_deg=45.0, link_mm=12.0, hook_mm=0.0, owner=0)])
    assert len(joined.starts) == 1
    links = float(joined.lengths().sum() - apart.lengths().sum())
    assert links == pytest.approx((40.0 + 25.0), rel=0.03)


def test_a_hatch_keeps_its_regions_apart() -> None:
    square = CrossSection.square((10.0, 10.0))
    jobs = [
        Hatch(rings_of(square.translate((shift, 0.0))), 1.0, 0.0, 5.0, 0.0, owner)
        for shift, owner in ((0.0, 4), (10.5, 9))
    ]
    paths = hatch(jobs)
    assert sorted(paths.owner.tolist()) == [4, 9]
    assert paths.lengths()[0] == pytest.approx(paths.lengths()[1])


def test_walls_of_a_square_are_offset_by_half_a_width_and_one_spacing() -> None:
    walls = walls_and_fill(CrossSection.square((20.0, 20.0)), LINES)
    sides = sorted((float(np.ptp(ring[:, 0])) for ring in np.split(walls.loops.points, 2)), reverse=True)
    outer = 20.0 - LINES.width_mm
    assert sides == pytest.approx([outer, outer - 2 * LINES.spacing_mm])
    assert walls.gap_mm2 == 0.0
    inner = sides[1] - 2 * LINES.fill_inset_mm
    assert float(np.ptp(walls.hatch_ends.points[:, 0])) == pytest.approx(inner - LINES.spacing_mm)


def test_a_wall_a_little_wider_than_its_lines_gets_a_gap_fill() -> None:
    walls = walls_and_fill(CrossSection.square((2.0, 60.0)), LINES)
    assert walls.gap_mm2 > 0.0
    assert walls.fill is not None
    assert walls.fill.is_empty()


def test_a_wall_thinner_than_a_line_is_left_out() -> None:
    walls = walls_and_fill(CrossSection.square((0.5, 60.0)), LINES)
    assert not len(walls.loops.starts)
    assert not len(walls.hatch_ends.starts)


def test_rings_moved_in_are_those_that_clipping_makes() -> None:
    shape = CrossSection.square((40.0, 25.0)) - CrossSection.circle(6.0, 48).translate((15.0, 12.0))
    moved, clipped = moved_in(rings_of(shape), 0.7), rings_of(offset(shape, -0.7))
    assert moved.length_mm() == pytest.approx(clipped.length_mm(), rel=1e-4)
    assert moved.points.min(axis=0) == pytest.approx([0.7, 0.7])


def test_walls_of_a_hole_are_printed_one_after_the_other() -> None:
    plate = CrossSection.square((90.0, 40.0))
    for x in range(10, 90, 10):
        for y in (10.0, 20.0, 30.0):
            plate -= CrossSection.circle(2.0, 24).translate((float(x), y))
    loops = walls_and_fill(plate, LINES).loops
    seams = loops.points[loops.starts]
    jumps = np.hypot(*np.diff(seams, axis=0).T)
    assert (jumps < 1.0).sum() == len(seams) // 2


def standing_share(height_mm: float) -> float:
    """Share of a slice so high, right below a ceiling, in which its columns stand."""
    ceiling, nothing = CrossSection.square((20.0, 20.0)), CrossSection()
    foot, free, _ = support_columns(
        [nothing, nothing, ceiling], np.array([0.2, height_mm, 1.0]), ceiling, LINES, tolerance_mm=0.01
    )
    assert foot.standing
    return free.fresh_share


def test_a_column_ends_where_its_dense_layers_and_the_gap_begin() -> None:
    dense = LINES.interface_layers * LINES.layer_height_mm + LINES.contact_gap_mm
    assert standing_share(10.0) == pytest.approx(1.0 - dense / 10.0)
    assert standing_share(0.5) == 0.0


def test_an_offset_of_a_square_moves_its_sides() -> None:
    assert offset(CrossSection.square((10.0, 10.0)), 1.0).area() == pytest.approx(144.0)


def test_a_prismatic_part_needs_few_slices_and_they_fill_its_height() -> None:
    shape = trimesh.creation.box((30, 20, 100)).apply_translation((0, 0, 50))
    cut = divide(facets(shape.vertices, shape.faces.astype(np.int32)), LINES, slabs=32, levels=16)
    assert len(cut.height_mm) < 10
    assert float(cut.thickness_mm.sum()) == pytest.approx(100.0)
    assert bool(cut.prismatic.all())


def test_only_faces_nearer_to_level_than_the_limit_hang_over() -> None:
    for slope, hangs in ((40.0, True), (50.0, False)):
        radius = 10.0 / math.tan(math.radians(slope))
        funnel = trimesh.creation.cone(radius, 10.0, sections=64)
        funnel.apply_transform(trimesh.transformations.rotation_matrix(math.pi, [1, 0, 0])).apply_translation(
            (0, 0, 10)
        )
        faces = facets(funnel.vertices, funnel.faces.astype(np.int32))
        assert bool(overhanging(faces, angle_deg=45.0).any()) is hangs


def test_the_shadow_of_a_ceiling_is_its_area() -> None:
    shape = trimesh.creation.box((30, 20, 10)).apply_translation((0, 0, 50))
    triangles = shape.faces.astype(np.int32)
    below = overhanging(facets(shape.vertices, triangles), angle_deg=45.0)
    assert shadow(np.array(shape.vertices), triangles[below]).area() == pytest.approx(600.0)
