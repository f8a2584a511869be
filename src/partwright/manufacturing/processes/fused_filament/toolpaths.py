"""What is printed at one height: loops, gap fill, solid and sparse infill, supports, as paths with a role.

The regions are those of a slicer's classic perimeter generator: walls are offsets of the section, what lies between
them and is too narrow for a line is a gap, the rest is infill, solid where a layer within the shell above or below is
missing.

Source: Slic3r / PrusaSlicer 2.5, `PerimeterGenerator.cpp`, `PrintObject.cpp` (discover_vertical_shells).
"""

import math
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from manifold3d import CrossSection, JoinType

from partwright.manufacturing.processes.fused_filament.hatching import Hatch
from partwright.manufacturing.processes.fused_filament.motion import Floats, Paths, gather, join
from partwright.manufacturing.processes.fused_filament.settings import Lines


class Role(IntEnum):
    """What a path is for: it decides speed, acceleration and thread. In the order of the survey's columns."""

    INNER_WALL = 0
    OUTER_WALL = 1
    SMALL_WALL = 2
    GAP = 3
    SPARSE = 4
    SOLID = 5
    TOP = 6
    BRIDGE = 7
    SUPPORT = 8
    INTERFACE = 9


# Printed once however thin the layers are: the skin above, the one over air, the one under a supported face.
SKINS = (Role.TOP, Role.BRIDGE, Role.INTERFACE)
WALLS = (Role.INNER_WALL, Role.OUTER_WALL, Role.SMALL_WALL, Role.GAP)
_SMOOTH = 0.01  # share of a wall's area that may be missing before gaps are looked for


@dataclass(frozen=True, slots=True)
class Neighbors:
    """Sections around the one printed; None where they are the same as it.

    above, below: the next layers; `below` is None on the bed too. roofed, floored: what all layers of the shell above
    and below have in common. overlying, underlying: the first layers beyond those shells.
    """

    above: CrossSection | None
    below: CrossSection | None
    roofed: CrossSection | None
    overlying: CrossSection | None
    floored: CrossSection | None
    underlying: CrossSection | None


@dataclass(frozen=True, slots=True)
class LayerPaths:
    """Loops and hatches of one layer. `loops`: closed polylines, the first point repeated at the end, by role.

    islands: (i, 4) boxes around the separate pieces of the section, x and y from and to, in the order of printing.
    gap_mm2: the area that gap fill covers, whose threads are as wide as the gap.
    """

    loops: Paths
    hatches: tuple[Hatch, ...]
    islands: Floats
    gap_mm2: float


def offset(section: CrossSection, distance_mm: float) -> CrossSection:
    """A section grown, or shrunk where negative, with mitered corners as slicers draw walls."""
    return section.offset(distance_mm, JoinType.Miter, 3.0)


def closed(section: CrossSection) -> Paths:
    """The contours of a section, the first point of each repeated at its end, in the order given."""
    loops = section.to_polygons()
    pieces = gather([part for loop in loops for part in (loop, loop[:1])], [0] * (2 * len(loops)))
    return Paths(points=pieces.points, starts=pieces.starts[::2], owner=pieces.owner[::2])


def shrink_and_open(section: CrossSection, distance_mm: float, *, narrow_mm: float) -> CrossSection:
    """A section shrunk, without what would then be narrower than `narrow_mm`."""
    return offset(offset(section, -distance_mm - narrow_mm / 2.0), narrow_mm / 2.0)


def opened(section: CrossSection, radius_mm: float) -> CrossSection:
    """A section without what is narrower than twice the radius."""
    if section.area() < math.pi * radius_mm**2:
        return CrossSection()
    return offset(offset(section, -radius_mm), radius_mm)


