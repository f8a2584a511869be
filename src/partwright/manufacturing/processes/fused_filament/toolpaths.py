"""What is printed at one height: loops, gap fill, solid and sparse infill, supports, as paths with a role.

The regions are those of a slicer's classic perimeter generator: walls are offsets of the section, what lies between
them and is too narrow for a line is a gap, the rest is infill, solid where a layer within the shell above or below is
missing.

Source: Slic3r / PrusaSlicer 2.5, `PerimeterGenerator.cpp`, `PrintObject.cpp` (discover_vertical_shells).
"""

import math
from dataclasses import dataclass, field, replace
from enum import IntEnum

import numpy as np
from manifold3d import CrossSection, JoinType

from partwright.manufacturing.processes.fused_filament.hatching import Hatch
from partwright.manufacturing.processes.fused_filament.motion import Floats, Integers, Paths, gather, join
from partwright.manufacturing.processes.fused_filament.rings import Rings, moved_in, rings_of
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
_SOLID_SHRINK, _SOLID_GROW = 0.525, 0.84  # spacings
_MANY = 128  # loops that are ordered by strips, because always seeking the nearest takes long
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

    def differ(self) -> bool:
        """Whether any of them is not the section printed."""
        around = (self.above, self.below, self.roofed, self.overlying, self.floored, self.underlying)
        return any(one is not None for one in around)


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


@dataclass(frozen=True, slots=True)
class Walls:
    """What is printed along the contours of a section, whatever lies above and below.

    loops: center lines of the walls and of the gaps between them; gap_mm2: area of these gaps, too narrow for a line.
    fill: the area left for infill, None where it is the section shrunk. hatch_ends: where the lines of an infill that
    takes all of it end. islands: as `LayerPaths`.
    """

    loops: Paths
    gap_mm2: float
    fill: CrossSection | None
    hatch_ends: Rings
    islands: Floats


@dataclass(frozen=True, slots=True)
class Sections:
    """Sections with what was already drawn of each, so that slices that share one share the work."""

    lines: Lines
    _walls: dict[int, Walls] = field(default_factory=dict)
    _shrunk: dict[int, CrossSection] = field(default_factory=dict)

    def walls(self, section: CrossSection) -> Walls:
        """The walls of a section; it must stay alive."""
        found = self._walls.get(id(section))
        if found is None:
            found = self._walls[id(section)] = walls_and_fill(section, self.lines)
        return found

    def shrunk(self, section: CrossSection) -> CrossSection:
        """The area inside the walls of a section, were it wide enough for them everywhere."""
        found = self._shrunk.get(id(section))
        if found is None:
            found = self._shrunk[id(section)] = offset(section, -self.lines.shell_mm)
        return found


def offset(section: CrossSection, distance_mm: float) -> CrossSection:
    """A section grown, or shrunk where negative, with mitered corners as slicers draw walls."""
    return section.offset(distance_mm, JoinType.Miter, 3.0)


def shrink_and_open(section: CrossSection, distance_mm: float, *, narrow_mm: float) -> CrossSection:
    """A section shrunk, without what would then be narrower than `narrow_mm`."""
    return offset(offset(section, -distance_mm - narrow_mm / 2.0), narrow_mm / 2.0)


def opened(section: CrossSection, radius_mm: float) -> CrossSection:
    """A section without what is narrower than twice the radius."""
    if section.area() < math.pi * radius_mm**2:
        return CrossSection()
    return offset(offset(section, -radius_mm), radius_mm)


def walls_and_fill(section: CrossSection, lines: Lines) -> Walls:
    """The walls of a section, the gaps between them, and the area left for infill."""
    depth = lines.width_mm / 2.0 + lines.walls * lines.spacing_mm + lines.narrow_mm / 2.0
    outline = rings_of(section)
    inner = offset(section, -depth)
    if _fits_smoothly(section.area() - inner.area(), outline.length_mm(), rings_of(inner).length_mm(), depth):
        # Nothing is narrow: every wall is the contour moved in, and nothing else.
        rings = [moved_in(outline, lines.width_mm / 2.0 + number * lines.spacing_mm) for number in range(lines.walls)]
        return _drawn(rings, CrossSection(), None, moved_in(outline, lines.shell_mm + lines.spacing_mm / 2.0), lines)
    return _narrow_walls(section, lines)


