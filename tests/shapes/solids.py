"""Solids built in code, for the tests of every room.

Lengths are mm. Builders return OpenCASCADE shapes; `part_of` turns one into the plain value the engine works on.
"""

import io
import math
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from OCP.BRepAdaptor import BRepAdaptor_Curve
from OCP.BRepAlgoAPI import BRepAlgoAPI_Cut, BRepAlgoAPI_Fuse
from OCP.BRepBuilderAPI import BRepBuilderAPI_Transform
from OCP.BRepFilletAPI import BRepFilletAPI_MakeChamfer, BRepFilletAPI_MakeFillet
from OCP.BRepPrimAPI import (
    BRepPrimAPI_MakeBox,
    BRepPrimAPI_MakeCone,
    BRepPrimAPI_MakeCylinder,
    BRepPrimAPI_MakeSphere,
    BRepPrimAPI_MakeTorus,
)
from OCP.BRepTools import BRepTools
from OCP.GeomAbs import GeomAbs_Line
from OCP.gp import gp_Ax1, gp_Ax2, gp_Dir, gp_Pnt, gp_Trsf, gp_Vec
from OCP.IGESControl import IGESControl_Writer
from OCP.Quantity import Quantity_Color, Quantity_TypeOfColor
from OCP.ShapeUpgrade import ShapeUpgrade_UnifySameDomain
from OCP.STEPCAFControl import STEPCAFControl_Writer
from OCP.STEPControl import STEPControl_AsIs, STEPControl_Writer
from OCP.TCollection import TCollection_ExtendedString
from OCP.TDataStd import TDataStd_Name
from OCP.TDocStd import TDocStd_Document
from OCP.TopAbs import TopAbs_EDGE
from OCP.TopExp import TopExp_Explorer
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS, TopoDS_Edge, TopoDS_Shape
from OCP.XCAFDoc import XCAFDoc_ColorType, XCAFDoc_DocumentTool

from partwright.cad.kernel.parts import contents_of
from partwright.cad.kernel.read import Drawing
from partwright.geometry.part import Body, Part, SourceFile, Vector
from partwright.units import LengthUnit, UnitSource

UP: Vector = (0.0, 0.0, 1.0)


def box(x: float, y: float, z: float, *, at: Vector = (0.0, 0.0, 0.0)) -> TopoDS_Shape:
    """A block with its lowest corner at `at`."""
    return BRepPrimAPI_MakeBox(gp_Pnt(*at), x, y, z).Shape()


def cylinder(radius: float, height: float, *, at: Vector = (0.0, 0.0, 0.0), along: Vector = UP) -> TopoDS_Shape:
    """A round bar from `at` along `along`."""
    return BRepPrimAPI_MakeCylinder(gp_Ax2(gp_Pnt(*at), gp_Dir(*along)), radius, height).Shape()


def cone(low_radius: float, high_radius: float, height: float, *, at: Vector = (0.0, 0.0, 0.0)) -> TopoDS_Shape:
    """A frustum, or a cone where one radius is 0."""
    return BRepPrimAPI_MakeCone(gp_Ax2(gp_Pnt(*at), gp_Dir(*UP)), low_radius, high_radius, height).Shape()


def sphere(radius: float, *, at: Vector = (0.0, 0.0, 0.0)) -> TopoDS_Shape:
    """A ball around `at`."""
    return BRepPrimAPI_MakeSphere(gp_Pnt(*at), radius).Shape()


def torus(major_radius: float, minor_radius: float) -> TopoDS_Shape:
    """A ring about z."""
    return BRepPrimAPI_MakeTorus(major_radius, minor_radius).Shape()


def tube(outer_radius: float, inner_radius: float, height: float) -> TopoDS_Shape:
    """A round tube along z."""
    bore = cylinder(inner_radius, height + 2, at=(0.0, 0.0, -1.0))
    return cut(cylinder(outer_radius, height), bore)


def cut(shape: TopoDS_Shape, *tools: TopoDS_Shape) -> TopoDS_Shape:
    """`shape` without the tools."""
    for tool in tools:
        shape = BRepAlgoAPI_Cut(shape, tool).Shape()
    return shape


