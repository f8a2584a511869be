"""How far a shape reaches."""

import math

from OCP.Bnd import Bnd_Box
from OCP.BRepBndLib import BRepBndLib
from OCP.TopoDS import TopoDS_Shape


def diagonal_mm(shape: TopoDS_Shape) -> float:
    """Diagonal of the axis-parallel box of `shape`; 0 when it has none."""
    box = Bnd_Box()
    BRepBndLib.Add_s(shape, box)
    if box.IsVoid() or box.IsOpen():
        return 0.0
    low, high = box.CornerMin(), box.CornerMax()
    return math.dist(low.Coord(), high.Coord())
