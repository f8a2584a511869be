"""STEP, IGES and BREP files as shapes in mm, with the document that holds their names, colors and notes."""

import io
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from OCP.BRep import BRep_Builder
from OCP.BRepBuilderAPI import BRepBuilderAPI_Transform
from OCP.BRepTools import BRepTools
from OCP.gp import gp_Pnt, gp_Trsf
from OCP.IFSelect import IFSelect_RetDone
from OCP.IGESCAFControl import IGESCAFControl_Reader
from OCP.Message import Message, Message_Gravity, Message_ProgressRange
from OCP.OCP.collections import Sequence_TCollection_AsciiString, Sequence_TDF_Label
from OCP.STEPCAFControl import STEPCAFControl_Reader
from OCP.TCollection import TCollection_AsciiString, TCollection_ExtendedString
from OCP.TDF import TDF_Label
from OCP.TDocStd import TDocStd_Document
from OCP.TopoDS import TopoDS_Compound, TopoDS_Shape
from OCP.XCAFDoc import XCAFDoc_DocumentTool

from partwright.errors import EmptyFileError, UnreadableFileError
from partwright.units import LengthUnit

# OpenCASCADE tells its story on standard output otherwise.
for _printer in Message.DefaultMessenger_s().Printers():
    _printer.SetTraceLevel(Message_Gravity.Message_Fail)

_STEP_UNITS = {
    "millimetre": 1.0,
    "centimetre": 10.0,
    "metre": 1000.0,
    "inch": 25.4,
    "foot": 304.8,
    "micrometre": 0.001,
    "decimetre": 100.0,
    "kilometre": 1e6,
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A file as OpenCASCADE has it: one shape in mm, and the labels its names, colors and notes hang on.

    `unit_mm` is the length of the file's own unit, None where the format has none. `roots` are the labels of the
    top-level shapes; BREP has none. `document` must outlive the labels.
    """

    shape: TopoDS_Shape
    unit_mm: float | None
    document: Any
    roots: tuple[TDF_Label, ...]


def read_step(
    content: bytes,
    *,
    name: str,
    declared: LengthUnit | None,
    timings: dict[str, float],
    mend_crossings: bool = False,
) -> Drawing:
    """The shapes of a STEP file (AP203, AP214, AP242). `declared` reads its numbers in another unit.

    `mend_crossings` lets OpenCASCADE compare each edge of a face with each other and mend those that cross: an eighth
    of the transfer of a usual file for nothing, and minutes for a face of 5,000 edges.

    Raises:
        UnreadableFileError: OpenCASCADE cannot make sense of it.
    """
    reader = STEPCAFControl_Reader()
    reader.SetNameMode(True)
    reader.SetColorMode(True)
    reader.SetGDTMode(True)

    def load() -> Any:
        status = reader.ReadStream("part", io.BytesIO(content))
        if not mend_crossings:  # after reading, which forgets what was set before
            parameters = reader.GetShapeFixParameters()
            parameters.Bind(TCollection_AsciiString("FixShape.FixSelfIntersectionMode"), TCollection_AsciiString("0"))
            reader.SetShapeFixParameters(parameters)
        return status

    return _read_caf(reader, load, name=name, declared=declared, timings=timings, unit_mm=_step_unit_mm)


def read_iges(content: bytes, *, name: str, declared: LengthUnit | None, timings: dict[str, float]) -> Drawing:
    """The shapes of an IGES file; `Raises` as `read_step`."""
    reader = IGESCAFControl_Reader()
    reader.SetNameMode(True)
    reader.SetColorMode(True)

    def load() -> Any:
        # OpenCASCADE reads IGES from named files only. A confined child may write in its own folder, and has no /proc.
        with tempfile.NamedTemporaryFile(suffix=".igs") as file:
            file.write(content)
            file.flush()
            return reader.ReadFile(file.name)

    return _read_caf(reader, load, name=name, declared=declared, timings=timings, unit_mm=_iges_unit_mm)


def read_brep(content: bytes, *, name: str, timings: dict[str, float]) -> Drawing:
    """The shape of an OpenCASCADE BREP file, its numbers as they are; `Raises` as `read_step`."""
    began = time.perf_counter()
    shape = TopoDS_Shape()
    try:
        BRepTools.Read_s(shape, io.BytesIO(content), BRep_Builder())
    except Exception as fault:
        raise UnreadableFileError(name, reason="is not a BREP file that can be read") from fault
    timings["read"], timings["transfer"] = _ms_since(began), 0.0
    if shape.IsNull():
        raise UnreadableFileError(name, reason="is not a BREP file that can be read")
    return Drawing(shape, None, None, ())


def scaled(shape: TopoDS_Shape, factor: float) -> TopoDS_Shape:
    """The shape with every length times `factor`."""
    if factor == 1.0:
        return shape
    scale = gp_Trsf()
    scale.SetScale(gp_Pnt(0.0, 0.0, 0.0), factor)
    return BRepBuilderAPI_Transform(shape, scale, True).Shape()


def _read_caf(
    reader: Any,
    load: Callable[[], Any],
    *,
    name: str,
    declared: LengthUnit | None,
    timings: dict[str, float],
    unit_mm: Callable[[Any], float],
) -> Drawing:
    began = time.perf_counter()
    try:
        status = load()
    except Exception as fault:
        raise UnreadableFileError(name, reason=f"cannot be read ({type(fault).__name__})") from fault
    timings["read"] = _ms_since(began)
    if status != IFSelect_RetDone:
        raise UnreadableFileError(name, reason="is damaged or cut short")
    own_unit_mm = unit_mm(reader)
    began = time.perf_counter()
    document = TDocStd_Document(TCollection_ExtendedString("partwright"))
    if declared is not None:
        # A document unit of 1 mm × own ÷ declared makes one number of the file one declared unit.
        XCAFDoc_DocumentTool.SetLengthUnit_s(document, 0.001 * own_unit_mm / declared.in_mm)
    try:
        reader.Transfer(document, Message_ProgressRange())
    except Exception as fault:
        raise UnreadableFileError(name, reason=f"holds shapes that cannot be read ({type(fault).__name__})") from fault
    timings["transfer"] = _ms_since(began)
    labels = Sequence_TDF_Label()
    tool = XCAFDoc_DocumentTool.ShapeTool_s(document.Main())
    tool.GetFreeShapes(labels)
    if labels.Length() == 0:
        raise EmptyFileError(name, reason="holds no shapes")
    roots = tuple(labels.Value(number) for number in range(1, labels.Length() + 1))
    return Drawing(_together([tool.GetShape_s(root) for root in roots]), own_unit_mm, document, roots)


def _together(shapes: list[TopoDS_Shape]) -> TopoDS_Shape:
    """One shape as it is, several as a compound in their order."""
    if len(shapes) == 1:
        return shapes[0]
    builder, compound = BRep_Builder(), TopoDS_Compound()
    builder.MakeCompound(compound)
    for shape in shapes:
        builder.Add(compound, shape)
    return compound


def _step_unit_mm(reader: Any) -> float:
    lengths, angles, solid_angles = (Sequence_TCollection_AsciiString() for _ in range(3))
    reader.ChangeReader().FileUnits(lengths, angles, solid_angles)
    if lengths.Length() == 0:
        return 1.0
    return _STEP_UNITS.get(lengths.Value(1).ToCString().lower(), 1.0)


def _iges_unit_mm(reader: Any) -> float:
    """The IGES global section's unit in mm."""
    return float(reader.IGESModel().GlobalSection().UnitValue())


def _ms_since(began: float) -> float:
    return (time.perf_counter() - began) * 1000.0