def walls_and_fill(section: CrossSection, lines: Lines) -> tuple[list[Paths], CrossSection, CrossSection]:
    """Center lines of the walls from outside in, the gaps between them, and the area left for infill."""
    walls: list[Paths] = []
    gaps = CrossSection()
    last = section
    depth = lines.width_mm / 2.0 + lines.walls * lines.spacing_mm + lines.narrow_mm / 2.0
    if _fits_smoothly(section, offset(section, -depth), depth):
        # Nothing is narrow: every wall is the contour moved in, and nothing else.
        for number in range(lines.walls):
            last = offset(last, -(lines.spacing_mm if number else lines.width_mm / 2.0))
            walls.append(closed(last))
        return walls, gaps, offset(last, -lines.fill_inset_mm)
    for number in range(lines.walls + 1):
        distance = lines.width_mm / 2.0 if number == 0 else lines.spacing_mm
        inner = shrink_and_open(last, distance, narrow_mm=lines.narrow_mm)
        if number > 0 and not _fits_smoothly(last, inner, distance):
            gaps += offset(last, -0.5 * distance) - offset(inner, 0.5 * distance)
        if inner.is_empty():
            return walls, opened(gaps, lines.gap_min_mm / 2.0), inner
        if number == lines.walls:
            break
        walls.append(closed(inner))
        last = inner
    gaps = opened(gaps, lines.gap_min_mm / 2.0)
    return walls, gaps, shrink_and_open(last - gaps, lines.fill_inset_mm, narrow_mm=lines.narrow_mm)


def _fits_smoothly(outer: CrossSection, inner: CrossSection, distance_mm: float) -> bool:
    """Whether an offset moved every side inward and lost none, so that no gap is left.

    Then the strip between has the mean of both lengths times the distance for its area, exactly.
    """
    strip = distance_mm * (_outline_mm(outer) + _outline_mm(inner)) / 2.0
    return bool(abs(outer.area() - inner.area() - strip) < _SMOOTH * strip)


def _outline_mm(section: CrossSection) -> float:
    return float(closed(section).lengths().sum())


def layer_paths(section: CrossSection, neighbors: Neighbors, lines: Lines, *, turn: int) -> LayerPaths:
    """The paths of one layer. `turn` alternates the direction of infill."""
    walls, gaps, fill = walls_and_fill(section, lines)
    angle = lines.angle_deg + 90.0 * (turn % 2)
    hatches = []
    for role, region in _shells(fill, neighbors, lines):
        ends = offset(region, -lines.spacing_mm / 2.0)
        if not ends.is_empty():
            spacing = lines.spacing_mm / (lines.infill if role is Role.SPARSE else 1.0)
            hook = lines.hook_mm if role is Role.SPARSE else 0.0
            hatches.append(Hatch(ends, spacing, angle_deg=angle, link_mm=lines.link_mm, hook_mm=hook, owner=role))
    middle = _middle_lines(gaps)
    return LayerPaths(
        loops=join([_in_order(join([_wall(n, ring, lines) for n, ring in enumerate(walls)])), middle]),
        hatches=tuple(hatches),
        islands=_islands(walls[0]) if walls else np.zeros((0, 4)),
        gap_mm2=gaps.area(),
    )


def _shells(fill: CrossSection, neighbors: Neighbors, lines: Lines) -> list[tuple[Role, CrossSection]]:
    """The area to fill split in top skin, bridges, other solid and sparse infill.

    A layer is solid where one within the shell above or below has no infill of its own.
    """
    if fill.is_empty():
        return []
    around = neighbors
    inset = lines.width_mm / 2.0 + (lines.walls - 1) * lines.spacing_mm + lines.fill_inset_mm
    narrow = 0.65 * lines.spacing_mm / 2.0
    grounded = fill
    for shell in (around.roofed, around.floored):
        grounded = grounded if shell is None else grounded ^ offset(shell, -inset)
    grounded = grounded if around.underlying is None else grounded ^ around.underlying
    hidden = grounded if around.overlying is None else grounded ^ around.overlying
    solid = fill if hidden.is_empty() else opened(fill - hidden, narrow)
    if solid.is_empty():
        return [(Role.SPARSE, fill)]
    sparse = fill - solid
    top = bridge = CrossSection()
    if around.above is not None:
        top = _skin(fill, around.above, narrow, lines)
    if around.overlying is not None:
        # Over sparse infill the lowest layer of the shell above is a bridge, unless it is narrow.
        bridge = opened(grounded - offset(around.overlying, -inset), 3.0 * lines.width_mm)
    if around.below is not None:
        bridge += _skin(fill, around.below, narrow, lines)
    bridge -= top
    return [(Role.SPARSE, sparse), (Role.SOLID, solid - top - bridge), (Role.TOP, top), (Role.BRIDGE, bridge)]


