"""Write bracket.step: the part that `make run` prices.

A bearing bracket: foot with four screw holes, upright with a bore, a pocket to save weight, rounded corners.

usage: bracket.py [FILE]
"""

import sys
from pathlib import Path

from OCP.BRepAlgoAPI import BRepAlgoAPI_Cut, BRepAlgoAPI_Fuse
from OCP.BRepFilletAPI import BRepFilletAPI_MakeFillet
from OCP.BRepPrimAPI import BRepPrimAPI_MakeBox, BRepPrimAPI_MakeCylinder
from OCP.gp import gp_Ax2, gp_Dir, gp_Pnt
from OCP.Interface import Interface_Static
from OCP.STEPControl import STEPControl_AsIs, STEPControl_Writer
from OCP.TopAbs import TopAbs_EDGE
from OCP.TopExp import TopExp_Explorer
from OCP.TopoDS import TopoDS, TopoDS_Shape

LENGTH, WIDTH, FOOT, UPRIGHT, HEIGHT = 90.0, 60.0, 12.0, 16.0, 62.0


def bracket() -> TopoDS_Shape:
    """The solid, in mm, foot on z = 0."""
    shape = BRepAlgoAPI_Fuse(box(0, 0, 0, LENGTH, WIDTH, FOOT), box(0, 0, 0, UPRIGHT, WIDTH, HEIGHT)).Shape()
    shape = cut(shape, cylinder(-1, WIDTH / 2, 40, 13.0, UPRIGHT + 2, (1, 0, 0)))
    for x in (32.0, 78.0):
        for y in (12.0, 48.0):
            shape = cut(shape, cylinder(x, y, -1, 3.3, FOOT + 2, (0, 0, 1)))
    return cut(shape, rounded_box(40, 18, 5, 30, 24, FOOT, radius=5.0))


def box(x: float, y: float, z: float, dx: float, dy: float, dz: float) -> TopoDS_Shape:
    return BRepPrimAPI_MakeBox(gp_Pnt(x, y, z), dx, dy, dz).Shape()


def rounded_box(x: float, y: float, z: float, dx: float, dy: float, dz: float, *, radius: float) -> TopoDS_Shape:
    """A box whose four upright edges are rounded."""
    solid = box(x, y, z, dx, dy, dz)
    fillet = BRepFilletAPI_MakeFillet(solid)
    edges, number = TopExp_Explorer(solid, TopAbs_EDGE), 0
    while edges.More():
        number += 1
        if number in (1, 3, 5, 7):  # the upright edges of a fresh box
            fillet.Add(radius, TopoDS.Edge(edges.Current()))
        edges.Next()
    return fillet.Shape()


def cylinder(
    x: float, y: float, z: float, radius: float, height: float, direction: tuple[float, float, float]
) -> TopoDS_Shape:
    return BRepPrimAPI_MakeCylinder(gp_Ax2(gp_Pnt(x, y, z), gp_Dir(*direction)), radius, height).Shape()


def cut(shape: TopoDS_Shape, tool: TopoDS_Shape) -> TopoDS_Shape:
    return BRepAlgoAPI_Cut(shape, tool).Shape()


def main() -> None:
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("bracket.step")
    writer = STEPControl_Writer()
    Interface_Static.SetCVal_s("write.step.product.name", "bracket")
    writer.Transfer(bracket(), STEPControl_AsIs)
    writer.Write(str(file))


if __name__ == "__main__":
    main()
