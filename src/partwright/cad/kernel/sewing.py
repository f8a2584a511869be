"""Loose faces sewn into shells, and closed shells filled into solids."""

from collections.abc import Sequence
from dataclasses import dataclass

from OCP.BRep import BRep_Builder, BRep_Tool
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeSolid, BRepBuilderAPI_Sewing
from OCP.BRepLib import BRepLib
from OCP.OCP.collections import IndexedMap_TopoDS_Shape_TopTools_ShapeMapHasher as ShapeMap
from OCP.TopAbs import TopAbs_FACE, TopAbs_SHELL
from OCP.TopExp import TopExp_Explorer
from OCP.TopoDS import TopoDS, TopoDS_Shape, TopoDS_Shell

from partwright.cad.kernel.extent import diagonal_mm
from partwright.cad.kernel.topology import faces_of

# Gaps that are closed: a share of the diagonal, within what CAD programs call the same point.
GAP_PER_DIAGONAL = 1e-5
SMALLEST_GAP_MM, LARGEST_GAP_MM = 1e-4, 1e-2


@dataclass(frozen=True, slots=True)
class Sewn:
    """A shape made of loose faces, whether it is a solid, and the faces as read in the order of its own."""

    shape: TopoDS_Shape
    solid: bool
    faces_as_read: tuple[TopoDS_Shape, ...]


def sew(pieces: Sequence[TopoDS_Shape]) -> tuple[Sewn, ...]:
    """Loose shells and faces joined where they meet; what closes becomes a solid."""
    sewing = BRepBuilderAPI_Sewing(min(max(_reach_mm(pieces) * GAP_PER_DIAGONAL, SMALLEST_GAP_MM), LARGEST_GAP_MM))
    for piece in pieces:
        sewing.Add(piece)
    sewing.Perform()
    joined = sewing.SewedShape()
    if joined.IsNull():
        return ()
    changed = ShapeMap()
    originals: list[TopoDS_Shape] = []
    for piece in pieces:
        for face in faces_of(piece):
            # `Modified` knows only of faces that came alone; those that came in a shell are found by this.
            sewn = sewing.ModifiedSubShape(face)
            if not sewn.IsNull() and changed.Add(sewn) > len(originals):
                originals.append(face)

    def as_read(shape: TopoDS_Shape) -> tuple[TopoDS_Shape, ...]:
        numbers = (changed.FindIndex(face) for face in faces_of(shape))
        return tuple(originals[number - 1] for number in numbers if number)

    found = []
    explorer = TopExp_Explorer(joined, TopAbs_SHELL)
    while explorer.More():
        shell = TopoDS.Shell(explorer.Current())
        closed = BRep_Tool.IsClosed_s(shell)
        found.append(Sewn(_filled(shell) if closed else shell, closed, as_read(shell)))
        explorer.Next()
    explorer = TopExp_Explorer(joined, TopAbs_FACE, TopAbs_SHELL)
    while explorer.More():
        shell = _shell_of(explorer.Current())
        closed = BRep_Tool.IsClosed_s(shell)  # a ball or a ring is one face
        found.append(Sewn(_filled(shell) if closed else explorer.Current(), closed, as_read(explorer.Current())))
        explorer.Next()
    return tuple(found)


def _shell_of(face: TopoDS_Shape) -> TopoDS_Shell:
    builder, shell = BRep_Builder(), TopoDS_Shell()
    builder.MakeShell(shell)
    builder.Add(shell, face)
    return shell


def _filled(shell: TopoDS_Shape) -> TopoDS_Shape:
    """The solid inside a closed shell."""
    solid = BRepBuilderAPI_MakeSolid(shell).Solid()
    BRepLib.OrientClosedSolid_s(solid)
    return solid


def _reach_mm(pieces: Sequence[TopoDS_Shape]) -> float:
    return max((diagonal_mm(piece) for piece in pieces), default=0.0)
