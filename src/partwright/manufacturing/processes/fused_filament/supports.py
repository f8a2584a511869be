"""Supports: columns from overhanging undersides down to the bed or to the part below."""

import math
from dataclasses import dataclass

import numpy as np
from manifold3d import CrossSection, FillRule
from numpy.typing import NDArray

from partwright.manufacturing.processes.fused_filament.chains import chains
from partwright.manufacturing.processes.fused_filament.hatching import Hatch
from partwright.manufacturing.processes.fused_filament.motion import Floats
from partwright.manufacturing.processes.fused_filament.rings import rings_of
from partwright.manufacturing.processes.fused_filament.settings import Lines
from partwright.manufacturing.processes.fused_filament.slabs import Facets
from partwright.manufacturing.processes.fused_filament.toolpaths import Role, offset, opened

_ON_BED_MM = 1e-3


def overhanging(facets: Facets, *, angle_deg: float) -> NDArray[np.bool_]:
    """(m,) whether a facet faces down less than `angle_deg` from level, and not on the bed at z = 0."""
    # Half a degree of grace: facets of a slope drawn at the very limit lie on both sides of it.
    limit = math.cos(math.radians(angle_deg - 0.5))
    chosen: NDArray[np.bool_] = (facets.normal[:, 2] < -limit) & (facets.top > _ON_BED_MM)
    return chosen


def shadow(vertices: Floats, triangles: NDArray[np.int32]) -> CrossSection:
    """The area that downward facing triangles cover, seen from below."""
    if not len(triangles):
        return CrossSection()
    start = triangles[:, [0, 2, 1]].ravel().astype(np.int64)
    end = triangles[:, [2, 1, 0]].ravel().astype(np.int64)
    rim = ~np.isin(start * len(vertices) + end, end * len(vertices) + start)
    start, end = start[rim], end[rim]
    order = np.argsort(start, kind="stable")
    place = np.minimum(np.searchsorted(start[order], end), len(order) - 1)
    follower = np.where(start[order][place] == end, order[place], -1)
    loops = [vertices[start[run], :2] for run in chains(follower) if len(run) > 2]
    return CrossSection(loops, FillRule.NonZero)


@dataclass(frozen=True, slots=True)
class Held:
    """What is printed as support in a slice.

    standing: hatches that go through the whole slice; fresh: those of columns that end in it, which stand in the share
    `fresh_share` of its height only, as the dense layers and the gap below the part take the rest.
    """

    standing: tuple[Hatch, ...] = ()
    fresh: tuple[Hatch, ...] = ()
    fresh_share: float = 0.0


_NOTHING = Held()


def support_columns(
    sections: list[CrossSection], thickness_mm: Floats, shade: CrossSection, lines: Lines, *, tolerance_mm: float
) -> list[Held]:
    """What to print as support in each slice, from the bed up. `shade`: the area below overhanging facets.

    From the top down: what a section has beyond the one below it, in the shade, begins a column; a column goes on where
    the part is not in its way. Points that move an outline by less than `tolerance_mm` are left out.
    """
    held = [_NOTHING] * len(sections)
    if shade.is_empty():
        return held
    # Nothing further away from the shade meets a column.
    reach = offset(shade, lines.support_closing_mm + lines.support_foot_mm + lines.support_clearance_mm)
    distinct = {id(section): section for section in sections}
    near = {key: (section ^ reach).simplify(tolerance_mm) for key, section in distinct.items()}
    grown: dict[int, CrossSection] = {}
    column = CrossSection()
    for number in range(len(sections) - 2, -1, -1):
        above, here = id(sections[number + 1]), id(sections[number])
        settled = number + 2 < len(sections) and id(sections[number + 2]) == above
        if settled and above == here and number and not held[number + 1].fresh:
            held[number] = held[number + 1]  # nothing begins here and nothing ends
            continue
        overhang = CrossSection()
        if above != here:
            overhang = opened((near[above] - near[here]) ^ shade, 0.1 * lines.width_mm)
        if column.is_empty() and overhang.is_empty():
            continue
        if here not in grown:
            grown[here] = offset(near[here], lines.support_clearance_mm)
        standing = column - grown[here]
        column = (
            standing if overhang.is_empty() else _closed(standing + overhang, lines.support_closing_mm) - grown[here]
        )
        held[number] = _held(number, standing, column, overhang, near[here], float(thickness_mm[number]), lines)
    return held


def _held(
    number: int,
    standing: CrossSection,
    column: CrossSection,
    overhang: CrossSection,
    section: CrossSection,
    thickness_mm: float,
    lines: Lines,
) -> Held:
    if number == 0:
        return Held(standing=(_foot(column, section, lines),))
    if overhang.is_empty():
        return Held(standing=(_column(standing, lines),))
    dense_mm = lines.interface_layers * lines.layer_height_mm + lines.contact_gap_mm
    return Held(
        standing=(_interface(overhang, lines), *(() if standing.is_empty() else (_column(standing, lines),))),
        fresh=(_column(column - standing, lines),),
        fresh_share=max(1.0 - dense_mm / thickness_mm, 0.0),
    )


def _closed(region: CrossSection, radius_mm: float) -> CrossSection:
    return offset(offset(region, radius_mm), -radius_mm)


def _column(region: CrossSection, lines: Lines) -> Hatch:
    spacing = lines.support_spacing_mm + lines.support_gap_mm
    return _hatched(region, spacing, lines, role=Role.SUPPORT, angle_deg=0.0, hook_mm=math.inf)


def _foot(region: CrossSection, section: CrossSection, lines: Lines) -> Hatch:
    """The first layer of a column: wider and denser, to hold on the bed."""
    foot = offset(region, lines.support_foot_mm) - offset(section, lines.support_clearance_mm)
    return _hatched(foot, lines.spacing_mm / lines.support_foot, lines, role=Role.SUPPORT, angle_deg=90.0, hook_mm=0.0)


def _interface(overhang: CrossSection, lines: Lines) -> Hatch:
    """The dense layers under an overhang, drawn as one layer with that many times the lines."""
    spacing = (lines.support_spacing_mm + lines.interface_gap_mm) / lines.interface_layers
    return _hatched(overhang, spacing, lines, role=Role.INTERFACE, angle_deg=90.0, hook_mm=0.0)


def _hatched(
    region: CrossSection, spacing_mm: float, lines: Lines, *, role: Role, angle_deg: float, hook_mm: float
) -> Hatch:
    return Hatch(rings_of(region), spacing_mm, angle_deg=angle_deg, link_mm=lines.link_mm, hook_mm=hook_mm, owner=role)