def _narrow_walls(section: CrossSection, lines: Lines) -> Walls:
    """The walls of a section in which some do not fit everywhere."""
    rings: list[Rings] = []
    gaps = inner = CrossSection()
    last, last_rings = section, rings_of(section)
    for number in range(lines.walls + 1):
        distance = lines.width_mm / 2.0 if number == 0 else lines.spacing_mm
        inner = shrink_and_open(last, distance, narrow_mm=lines.narrow_mm)
        inner_rings = rings_of(inner)
        if number > 0 and not _fits_smoothly(
            last.area() - inner.area(), last_rings.length_mm(), inner_rings.length_mm(), distance
        ):
            gaps += offset(last, -0.5 * distance) - offset(inner, 0.5 * distance)
        if inner.is_empty() or number == lines.walls:
            break
        rings.append(inner_rings)
        last, last_rings = inner, inner_rings
    gaps = opened(gaps, lines.gap_min_mm / 2.0)
    fill = inner
    if not inner.is_empty():
        fill = shrink_and_open(last - gaps, lines.fill_inset_mm, narrow_mm=lines.narrow_mm)
    return _drawn(rings, gaps, fill, rings_of(offset(fill, -lines.spacing_mm / 2.0)), lines)


def _drawn(rings: list[Rings], gaps: CrossSection, fill: CrossSection | None, hatch_ends: Rings, lines: Lines) -> Walls:
    outer = len(rings[0].starts) if rings else 0
    walls = in_order(join([_wall(number, ring, lines) for number, ring in enumerate(rings)]), outer=outer)
    middle, gap_mm2 = _middle_lines(gaps)
    return Walls(
        loops=join([walls, middle]) if gap_mm2 else walls,
        gap_mm2=gap_mm2,
        fill=fill,
        hatch_ends=hatch_ends,
        islands=_islands(rings[0]) if rings else np.zeros((0, 4)),
    )


def _fits_smoothly(strip_mm2: float, outer_mm: float, inner_mm: float, distance_mm: float) -> bool:
    """Whether an offset moved every side inward and lost none, so that no gap is left.

    Then the strip between has the mean of both lengths times the distance for its area, exactly.
    """
    expected = distance_mm * (outer_mm + inner_mm) / 2.0
    return abs(strip_mm2 - expected) < _SMOOTH * expected


def layer_paths(section: CrossSection, neighbors: Neighbors, sections: Sections, *, turn: int) -> LayerPaths:
    """The paths of one layer. `turn` alternates the direction of infill."""
    lines = sections.lines
    walls = sections.walls(section)
    angle = lines.angle_deg + 90.0 * (turn % 2)
    hatches = []
    if not neighbors.differ():
        regions: list[tuple[Role, CrossSection | None]] = [(Role.SPARSE, None)]
    else:
        fill = sections.shrunk(section) if walls.fill is None else walls.fill
        regions = [(role, None if region is fill else region) for role, region in _shells(fill, neighbors, sections)]
    for role, region in regions:
        ends = walls.hatch_ends if region is None else rings_of(offset(region, -lines.spacing_mm / 2.0))
        if len(ends.starts):
            spacing = lines.spacing_mm / (lines.infill if role is Role.SPARSE else 1.0)
            hook = lines.hook_mm if role is Role.SPARSE else 0.0
            hatches.append(Hatch(ends, spacing, angle_deg=angle, link_mm=lines.link_mm, hook_mm=hook, owner=role))
    return LayerPaths(loops=walls.loops, hatches=tuple(hatches), islands=walls.islands, gap_mm2=walls.gap_mm2)


def _shells(fill: CrossSection, neighbors: Neighbors, sections: Sections) -> list[tuple[Role, CrossSection]]:
    """The area to fill split in top skin, bridges, other solid and sparse infill.

    A layer is solid where one within the shell above or below has no infill of its own.
    """
    if fill.is_empty():
        return []
    around, lines = neighbors, sections.lines
    narrow = 0.65 * lines.spacing_mm / 2.0
    grounded = fill
    for shell in (around.roofed, around.floored):
        if shell is not None and not grounded.is_empty():
            grounded ^= sections.shrunk(shell)
    grounded = grounded if around.underlying is None else grounded ^ around.underlying
    hidden = grounded if around.overlying is None else grounded ^ around.overlying
    if hidden is fill:
        return [(Role.SPARSE, fill)]
    # Slic3r shrinks what is to be solid by half a line and grows it by more, so that it overlaps what is around.
    solid = fill
    if not hidden.is_empty():
        kept = offset(fill - hidden, -_SOLID_SHRINK * lines.spacing_mm)
        solid = kept if kept.is_empty() else offset(kept, _SOLID_GROW * lines.spacing_mm) ^ fill
    if solid.is_empty():
        return [(Role.SPARSE, fill)]
    sparse = fill - solid
    top = bridge = CrossSection()
    if around.above is not None:
        top = _skin(fill, around.above, narrow, lines)
    if around.overlying is not None and not grounded.is_empty():
        # Over sparse infill the lowest layer of the shell above is a bridge, unless it is narrow.
        bridge = opened(grounded - sections.shrunk(around.overlying), 3.0 * lines.width_mm)
    if around.below is not None:
        bridge += _skin(fill, around.below, narrow, lines)
    if not (top.is_empty() or bridge.is_empty()):
        bridge -= top
    for skin in (top, bridge):
        solid = solid if skin.is_empty() else solid - skin
    found = ((Role.SPARSE, sparse), (Role.SOLID, solid), (Role.TOP, top), (Role.BRIDGE, bridge))
    return [(role, region) for role, region in found if not region.is_empty()]


