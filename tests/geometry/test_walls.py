"""Walls by closed form: plates, tubes, shells, ribs; edges and tips are none."""

import math

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation
from tests.shapes.outlines import circle, polygon, rectangle
from tests.shapes.prismatic import Cut, mesh_body, moved, prism

from partwright.geometry.part import Body
from partwright.geometry.rays import RayScene
from partwright.geometry.walls import WallField, measure_walls


def walls_of(body: Body) -> WallField:
    return measure_walls(body, RayScene(body.mesh))


def rib_on_a_block(rib_mm: float) -> Body:
    """A block with one rib of the given thickness on its top, drawn as a profile."""
    x = 50.0
    return prism(
        polygon([(0, 0), (100, 0), (100, 20), (x + rib_mm, 20), (x + rib_mm, 26), (x, 26), (x, 20), (0, 20)]), 60.0
    )


def test_a_plate_is_as_thick_as_drawn() -> None:
    assert walls_of(prism(rectangle(0, 0, 100, 60), 3)).min_wall_mm == pytest.approx(3.0, abs=1e-9)


def test_every_triangle_of_the_two_sides_of_a_plate_knows_its_thickness() -> None:
    plate = prism(rectangle(0, 0, 100, 60), 3)
    sides = slice(int(plate.mesh.face_starts[0]), int(plate.mesh.face_starts[2]))
    assert np.allclose(walls_of(plate).thickness_mm[sides], 3.0)


def test_the_wall_of_a_tube_is_the_difference_of_its_radii() -> None:
    tube = prism(circle(0, 0, 20), 50, cuts=[Cut(circle(0, 0, 18.5))])
    assert walls_of(tube).min_wall_mm == pytest.approx(1.5, rel=1e-6)


def test_a_hollow_ball_is_as_thick_as_its_shell() -> None:
    outer, inner = trimesh.creation.icosphere(4, 20.0), trimesh.creation.icosphere(4, 18.0)
    inner.invert()
    shell = mesh_body(np.concatenate([outer.triangles, inner.triangles]))
    assert walls_of(shell).min_wall_mm == pytest.approx(2.0, rel=0.02)


@pytest.mark.parametrize("rib_mm", [0.6, 1.0, 3.0])
def test_a_thin_rib_on_a_thick_block_is_found(rib_mm: float) -> None:
    field = walls_of(rib_on_a_block(rib_mm))
    assert field.min_wall_mm == pytest.approx(rib_mm, abs=1e-6)


def test_the_faces_of_a_thin_rib_are_named_and_no_others() -> None:
    faces, triangles = walls_of(rib_on_a_block(0.6)).thin(0.8)
    assert len(faces) == 2
    assert len(triangles) == 4


@pytest.mark.parametrize("angle_deg", [5.0, 15.0, 30.0, 60.0])
def test_the_tip_of_a_wedge_is_no_wall(angle_deg: float) -> None:
    length = 40.0
    wedge = prism(polygon([(0, 0), (length, 0), (length, length * math.tan(math.radians(angle_deg)))]), 200.0)
    thickness = walls_of(wedge).min_wall_mm
    assert thickness is None or thickness > 0.8 * length * math.tan(math.radians(angle_deg))


def test_the_tip_of_a_needle_is_no_wall() -> None:
    needle = mesh_body(trimesh.creation.cone(radius=2.0, height=40.0, sections=48).triangles)
    assert walls_of(needle).min_wall_mm is None


def test_a_tapered_wall_with_a_blunt_top_counts_at_its_thinnest() -> None:
    wall = prism(polygon([(0, 0), (6, 0), (3.5, 40), (2.5, 40)]), 60.0)
    assert walls_of(wall).min_wall_mm == pytest.approx(1.0, rel=0.25)


def test_a_block_is_as_thin_as_its_shortest_side() -> None:
    assert walls_of(prism(rectangle(0, 0, 50, 40), 30)).min_wall_mm == pytest.approx(30.0)


@settings(max_examples=15, deadline=None)
@given(angles=st.tuples(*[st.floats(0.0, 360.0)] * 3), scale=st.floats(0.1, 20.0))
def test_turning_and_scaling_a_body_turns_and_scales_its_walls(angles: tuple[float, ...], scale: float) -> None:
    rib = rib_on_a_block(1.0)
    turned = moved(rib, Rotation.from_euler("xyz", angles, degrees=True).as_matrix(), scale=scale)
    assert walls_of(turned).min_wall_mm == pytest.approx(scale, rel=1e-5)
