"""The public JSON of an analysis: keys and order of the contract, null for what is not known."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from partwright import __version__
from partwright.analysis.analysis import Analysis, BodyAnalysis
from partwright.analysis.soundness import LONGEST_TEXT, sound_name
from partwright.errors import FileError
from partwright.geometry.features.feature import public_parameters
from partwright.geometry.part import Body, BodyKind, Face, Instance, SourceFile, SurfaceKind
from partwright.manufacturing.findings import identify
from partwright.manufacturing.process import Finding
from partwright.manufacturing.processes import PROCESSES
from partwright.manufacturing.specification import Specification
from partwright.manufacturing.tables import Tables

SCHEMA = 1
TIMINGS = ("read", "transfer", "mesh", "properties", "features", "walls", "total")
# Surfaces whose one radius says their size; a cone's changes along it and a B-spline has none.
_WITH_RADIUS = frozenset({SurfaceKind.CYLINDER, SurfaceKind.SPHERE, SurfaceKind.TORUS})


def default_findings(analysis: Analysis, *, tables: Tables) -> tuple[Finding, ...]:
    """What each process finds with its default material, finish and tolerance."""
    specifications = {
        process_id: Specification(process_id, process.catalog(tables).default_material, "none", "standard")
        for process_id, process in PROCESSES.items()
    }
    return tuple(
        finding
        for body in analysis.bodies
        for survey in body.surveys
        for finding in PROCESSES[survey.process].findings(survey, specifications[survey.process], tables=tables)
    )


def report(analysis: Analysis, *, findings: Iterable[Finding], timings: bool = False) -> dict[str, Any]:
    """The object of one file in `analyze --json`."""
    part = analysis.part
    listed: dict[str, Any] = {
        "schema": SCHEMA,
        "engine_version": analysis.engine_version,
        "file": _file(part.file),
        "error": None,
        "notes": [{"code": note.code, "message": note.message} for note in part.notes],
        "instances": [_instance(instance) for instance in part.instances],
        "bodies": [_body(body, found) for body, found in zip(part.bodies, analysis.bodies, strict=True)],
        "findings": [report_finding(name, finding) for name, finding in identify(findings).items()],
    }
    if timings:
        spent = analysis.timings_ms
        listed["timings_ms"] = {step: round(spent[step], 3) if step in spent else None for step in TIMINGS}
    return listed


def report_error(
    error: FileError, *, name: str, sha256: str | None = None, size_bytes: int | None = None
) -> dict[str, Any]:
    """The object of a file that could not be read: what is known of it, and why."""
    return {
        "schema": SCHEMA,
        "engine_version": __version__,
        "file": {
            "name": name,
            "sha256": sha256,
            "bytes": size_bytes,
            "format": None,
            "units": None,
            "unit_source": None,
        },
        "error": {"code": error.code, "message": sound_name(str(error), longest=LONGEST_TEXT)},
        "notes": [],
        "instances": [],
        "bodies": [],
        "findings": [],
    }


def to_json(listed: Mapping[str, Any]) -> str:
    """The object of one file as the commands print it: one line, floats by shortest repr.

    Raises:
        ValueError: a number that is not finite.
    """
    return json.dumps(listed, ensure_ascii=False, allow_nan=False)


def _file(file: SourceFile) -> dict[str, Any]:
    return {
        "name": file.name,
        "sha256": file.sha256,
        "bytes": file.size_bytes,
        "format": file.format,
        "units": file.units.value,
        "unit_source": file.unit_source.value,
    }


def _instance(instance: Instance) -> dict[str, Any]:
    return {
        "body": instance.body,
        "name": instance.name,
        "path": list(instance.path),
        "transform": list(instance.transform),
    }


def _body(body: Body, found: BodyAnalysis) -> dict[str, Any]:
    feature_of_face = {face: number for number, feature in enumerate(found.features) for face in feature.faces}
    ids = [face.id for face in body.faces]
    # What an open mesh nearly encloses is priced as an estimate, but it is not known.
    encloses = body.watertight or body.kind is BodyKind.SOLID
    return {
        "index": body.index,
        "name": body.name,
        "kind": body.kind.value,
        "watertight": body.watertight,
        "volume_mm3": body.mass.volume_mm3 if encloses else None,
        "area_mm2": body.mass.area_mm2,
        "bounding_box_mm": list(body.mass.bounding_box_mm),
        "oriented_box_mm": list(body.mass.oriented_box.size_mm),
        "center_of_mass_mm": list(body.mass.center_of_mass) if encloses else None,
        "min_wall_mm": found.min_wall_mm,
        "face_count": len(body.faces),
        "triangle_count": len(body.mesh.triangles),
        "faces": [_face(face, feature_of_face.get(position)) for position, face in enumerate(body.faces)],
        "features": [
            {
                "type": feature.type,
                "faces": [ids[position] for position in feature.faces],
                "parameters": dict(public_parameters(feature)),
            }
            for feature in found.features
        ],
        "pmi": [
            {
                "kind": pmi.kind,
                "text": pmi.text,
                "value": pmi.value,
                "upper": pmi.upper,
                "lower": pmi.lower,
                "faces": list(pmi.faces),
            }
            for pmi in body.pmi
        ],
    }


def _face(face: Face, feature: int | None) -> dict[str, Any]:
    return {
        "id": face.id,
        "surface": face.surface.value,
        "area_mm2": face.area_mm2,
        "radius_mm": face.radius_mm if face.surface in _WITH_RADIUS else None,
        "feature": feature,
    }


def report_finding(name: str, finding: Finding) -> Mapping[str, Any]:
    """One finding under its id."""
    return {
        "id": name,
        "body": finding.body,
        "process": finding.process.value,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "faces": list(finding.faces),
        "triangles": None if finding.triangles is None else list(finding.triangles),
        "measured": finding.measured,
        "limit": finding.limit,
        "unit": finding.unit,
        "message": finding.message,
        "advice": finding.advice,
        "source": finding.source,
    }
