"""What makes a body hard or impossible to print, measured against the limits of the trade."""

from collections.abc import Iterator

from partwright.manufacturing.process import Finding, Severity
from partwright.manufacturing.processes.fused_filament.settings import ROOM, read_lines
from partwright.manufacturing.processes.fused_filament.survey import FilamentSurvey, Spots
from partwright.manufacturing.specification import ProcessId, Specification
from partwright.manufacturing.tables import Tables
from partwright.units import format_length as mm

_ROUNDING_MM = 1e-4


def find_problems(survey: FilamentSurvey, specification: Specification, *, tables: Tables) -> tuple[Finding, ...]:
    """Everything to say about printing a body from a material, worst first."""
    found = [
        *_open_mesh(survey),
        *_envelope(survey, tables),
        *_thin_walls(survey, specification, tables),
        *_small_holes(survey, tables),
        *_cavities(survey, tables),
        *_overhangs(survey, tables),
    ]
    rank = (Severity.BLOCKER, Severity.WARNING, Severity.INFO)
    return tuple(sorted(found, key=lambda finding: rank.index(finding.severity)))


def _finding(
    survey: FilamentSurvey,
    rule: str,
    severity: Severity,
    *,
    message: str,
    advice: str,
    source: str,
    spots: Spots | None = None,
    face_ids: tuple[int, ...] = (),
    measured: float | None = None,
    limit: float | None = None,
    unit: str | None = None,
) -> Finding:
    faces, triangles = (face_ids, None) if spots is None else _places(spots)
    return Finding(
        body=survey.body,
        process=ProcessId.FUSED_FILAMENT,
        rule=rule,
        severity=severity,
        faces=faces,
        triangles=triangles,
        measured=None if measured is None else round(measured, 4),
        limit=limit,
        unit=unit,
        message=message,
        advice=advice,
        source=source,
    )


def _places(spots: Spots) -> tuple[tuple[int, ...], tuple[int, ...] | None]:
    """Faces where there are any, else triangles."""
    faces = tuple(sorted({face for face in spots.face_ids.tolist() if face >= 0}))
    return (faces, None) if faces else ((), tuple(spots.triangles.tolist()))


def _open_mesh(survey: FilamentSurvey) -> Iterator[Finding]:
    if not survey.watertight:
        yield _finding(
            survey,
            "not_watertight",
            Severity.BLOCKER,
            message="The surface is not closed, so a slicer cannot tell inside from outside.",
            advice="Close the gaps in your CAD program and export the body as a solid.",
            source="a closed volume is what a slicer fills",
        )


def _envelope(survey: FilamentSurvey, tables: Tables) -> Iterator[Finding]:
    if survey.fits:
        return
    path = f"{ROOM}.machines.{survey.machine}.envelope"
    room = tables.values(path, "mm")
    size = sorted(survey.size_mm, reverse=True)
    yield _finding(
        survey,
        "envelope",
        Severity.BLOCKER,
        measured=size[0],
        limit=max(room),
        unit="mm",
        message=f"The part is {mm(size[0])} × {mm(size[1])} × {mm(size[2])}; "
        f"the largest printer builds {room[0]:g} × {room[1]:g} × {room[2]:g} mm.",
        advice="Split the part into bodies that are glued or bolted together.",
        source=tables.source(path),
    )


def _thin_walls(survey: FilamentSurvey, specification: Specification, tables: Tables) -> Iterator[Finding]:
    family = tables.word(f"materials.filaments.{specification.material}.family")
    name = f"{ROOM}.walls.{family}"
    path = name if name in tables else f"{ROOM}.walls.standard"
    limit = tables.value(path, "mm")
    thin = survey.thin_walls.measured_mm < limit - _ROUNDING_MM
    if not thin.any():
        return
    spots = Spots(
        triangles=survey.thin_walls.triangles[thin],
        face_ids=survey.thin_walls.face_ids[thin],
        measured_mm=survey.thin_walls.measured_mm[thin],
    )
    thinnest = float(spots.measured_mm.min())
    lines = read_lines(tables, f"{ROOM}.machines.{survey.machine}")
    message = f"This wall is {mm(thinnest)}; FDM needs {mm(limit)}."
    if thinnest < lines.width_mm + lines.narrow_mm:
        message += f" The nozzle lays lines of {mm(lines.width_mm)}, so the wall may be left out."
    yield _finding(
        survey,
        "thin_wall",
        Severity.WARNING,
        spots=spots,
        measured=thinnest,
        limit=limit,
        unit="mm",
        message=message,
        advice=f"Thicken it to {mm(limit)}.",
        source=tables.source(path),
    )


def _small_holes(survey: FilamentSurvey, tables: Tables) -> Iterator[Finding]:
    path = f"{ROOM}.limits.hole_diameter"
    limit = tables.value(path, "mm")
    small = [bore for bore in survey.bores if bore.diameter_mm < limit - _ROUNDING_MM]
    if small:
        smallest = min(bore.diameter_mm for bore in small)
        several = len(small) > 1
        yield _finding(
            survey,
            "small_hole",
            Severity.WARNING,
            face_ids=tuple(sorted({face for bore in small for face in bore.face_ids})),
            measured=smallest,
            limit=limit,
            unit="mm",
            message=(
                f"{len(small)} holes are under {mm(limit)}, the smallest {mm(smallest)}; they may close."
                if several
                else f"This hole is {mm(smallest)}; below {mm(limit)} it may close."
            ),
            advice=f"Widen {'them' if several else 'it'} to {mm(limit)}, or drill after printing.",
            source=tables.source(path),
        )


def _cavities(survey: FilamentSurvey, tables: Tables) -> Iterator[Finding]:
    path = f"{ROOM}.limits.cavity_volume"
    limit = tables.value(path, "mm3")
    if survey.cavity_mm3 > limit:
        yield _finding(
            survey,
            "trapped_volume",
            Severity.WARNING,
            spots=survey.cavities,
            measured=survey.cavity_mm3,
            limit=limit,
            unit="mm3",
            message=f"A hollow of {survey.cavity_mm3 / 1000:.2f} cm³ is closed in; support printed there stays.",
            advice="Open it with a hole, split the part, or fill the hollow and let the infill save the weight.",
            source=tables.source(path),
        )


def _overhangs(survey: FilamentSurvey, tables: Tables) -> Iterator[Finding]:
    if survey.overhang_mm2 <= 0.0:
        return
    path = f"{ROOM}.machines.{survey.machine}.support_threshold"
    limit = tables.value(path, "deg")
    area = survey.overhang_mm2 / 100.0
    yield _finding(
        survey,
        "overhang",
        Severity.INFO,
        spots=survey.overhangs,
        measured=survey.overhang_mm2,
        limit=0.0,
        unit="mm2",
        message=f"{area:.1f} cm² hang over at less than {limit:g}° from level; support below leaves marks.",
        advice=f"Slope these faces by {limit:g}° or more, or put marks where nobody looks.",
        source=tables.source(path),
    )
