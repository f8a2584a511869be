"""Milling time against tool paths that opencamlib computes on the same parts with the same tools and feeds.

    python benchmarks/cnc_milling.py [--parts FOLDER] [--material aluminum_6061] [--grid 1.0]

For each part the plan names setups and tools. The reference then cuts the blank in those setups with those tools: it
drops the cutter on the triangles (opencamlib's BatchDropCutter) to learn where it may stand at each depth, runs rows a
step-over apart wherever the cutter would touch material that is still there, level by level, tool by tool, and follows
the walls by opencamlib's waterlines and the floors by rows. Path length over feed, ramps into closed regions and rapids
between rows make its time. It knows nothing of features, areas or volumes. Holes that are drilled are plugged in the
reference, for drilling is no path; drilling and tool changes are left out on both sides.
"""

import argparse
import itertools
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import opencamlib as ocl
from numpy.typing import NDArray
from scipy import ndimage
from tests.shapes.solids import (
    body_of,
    box,
    bracket,
    cut,
    cylinder,
    filleted,
    fuse,
    plate_with_pocket,
    upright_edges,
)

from partwright.analysis.reader import Reader
from partwright.geometry.anatomy import anatomize
from partwright.geometry.part import Body
from partwright.manufacturing.process import OperationId, Plan
from partwright.manufacturing.processes import default_tables
from partwright.manufacturing.processes.cnc_milling import PROCESS, MillingSurvey
from partwright.manufacturing.processes.cnc_milling.cut import CutKind
from partwright.manufacturing.processes.cnc_milling.feeds import Feeds, feeds_for
from partwright.manufacturing.processes.cnc_milling.shop import Machine, Shop, open_shop
from partwright.manufacturing.specification import ProcessId, Specification

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
LEVEL_MM = 1e-3
TURN = np.radians(11.7)
ASKEW = np.array([[np.cos(TURN), -np.sin(TURN), 0.0], [np.sin(TURN), np.cos(TURN), 0.0], [0.0, 0.0, 1.0]])


@dataclass(frozen=True, slots=True)
class Bench:
    """What reference and plan share: the shop's numbers for one material on one machine."""

    shop: Shop
    machine: Machine
    feeds: Feeds

    def tool(self, diameter_mm: float) -> int:
        return int(np.argmin(np.abs(self.shop.crib.mill_mm - diameter_mm)))

    def feed(self, tool: int, depth_mm: float, *, finish: bool) -> float:
        """mm/s with the tool as deep as this."""
        crib = self.shop.crib
        ratio = depth_mm / crib.mill_mm[tool]
        factor = np.interp(ratio, crib.stickout_ratios, crib.stickout_factors)
        return float((self.feeds.finish_mm_s if finish else self.feeds.rough_mm_s)[tool] * factor)


@dataclass(slots=True)
class Travel:
    """Seconds of feed and rapid so far."""

    feed_s: float = 0.0
    rapid_s: float = 0.0

    @property
    def total_s(self) -> float:
        return self.feed_s + self.rapid_s


