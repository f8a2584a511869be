"""What comes out of mesh files: bodies, voids, healing, units."""

import io
import math
import struct

import lib3mf
import numpy as np
import pytest
import trimesh
from tests.cad.reading import note_codes, read
from trimesh.transformations import rotation_matrix

from partwright.cad.formats import FileFormat
from partwright.errors import EmptyFileError, NotSolidError, UnreadableFileError
from partwright.geometry.part import BodyKind, quantity_of
from partwright.units import LengthUnit, UnitSource


def block(size=(30.0, 20.0, 10.0), at=(0.0, 0.0, 0.0)):
    mesh = trimesh.creation.box(extents=size)
    mesh.apply_translation(at)
    return mesh


def stl(*meshes) -> bytes:
    return trimesh.util.concatenate(meshes).export(file_type="stl")


def volumes(part):
    return [body.mass.volume_mm3 for body in part.bodies]


@pytest.mark.parametrize("file_format", [FileFormat.STL, FileFormat.OBJ, FileFormat.PLY])
def test_a_block_is_a_block_in_every_format(file_format):
    content = block().export(file_type=file_format.value)
    part = read(content.encode() if isinstance(content, str) else content, file_format)
    body = part.bodies[0]
    assert (body.kind, body.watertight, body.faces) == (BodyKind.MESH, True, ())
    assert body.mass.volume_mm3 == pytest.approx(6000, rel=1e-6)
    assert body.mass.oriented_box.size_mm == pytest.approx((30, 20, 10), rel=1e-6)
    assert body.mesh.face_starts.tolist() == [0, 12]
    assert len(body.mesh.edge_starts) == 13
    assert note_codes(part) == {"units.guessed"}


def test_ascii_stl_and_ascii_ply_are_read():
    mesh = block()
    assert volumes(read(mesh.export(file_type="stl_ascii").encode(), FileFormat.STL)) == pytest.approx([6000])
    ascii_ply = mesh.export(file_type="ply", encoding="ascii")
    assert volumes(read(ascii_ply, FileFormat.PLY)) == pytest.approx([6000])


def test_obj_counts_corners_from_the_end_and_has_polygons():
    corners = [(x, y, z) for x in (0, 10) for y in (0, 10) for z in (0, 10)]
    sides = ["-8 -7 -5 -6", "-4 -2 -1 -3", "-8 -4 -3 -7", "-6 -5 -1 -2", "-8 -6 -2 -4", "-7 -3 -1 -5"]
    lines = [f"v {x} {y} {z}" for x, y, z in corners] + [f"f {side}" for side in sides]
    part = read("\n".join(lines).encode(), FileFormat.OBJ)
    assert volumes(part) == pytest.approx([1000])
    assert part.bodies[0].watertight


