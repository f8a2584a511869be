"""A drawing taken apart into bodies and their placements."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from OCP.OCP.collections import IndexedMap_TopoDS_Shape_TopTools_ShapeMapHasher as ShapeMap
from OCP.TopAbs import TopAbs_FACE
from OCP.TopExp import TopExp
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS_Shape

from partwright.cad.kernel.bodies import body_of, is_whole
from partwright.cad.kernel.occurrences import Occurrence, occurrences_of
from partwright.cad.kernel.pmi import pmi_by_face
from partwright.cad.kernel.read import Drawing
from partwright.cad.kernel.sewing import sew
from partwright.cad.kernel.tessellate import triangulate
from partwright.cad.kernel.topology import faces_of
from partwright.geometry.part import Body, Instance, Note, Pmi

IDENTITY = (1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Contents:
    """The bodies of a drawing, each shape that OpenCASCADE shares once, where they stand, and what was healed."""

    bodies: tuple[Body, ...]
    instances: tuple[Instance, ...]
    notes: tuple[Note, ...]

    @property
    def undrawn(self) -> bool:
        """Whether a body has faces without triangles."""
        return not all(is_whole(body.faces, body.mesh) for body in self.bodies)


@dataclass(frozen=True, slots=True)
class _Distinct:
    """A shape in its own frame with the file-wide ids of its faces, and the occurrence it was first met in."""

    shape: TopoDS_Shape
    ids: tuple[int, ...]
    first: Occurrence


def contents_of(
    drawing: Drawing, *, file_stem: str, stage: Callable[[str], None], timings: dict[str, float]
) -> Contents:
    """Bodies and instances of a drawing. `timings` receives the ms of "mesh" and "properties"."""
    began = time.perf_counter()
    notes: list[Note] = []
    occurrences = _with_loose_faces_sewn(occurrences_of(drawing, file_stem=file_stem), file_stem, notes)
    distinct, instances = _share(occurrences, drawing.shape)
    prepared = time.perf_counter()
    stage("meshing")
    for kind in distinct:
        triangulate(kind.shape)
    meshed = time.perf_counter()
    pmi = pmi_by_face(drawing)
    bodies = tuple(_body(kind, pmi, notes) for kind in distinct)
    done = time.perf_counter()
    timings["mesh"] = (meshed - prepared) * 1000.0
    timings["properties"] = (done - meshed + prepared - began) * 1000.0
    return Contents(bodies, instances, tuple(notes))


def _with_loose_faces_sewn(
    occurrences: Sequence[Occurrence], file_stem: str, notes: list[Note]
) -> tuple[Occurrence, ...]:
    loose = [occurrence for occurrence in occurrences if not occurrence.solid]
    if not loose:
        return tuple(occurrences)
    names = {occurrence.name for occurrence in loose}
    name = names.pop() if len(names) == 1 else file_stem
    sewn = [
        Occurrence(piece.shape, piece.solid, name, (name,), loose[0].color, piece.faces_as_read)
        for piece in sew([occurrence.shape for occurrence in loose])
    ]
    solids = sum(piece.solid for piece in sewn)
    if solids:
        notes.append(Note("healed.sewn", f"Loose faces were sewn together into {_count(solids, 'solid')}."))
    elif len(sewn) < len(loose):
        notes.append(Note("healed.sewn", f"{len(loose)} loose faces were sewn into {_count(len(sewn), 'surface')}."))
    return (*(occurrence for occurrence in occurrences if occurrence.solid), *sewn)


def _count(number: int, noun: str) -> str:
    return f"one {noun}" if number == 1 else f"{number} {noun}s"


def _share(occurrences: Sequence[Occurrence], everything: TopoDS_Shape) -> tuple[list[_Distinct], tuple[Instance, ...]]:
    """Each shape that several places share once, and the places."""
    faces = ShapeMap()
    TopExp.MapShapes_s(everything, TopAbs_FACE, faces)
    known = ShapeMap()
    distinct: list[_Distinct] = []
    instances = []
    for occurrence in occurrences:
        own = occurrence.shape.Located(TopLoc_Location())
        number = known.Add(own)
        if number > len(distinct):
            as_read = occurrence.faces_as_read or faces_of(occurrence.shape)
            distinct.append(_Distinct(own, tuple(faces.FindIndex(face) - 1 for face in as_read), occurrence))
        transform = _matrix(occurrence.shape.Location())
        instances.append(Instance(number - 1, occurrence.name, occurrence.path, transform))
    return distinct, tuple(instances)


def _body(kind: _Distinct, pmi: dict[int, list[Pmi]], notes: list[Note]) -> Body:
    own_pmi = tuple(dict.fromkeys(note for identity in kind.ids for note in pmi.get(identity, ())))

    def read(shape: TopoDS_Shape) -> Body:
        first = kind.first
        return body_of(shape, solid=first.solid, ids=kind.ids, name=first.name, color=first.color, pmi=own_pmi)

    body = read(kind.shape)
    if not is_whole(body.faces, body.mesh):
        missing = f"Some faces of {kind.first.name} could not be drawn: repair them in your CAD program."
        notes.append(Note("mesh.open", missing))
    if body.mass.volume_mm3 < 0:
        notes.append(Note("healed.reversed", f"{kind.first.name} was inside out and has been turned over."))
        return read(kind.shape.Reversed())
    return body


def _matrix(location: TopLoc_Location) -> tuple[float, ...]:
    """The 4 × 4 matrix of a location, row by row."""
    if location.IsIdentity():
        return IDENTITY
    transformation = location.Transformation()
    rows = [transformation.Value(row, column) for row in (1, 2, 3) for column in (1, 2, 3, 4)]
    return (*rows, 0.0, 0.0, 0.0, 1.0)
