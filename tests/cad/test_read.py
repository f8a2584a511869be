"""What comes out of exact files: units, names, places, copies, healing, and what the gate refuses."""

import numpy as np
import pytest
from OCP.BRep import BRep_Builder
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge
from OCP.gp import gp_Pnt
from OCP.TopoDS import TopoDS_Compound, TopoDS_Shell
from tests.cad.reading import note_codes, read
from tests.shapes import solids

from partwright.cad.formats import FileFormat
from partwright.cad.kernel.read import read_step
from partwright.cad.kernel.topology import faces_of
from partwright.errors import AbsurdGeometryError, EmptyFileError, NotSolidError, UnreadableFileError
from partwright.geometry.part import BodyKind, quantity_of
from partwright.units import LengthUnit, UnitSource


def compound(*shapes):
    builder, together = BRep_Builder(), TopoDS_Compound()
    builder.MakeCompound(together)
    for shape in shapes:
        builder.Add(together, shape)
    return together


def shell(*faces):
    builder, together = BRep_Builder(), TopoDS_Shell()
    builder.MakeShell(together)
    for face in faces:
        builder.Add(together, face)
    return together


@pytest.mark.parametrize(
    ("file_format", "write"),
    [(FileFormat.STEP, solids.step_bytes), (FileFormat.IGES, solids.iges_bytes), (FileFormat.BREP, solids.brep_bytes)],
)
def test_every_exact_format_gives_the_same_solid(file_format, write):
    shape = solids.plate_with_pocket()
    expected = solids.body_of(shape)
    body = read(write(shape), file_format).bodies[0]
    assert body.kind is BodyKind.SOLID
    assert body.watertight
    assert body.mass.volume_mm3 == pytest.approx(expected.mass.volume_mm3, rel=1e-6)
    assert body.mass.area_mm2 == pytest.approx(expected.mass.area_mm2, rel=1e-6)
    assert [face.surface for face in body.faces] == [face.surface for face in expected.faces]
    assert [face.convex for face in body.faces] == [face.convex for face in expected.faces]


def test_units_come_from_the_file():
    part = read(solids.iges_bytes(solids.box(25.4, 25.4, 50.8), unit="IN"), FileFormat.IGES)
    assert part.file.units is LengthUnit.INCH
    assert part.file.unit_source is UnitSource.FILE
    assert part.bodies[0].mass.oriented_box.size_mm == pytest.approx((50.8, 25.4, 25.4), rel=1e-6)


@pytest.mark.parametrize("file_format", [FileFormat.STEP, FileFormat.BREP])
def test_declared_units_read_the_numbers_of_the_file_anew(file_format):
    write = {FileFormat.STEP: solids.step_bytes, FileFormat.BREP: solids.brep_bytes}[file_format]
    part = read(write(solids.box(1, 2, 3)), file_format, units=LengthUnit.INCH)
    assert part.file.unit_source is UnitSource.DECLARED
    assert part.bodies[0].mass.bounding_box_mm == pytest.approx((25.4, 50.8, 76.2), rel=1e-9)


def test_a_format_without_units_says_that_they_were_guessed():
    part = read(solids.brep_bytes(solids.box(10, 20, 30)), FileFormat.BREP)
    assert part.file.unit_source is UnitSource.GUESSED
    assert "units.guessed" in note_codes(part)


def test_a_five_meter_part_is_read_with_a_note():
    part = read(solids.step_bytes(solids.box(5000, 100, 100)), FileFormat.STEP)
    assert note_codes(part) == {"units.unusual"}


def test_assembly_falls_apart_into_named_colored_bodies_with_places():
    turned_pin = solids.moved(solids.cylinder(3, 20), about=(1, 0, 0), degrees=30)
    content = solids.assembly_step_bytes(
        solids.Product("plate", solids.box(50, 40, 5), (1.0, 0.0, 0.0), ((0, 0, 0),)),
        solids.Product("pin", solids.cylinder(3, 20), (0.0, 1.0, 0.0), ((10, 10, 5), (40, 30, 5))),
        solids.Product("turned pin", turned_pin, (0.0, 0.0, 1.0), ((0, 0, 100),)),
        name="fixture",
    )
    part = read(content, FileFormat.STEP)
    assert [body.name for body in part.bodies] == ["plate", "pin"]
    assert part.bodies[0].color == pytest.approx((1.0, 0.0, 0.0), abs=1e-6)
    assert [quantity_of(part, index) for index in range(2)] == [1, 3]
    assert [instance.path for instance in part.instances][-1] == ("fixture", "turned pin")
    tip = np.array(part.instances[-1].transform).reshape(4, 4) @ (0, 0, 20, 1)
    expected = (0, -20 * np.sin(np.radians(30)), 100 + 20 * np.cos(np.radians(30)))
    assert tip[:3] == pytest.approx(expected, abs=1e-6)


def test_face_ids_run_through_the_whole_file_and_copies_consume_theirs():
    content = solids.step_bytes(
        compound(solids.box(1, 2, 3), solids.moved(solids.box(1, 2, 3), by=(9, 0, 0)), solids.tube(5, 3, 2))
    )
    part = read(content, FileFormat.STEP)
    assert [[face.id for face in body.faces] for body in part.bodies] == [[0, 1, 2, 3, 4, 5], [12, 13, 14, 15]]


