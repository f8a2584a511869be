"""The gate for what a reader accepts but what cannot be a thing: no volume, no size, larger than a house."""

import math
from collections.abc import Sequence

import numpy as np

from partwright.errors import AbsurdGeometryError
from partwright.geometry.part import Body, BodyKind, MassProperties
from partwright.units import format_length

LONGEST_SIDE_MM = 10_000.0
SHORTEST_SIDE_MM = 0.01
# Tolerance of the bounds below: volumes and areas are good to 0.01 %, boxes of free forms to the tessellation, which
# may cut off 0.1 % of the diagonal.
VOLUME_SLACK, AREA_SLACK, CENTER_SLACK = 1.01, 0.999, 0.002

_UNITS = "check the unit of the file and state it, or scale the part in your CAD program"
_CLOSED = "repair the body in your CAD program, so that its faces close around it, and export it again"


def admit(bodies: Sequence[Body], *, name: str, declared: bool) -> None:
    """Nothing, when every body can exist. `declared`: the user stated the unit, so a large one is meant.

    Raises:
        AbsurdGeometryError: a body that cannot; the text says which and why.
    """
    for body in bodies:
        fault = _fault(body, declared=declared)
        if fault is not None:
            reason, remedy = fault
            raise AbsurdGeometryError(name, reason=f"holds a body ({body.name}) {reason}", remedy=remedy)


def _fault(body: Body, *, declared: bool) -> tuple[str, str | None] | None:
    """What is wrong with a body and what to do, None when nothing is."""
    mass, mesh = body.mass, body.mesh
    sides = (*mass.bounding_box_mm, *mass.oriented_box.size_mm)
    values = (mass.volume_mm3, mass.area_mm2, *mass.center_of_mass, *sides)
    if not all(map(math.isfinite, values)) or not np.isfinite(mesh.vertices).all():
        return "that reaches to infinity", None
    if not len(mesh.triangles) or max(sides) <= 0.0 or mass.area_mm2 <= 0.0:
        return "without any surface", None
    # A flat surface beside a solid is construction geometry: it has no thickness to be wrong about.
    if min(sides) < SHORTEST_SIDE_MM and body.kind is not BodyKind.SURFACE:
        return f"only {min(sides):.2g} mm thick", _UNITS
    if max(sides) > LONGEST_SIDE_MM and not declared:
        return f"{format_length(max(sides))} long", _UNITS
    return None if body.kind is BodyKind.SURFACE else _solid_fault(mass)


def _solid_fault(mass: MassProperties) -> tuple[str, str | None] | None:
    """The same for what a volume is told of, whether or not its surface closes."""
    if mass.volume_mm3 <= 0.0:
        return "without a volume", _CLOSED
    if mass.volume_mm3 > math.prod(mass.oriented_box.size_mm) * VOLUME_SLACK:
        return "with more volume than its box", _CLOSED
    # Nothing has less surface for its volume than a sphere.
    if mass.area_mm2 < (36.0 * math.pi * mass.volume_mm3**2) ** (1.0 / 3.0) * AREA_SLACK:
        return "with less surface than its volume needs", _CLOSED
    slack_mm = CENTER_SLACK * math.hypot(*mass.bounding_box_mm)
    inside = (
        low - slack_mm <= center <= high + slack_mm
        for low, center, high in zip(mass.box_min, mass.center_of_mass, mass.box_max, strict=True)
    )
    return None if all(inside) else ("whose center of mass lies outside of it", _CLOSED)
