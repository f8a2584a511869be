"""Semantic product manufacturing notes of AP242 files: dimensions, geometric tolerances, datums, with their faces."""

from collections.abc import Iterator
from typing import Any

from OCP.OCP.collections import IndexedMap_TopoDS_Shape_TopTools_ShapeMapHasher as ShapeMap
from OCP.OCP.collections import Sequence_TDF_Label
from OCP.TDF import TDF_Label
from OCP.TopAbs import TopAbs_FACE
from OCP.TopExp import TopExp
from OCP.TopLoc import TopLoc_Location
from OCP.XCAFDoc import (
    XCAFDoc_Datum,
    XCAFDoc_Dimension,
    XCAFDoc_DimTolTool,
    XCAFDoc_DocumentTool,
    XCAFDoc_GeomTolerance,
    XCAFDoc_ShapeTool,
)

from partwright.cad.kernel.read import Drawing
from partwright.cad.kernel.topology import faces_of
from partwright.geometry.part import Pmi

_TYPE_PREFIXES = ("XCAFDimTolObjects_DimensionType_", "XCAFDimTolObjects_GeomToleranceType_")
_SIGNS = {"Size_Diameter": "⌀ ", "Size_Radius": "R ", "Size_SphericalDiameter": "S⌀ ", "Size_SphericalRadius": "SR "}
_PRESENTATIONS = ("DimensionPresentation", "CommonLabel")
_ANGULAR = ("Size_Angular", "Location_Angular")


def pmi_by_face(drawing: Drawing) -> dict[int, list[Pmi]]:
    """The notes on every face, by its file-wide id. A note on several faces stands with each."""
    notes: dict[int, list[Pmi]] = {}
    if drawing.document is None:
        return notes
    tool = XCAFDoc_DocumentTool.DimTolTool_s(drawing.document.Main())
    found = [*_dimensions(tool), *_tolerances(tool), *_datums(tool)]
    if not found:
        return notes
    numbers = _Faces(drawing)
    for label, kind, text, limits in found:
        faces = numbers.of(label)
        note = Pmi(kind, text, *limits, faces)
        for face in faces:
            notes.setdefault(face, []).append(note)
    return notes


class _Faces:
    """Finds the file-wide ids of the faces that a note refers to, in the first place where they stand."""

    def __init__(self, drawing: Drawing) -> None:
        everything = ShapeMap()
        TopExp.MapShapes_s(drawing.shape, TopAbs_FACE, everything)
        self._bare = ShapeMap()
        self._ids: list[int] = []
        for number in range(1, everything.Extent() + 1):
            if self._bare.Add(everything.FindKey(number).Located(TopLoc_Location())) > len(self._ids):
                self._ids.append(number - 1)

    def of(self, label: TDF_Label) -> tuple[int, ...]:
        first, second = Sequence_TDF_Label(), Sequence_TDF_Label()
        XCAFDoc_DimTolTool.GetRefShapeLabel_s(label, first, second)
        ids = {
            self._ids[place - 1]
            for labels in (first, second)
            for shape_label in _each(labels)
            for face in faces_of(XCAFDoc_ShapeTool.GetShape_s(shape_label))
            if (place := self._bare.FindIndex(face.Located(TopLoc_Location())))
        }
        return tuple(sorted(ids))


_Found = tuple[TDF_Label, str, str, tuple[float | None, float | None, float | None]]


def _each(labels: Sequence_TDF_Label) -> Iterator[TDF_Label]:
    for number in range(1, labels.Length() + 1):
        yield labels.Value(number)


def _objects(labels: Sequence_TDF_Label, attribute_type: Any) -> Iterator[tuple[TDF_Label, Any]]:
    for label in _each(labels):
        # `Set_s` answers the attribute that is there; what `FindAttribute` fills in OCP hangs on no label.
        yield label, attribute_type.Set_s(label).GetObject()


def _type_name(kind: Any) -> str:
    name = str(kind.name)
    for prefix in _TYPE_PREFIXES:
        name = name.removeprefix(prefix)
    return name


def _dimensions(tool: XCAFDoc_DimTolTool) -> Iterator[_Found]:
    labels = Sequence_TDF_Label()
    tool.GetDimensionLabels(labels)
    for label, dimension in _objects(labels, XCAFDoc_Dimension):
        kind = _type_name(dimension.GetType())
        if kind in _PRESENTATIONS:
            # How a note is drawn; only its words say something.
            words = dimension.GetPresentationName()
            if words is not None and words.ToCString():
                yield label, "text", words.ToCString(), (None, None, None)
            continue
        value, lower, upper = float(dimension.GetValue()), None, None
        tolerance = ""
        if dimension.IsDimWithRange():
            lower, upper = float(dimension.GetLowerBound()), float(dimension.GetUpperBound())
            value = 0.5 * (lower + upper)
            tolerance = f" ({lower:g} to {upper:g})"
        elif dimension.IsDimWithPlusMinusTolerance():
            below, above = float(dimension.GetLowerTolValue()), float(dimension.GetUpperTolValue())
            lower, upper = value - abs(below), value + above
            tolerance = f" ±{above:g}" if abs(below) == above else f" +{above:g} −{abs(below):g}"
        unit = "°" if kind in _ANGULAR else ""
        yield label, "dimension", f"{_SIGNS.get(kind, '')}{value:g}{unit}{tolerance}", (value, upper, lower)


def _tolerances(tool: XCAFDoc_DimTolTool) -> Iterator[_Found]:
    labels = Sequence_TDF_Label()
    tool.GetGeomToleranceLabels(labels)
    for label, tolerance in _objects(labels, XCAFDoc_GeomTolerance):
        value = float(tolerance.GetValue())
        datums = Sequence_TDF_Label()
        XCAFDoc_DimTolTool.GetDatumWithObjectOfTolerLabels_s(label, datums)
        names = [datum.GetName().ToCString() for _, datum in _objects(datums, XCAFDoc_Datum) if datum.GetName()]
        words = [_spoken(_type_name(tolerance.GetType())), f"{value:g}", *names]
        yield label, "tolerance", " ".join(words), (value, value, 0.0)


def _datums(tool: XCAFDoc_DimTolTool) -> Iterator[_Found]:
    """Each datum once; a reference to it from a tolerance is no datum of its own."""
    labels = Sequence_TDF_Label()
    tool.GetDatumLabels(labels)
    named = set()
    for label, datum in _objects(labels, XCAFDoc_Datum):
        name = datum.GetName().ToCString() if datum.GetName() else ""
        first, second = Sequence_TDF_Label(), Sequence_TDF_Label()
        XCAFDoc_DimTolTool.GetRefShapeLabel_s(label, first, second)
        if name and name not in named and first.Length():
            named.add(name)
            yield label, "datum", name, (None, None, None)


def _spoken(name: str) -> str:
    """`ProfileOfSurface` as `profile of surface`."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()