def _skin(fill: CrossSection, covering: CrossSection, narrow: float, lines: Lines) -> CrossSection:
    """The part of an area that the next layer leaves bare, anchored under the walls around it."""
    if covering.is_empty():
        return fill
    skin = opened(fill - covering, narrow)
    return skin if skin.is_empty() else offset(skin, lines.skin_margin_mm) ^ fill


def in_order(loops: Paths, *, outer: int) -> Paths:
    """Closed loops begun at a corner far to one side, each followed by one that begins near.

    The first `outer` are the outermost walls; every other is printed with that which begins nearest.
    """
    if not len(loops.starts):
        return loops
    sizes = loops.sizes()
    loop = np.repeat(np.arange(len(sizes)), sizes)
    far = loops.points.sum(axis=1)
    farthest = np.flatnonzero(far == np.maximum.reduceat(far, loops.starts)[loop])
    seam = farthest[np.searchsorted(loop[farthest], np.arange(len(sizes)))]
    places = loops.points[seam]
    apart = ((places[:, None] - places[None, :outer]) ** 2).sum(axis=2)
    rank = np.empty(outer, dtype=np.int64)
    rank[_near_order(places[:outer])] = np.arange(outer)
    order = np.argsort(rank[apart.argmin(axis=1)], kind="stable")
    sizes = sizes[order]
    starts = np.cumsum(sizes) - sizes
    # The last point repeats the first: the way round is one shorter than the loop is long.
    step = np.arange(int(sizes.sum())) - np.repeat(starts, sizes)
    first, begin, around = (np.repeat(array[order], sizes) for array in (loops.starts, seam, loops.sizes() - 1))
    return Paths(points=loops.points[first + (begin - first + step) % around], starts=starts, owner=loops.owner[order])


def _near_order(places: Floats) -> Integers:
    """An order of (n, 2) places in which each is followed by one that is near."""
    if len(places) < 3:
        return np.arange(len(places))
    if len(places) > _MANY:
        return _up_and_down(places)
    x, y = places.T
    apart = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2
    order = [0]
    for _ in range(len(places) - 1):
        apart[:, order[-1]] = np.inf
        order.append(int(apart[order[-1]].argmin()))
    return np.array(order)


def _up_and_down(places: Floats) -> Integers:
    """An order of (n, 2) places, up one strip and down the next: about as long a way as always to the nearest.

    Source: Beardwood, Halton & Hammersley 1959: with strips as wide as √(2 area / n) the way is 0.92 √(n area).
    """
    low = places.min(axis=0)
    width, depth = np.maximum(places.max(axis=0) - low, 1e-9)
    strips = max(1, round(math.sqrt(len(places) * width / depth / 2.0)))
    strip = np.minimum(((places[:, 0] - low[0]) / width * strips).astype(np.int64), strips - 1)
    return np.lexsort((np.where(strip % 2, -places[:, 1], places[:, 1]), strip))


def _islands(outlines: Rings) -> Floats:
    """(i, 4) boxes of the outlines that run counter-clockwise; the others go round holes."""
    x, y = outlines.points.T
    after = outlines.following()
    outer = np.add.reduceat(x * y[after] - x[after] * y, outlines.starts) > 0.0
    if not outer.any():
        return np.zeros((0, 4))
    low = np.minimum.reduceat(outlines.points, outlines.starts, axis=0)
    high = np.maximum.reduceat(outlines.points, outlines.starts, axis=0)
    found = np.concatenate([low, high], axis=1)[outer]
    return found[_near_order((found[:, :2] + found[:, 2:]) / 2.0)]


def _middle_lines(gaps: CrossSection) -> tuple[Paths, float]:
    """Lines along the middle of narrow areas, and these areas in mm²: once round a ring, else half round the outline.

    Source: Slic3r, ExPolygon::medial_axis, which leaves out pieces shorter than twice their largest width.
    """
    found, area = [], 0.0
    for piece in gaps.decompose() if not gaps.is_empty() else []:
        outline, *holes = sorted(piece.to_polygons(), key=len, reverse=True)
        line = np.concatenate([outline, outline[:1]]) if holes else outline[: len(outline) // 2 + 1]
        length = float(np.hypot(*np.diff(line, axis=0).T).sum())
        # A splinter is at its widest twice as wide as on average.
        if holes or length**2 > 4.0 * piece.area():
            found.append(line)
            area += piece.area()
    return gather(found, [Role.GAP] * len(found)), area


def _wall(number: int, ring: Rings, lines: Lines) -> Paths:
    paths = ring.closed(Role.OUTER_WALL if number == 0 else Role.INNER_WALL)
    return replace(paths, owner=np.where(paths.lengths() <= lines.small_wall_mm, Role.SMALL_WALL, paths.owner))