def test_a_mirror_image_is_another_part():
    hand = solids.lopsided()
    other = solids.moved(solids.mirrored(hand), by=(200, 0, 0))
    copy = solids.moved(hand, by=(0, 300, 0), about=(1, 2, 3), degrees=77)
    part = read(solids.step_bytes(compound(hand, other, copy)), FileFormat.STEP)
    assert [quantity_of(part, index) for index in range(len(part.bodies))] == [2, 1]


def test_an_inside_out_solid_is_turned_over_and_it_is_said():
    part = read(solids.brep_bytes(solids.box(10, 20, 30).Reversed()), FileFormat.BREP)
    assert part.bodies[0].mass.volume_mm3 == pytest.approx(6000)
    assert "healed.reversed" in note_codes(part)


@pytest.mark.parametrize("shape", [solids.bracket(), solids.torus(20, 5), solids.sphere(7)])
def test_loose_faces_are_sewn_into_the_solid_they_close(shape):
    part = read(solids.iges_bytes(shape), FileFormat.IGES)
    assert [body.kind for body in part.bodies] == [BodyKind.SOLID]
    assert part.bodies[0].mass.volume_mm3 == pytest.approx(solids.body_of(shape).mass.volume_mm3, rel=1e-5)
    assert "healed.sewn" in note_codes(part)


def test_an_open_shell_is_a_surface_without_volume():
    whole = solids.body_of(solids.box(10, 20, 30))
    lidless = compound(*faces_of(solids.box(10, 20, 30))[:5])
    part = read(solids.brep_bytes(lidless), FileFormat.BREP)
    body = part.bodies[0]
    assert (body.kind, body.watertight, body.mass.volume_mm3) == (BodyKind.SURFACE, False, 0.0)
    # Sewing makes new faces in an order of its own; each keeps the id of the one it came from.
    assert sorted(face.id for face in body.faces) == [0, 1, 2, 3, 4]
    for face in body.faces:
        assert face.centroid == pytest.approx(whole.faces[face.id].centroid)


def test_shells_sewn_together_keep_the_ids_of_their_faces():
    whole = solids.body_of(solids.box(10, 20, 30))
    faces = faces_of(solids.box(10, 20, 30))
    lid = solids.moved(faces[5], by=(0, 0, 0))  # a copy that shares no edge with the others
    part = read(solids.brep_bytes(compound(shell(*faces[:5]), shell(lid))), FileFormat.BREP)
    (body,) = part.bodies
    assert (body.kind, body.watertight) == (BodyKind.SOLID, True)
    assert body.mass.volume_mm3 == pytest.approx(6000)
    assert {face.id: face.centroid for face in body.faces} == {
        face.id: pytest.approx(face.centroid) for face in whole.faces
    }


def test_a_flat_surface_beside_a_solid_is_kept():
    flat = faces_of(solids.box(50, 50, 1))[5]
    part = read(solids.brep_bytes(compound(solids.box(10, 20, 30), flat)), FileFormat.BREP)
    assert [body.kind for body in part.bodies] == [BodyKind.SOLID, BodyKind.SURFACE]


def test_a_sketch_is_not_solid():
    line = BRepBuilderAPI_MakeEdge(gp_Pnt(0, 0, 0), gp_Pnt(10, 0, 0)).Edge()
    with pytest.raises((NotSolidError, EmptyFileError)):
        read(solids.brep_bytes(line), FileFormat.BREP)


@pytest.mark.parametrize("size", [(10_001.0, 10.0, 10.0), (10.0, 10.0, 0.005)])
def test_a_side_that_no_part_has_is_absurd(size):
    with pytest.raises(AbsurdGeometryError):
        read(solids.step_bytes(solids.box(*size)), FileFormat.STEP)


def test_a_long_side_is_believed_when_the_unit_was_declared():
    part = read(solids.step_bytes(solids.box(12, 1, 1)), FileFormat.STEP, units=LengthUnit.M)
    assert part.bodies[0].mass.bounding_box_mm[0] == pytest.approx(12_000)


@pytest.mark.parametrize("file_format", [FileFormat.STEP, FileFormat.BREP, FileFormat.IGES])
def test_a_cut_file_is_refused(file_format):
    write = {
        FileFormat.STEP: solids.step_bytes,
        FileFormat.BREP: solids.brep_bytes,
        FileFormat.IGES: solids.iges_bytes,
    }[file_format]
    with pytest.raises((UnreadableFileError, EmptyFileError, NotSolidError)):
        read(write(solids.box(1, 2, 3))[:400], file_format)


def test_a_file_is_read_again_with_crossings_mended_where_a_face_stays_undrawn(monkeypatch):
    asked = []
    monkeypatch.setattr("partwright.cad.kernel.parts.Contents.undrawn", True)

    def reading(content, *, mend_crossings=False, **rest):
        asked.append(mend_crossings)
        return read_step(content, mend_crossings=mend_crossings, **rest)

    monkeypatch.setattr("partwright.cad.read.read_step", reading)
    part = read(solids.step_bytes(solids.bracket()), FileFormat.STEP)
    assert asked == [False, True]
    assert part.bodies[0].watertight