class Setup:
    """A part in one setup: triangles in the machine's frame, and cubes of material left, top layer last."""

    def __init__(self, triangles: Floats, low: Floats, cell_mm: float, material: Flags, bench: Bench) -> None:
        self.triangles, self.low, self.cell, self.material, self.bench = triangles, low, cell_mm, material, bench
        self.surface = surface_of(triangles)
        self.part_top = float(triangles[:, :, 2].max())
        self.bottom = float(triangles[:, :, 2].min())
        self.blank_top = low[2] + material.shape[2] * cell_mm
        self.removed = np.zeros_like(material)
        self._heights: dict[float, Floats] = {}
        self._waterlines: dict[tuple[float, float], list[Floats]] = {}
        self.askew = surface_of(np.concatenate([triangles @ ASKEW.T, outposts(triangles)]))

    def centers(self, margin_mm: float) -> tuple[Floats, Floats]:
        nx, ny, _ = self.material.shape
        margin = round(margin_mm / self.cell)
        xs = self.low[0] + (np.arange(-margin, nx + margin) + 0.5) * self.cell
        ys = self.low[1] + (np.arange(-margin, ny + margin) + 0.5) * self.cell
        return xs, ys

    def heights(self, diameter_mm: float) -> tuple[Floats, int]:
        """How low the tip of a flat cutter comes at every cell, and the cells of margin around the blank."""
        margin = round(diameter_mm / 2 / self.cell) + 1
        if diameter_mm not in self._heights:
            xs, ys = self.centers(margin * self.cell)
            drop = ocl.BatchDropCutter()
            drop.setSTL(self.surface)
            drop.setCutter(ocl.CylCutter(diameter_mm, 500.0))
            floor = self.bottom - 1000.0
            for x in xs.tolist():
                for y in ys.tolist():
                    drop.appendPoint(ocl.CLPoint(x, y, floor))
            drop.run()
            tips = np.array([point.z for point in drop.getCLPoints()]).reshape(len(xs), len(ys))
            self._heights[diameter_mm] = np.maximum(tips, self.bottom)
        return self._heights[diameter_mm], margin

    def rough(self, diameters_mm: list[float], path: Travel) -> None:
        """Every tool in turn clears what it reaches, level by level."""
        for diameter in diameters_mm:
            tool = self.bench.tool(diameter)
            depth = float(self.bench.feeds.rough_depth_mm[tool])
            face = tool == self.bench.shop.crib.face
            stops = [self.part_top] if face else self.floor_levels()
            self.clear(diameter, levels_between(self.blank_top, stops, depth), path)

    def floor_levels(self) -> list[float]:
        """The heights of flat faces that look at the spindle, from the top down, and the bottom."""
        normals = np.cross(self.triangles[:, 1] - self.triangles[:, 0], self.triangles[:, 2] - self.triangles[:, 0])
        areas = np.linalg.norm(normals, axis=1)
        flat = normals[:, 2] > 0.999 * areas
        heights = np.unique(np.round(self.triangles[flat][:, :, 2].mean(axis=1), 3))
        return sorted({*heights.tolist(), round(self.bottom, 3)}, reverse=True)

    def clear(self, diameter_mm: float, levels: list[float], path: Travel) -> None:
        tips, margin = self.heights(diameter_mm)
        tool = self.bench.tool(diameter_mm)
        step = max(1, round(float(self.bench.feeds.rough_width_mm[tool]) / self.cell))
        exact = float(self.bench.feeds.rough_width_mm[tool]) / (step * self.cell)
        for level in levels:
            layer = max(0, round((level - self.low[2]) / self.cell))
            left = np.pad(self.material[:, :, layer:].any(axis=2), margin)
            allowed = tips <= level + LEVEL_MM
            touching = ndimage.distance_transform_edt(~left) * self.cell < diameter_mm / 2 if left.any() else left
            # only where something is left that this cutter may take
            swept = (
                ndimage.distance_transform_edt(~allowed) * self.cell <= diameter_mm / 2 if allowed.any() else allowed
            )
            takes = left & swept
            if takes.sum() * self.cell**2 < 0.05 * diameter_mm**2:
                continue
            near = ndimage.distance_transform_edt(~takes) * self.cell < diameter_mm / 2
            self.feed_over(
                allowed & touching & near, allowed, touching, step, exact, level, diameter_mm, path, finish=False
            )
            inside = takes[margin:-margin, margin:-margin]
            above = self.material[:, :, layer:] & inside[:, :, None]
            self.removed[:, :, layer:] |= above
            self.material[:, :, layer:] &= ~above

    def feed_over(
        self,
        cells: Flags,
        allowed: Flags,
        touching: Flags,
        step: int,
        exact: float,
        level: float,
        diameter_mm: float,
        path: Travel,
        *,
        finish: bool,
    ) -> None:
        """Feed over each region of cells, by rows or along its walls, whichever is sooner done.

        Lines run `step` cells apart; `exact` corrects for the step not being whole cells.
        """
        tool = self.bench.tool(diameter_mm)
        feed = self.bench.feed(tool, max(self.part_top - level, 0.0), finish=finish)
        rapid, cutting = self.bench.machine.rapid_mm_s, self.bench.shop.cutting
        regions, count = ndimage.label(cells, np.ones((3, 3)))
        off_wall = ndimage.distance_transform_edt(allowed) if not allowed.all() else None
        retract = 2 * (cutting["clearance"] + self.blank_top - level)
        for region in range(1, count + 1):
            mine = regions == region
            ways = [
                self.rows(mine, allowed, step, diameter_mm, retract),
                self.rows(mine.T, allowed.T, step, diameter_mm, retract),
            ]
            if off_wall is not None:
                ways.append((self.contours(mine, off_wall, step), 0.0))
            length, hops = min(ways, key=lambda way: way[0] / exact / feed + way[1] / rapid)
            path.feed_s += length / exact / feed
            path.rapid_s += (
                hops + 2 * (cutting["clearance"] + max(self.part_top - level, 0.0)) + self.reach_mm()
            ) / rapid
            if not finish and self.is_closed(mine, allowed, touching) and level < self.part_top - LEVEL_MM:
                depth = float(self.bench.feeds.rough_depth_mm[tool])
                ramp = min(depth, self.part_top - level) / np.tan(np.radians(cutting["ramp_angle"]))
                path.feed_s += ramp / (feed * cutting["ramp_feed"])

    def rows(
        self, cells: Flags, allowed: Flags, step: int, diameter_mm: float, retract_mm: float
    ) -> tuple[float, float]:
        """Length fed along rows and back, and length of rapids between runs that lie apart."""
        length, hops = 0.0, 0.0
        last: tuple[int, int] | None = None
        for number, column in enumerate(row_columns(cells, allowed, step, round(diameter_mm / self.cell))):
            runs = runs_of(cells[:, column])
            for start, end in runs if number % 2 == 0 else [(b, a) for a, b in reversed(runs)]:
                length += abs(end - start) * self.cell
                if last is not None:
                    link = float(np.hypot(start - last[0], column - last[1])) * self.cell
                    if link <= 2 * step * self.cell + diameter_mm:
                        length += link
                    else:
                        hops += link + retract_mm
                last = (end, column)
        return length, hops

    def contours(self, cells: Flags, off_wall: Floats, step: int) -> float:
        """Length of lines along the walls of a region, a step apart: the area of thin shells over their thickness."""
        distance = off_wall[cells]
        shells = np.arange(0.0, distance.max() + 1e-9, step)
        between = step * (len(shells) - 1) * self.cell
        return sum(float(((distance > at) & (distance <= at + 1.5)).sum()) / 1.5 * self.cell for at in shells) + between

    def is_closed(self, region: Flags, allowed: Flags, touching: Flags) -> bool:
        """Whether a cutter finds no free air to plunge into beside a region at its depth."""
        areas, _ = ndimage.label(allowed)
        free = allowed & ~touching
        free[0, :] = free[-1, :] = free[:, 0] = free[:, -1] = True
        return not np.isin(areas[free & allowed], np.unique(areas[region])).any()

    def reach_mm(self) -> float:
        """A third of the way across the part, taken for each move to another region."""
        return 0.3 * float(np.hypot(*(self.material.shape[:2]))) * self.cell

    def finish(self, diameters_mm: list[float], path: Travel) -> None:
        """Floors by rows and walls by waterlines, each by the largest cutter that gets it whole."""
        self.finish_floors(diameters_mm, path)
        self.finish_walls([diameter for diameter in diameters_mm if not self.is_face(diameter)], path)

    def is_face(self, diameter_mm: float) -> bool:
        return self.bench.tool(diameter_mm) == self.bench.shop.crib.face

    def finish_floors(self, diameters_mm: list[float], path: Travel) -> None:
        share = self.bench.shop.cutting["floor_step"]
        for level in self.floor_levels():
            floor = np.abs(self.heights(2 * self.cell)[0] - level) < LEVEL_MM
            margin = self.heights(2 * self.cell)[1]
            done = np.zeros_like(floor)
            if level <= self.bottom + LEVEL_MM and not self.looks_up(level):
                continue
            for diameter in diameters_mm:
                if self.is_face(diameter) and level < self.part_top - LEVEL_MM:
                    continue
                tips, wide = self.heights(diameter)
                grown = np.pad(floor & ~done, wide - margin)
                swept = ndimage.distance_transform_edt(~(tips <= level + LEVEL_MM)) * self.cell <= diameter / 2
                takes = grown & swept
                if takes.sum() * self.cell**2 < 0.25 * diameter**2:
                    continue
                near = ndimage.distance_transform_edt(~takes) * self.cell < diameter / 2
                step = max(1, round(share * diameter / self.cell))
                free = tips <= level + LEVEL_MM
                exact = share * diameter / (step * self.cell)
                self.feed_over(free & near, free, near, step, exact, level, diameter, path, finish=True)
                cut = wide - margin
                done |= takes[cut : takes.shape[0] - cut, cut : takes.shape[1] - cut] if cut else takes

    def looks_up(self, level: float) -> bool:
        normals = np.cross(self.triangles[:, 1] - self.triangles[:, 0], self.triangles[:, 2] - self.triangles[:, 0])
        flat = normals[:, 2] > 0.999 * np.linalg.norm(normals, axis=1)
        return bool((np.abs(self.triangles[flat][:, :, 2].mean(axis=1) - level) < LEVEL_MM).any())

    def finish_walls(self, diameters_mm: list[float], path: Travel) -> None:
        """Waterlines at each depth pass; a loop is run by the largest cutter that leaves no corner of it."""
        smallest = min(diameters_mm, default=0.0)
        for number, diameter in enumerate(diameters_mm):
            tool = self.bench.tool(diameter)
            depth = self.bench.shop.cutting["finish_depth"] * diameter
            smaller = diameters_mm[number + 1 :]
            for top, bottom in self.wall_bands():
                count = max(1, int(np.ceil((top - bottom) / depth - 1e-6)))
                middle = (top + bottom) / 2
                feed = self.bench.feed(tool, self.part_top - bottom, finish=True)
                for loop in self.waterlines(diameter, middle):
                    share = self.newly_cut(loop, top, bottom)
                    if share < 0.05:
                        continue
                    tight = any(self.leaves_corner(loop, diameter, other, middle) for other in smaller[-1:])
                    if tight and diameter > smallest:
                        continue
                    if self.done_by_larger(loop, diameter, diameters_mm[:number], middle):
                        continue
                    length = float(np.linalg.norm(np.diff(np.vstack([loop, loop[:1]]), axis=0), axis=1).sum())
                    path.feed_s += count * (share * length + self.bench.shop.cutting["lead"]) / feed
                    way = 2 * (self.bench.shop.cutting["clearance"] + self.part_top - bottom) + self.reach_mm()
                    path.rapid_s += way / self.bench.machine.rapid_mm_s

    def wall_bands(self) -> Iterator[tuple[float, float]]:
        """The depths between two flat levels, in which the outline does not change."""
        levels = self.floor_levels()
        if levels[0] < self.part_top - LEVEL_MM:
            levels = [self.part_top, *levels]
        for top, bottom in itertools.pairwise(levels):
            if top - bottom > 10 * LEVEL_MM:
                yield top, bottom

    def waterlines(self, diameter_mm: float, level: float) -> list[Floats]:
        """(n, 2) closed loops of the cutter's center along the walls at a level.

        opencamlib loses its way where fibers run along edges of the part, so the part is turned a little for it.
        """
        if (diameter_mm, level) not in self._waterlines:
            line = ocl.Waterline()
            line.setSTL(self.askew)
            line.setCutter(ocl.CylCutter(diameter_mm, 500.0))
            line.setZ(level + 0.0137)
            line.setThreads(1)
            line.setSampling(min(self.cell, diameter_mm / 8))
            line.run()
            loops = [np.array([[point.x, point.y] for point in loop]) for loop in line.getLoops() if len(loop) > 3]
            straight = [loop @ ASKEW[:2, :2] for loop in loops]
            self._waterlines[diameter_mm, level] = [self.without_strays(loop, diameter_mm) for loop in straight]
        return self._waterlines[diameter_mm, level]

    def without_strays(self, loop: Floats, diameter_mm: float) -> Floats:
        """A loop without the points that opencamlib threw off the part by a slip at an edge."""
        low, high = self.triangles.min(axis=(0, 1))[:2], self.triangles.max(axis=(0, 1))[:2]
        margin = diameter_mm / 2 + self.cell
        near: Floats = loop[((loop > low - margin) & (loop < high + margin)).all(axis=1)]
        leap = 4 * self.cell
        before, after = np.roll(near, 1, axis=0), np.roll(near, -1, axis=0)
        alone = (np.linalg.norm(near - before, axis=1) > leap) & (np.linalg.norm(near - after, axis=1) > leap)
        return near[~(alone & (np.linalg.norm(after - before, axis=1) < leap))]

    def newly_cut(self, loop: Floats, top: float, bottom: float) -> float:
        """The share of a loop beside which this setup took material: the wall that is this setup's to finish."""
        low, high = (round((level - self.low[2]) / self.cell) for level in (bottom, top))
        taken = self.removed[:, :, max(low, 0) : max(high, low + 1)].any(axis=2)
        columns = np.floor((loop - self.low[:2]) / self.cell).astype(int)
        columns = np.clip(columns, 0, np.array(taken.shape) - 1)
        return float(taken[columns[:, 0], columns[:, 1]].mean())

    def leaves_corner(self, loop: Floats, diameter_mm: float, other_mm: float, level: float) -> bool:
        """Whether a smaller cutter sweeps ground beside a loop that this one cannot."""
        (mine, margin), (others, small) = self.heights(diameter_mm), self.heights(other_mm)
        sweeps = ndimage.distance_transform_edt(mine > level) * 0 + (
            ndimage.distance_transform_edt(~(mine <= level)) * self.cell <= diameter_mm / 2
        )
        finer = ndimage.distance_transform_edt(~(others <= level)) * self.cell <= other_mm / 2
        finer = np.pad(finer, margin - small)
        rest = finer & ~(sweeps > 0)
        rest = ndimage.binary_opening(rest, np.ones((2, 2)))
        if not rest.any():
            return False
        far = ndimage.distance_transform_edt(~rest) * self.cell
        columns = np.floor((loop - self.low[:2]) / self.cell).astype(int) + margin
        columns = np.clip(columns, 0, np.array(rest.shape) - 1)
        return bool(far[columns[:, 0], columns[:, 1]].min() < diameter_mm / 2 + self.cell)

    def done_by_larger(self, loop: Floats, diameter_mm: float, larger: list[float], level: float) -> bool:
        """Whether a larger cutter's loops run along the same wall without leaving a corner."""
        for wide in larger:
            for other in self.waterlines(wide, level):
                if self.leaves_corner(other, wide, diameter_mm, level):
                    continue
                gap = (wide - diameter_mm) / 2
                near = np.linalg.norm(loop[:, None] - other[None, :: max(1, len(other) // 400)], axis=2).min(axis=1)
                if (near < gap + 2 * self.cell).mean() > 0.7:
                    return True
        return False


def surface_of(triangles: Floats) -> ocl.STLSurf:
    surface = ocl.STLSurf()
    for a, b, c in triangles.tolist():
        surface.addTriangle(ocl.Triangle(ocl.Point(*a), ocl.Point(*b), ocl.Point(*c)))
    return surface


def outposts(triangles: Floats) -> Floats:
    """Two specks below and around the part: opencamlib's fibers end at the triangles' box, too short for its cutter."""
    low, high = triangles.min(axis=(0, 1)), triangles.max(axis=(0, 1))
    far = float(np.linalg.norm(high - low)) / 2 + 60.0
    speck = np.array([[0.0, 0.0, 0.0], [0.01, 0.0, 0.0], [0.0, 0.01, 0.0]]) - [0.0, 0.0, high[2] - low[2] + 100.0]
    middle = (low + high) / 2
    return np.array([speck + middle + [side * far, side * far, 0.0] for side in (-1, 1)])


def levels_between(top: float, stops: list[float], depth: float) -> list[float]:
    """Depths of cut from `top` down to each stop in equal steps of at most `depth`."""
    levels: list[float] = []
    for stop in stops:
        if stop >= top - LEVEL_MM:
            continue
        count = int(np.ceil((top - stop) / depth - 1e-6))
        levels += [top - (top - stop) * (step + 1) / count for step in range(count)]
        top = stop
    return levels


def row_columns(cells: Flags, allowed: Flags, step: int, diameter: int) -> list[int]:
    """The columns of rows over a region: along a wall the first and last hug it, in the open they take a full step."""
    columns = np.flatnonzero(cells.any(axis=0))
    first, last = int(columns[0]), int(columns[-1])
    walled_first = first > 0 and bool((cells[:, first] & ~allowed[:, first - 1]).sum() > 0.3 * cells[:, first].sum())
    walled_last = last + 1 < cells.shape[1] and bool(
        (cells[:, last] & ~allowed[:, last + 1]).sum() > 0.3 * cells[:, last].sum()
    )
    start = first if walled_first else min(first + step, last)
    # in the open the cutter's far edge, half a diameter out, has only to pass the edge of the material
    stop = last if walled_last else max(last - diameter + step, start)
    picked = list(range(start, stop, step))
    return [*picked, stop]


def runs_of(flags: Flags) -> list[tuple[int, int]]:
    """First and last index of each run of true flags."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(int)))
    return [(int(start), int(end) - 1) for start, end in edges.reshape(-1, 2)]


def diameters_of(plan: Plan, setup: int, operation: OperationId) -> list[float]:
    """The mills that a plan uses in one setup for one kind of work, largest first."""
    tools = [
        step.tool
        for step in plan.operations
        if step.setup == setup and step.operation is operation and step.tool and "mm" in step.tool
    ]
    flat = [tool for tool in tools if "ball" not in tool and "chamfer" not in tool]
    return sorted({float(tool.split()[0]) for tool in flat}, reverse=True)


def plugged(body: Body, drilled: set[int]) -> Floats:
    """(m, 3, 3) the triangles of a body with its drilled holes filled: their walls off, a lid on each mouth."""
    corners = body.mesh.corners()
    keep = ~np.isin(body.mesh.face_of_triangle(), list(drilled))
    lids = []
    for face in sorted(drilled):
        for loop in body.faces[face].loops:
            for edge in loop.edges:
                start, end = body.mesh.edge_starts[edge : edge + 2]
                ring = body.mesh.edge_points[start:end]
                if np.linalg.norm(ring[0] - ring[-1]) < 1e-6 and len(ring) > 4:
                    middle = ring[:-1].mean(axis=0)
                    lids += [np.array([middle, a, b]) for a, b in itertools.pairwise(ring)]
    return np.concatenate([corners[keep], *(lid[None] for lid in lids)]) if lids else corners[keep]


def reference_s(
    body: Body, survey: MillingSurvey, plan: Plan, bench: Bench, *, cell_mm: float
) -> tuple[Travel, Travel]:
    """The roughing and the finishing paths of all setups."""
    cuts = survey.cuts
    bores = [row for row in range(len(cuts)) if cuts.labels[row, 0] == CutKind.BORE]
    drilled = [row for row in bores if cuts.measures[row, 3] <= bench.shop.crib.drill_max_mm]
    triangles = plugged(body, set(cuts.faces_of(drilled)))
    axes = np.array(survey.box_axes)
    inside = triangles @ axes.T
    middle = (inside.reshape(-1, 3).min(axis=0) + inside.reshape(-1, 3).max(axis=0)) / 2
    inside = inside - middle
    blank, upright = np.array(plan.stock_mm), survey.setups[0].box_axis
    first = np.array(survey.setups[0].direction) @ axes.T
    low = -blank / 2
    top = survey.box_mm[upright] / 2 + bench.shop.stock["top_allowance"]
    low[upright] = top - blank[upright] if first[upright] > 0 else -top
    material = np.ones(np.maximum(np.round(blank / cell_mm), 1).astype(int), dtype=bool)
    roughing, finishing = Travel(), Travel()
    for number, clamped in enumerate(survey.setups):
        turn = turn_up(np.array(clamped.direction) @ axes.T)
        standing, order, flips = inside @ turn.T, np.abs(turn).argmax(axis=1), turn.sum(axis=1) < 0
        cubes = np.transpose(material, order)
        cubes = cubes[tuple(slice(None, None, -1 if flip else 1) for flip in flips)].copy()
        lows = np.array(
            [-(low[axis] + blank[axis]) if flip else low[axis] for axis, flip in zip(order, flips, strict=True)]
        )
        setup = Setup(standing, lows, cell_mm, cubes, bench)
        setup.rough(diameters_of(plan, number, OperationId.ROUGH), roughing)
        setup.finish(diameters_of(plan, number, OperationId.FINISH), finishing)
        back = setup.material[tuple(slice(None, None, -1 if flip else 1) for flip in flips)]
        material = np.transpose(back, np.argsort(order)).copy()
    return roughing, finishing


def turn_up(direction: Floats) -> Floats:
    """The rotation that stands a direction of the box upright, axes kept on axes."""
    up = np.round(direction)
    axis = int(np.abs(up).argmax())
    x = np.eye(3)[(axis + 1) % 3]
    return np.array([x, np.cross(up, x), up])


def compare(name: str, body: Body, material: str, cell_mm: float) -> float | None:
    """Prints one row; the difference of our time from the reference, as a share of it."""
    tables = default_tables()
    survey = PROCESS.survey(anatomize(body), tables=tables)
    specification = Specification(ProcessId.CNC_MILLING, material, "none", "standard")
    plan = PROCESS.plan(survey, specification, tables=tables)
    if plan.review or any(clamped.box_axis is None for clamped in survey.setups):
        print(f"{name:<28} left out: {plan.review[0].code if plan.review else 'a tilted setup'}")
        return None
    shop = open_shop(tables)
    machine = next(one for one in shop.machines if one.id == plan.machine)
    feeds = feeds_for(shop, shop.material(specification), machine, shop.tolerance(specification))
    paths = reference_s(body, survey, plan, Bench(shop, machine, feeds), cell_mm=cell_mm)
    kinds = (OperationId.ROUGH, OperationId.FINISH)
    by_kind = [sum(step.run_s for step in plan.operations if step.operation is kind) for kind in kinds]
    ours, theirs = sum(by_kind), sum(path.total_s for path in paths)
    print(
        f"{name:<24} {len(survey.setups)} setups   rough {by_kind[0]:7.1f} s, paths {paths[0].total_s:7.1f} s   "
        f"finish {by_kind[1]:7.1f} s, paths {paths[1].total_s:7.1f} s   {100 * (ours / theirs - 1):+6.1f} %"
    )
    return ours / theirs - 1


def prismatic_parts() -> Iterator[tuple[str, Body]]:
    """Ten parts with pockets, steps, slots and bosses, from 40 to 200 mm."""

    def pocket(x: float, y: float, depth: float, radius: float, *, at: tuple[float, float, float]) -> object:
        tool = box(x, y, depth + 1, at=at)
        return filleted(tool, radius, edges=upright_edges(tool)) if radius else tool

    yield "plate with pocket", body_of(plate_with_pocket())
    yield (
        "two pockets",
        body_of(
            cut(
                box(120, 80, 25),
                pocket(40, 50, 15, 6, at=(12, 15, 10)),
                pocket(45, 50, 8, 4, at=(63, 15, 17)),
            )
        ),
    )
    yield "shoulder", body_of(cut(box(80, 50, 40), box(30, 52, 20, at=(-1, -1, 20.0))))
    yield (
        "slotted block",
        body_of(cut(box(90, 60, 30), box(92, 12, 13, at=(-1, 24, 18)), box(12, 62, 9, at=(40, -1, 22)))),
    )
    yield "boss on a plate", body_of(fuse(box(70, 70, 12), cylinder(18, 16, at=(35, 35, 12))))
    yield "frame", body_of(cut(box(150, 100, 15), pocket(120, 70, 17, 8, at=(15, 15, -1))))
    yield "bracket", body_of(bracket())
    yield "deep pocket", body_of(cut(box(60, 60, 45), pocket(36, 36, 35, 6, at=(12, 12, 10))))
    yield (
        "staircase",
        body_of(
            cut(
                box(100, 40, 48),
                box(26, 42, 40, at=(-1, -1, 12)),
                box(50, 42, 26, at=(-1, -1, 24)),
                box(75, 42, 14, at=(-1, -1, 36)),
            )
        ),
    )
    yield (
        "pockets on both faces",
        body_of(cut(box(200, 90, 30), pocket(80, 60, 12, 5, at=(15, 15, 18)), pocket(70, 60, 13, 5, at=(110, 15, -1)))),
    )


def parts_in(folder: Path) -> Iterator[tuple[str, Body]]:
    """The bodies of the STEP files in a folder."""
    with Reader() as reader:
        for file in sorted(folder.glob("*.st*p")):
            for body in reader.read(file, name=file.name).part.bodies:
                yield f"{file.stem} {body.index}", body


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", type=Path, help="folder of STEP files; default: ten generated parts")
    parser.add_argument("--material", default="aluminum_6061")
    parser.add_argument("--grid", type=float, default=0.5, help="cells of the reference, mm")
    arguments = parser.parse_args()
    parts = parts_in(arguments.parts) if arguments.parts else prismatic_parts()
    differences = [compare(name, body, arguments.material, arguments.grid) for name, body in parts]
    known = [abs(difference) for difference in differences if difference is not None]
    print(f"median difference {100 * statistics.median(known):.1f} %, largest {100 * max(known):.1f} %, limit 35 %")


if __name__ == "__main__":
    main()
