"""A small STEP file made on the spot, for a reader to warm up on: it loads every library a real part will need."""

import io

from OCP.BRepAlgoAPI import BRepAlgoAPI_Cut
from OCP.BRepPrimAPI import BRepPrimAPI_MakeBox, BRepPrimAPI_MakeCone, BRepPrimAPI_MakeCylinder, BRepPrimAPI_MakeSphere
from OCP.gp import gp_Ax2, gp_Dir, gp_Pnt
from OCP.STEPControl import STEPControl_AsIs, STEPControl_Writer
from OCP.TopoDS import TopoDS_Shape

_UP = gp_Dir(0.0, 0.0, 1.0)


def trial_step() -> bytes:
    """A block with a countersunk hole, a round recess and a pocket, as a STEP file in mm."""
    block = BRepPrimAPI_MakeBox(60.0, 40.0, 20.0).Shape()
    for tool in (
        BRepPrimAPI_MakeCylinder(gp_Ax2(gp_Pnt(15.0, 20.0, -1.0), _UP), 4.0, 22.0).Shape(),
        BRepPrimAPI_MakeCone(gp_Ax2(gp_Pnt(15.0, 20.0, 16.0), _UP), 4.0, 8.0, 4.0).Shape(),
        BRepPrimAPI_MakeSphere(gp_Pnt(30.0, 20.0, 22.0), 6.0).Shape(),
        BRepPrimAPI_MakeBox(gp_Pnt(38.0, 10.0, 12.0), 16.0, 20.0, 10.0).Shape(),
    ):
        block = _cut(block, tool)
    writer = STEPControl_Writer()
    writer.Transfer(block, STEPControl_AsIs)
    stream = io.BytesIO()
    writer.WriteStream(stream)
    return stream.getvalue()


def _cut(shape: TopoDS_Shape, tool: TopoDS_Shape) -> TopoDS_Shape:
    return BRepAlgoAPI_Cut(shape, tool).Shape()