def fuse(shape: TopoDS_Shape, *others: TopoDS_Shape) -> TopoDS_Shape:
    """`shape` together with the others, faces that continue each other made one."""
    for other in others:
        shape = BRepAlgoAPI_Fuse(shape, other).Shape()
    unifier = ShapeUpgrade_UnifySameDomain(shape, True, True, True)
    unifier.Build()
    return unifier.Shape()


def edges_of(shape: TopoDS_Shape) -> list[TopoDS_Edge]:
    """The distinct edges of a shape."""
    edges: list[TopoDS_Edge] = []
    explorer = TopExp_Explorer(shape, TopAbs_EDGE)
    while explorer.More():
        edge = TopoDS.Edge(explorer.Current())
        if not any(edge.IsSame(known) for known in edges):
            edges.append(edge)
        explorer.Next()
    return edges


def filleted(shape: TopoDS_Shape, radius: float, *, edges: Sequence[TopoDS_Edge] | None = None) -> TopoDS_Shape:
    """`shape` with all or some edges rounded."""
    maker = BRepFilletAPI_MakeFillet(shape)
    for edge in edges_of(shape) if edges is None else edges:
        maker.Add(radius, edge)
    return maker.Shape()


def chamfered(shape: TopoDS_Shape, length: float, *, edges: Sequence[TopoDS_Edge] | None = None) -> TopoDS_Shape:
    """`shape` with all or some edges broken at 45°."""
    maker = BRepFilletAPI_MakeChamfer(shape)
    for edge in edges_of(shape) if edges is None else edges:
        maker.Add(length, edge)
    return maker.Shape()


def upright_edges(shape: TopoDS_Shape) -> list[TopoDS_Edge]:
    """The edges of a block that run along z."""
    upright = []
    for edge in edges_of(shape):
        curve = BRepAdaptor_Curve(edge)
        if curve.GetType() == GeomAbs_Line and abs(curve.Line().Direction().Z()) > 0.999:
            upright.append(edge)
    return upright


def plate_with_pocket(
    size: Vector = (100.0, 60.0, 20.0),
    *,
    pocket: Vector = (60.0, 30.0, 10.0),
    corner_radius: float = 5.0,
    hole_diameter: float = 6.6,
    inset: float = 8.0,
) -> TopoDS_Shape:
    """A block with a pocket in the middle of its top and a through hole near each corner."""
    length, width, height = size
    tool = box(
        pocket[0], pocket[1], pocket[2] + 1.0,
        at=((length - pocket[0]) / 2, (width - pocket[1]) / 2, height - pocket[2]),
    )  # fmt: skip
    if corner_radius > 0:
        tool = filleted(tool, corner_radius, edges=upright_edges(tool))
    plate = cut(box(*size), tool)
    for x in (inset, length - inset):
        for y in (inset, width - inset):
            plate = cut(plate, cylinder(hole_diameter / 2, height + 2, at=(x, y, -1.0)))
    return plate


def bracket(*, leg: float = 60.0, width: float = 40.0, thickness: float = 8.0, hole: float = 8.0) -> TopoDS_Shape:
    """An L of two plates with a hole through each."""
    shape = fuse(box(leg, width, thickness), box(thickness, width, leg))
    shape = cut(shape, cylinder(hole / 2, thickness + 2, at=(leg * 0.65, width / 2, -1.0)))
    return cut(shape, cylinder(hole / 2, thickness + 2, at=(-1.0, width / 2, leg * 0.65), along=(1.0, 0.0, 0.0)))


def lopsided() -> TopoDS_Shape:
    """A block no mirror maps onto itself: three different notches at one corner's edges."""
    return cut(
        box(40, 30, 20),
        box(10, 7, 5, at=(0, 0, 15)),
        cylinder(3, 22, at=(30, 20, -1)),
        box(5, 6, 7, at=(35, 0, 0)),
    )