@pytest.mark.parametrize(
    "text", ["v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 9\n", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 0 1 2\n", "v 0 zero 0\nf 1 1 1\n"]
)
def test_an_obj_that_points_nowhere_is_unreadable(text):
    with pytest.raises(UnreadableFileError):
        read(text.encode(), FileFormat.OBJ)


def test_points_and_lines_alone_are_not_solid():
    with pytest.raises(NotSolidError):
        read(trimesh.PointCloud(np.eye(3)).export(file_type="ply"), FileFormat.PLY)
    with pytest.raises(NotSolidError):
        read(b"v 0 0 0\nv 1 0 0\nl 1 2\n", FileFormat.OBJ)


def test_an_stl_of_no_triangles_is_empty():
    with pytest.raises(EmptyFileError):
        read(bytes(80) + struct.pack("<I", 0), FileFormat.STL)


def test_separate_shells_are_bodies_and_copies_are_counted():
    turned = block()
    turned.apply_transform(rotation_matrix(1.0, [1, 2, 3]))
    turned.apply_translation((100, 0, 0))
    part = read(stl(block(), turned, block((5, 5, 5), (0, 80, 0))), FileFormat.STL)
    assert volumes(part) == pytest.approx([6000, 125], rel=1e-5)
    assert [quantity_of(part, index) for index in (0, 1)] == [2, 1]


@pytest.mark.parametrize("inward", [True, False])
def test_a_shell_inside_another_is_a_void_however_it_is_wound(inward):
    core = block((10, 10, 4))
    if inward:
        core.invert()
    part = read(stl(block(), core), FileFormat.STL)
    assert volumes(part) == pytest.approx([6000 - 400], rel=1e-6)
    assert ("healed.flipped" in note_codes(part)) is not inward


def test_a_part_within_a_void_is_a_body_again():
    hollow = block((20, 20, 20))
    void, pea = block((16, 16, 16)), block((4, 4, 4))
    void.invert()
    assert volumes(read(stl(hollow, void, pea), FileFormat.STL)) == pytest.approx([8000 - 4096, 64], rel=1e-6)


def test_facets_that_face_the_wrong_way_are_turned_and_it_is_said():
    mesh = trimesh.creation.icosphere(subdivisions=2, radius=10)
    volume = mesh.volume
    mesh.faces[5:30] = mesh.faces[5:30, ::-1]
    part = read(stl(mesh), FileFormat.STL)
    assert volumes(part) == pytest.approx([volume], rel=1e-5)
    assert "healed.flipped" in note_codes(part)


def test_an_inverted_mesh_is_turned_over():
    mesh = block()
    mesh.invert()
    part = read(stl(mesh), FileFormat.STL)
    assert volumes(part) == pytest.approx([6000], rel=1e-6)
    assert "healed.flipped" in note_codes(part)


def test_a_missing_facet_is_filled_in_and_it_is_said():
    mesh = trimesh.creation.icosphere(subdivisions=3, radius=10)
    whole = mesh.volume
    mesh.update_faces(np.arange(len(mesh.faces)) != 17)
    part = read(stl(mesh), FileFormat.STL)
    assert part.bodies[0].watertight
    assert volumes(part) == pytest.approx([whole], rel=1e-4)
    assert "healed.missing_facets" in note_codes(part)


def test_a_missing_side_is_not_made_up():
    mesh = block()
    mesh.update_faces(np.abs(mesh.face_normals[:, 2] - 1) > 1e-6)
    part = read(stl(mesh), FileFormat.STL)
    assert not part.bodies[0].watertight
    assert "mesh.open" in note_codes(part)


def test_corners_that_nearly_meet_are_joined_and_it_is_said():
    mesh = trimesh.creation.icosphere(subdivisions=2, radius=10)
    corners = mesh.triangles + np.random.default_rng(1).uniform(-2e-5, 2e-5, mesh.triangles.shape)
    soup = trimesh.Trimesh(**trimesh.triangles.to_kwargs(corners), process=False)
    part = read(soup.export(file_type="stl"), FileFormat.STL)
    assert part.bodies[0].watertight
    assert "healed.duplicate_vertices" in note_codes(part)


def test_triangles_without_an_area_are_left_out_and_it_is_said():
    mesh = block()
    mesh = trimesh.Trimesh(mesh.vertices, np.vstack([mesh.faces, [[0, 0, 1], mesh.faces[0]]]), process=False)
    part = read(mesh.export(file_type="stl"), FileFormat.STL)
    assert part.bodies[0].watertight
    assert "healed.degenerate" in note_codes(part)


@pytest.mark.parametrize(("longest", "unit"), [(120.0, LengthUnit.MM), (1.5, LengthUnit.INCH), (0.12, LengthUnit.M)])
def test_the_unit_is_guessed_from_the_size(longest, unit):
    part = read(stl(block((longest, longest / 2, longest / 3))), FileFormat.STL)
    assert (part.file.units, part.file.unit_source) == (unit, UnitSource.GUESSED)
    assert part.bodies[0].mass.bounding_box_mm[0] == pytest.approx(longest * unit.in_mm, rel=1e-6)


def test_declared_units_replace_the_guess():
    part = read(stl(block((1, 1, 1))), FileFormat.STL, units=LengthUnit.CM)
    assert part.file.unit_source is UnitSource.DECLARED
    assert volumes(part) == pytest.approx([1000], rel=1e-6)


def threemf(unit, build):
    """A 3MF file of a tetrahedron with legs of 10, placed by `build(model, object)`."""
    wrapper = lib3mf.get_wrapper()
    model = wrapper.CreateModel()
    model.SetUnit(unit)
    thing = model.AddMeshObject()
    thing.SetName("wedge")
    corners = [(0, 0, 0), (10, 0, 0), (0, 10, 0), (0, 0, 10)]
    positions = [lib3mf.Lib3MF.Position(Coordinates=(lib3mf.Lib3MF.ctypes.c_float * 3)(*corner)) for corner in corners]
    triangles = [
        lib3mf.Lib3MF.Triangle(Indices=(lib3mf.Lib3MF.ctypes.c_uint32 * 3)(*corner))
        for corner in ((0, 2, 1), (0, 1, 3), (0, 3, 2), (1, 2, 3))
    ]
    thing.SetGeometry(positions, triangles)
    build(model, thing, wrapper)
    return bytes(model.QueryWriter("3mf").WriteToBuffer())


def test_3mf_has_units_build_items_and_components():
    def build(model, thing, wrapper):
        pair = model.AddComponentsObject()
        pair.SetName("pair")
        pair.AddComponent(thing, wrapper.GetTranslationTransform(0, 0, 0))
        pair.AddComponent(thing, wrapper.GetTranslationTransform(2, 0, 0))
        model.AddBuildItem(pair, wrapper.GetTranslationTransform(0, 5, 0))
        model.AddBuildItem(thing, wrapper.GetIdentityTransform())

    part = read(threemf(lib3mf.Lib3MF.ModelUnit.CentiMeter, build), FileFormat.THREEMF)
    assert (part.file.units, part.file.unit_source) == (LengthUnit.CM, UnitSource.FILE)
    assert volumes(part) == pytest.approx([100.0**3 / 6], rel=1e-6)
    shifts = [tuple(instance.transform[3:12:4]) for instance in part.instances]
    assert shifts == [(0, 50, 0), (20, 50, 0), (0, 0, 0)]
    assert [instance.path for instance in part.instances] == [("pair", "wedge"), ("pair", "wedge"), ("wedge",)]


def test_3mf_that_builds_nothing_is_empty():
    with pytest.raises(EmptyFileError):
        read(threemf(lib3mf.Lib3MF.ModelUnit.MilliMeter, lambda *_: None), FileFormat.THREEMF)


def test_3mf_that_is_none_is_unreadable():
    with pytest.raises(UnreadableFileError):
        read(b"PK\x03\x04 and nothing after it", FileFormat.THREEMF)


def test_a_numpy_archive_is_not_a_mesh():
    stream = io.BytesIO()
    np.savez(stream, a=np.arange(3))
    with pytest.raises((UnreadableFileError, EmptyFileError)):
        read(stream.getvalue(), FileFormat.STL)


def test_an_open_mesh_claims_no_more_than_its_tilted_box_and_balances_within_it():
    tilted = trimesh.creation.box((40.0, 1.0, 1.0))
    tilted.apply_transform(rotation_matrix(0.7, (1.0, 2.0, 3.0)))
    tilted.update_faces(np.arange(len(tilted.faces)) > 3)
    body = read(tilted.export(file_type="stl"), FileFormat.STL).bodies[0]
    assert not body.watertight
    assert 0 < body.mass.volume_mm3 <= math.prod(body.mass.oriented_box.size_mm) * (1 + 1e-9)
    for low, center, high in zip(body.mass.box_min, body.mass.center_of_mass, body.mass.box_max, strict=True):
        assert low <= center <= high
