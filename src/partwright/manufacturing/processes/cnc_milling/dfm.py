"""What makes a body hard, dear or impossible to mill, measured against the limits of the trade."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from partwright.geometry.arrays import FloatArray
from partwright.manufacturing.process import Finding, Severity
from partwright.manufacturing.processes.cnc_milling.cut import CutKind, Cuts
from partwright.manufacturing.processes.cnc_milling.plan import choose_machine
from partwright.manufacturing.processes.cnc_milling.shop import ROOM, Shop, open_shop
from partwright.manufacturing.processes.cnc_milling.survey import InsideCorner, MillingSurvey
from partwright.manufacturing.specification import ProcessId, Specification
from partwright.manufacturing.tables import Tables
from partwright.units import format_length as mm

SLACK = 1e-6  # rounding that makes nothing smaller or deeper than its limit


class _Limits:
    """The limits of the room with their sources, and findings worded one way."""

    def __init__(self, survey: MillingSurvey, tables: Tables) -> None:
        self.survey = survey
        self.tables = tables

    def value(self, name: str, unit: str = "mm") -> float:
        return self.tables.value(f"{ROOM}.limits.{name}", unit)

    def finding(
        self,
        rule: str,
        severity: Severity,
        *,
        message: str,
        advice: str,
        source: str,
        faces: tuple[int, ...] = (),
        measured: float | None = None,
        limit: float | None = None,
        unit: str | None = None,
    ) -> Finding:
        ids = self.survey.face_ids
        return Finding(
            body=self.survey.body,
            process=ProcessId.CNC_MILLING,
            rule=rule,
            severity=severity,
            faces=tuple(sorted({int(ids[face]) for face in faces})),
            measured=None if measured is None else round(measured, 4),
            limit=limit,
            unit=unit,
            message=message,
            advice=advice,
            source=source,
        )

    def source(self, name: str) -> str:
        return self.tables.source(f"{ROOM}.limits.{name}")


def find_problems(survey: MillingSurvey, specification: Specification, *, tables: Tables) -> tuple[Finding, ...]:
    """Everything to say about milling a body from a material, worst first."""
    hardness = open_shop(tables).material(specification).family.hardness
    return survey.once(_find, tables, hardness)


def _find(survey: MillingSurvey, tables: Tables, hardness: str) -> tuple[Finding, ...]:
    limits = _Limits(survey, tables)
    found = [
        *_open_mesh(limits),
        *_envelope(limits, open_shop(tables)),
        *_unreached(limits),
        *_thin_walls(limits, hardness),
        *_holes(limits, hardness),
        *_corners(limits),
    ]
    rank = (Severity.BLOCKER, Severity.WARNING, Severity.INFO)
    return tuple(sorted(found, key=lambda finding: rank.index(finding.severity)))


def _open_mesh(limits: _Limits) -> Iterator[Finding]:
    if not limits.survey.watertight:
        yield limits.finding(
            "not_watertight",
            Severity.BLOCKER,
            message="The surface is not closed, so there is no inside to mill around.",
            advice="Close the gaps in your CAD program and export the body as a solid.",
            source="a volume is needed to plan what is cut away",
        )


def _envelope(limits: _Limits, shop: Shop) -> Iterator[Finding]:
    survey = limits.survey
    if choose_machine(survey, shop) is None:
        largest = shop.machines[-1]
        x, y, z = largest.envelope_mm
        yield limits.finding(
            "envelope",
            Severity.BLOCKER,
            measured=max(survey.box_mm),
            limit=max(largest.envelope_mm),
            unit="mm",
            message=f"The part is {mm(survey.box_mm[0])} × {mm(survey.box_mm[1])} × {mm(survey.box_mm[2])}; the "
            f"largest machine takes {x:g} × {y:g} mm and {z:g} mm upright.",
            advice="Split the part into bodies that are bolted together.",
            source=limits.tables.source(f"{ROOM}.machines.{largest.id}.envelope"),
        )
    smallest = limits.value("part_min")
    if max(survey.box_mm) < smallest:
        yield limits.finding(
            "too_small",
            Severity.WARNING,
            measured=max(survey.box_mm),
            limit=smallest,
            unit="mm",
            message=f"The longest side is {mm(max(survey.box_mm))}; below {mm(smallest)} a vise hardly holds the part.",
            advice="Check the units of the file, or join several parts with a bridge that is cut off last.",
            source=limits.source("part_min"),
        )


def _unreached(limits: _Limits) -> Iterator[Finding]:
    faces = limits.survey.unreached
    if faces:
        yield limits.finding(
            "unreachable",
            Severity.WARNING,
            faces=faces,
            message=f"No straight tool reaches {len(faces)} face{'s' if len(faces) > 1 else ''} from the sides of the "
            "part or along its holes.",
            advice="Open the undercut to one side, split the part, or let us look at it.",
            source="sight lines from the six sides of the part and along its holes",
        )


def _thin_walls(limits: _Limits, hardness: str) -> Iterator[Finding]:
    kind = "plastic" if hardness == "plastic" else "metal"
    least, hard = limits.value(f"wall_{kind}"), limits.value(f"wall_{kind}_hard")
    for name, low, high in ((f"wall_{kind}_hard", 0.0, hard), (f"wall_{kind}", hard, least)):
        walls = [wall for wall in limits.survey.thin_walls if low <= wall.thickness_mm < high - 1e-6]
        if not walls:
            continue
        thinnest = min(wall.thickness_mm for wall in walls)
        breaks = name.endswith("_hard")
        yield limits.finding(
            "thin_wall",
            Severity.WARNING,
            faces=tuple(face for wall in walls for face in wall.faces),
            measured=thinnest,
            limit=high,
            unit="mm",
            message=f"This wall is {mm(thinnest)}; milled {kind} needs {mm(high)}"
            + (" not to bend away from the cutter." if breaks else " to stay straight."),
            advice=f"Thicken it to {mm(least)} or more.",
            source=limits.source(name),
        )


@dataclass(frozen=True, slots=True)
class _Bores:
    """Holes with one fault: how many, their faces and the worst and least measure of it."""

    count: int
    faces: tuple[int, ...]
    worst: float
    least: float

    @property
    def name(self) -> str:
        return f"{self.count} holes are" if self.count > 1 else "This hole is"


def _bores(cuts: Cuts, rows: Sequence[int], measures: FloatArray) -> _Bores:
    picked = measures[list(rows)]
    by_badness = sorted(picked.tolist())
    return _Bores(int(cuts.labels[list(rows), 4].sum()), cuts.faces_of(rows), by_badness[0], by_badness[-1])


def _holes(limits: _Limits, hardness: str) -> Iterator[Finding]:
    """Small and deep holes, one finding for each rule and severity."""
    cuts = limits.survey.cuts
    bores = np.flatnonzero(cuts.labels[:, 0] == CutKind.BORE)
    diameters, depths = cuts.measures[:, 3], cuts.measures[:, 1]
    kind = {"plastic": "plastic", "hard": "hard"}.get(hardness, "soft")
    smallest, small = limits.value(f"hole_diameter_{kind}"), limits.value("hole_diameter")
    for name, low, high in ((f"hole_diameter_{kind}", 0.0, smallest), ("hole_diameter", smallest, small)):
        rows = bores[(diameters[bores] >= low - SLACK) & (diameters[bores] < high - SLACK)].tolist()
        if rows:
            yield _small(limits, name, high, small, _bores(cuts, rows, diameters))
    deep, deepest = limits.value("hole_depth_ratio", "1"), limits.value("hole_depth_ratio_hard", "1")
    ratios = np.zeros(len(cuts))
    ratios[bores] = depths[bores] / diameters[bores]
    for name, low, high in (("hole_depth_ratio_hard", deepest, np.inf), ("hole_depth_ratio", deep, deepest)):
        rows = bores[(ratios[bores] > low + SLACK) & (ratios[bores] <= high + SLACK)].tolist()
        if rows:
            yield _deep(limits, name, low, _bores(cuts, rows, ratios))


def _small(limits: _Limits, name: str, limit: float, advised: float, bores: _Bores) -> Finding:
    hard = name != "hole_diameter"
    wide = mm(bores.worst) if bores.least - bores.worst < SLACK else f"{mm(bores.worst)} to {mm(bores.least)}"
    why = f"drills for this material start at {mm(limit)}." if hard else f"below {mm(limit)} drills break easily."
    return limits.finding(
        "small_hole",
        Severity.BLOCKER if hard else Severity.WARNING,
        faces=bores.faces,
        measured=bores.worst,
        limit=limit,
        unit="mm",
        message=f"{bores.name} {wide} wide; {why}",
        advice=f"Widen to {mm(advised)} or more" + (", or have it eroded." if hard else "."),
        source=limits.source(name),
    )


def _deep(limits: _Limits, name: str, limit: float, bores: _Bores) -> Finding:
    hard = name == "hole_depth_ratio_hard"
    upto = "up to " if bores.least - bores.worst > 0.05 else ""
    why = "the drill wanders and breaks." if hard else "it takes pecks and time."
    return limits.finding(
        "deep_hole",
        Severity.WARNING if hard else Severity.INFO,
        faces=bores.faces,
        measured=bores.least,
        limit=limit,
        unit="1",
        message=f"{bores.name} {upto}{bores.least:.1f} times as deep as wide; beyond {limit:g} {why}",
        advice="Widen the hole, make it shallower, or drill from both sides.",
        source=limits.source(name),
    )


def _corners(limits: _Limits) -> Iterator[Finding]:
    """Sharp corners by the radius a cutter leaves in them, and corners too slender for their depth by severity."""
    deep, deepest = limits.value("pocket_depth_ratio", "1"), limits.value("pocket_depth_ratio_hard", "1")
    tool = limits.tables.value(f"{ROOM}.cutting.sharp_corner_tool", "mm")
    reach = limits.tables.value(f"{ROOM}.cutting.sharp_corner_reach", "1")
    corners = limits.survey.corners
    sharp: dict[float, list[InsideCorner]] = {}
    for corner in corners:
        if corner.radius_mm <= 0:
            sharp.setdefault(round(max(corner.depth_mm / reach, tool) / 2, 2), []).append(corner)
    for left, alike in sorted(sharp.items(), reverse=True):
        yield _sharp(limits, left, max(corner.depth_mm for corner in alike) / deep, alike)
    for name, low, high in (("pocket_depth_ratio_hard", deepest, np.inf), ("pocket_depth_ratio", deep, deepest)):
        slender = [
            corner
            for corner in corners
            if corner.radius_mm > 0 and low + SLACK < corner.depth_mm / corner.radius_mm <= high + SLACK
        ]
        if slender:
            yield _slender(limits, name, low, slender)


def _sharp(limits: _Limits, left_mm: float, advised_mm: float, corners: Sequence[InsideCorner]) -> Finding:
    many = len(corners)
    subject = f"{many} recesses have sharp upright inside corners" if many > 1 else "An upright inside corner is sharp"
    return limits.finding(
        "sharp_corner",
        Severity.WARNING,
        faces=tuple(face for corner in corners for face in corner.faces),
        measured=0.0,
        limit=left_mm,
        unit="mm",
        message=f"{subject}; a round cutter leaves a radius of about {mm(left_mm)}, and so it is priced.",
        advice=f"Round it to {mm(max(2 * advised_mm, left_mm))}, cut a relief, or ask for erosion.",
        source=limits.tables.source(f"{ROOM}.cutting.sharp_corner_reach"),
    )


def _slender(limits: _Limits, name: str, limit: float, corners: Sequence[InsideCorner]) -> Finding:
    worst = max(corners, key=lambda corner: corner.depth_mm / corner.radius_mm)
    ratio, advised = worst.depth_mm / worst.radius_mm, limits.value("pocket_depth_ratio", "1")
    if name == "pocket_depth_ratio_hard":
        why = f"beyond {limit:g} no cutter reaches its corners and they stay rounder."
    else:
        why = f"beyond {limit:g} only a slender, slow cutter reaches its corners."
    subject = f"The worst of {len(corners)} pockets" if len(corners) > 1 else "The pocket"
    return limits.finding(
        "deep_pocket",
        Severity.WARNING,
        faces=tuple(face for corner in corners for face in corner.faces),
        measured=ratio,
        limit=limit,
        unit="1",
        message=f"{subject} is {ratio:.1f} times as deep as its corner radius of {mm(worst.radius_mm)}; {why}",
        advice=f"Round the corners to {mm(worst.depth_mm / advised)} or make the pocket shallower.",
        source=limits.source(name),
    )