def moved(
    shape: TopoDS_Shape,
    *,
    by: Vector = (0.0, 0.0, 0.0),
    about: Vector = UP,
    degrees: float = 0.0,
) -> TopoDS_Shape:
    """A copy of `shape` turned about an axis through the origin, then shifted."""
    turn, shift = gp_Trsf(), gp_Trsf()
    if degrees:
        turn.SetRotation(gp_Ax1(gp_Pnt(0, 0, 0), gp_Dir(*about)), math.radians(degrees))
    shift.SetTranslation(gp_Vec(*by))
    return BRepBuilderAPI_Transform(shape, shift.Multiplied(turn), True).Shape()


def mirrored(shape: TopoDS_Shape) -> TopoDS_Shape:
    """A copy of `shape` mirrored in the plane x = 0."""
    mirror = gp_Trsf()
    mirror.SetMirror(gp_Ax2(gp_Pnt(0, 0, 0), gp_Dir(1, 0, 0)))
    return BRepBuilderAPI_Transform(shape, mirror, True).Shape()


def step_bytes(shape: TopoDS_Shape) -> bytes:
    """The shape as a STEP file in mm."""
    writer = STEPControl_Writer()
    writer.Transfer(shape, STEPControl_AsIs)
    stream = io.BytesIO()
    writer.WriteStream(stream)
    return stream.getvalue()


@dataclass(frozen=True, slots=True)
class Product:
    """A named, colored shape and the places it is put in an assembly."""

    name: str
    shape: TopoDS_Shape
    color: Vector
    places: tuple[Vector, ...]


def assembly_step_bytes(*products: Product, name: str = "assembly") -> bytes:
    """An assembly of named, colored products as an AP214 file."""
    document = TDocStd_Document(TCollection_ExtendedString("test"))
    shapes = XCAFDoc_DocumentTool.ShapeTool_s(document.Main())
    colors = XCAFDoc_DocumentTool.ColorTool_s(document.Main())
    root = shapes.NewShape()
    TDataStd_Name.Set_s(root, TCollection_ExtendedString(name))
    for product in products:
        label = shapes.AddShape(product.shape, False)
        TDataStd_Name.Set_s(label, TCollection_ExtendedString(product.name))
        color = Quantity_Color(*product.color, Quantity_TypeOfColor.Quantity_TOC_sRGB)
        colors.SetColor(label, color, XCAFDoc_ColorType.XCAFDoc_ColorSurf)
        for place in product.places:
            shift = gp_Trsf()
            shift.SetTranslation(gp_Vec(*place))
            shapes.AddComponent(root, label, TopLoc_Location(shift))
    shapes.UpdateAssemblies()
    writer = STEPCAFControl_Writer()
    writer.Transfer(document, STEPControl_AsIs)
    stream = io.BytesIO()
    writer.WriteStream(stream)
    return stream.getvalue()


def iges_bytes(shape: TopoDS_Shape, *, unit: str = "MM") -> bytes:
    """The shape as an IGES file of trimmed surfaces."""
    writer = IGESControl_Writer(unit, 0)
    writer.AddShape(shape)
    writer.ComputeModel()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shape.igs"
        writer.Write(str(path))
        return path.read_bytes()


def brep_bytes(shape: TopoDS_Shape) -> bytes:
    """The shape in OpenCASCADE's own format."""
    stream = io.BytesIO()
    BRepTools.Write_s(shape, stream)
    return stream.getvalue()


def part_of(shape: TopoDS_Shape, *, name: str = "part.step") -> Part:
    """The part that a STEP file of `shape` holds, without writing the file."""
    contents = contents_of(
        Drawing(shape, 1.0, None, ()), file_stem=name.rpartition(".")[0], stage=lambda _: None, timings={}
    )
    return Part(
        file=SourceFile(name, "0" * 64, 1, "step", LengthUnit.MM, UnitSource.FILE),
        bodies=contents.bodies,
        instances=contents.instances,
    )


def body_of(shape: TopoDS_Shape) -> Body:
    """The first body of `part_of(shape)`."""
    return part_of(shape).bodies[0]
