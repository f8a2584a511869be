"""Whether an analysis that a child sent holds together, so that nothing after it has to ask again.

The schema is checked while the header is read. Here: every index points at something, every mesh is one, and names
carry no characters that could fool a terminal, a page or a file system.
"""

import dataclasses
import unicodedata
from collections.abc import Iterable

import numpy as np

from partwright.analysis.analysis import Analysis, BodyAnalysis
from partwright.geometry.part import Body, Instance, Mesh, Note, Part, Pmi

LONGEST_NAME = 200
LONGEST_TEXT = 2000
_TRANSFORM_LENGTH = 16
# Letters, marks, numbers, punctuation, symbols, spaces; not controls, formats (bidirectional overrides), surrogates.
_SAFE_CATEGORIES = frozenset("LMNPS")


class UnsoundError(ValueError):
    """An analysis whose parts do not fit together."""


def sound(analysis: Analysis) -> Analysis:
    """The analysis with clean names.

    Raises:
        UnsoundError: an index or a shape that does not fit.
    """
    part = analysis.part
    _require(len(analysis.bodies) == len(part.bodies) > 0, "bodies and their analyses differ in number")
    for position, (body, found) in enumerate(zip(part.bodies, analysis.bodies, strict=True)):
        _require(body.index == position, "a body is out of order")
        _check_body(body)
        _check_found(found, body)
    for instance in part.instances:
        _require(0 <= instance.body < len(part.bodies), "an instance of no body")
        _require(len(instance.transform) == _TRANSFORM_LENGTH, "a transform is not 4 × 4")
    _require(all(milliseconds >= 0 for milliseconds in analysis.timings_ms.values()), "a time below zero")
    return dataclasses.replace(analysis, part=_with_clean_names(part))


def sound_name(name: str, *, longest: int = LONGEST_NAME) -> str:
    """The name with nothing in it that is not to be seen, cut to a sane length."""
    if name.isascii() and name.isprintable() and len(name) <= longest:
        return name
    kept = (
        " " if character.isspace() else character
        for character in name
        if character.isspace() or unicodedata.category(character)[0] in _SAFE_CATEGORIES
    )
    return "".join(kept)[:longest].strip()


def _require(holds: bool, fault: str) -> None:
    if not holds:
        raise UnsoundError(fault)


def _check_body(body: Body) -> None:
    faces, edges, mesh = len(body.faces), len(body.edges), body.mesh
    _check_mesh(mesh)
    _require(len(mesh.face_starts) - 1 == max(faces, 1), "faces and runs of triangles differ in number")
    _require(len(mesh.edge_starts) - 1 == edges or not edges, "edges and their lines differ in number")
    sides = {side for edge in body.edges for side in (edge.left, edge.right) if side is not None}
    _check_range(sides, faces, "an edge of no face")
    _check_range(
        (edge for face in body.faces for loop in face.loops for edge in loop.edges), edges, "a loop of no edge"
    )
    _require(all(face.id >= 0 for face in body.faces), "a face id below zero")
    _require(len({face.id for face in body.faces}) == faces, "two faces with one id")
    _require(body.mass.volume_mm3 >= 0 and body.mass.area_mm2 >= 0, "a volume or area below zero")


def _check_mesh(mesh: Mesh) -> None:
    for points in (mesh.vertices, mesh.edge_points):
        _require(points.ndim == 2 and points.shape[1] == 3, "points are not (n, 3)")
    triangles = mesh.triangles
    _require(triangles.ndim == 2 and triangles.shape[1] == 3, "triangles are not (m, 3)")
    if triangles.size:
        _require(int(triangles.min()) >= 0 and int(triangles.max()) < len(mesh.vertices), "a triangle without a corner")
    for starts, end in ((mesh.face_starts, len(triangles)), (mesh.edge_starts, len(mesh.edge_points))):
        _require(starts.ndim == 1 and len(starts) >= 1, "no starts")
        _require(int(starts[0]) == 0 and int(starts[-1]) == end, "starts do not span what they divide")
        _require(bool((np.diff(starts) >= 0).all()), "starts go backwards")


def _check_found(found: BodyAnalysis, body: Body) -> None:
    faces = (face for feature in found.features for face in feature.faces)
    _check_range(faces, len(body.faces), "a feature of no face")
    _require(found.min_wall_mm is None or found.min_wall_mm >= 0, "a wall below zero")
    processes = [survey.process for survey in found.surveys]
    _require(len(set(processes)) == len(processes), "two surveys for one process")


def _check_range(indexes: Iterable[int], end: int, fault: str) -> None:
    _require(all(0 <= index < end for index in indexes), fault)


def _with_clean_names(part: Part) -> Part:
    return dataclasses.replace(
        part,
        file=dataclasses.replace(part.file, name=sound_name(part.file.name), format=sound_name(part.file.format)),
        bodies=tuple(
            dataclasses.replace(body, name=sound_name(body.name), pmi=tuple(map(_clean_pmi, body.pmi)))
            for body in part.bodies
        ),
        instances=tuple(map(_clean_instance, part.instances)),
        notes=tuple(Note(sound_name(note.code), sound_name(note.message, longest=LONGEST_TEXT)) for note in part.notes),
    )


def _clean_instance(instance: Instance) -> Instance:
    return dataclasses.replace(
        instance, name=sound_name(instance.name), path=tuple(sound_name(name) for name in instance.path)
    )


def _clean_pmi(pmi: Pmi) -> Pmi:
    return dataclasses.replace(pmi, kind=sound_name(pmi.kind), text=sound_name(pmi.text, longest=LONGEST_TEXT))