def _skin(fill: CrossSection, covering: CrossSection, narrow: float, lines: Lines) -> CrossSection:
    """The part of an area that the next layer leaves bare, anchored under the walls around it."""
    if covering.is_empty():
        return fill
    skin = opened(fill - covering, narrow)
    return skin if skin.is_empty() else offset(skin, lines.skin_margin_mm) ^ fill


def _in_order(loops: Paths) -> Paths:
    """Closed loops begun at a corner far to one side, each followed by that which begins nearest."""
    if not len(loops.starts):
        return loops
    sizes = loops.sizes()
    loop = np.repeat(np.arange(len(sizes)), sizes)
    far = loops.points.sum(axis=1)
    farthest = np.flatnonzero(far == np.maximum.reduceat(far, loops.starts)[loop])
    seam = farthest[np.searchsorted(loop[farthest], np.arange(len(sizes)))]
    order = np.array(_nearest_next(loops.points[seam]))
    sizes = sizes[order]
    starts = np.cumsum(sizes) - sizes
    # The last point repeats the first: the way round is one shorter than the loop is long.
    step = np.arange(int(sizes.sum())) - np.repeat(starts, sizes)
    first, begin, around = (np.repeat(array[order], sizes) for array in (loops.starts, seam, loops.sizes() - 1))
    return Paths(points=loops.points[first + (begin - first + step) % around], starts=starts, owner=loops.owner[order])


def _nearest_next(places: Floats) -> list[int]:
    """An order of (n, 2) places in which each is followed by the nearest of the rest."""
    waiting = places.copy()
    order = [0]
    for _ in range(len(places) - 1):
        here = places[order[-1]]
        waiting[order[-1]] = np.inf
        order.append(int(np.argmin(((waiting - here) ** 2).sum(axis=1))))
    return order


def _islands(outlines: Paths) -> Floats:
    """(i, 4) boxes of the outlines that run counter-clockwise; the others go round holes."""
    x, y = outlines.points.T
    turned = np.append(x[:-1] * y[1:] - x[1:] * y[:-1], 0.0)
    turned[outlines.starts[1:] - 1] = 0.0
    outer = np.add.reduceat(turned, outlines.starts) > 0.0
    if not outer.any():
        return np.zeros((0, 4))
    low = np.minimum.reduceat(outlines.points, outlines.starts, axis=0)
    high = np.maximum.reduceat(outlines.points, outlines.starts, axis=0)
    found = np.concatenate([low, high], axis=1)[outer]
    return found[_nearest_next((found[:, :2] + found[:, 2:]) / 2.0)]


def _middle_lines(gaps: CrossSection) -> Paths:
    """Lines along the middle of narrow areas: once round a ring, else half way round the outline."""
    found = []
    for piece in gaps.decompose() if not gaps.is_empty() else []:
        outline, *holes = sorted(piece.to_polygons(), key=len, reverse=True)
        found.append(np.concatenate([outline, outline[:1]]) if holes else outline[: len(outline) // 2 + 1])
    return gather(found, [Role.GAP] * len(found))


def _wall(number: int, ring: Paths, lines: Lines) -> Paths:
    role = Role.OUTER_WALL if number == 0 else Role.INNER_WALL
    return replace(ring, owner=np.where(ring.lengths() <= lines.small_wall_mm, Role.SMALL_WALL, role).astype(np.int64))
