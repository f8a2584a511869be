"""Supports: columns from overhanging undersides down to the bed or to the part below."""

import math

import numpy as np
from manifold3d import CrossSection, FillRule
from numpy.typing import NDArray

from partwright.manufacturing.processes.fused_filament.chains import chains
from partwright.manufacturing.processes.fused_filament.hatching import Hatch
from partwright.manufacturing.processes.fused_filament.motion import Floats
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


def support_columns(sections: list[CrossSection], shade: CrossSection, lines: Lines) -> list[list[Hatch]]:
    """What to print as support in each slice, from the bed up. `shade`: the area below overhanging facets.

    From the top down: what a section has beyond the one below it, in the shade, begins a column; a column goes on where
    the part is not in its way.
    """
    column = CrossSection()
    hatches: list[list[Hatch]] = [[] for _ in sections]
    if shade.is_empty():
        return hatches
    for number in range(len(sections) - 2, -1, -1):
        settled = number + 2 < len(sections) and sections[number + 2] is sections[number + 1]
        if settled and sections[number + 1] is sections[number] and number:
            hatches[number] = hatches[number + 1]  # nothing begins here and nothing ends
            continue
        overhang = opened((sections[number + 1] - sections[number]) ^ shade, 0.1 * lines.width_mm)
        if not overhang.is_empty():
            hatches[number].append(_interface(overhang, lines))
            column = _closed(column + overhang, lines.support_closing_mm)
        if column.is_empty():
            continue
        column -= offset(sections[number], lines.support_clearance_mm)
        hatches[number].append(_column(column, lines) if number else _foot(column, sections[0], lines))
    return hatches


def _closed(region: CrossSection, radius_mm: float) -> CrossSection:
    return offset(offset(region, radius_mm), -radius_mm)


def _column(region: CrossSection, lines: Lines) -> Hatch:
    spacing = lines.support_spacing_mm + lines.support_gap_mm
    return Hatch(region, spacing, angle_deg=0.0, link_mm=lines.link_mm, hook_mm=math.inf, owner=Role.SUPPORT)


def _foot(region: CrossSection, section: CrossSection, lines: Lines) -> Hatch:
    """The first layer of a column: wider and denser, to hold on the bed."""
    foot = offset(region, lines.support_foot_mm) - offset(section, lines.support_clearance_mm)
    spacing = lines.spacing_mm / lines.support_foot
    return Hatch(foot, spacing, angle_deg=90.0, link_mm=lines.link_mm, hook_mm=0.0, owner=Role.SUPPORT)


def _interface(overhang: CrossSection, lines: Lines) -> Hatch:
    """The dense layers under an overhang, drawn as one layer with that many times the lines."""
    spacing = (lines.support_spacing_mm + lines.interface_gap_mm) / lines.interface_layers
    return Hatch(overhang, spacing, angle_deg=90.0, link_mm=lines.link_mm, hook_mm=0.0, owner=Role.INTERFACE)
