"""The solids of a drawing where they stand: assemblies taken apart, with names, colors and places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from OCP.OCP.collections import Sequence_TDF_Label
from OCP.Quantity import Quantity_Color, Quantity_TypeOfColor
from OCP.TDataStd import TDataStd_Name
from OCP.TDF import TDF_Label
from OCP.TopAbs import TopAbs_FACE, TopAbs_SHELL, TopAbs_SOLID
from OCP.TopExp import TopExp_Explorer
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS_Shape
from OCP.XCAFDoc import XCAFDoc_ColorTool, XCAFDoc_ColorType, XCAFDoc_DocumentTool, XCAFDoc_ShapeTool

from partwright.cad.kernel.read import Drawing
from partwright.geometry.part import Vector

# What OpenCASCADE and others call a shape that has no name of its own.
_GIVEN_BY_TRANSLATOR = re.compile(
    r"SOLID|SHELL|FACE|COMPOUND|COMPSOLID|=>\[[\d:]+\]|Open CASCADE STEP translator [\d. ]+|none|no[- ]name",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One solid, or what of a product has none, where it stands in the file.

    `shape` carries its place; `path` are the names from the top assembly down to it. `faces_as_read` are the file's own
    faces, in the order of the shape's, where healing has put others in their place.
    """

    shape: TopoDS_Shape
    solid: bool
    name: str
    path: tuple[str, ...]
    color: Vector | None
    faces_as_read: tuple[TopoDS_Shape, ...] = ()


def occurrences_of(drawing: Drawing, *, file_stem: str) -> tuple[Occurrence, ...]:
    """Every solid of the drawing, in the order of its faces; shells and faces without a solid after those of theirs."""
    if not drawing.roots:
        return tuple(_split(drawing.shape, name=file_stem, path=(), color=None, tool=None))
    found: list[Occurrence] = []
    for root in drawing.roots:
        found.extend(_walk(root, TopLoc_Location(), (), file_stem, XCAFDoc_DocumentTool.ColorTool_s(root)))
    return tuple(found)


def _walk(
    label: TDF_Label, place: TopLoc_Location, path: tuple[str, ...], fallback: str, colors: XCAFDoc_ColorTool
) -> Iterator[Occurrence]:
    product = label
    name = _name(label)
    if XCAFDoc_ShapeTool.IsReference_s(label):
        product = TDF_Label()
        XCAFDoc_ShapeTool.GetReferredShape_s(label, product)
        place = place.Multiplied(XCAFDoc_ShapeTool.GetLocation_s(label))
        name = _name(product) or name
    # A solid that a translator had to name is the product above it.
    name = name or next(reversed(path), fallback)
    if XCAFDoc_ShapeTool.IsAssembly_s(product):
        components = Sequence_TDF_Label()
        XCAFDoc_ShapeTool.GetComponents_s(product, components)
        for number in range(1, components.Length() + 1):
            yield from _walk(components.Value(number), place, (*path, name), fallback, colors)
        return
    shape = XCAFDoc_ShapeTool.GetShape_s(product)
    own = shape.Moved(place)
    color = _color(label) or _color(product)
    whole_path = path if path and path[-1] == name else (*path, name)
    yield from _split(own, name=name, path=whole_path, color=color, tool=colors)


def _split(
    shape: TopoDS_Shape, *, name: str, path: tuple[str, ...], color: Vector | None, tool: XCAFDoc_ColorTool | None
) -> Iterator[Occurrence]:
    solids = list(_explore(shape, TopAbs_SOLID))
    for number, solid in enumerate(solids, 1):
        own_name = name if len(solids) == 1 else f"{name} {number}"
        yield Occurrence(solid, True, own_name, path, color or _shape_color(solid, tool))
    for shell in _explore(shape, TopAbs_SHELL, avoid=TopAbs_SOLID):
        yield Occurrence(shell, False, name, path, color)
    for face in _explore(shape, TopAbs_FACE, avoid=TopAbs_SHELL):
        yield Occurrence(face, False, name, path, color)


def _explore(shape: TopoDS_Shape, kind: object, avoid: object | None = None) -> Iterator[TopoDS_Shape]:
    explorer = TopExp_Explorer(shape, kind) if avoid is None else TopExp_Explorer(shape, kind, avoid)
    while explorer.More():
        yield explorer.Current()
        explorer.Next()


def _name(label: TDF_Label) -> str:
    attribute = TDataStd_Name()
    if label.FindAttribute(TDataStd_Name.GetID_s(), attribute):
        name = str(attribute.Get().ToExtString()).strip()
        return "" if _GIVEN_BY_TRANSLATOR.fullmatch(name) else name
    return ""


_COLOR_TYPES = (XCAFDoc_ColorType.XCAFDoc_ColorSurf, XCAFDoc_ColorType.XCAFDoc_ColorGen)


def _color(label: TDF_Label) -> Vector | None:
    color = Quantity_Color()
    for kind in _COLOR_TYPES:
        if XCAFDoc_ColorTool.GetColor_s(label, kind, color):
            return _srgb(color)
    return None


def _shape_color(shape: TopoDS_Shape, tool: XCAFDoc_ColorTool | None) -> Vector | None:
    color = Quantity_Color()
    if tool is not None:
        for kind in _COLOR_TYPES:
            if tool.GetColor(shape, kind, color):
                return _srgb(color)
    return None


def _srgb(color: Quantity_Color) -> Vector:
    red, green, blue = color.Values(Quantity_TypeOfColor.Quantity_TOC_sRGB)
    return (red, green, blue)
