"""What makes a body hard, dear or impossible to mill, measured against the limits of the trade."""

from collections.abc import Iterator

from partwright.manufacturing.process import Finding, Severity
from partwright.manufacturing.processes.cnc_milling.cut import CutKind
from partwright.manufacturing.processes.cnc_milling.plan import choose_machine
from partwright.manufacturing.processes.cnc_milling.shop import ROOM, Family, Shop, open_shop
from partwright.manufacturing.processes.cnc_milling.survey import MillingSurvey
from partwright.manufacturing.specification import ProcessId, Specification
from partwright.manufacturing.tables import Tables
from partwright.units import format_length as mm


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
            faces=tuple(sorted(int(ids[face]) for face in faces)),
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
    shop = open_shop(tables)
    family = shop.material(specification).family
    limits = _Limits(survey, tables)
    found = [
        *_open_mesh(limits),
        *_envelope(limits, shop),
        *_unreached(limits),
        *_thin_walls(limits, family),
        *_holes(limits, family),
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


def _thin_walls(limits: _Limits, family: Family) -> Iterator[Finding]:
    kind = "plastic" if family.hardness == "plastic" else "metal"
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


def _holes(limits: _Limits, family: Family) -> Iterator[Finding]:
    cuts = limits.survey.cuts
    kind = {"plastic": "plastic", "hard": "hard"}.get(family.hardness, "soft")
    smallest, small = limits.value(f"hole_diameter_{kind}"), limits.value("hole_diameter")
    deep, deepest = limits.value("hole_depth_ratio", "1"), limits.value("hole_depth_ratio_hard", "1")
    for row, labels in enumerate(cuts.labels.tolist()):
        if labels[0] != CutKind.BORE:
            continue
        depth, diameter = float(cuts.measures[row, 1]), float(cuts.measures[row, 3])
        faces, many = cuts.faces_of((row,)), labels[4] > 1
        name = f"{labels[4]} holes are" if many else "This hole is"
        if diameter < small - 1e-6:
            hard = diameter < smallest - 1e-6
            limit = smallest if hard else small
            yield limits.finding(
                "small_hole",
                Severity.BLOCKER if hard else Severity.WARNING,
                faces=faces,
                measured=diameter,
                limit=limit,
                unit="mm",
                message=f"{name} {mm(diameter)} wide; "
                + (
                    f"drills for this material start at {mm(limit)}."
                    if hard
                    else f"below {mm(limit)} drills break easily."
                ),
                advice=f"Widen to {mm(small)} or more" + (", or have it eroded." if hard else "."),
                source=limits.source(f"hole_diameter_{kind}" if hard else "hole_diameter"),
            )
        ratio = depth / diameter
        if ratio > deep + 1e-6:
            hard = ratio > deepest + 1e-6
            yield limits.finding(
                "deep_hole",
                Severity.WARNING if hard else Severity.INFO,
                faces=faces,
                measured=ratio,
                limit=deepest if hard else deep,
                unit="1",
                message=f"{name} {ratio:.1f} times as deep as wide; "
                + (
                    f"beyond {deepest:g} the drill wanders and breaks."
                    if hard
                    else f"beyond {deep:g} it takes pecks and time."
                ),
                advice="Widen the hole, make it shallower, or drill from both sides.",
                source=limits.source("hole_depth_ratio_hard" if hard else "hole_depth_ratio"),
            )


def _corners(limits: _Limits) -> Iterator[Finding]:
    deep, deepest = limits.value("pocket_depth_ratio", "1"), limits.value("pocket_depth_ratio_hard", "1")
    tool = limits.tables.value(f"{ROOM}.cutting.sharp_corner_tool", "mm")
    reach = limits.tables.value(f"{ROOM}.cutting.sharp_corner_reach", "1")
    for corner in limits.survey.corners:
        if corner.radius_mm <= 0:
            left = max(corner.depth_mm / reach, tool) / 2
            yield limits.finding(
                "sharp_corner",
                Severity.WARNING,
                faces=corner.faces,
                measured=0.0,
                limit=round(left, 2),
                unit="mm",
                message=f"An upright inside corner is sharp; a round cutter leaves a radius of about {mm(left)}, "
                "and so it is priced.",
                advice=f"Round it to {mm(max(2 * corner.depth_mm / deep, left))}, cut a relief, or ask for erosion.",
                source=limits.tables.source(f"{ROOM}.cutting.sharp_corner_reach"),
            )
        elif corner.depth_mm / corner.radius_mm > deep + 1e-6:
            ratio = corner.depth_mm / corner.radius_mm
            hard = ratio > deepest + 1e-6
            yield limits.finding(
                "deep_pocket",
                Severity.WARNING,
                faces=corner.faces,
                measured=ratio,
                limit=deepest if hard else deep,
                unit="1",
                message=f"The pocket is {ratio:.1f} times as deep as its corner radius of {mm(corner.radius_mm)}; "
                + (
                    f"beyond {deepest:g} no cutter reaches its corners and they stay rounder."
                    if hard
                    else f"beyond {deep:g} only a slender, slow cutter reaches its corners."
                ),
                advice=f"Round the corners to {mm(corner.depth_mm / deep)} or make the pocket shallower.",
                source=limits.source("pocket_depth_ratio_hard" if hard else "pocket_depth_ratio"),
            )
