"""Bodies whose faces could not all be triangulated."""

from OCP.BRepTools import BRepTools
from tests.shapes import solids

from partwright.cad.kernel.bodies import body_of, is_whole
from partwright.cad.kernel.tessellate import triangulate
from partwright.cad.kernel.topology import faces_of


def test_a_face_without_triangles_leaves_a_solid_open():
    shape = solids.plate_with_pocket()
    triangulate(shape)
    faces = faces_of(shape)
    assert body_of(shape, solid=True, ids=range(len(faces)), name="plate", color=None).watertight
    BRepTools.Clean_s(faces[3])
    damaged = body_of(shape, solid=True, ids=range(len(faces)), name="plate", color=None)
    assert not is_whole(damaged.faces, damaged.mesh)
    assert not damaged.watertight
