"""How long each cut takes with each tool: path length over feed, levels, ramps and the way there.

What no material changes is prepared once for a body (`Clearing`, `Flooring`, …); `seconds` then gives the (jobs, tools)
times at the feeds of one material. Jobs are rows of the arrays given, tools the mills of the crib.
"""

from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from partwright.manufacturing.processes.cnc_milling.cut import OPEN_MM
from partwright.manufacturing.processes.cnc_milling.feeds import Feeds
from partwright.manufacturing.processes.cnc_milling.shop import Crib, Machine, Shop

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LEVEL_SLACK = 1e-6  # a level that is full but for rounding is no level more


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Jobs:
    """Cuts of one kind as columns, (jobs, 1) each; see `Cut` for the measures."""

    area_mm2: Floats
    depth_mm: Floats
    span_mm: Floats
    width_mm: Floats
    radius_mm: Floats
    reach_mm: Floats
    closed: Floats
    count: Floats

    def __len__(self) -> int:
        return len(self.count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spindle:
    """The machine at work, and how far it travels between two cuts."""

    shop: Shop
    machine: Machine
    hop_mm: float

    @property
    def crib(self) -> Crib:
        return self.shop.crib


class Prepared(Protocol):
    """Jobs of one kind with all that no material changes."""

    def seconds(self, feeds: Feeds) -> Floats:
        """(jobs, tools) s."""
        ...


def stickout_factor(depth_mm: Floats, diameter_mm: Floats, crib: Crib) -> Floats:
    """How much slower a tool feeds for its depth; beyond the table no tool is longer and the last factor holds."""
    factor: Floats = np.interp(depth_mm / diameter_mm, crib.stickout_ratios, crib.stickout_factors)
    return factor


def approach_s(depth_mm: Floats, spindle: Spindle) -> Floats:
    """Seconds to come to a cut at rapid, plunge and retract."""
    way = 2 * (spindle.shop.cutting["clearance"] + depth_mm) + spindle.hop_mm
    time: Floats = way / spindle.machine.rapid_mm_s
    return time


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """Parallel rows over regions: how long each is, how far apart first and last, and rows more than steps."""

    along_mm: Floats
    across_mm: Floats
    more: Floats

    @classmethod
    def over(cls, jobs: Jobs, *, diameter_mm: Floats) -> Self:
        """The rows of a cutter over regions, each counted as a rectangle of its area and long side.

        Between walls the cutter's center stays half a diameter off them; into the open it runs out by half a diameter
        at both ends, and its last row is no whole one, for most open regions go on in another one beside them.
        """
        length = np.maximum(jobs.span_mm, 1e-6)
        width = jobs.area_mm2 / length
        between = jobs.width_mm < OPEN_MM
        return cls(
            along_mm=np.where(between, np.maximum(length - diameter_mm, 0.0), length + diameter_mm),
            across_mm=np.where(between, np.maximum(width - diameter_mm, 0.0), width),
            more=between.astype(np.float64),
        )

    def path_mm(self, step_mm: Floats) -> Floats:
        """Length of all rows, with the ways from row to row."""
        path: Floats = np.maximum(self.across_mm / step_mm + self.more, 1.0) * self.along_mm + self.across_mm
        return path


def passes_down(depth_mm: Floats, *, full_mm: Floats, light: Floats) -> Floats:
    """How many passes at full load going down to a depth is worth.

    Passes are equal and no deeper than `full_mm`; one that is less deep is fed faster for the same load, up to `light`
    times.
    """
    full = depth_mm / full_mm
    worth: Floats = np.maximum(full, _whole_passes(full) / light)
    return worth


def _whole_passes(full: Floats) -> Floats:
    passes: Floats = np.maximum(np.ceil(full - LEVEL_SLACK), 1.0)
    return passes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clearing:
    """Roughing regions level by level, ramping into closed ones, slower where the full width cuts.

    `slowed` is how much longer a level takes for slots, `pace` how much longer all takes for stick-out and count.
    """

    depth_mm: Floats
    rows: Rows
    slowed: Floats
    ramp_mm: Floats
    pace: Floats
    way_s: Floats

    @classmethod
    def of(cls, jobs: Jobs, spindle: Spindle) -> Self:
        cutting, diameter = spindle.shop.cutting, spindle.crib.mill_mm
        width = jobs.area_mm2 / np.maximum(jobs.span_mm, 1e-6)
        full = np.where(jobs.width_mm < OPEN_MM, np.minimum(1.0, diameter / np.maximum(width, 1e-6)), 0.0)
        return cls(
            depth_mm=jobs.depth_mm,
            rows=Rows.over(jobs, diameter_mm=diameter),
            slowed=1 + (cutting["slot_factor"] - 1) * full,
            ramp_mm=jobs.closed * jobs.depth_mm / np.tan(np.radians(cutting["ramp_angle"])) / cutting["ramp_feed"],
            pace=jobs.count / stickout_factor(jobs.reach_mm, diameter, spindle.crib),
            way_s=jobs.count * approach_s(jobs.reach_mm, spindle),
        )

    def seconds(self, feeds: Feeds) -> Floats:
        levels = passes_down(self.depth_mm, full_mm=feeds.rough_depth_mm, light=feeds.rough_light)
        path = levels * self.rows.path_mm(feeds.rough_width_mm) * self.slowed + self.ramp_mm
        seconds: Floats = path * self.pace / feeds.rough_mm_s + self.way_s
        return seconds


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cornering:
    """Roughing what a wider cutter left in inside corners; `area_mm2` of a job counts its corners.

    `left_mm` is what stands off the corner on its bisector, `run_mm` one pass in all corners.
    """

    depth_mm: Floats
    left_mm: Floats
    run_mm: Floats
    way_s: Floats

    @classmethod
    def of(cls, jobs: Jobs, spindle: Spindle) -> Self:
        crib, corners = spindle.crib, jobs.count * jobs.area_mm2
        wide, own = crib.mill_mm[roughing_tool(jobs, spindle.shop)] / 2, crib.mill_mm / 2
        # the wide cutter's arc ends its radius from the corner: the center goes so far, less its own, along both walls
        run = 2 * (wide - own) + spindle.shop.cutting["lead"]
        return cls(
            depth_mm=jobs.depth_mm,
            # a corner of a quarter turn keeps √2 − 1 of the difference of radii on its bisector
            left_mm=np.maximum(wide - own, 0.0) * (np.sqrt(2) - 1),
            run_mm=corners * run / stickout_factor(jobs.reach_mm, crib.mill_mm, crib),
            way_s=corners * approach_s(jobs.reach_mm, spindle),
        )

    def seconds(self, feeds: Feeds) -> Floats:
        levels = passes_down(self.depth_mm, full_mm=feeds.rough_depth_mm, light=feeds.rough_light)
        passes = np.ceil(self.left_mm / feeds.rough_width_mm - LEVEL_SLACK)
        seconds: Floats = levels * passes * self.run_mm / feeds.rough_mm_s + (passes > 0) * self.way_s
        return seconds


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Flooring:
    """Finishing floors by step-over: a light cut."""

    path_mm: Floats
    way_s: Floats

    @classmethod
    def of(cls, jobs: Jobs, spindle: Spindle) -> Self:
        crib = spindle.crib
        step = spindle.shop.cutting["floor_step"] * crib.mill_mm
        path = jobs.count * Rows.over(jobs, diameter_mm=crib.mill_mm).path_mm(step)
        return cls(
            path_mm=path / stickout_factor(jobs.reach_mm, crib.mill_mm, crib),
            way_s=jobs.count * approach_s(jobs.reach_mm, spindle),
        )

    def seconds(self, feeds: Feeds) -> Floats:
        seconds: Floats = self.path_mm / (feeds.finish_mm_s * feeds.finish_light) + self.way_s
        return seconds


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Walling:
    """Finishing walls by length times depth passes; `corners` counts the tight ones of each job.

    Where corners call for a thin cutter, it runs along the whole wall, or the one at `wide` does and the thin one only
    picks the corners, whichever is sooner done. `full` and `passes` are levels down, not rounded and rounded.
    """

    full: Floats
    passes: Floats
    run_mm: Floats
    pick_mm: Floats
    way_s: Floats
    wide: Ints
    corners: Floats
    tight: bool

    @classmethod
    def of(cls, jobs: Jobs, spindle: Spindle) -> Self:
        crib, lead = spindle.crib, spindle.shop.cutting["lead"]
        full = jobs.depth_mm / (spindle.shop.cutting["finish_depth"] * crib.mill_mm)
        # around an outer corner the center runs a quarter circle of the cutter's radius
        around = np.where(np.minimum(jobs.width_mm, jobs.radius_mm) < OPEN_MM, 0.0, np.pi / 4 * crib.mill_mm)
        pace = jobs.count / stickout_factor(jobs.reach_mm, crib.mill_mm, crib)
        wide = roughing_tool(jobs, spindle.shop)
        return cls(
            full=full,
            passes=_whole_passes(full),
            run_mm=pace * (jobs.span_mm + around + lead),
            pick_mm=pace * (np.maximum(crib.mill_mm[wide] - crib.mill_mm, 0.0) + lead),
            way_s=jobs.count * approach_s(jobs.reach_mm, spindle),
            wide=wide,
            corners=jobs.area_mm2,
            tight=bool((jobs.area_mm2 > 0).any()),
        )

    def seconds(self, feeds: Feeds) -> Floats:
        levels = np.maximum(self.full, self.passes / feeds.finish_light)
        each = levels * (feeds.wall_passes / feeds.finish_mm_s)
        whole: Floats = each * self.run_mm + self.way_s
        if not self.tight:
            return whole
        with_wide = np.take_along_axis(whole, self.wide, axis=1)
        picked = with_wide + self.corners * (each * self.pick_mm + self.way_s)
        return np.where(self.corners > 0, np.minimum(whole, picked), whole)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Surfacing:
    """Slanted and curved faces by ball mill, paths apart by the crest they may leave; tools are the ball mills."""

    area_mm2: Floats
    edge_mm: Floats
    pace: Floats
    way_s: Floats

    @classmethod
    def of(cls, jobs: Jobs, spindle: Spindle) -> Self:
        return cls(
            area_mm2=jobs.area_mm2,
            edge_mm=2 * jobs.span_mm,
            pace=jobs.count / stickout_factor(jobs.reach_mm, spindle.crib.ball_mm, spindle.crib),
            way_s=jobs.count * approach_s(jobs.reach_mm, spindle),
        )

    def seconds(self, feeds: Feeds) -> Floats:
        path = self.area_mm2 / feeds.ball_step_mm + self.edge_mm
        seconds: Floats = path * self.pace / feeds.ball_mm_s + self.way_s
        return seconds


def roughing_tool(jobs: Jobs, shop: Shop) -> Ints:
    """(jobs, 1) position of the largest end mill that clears each job."""
    crib = shop.crib
    fits = crib.mill_mm[: crib.face] <= jobs.width_mm / shop.cutting["clear_ratio"] + 1e-6
    found: Ints = np.minimum(np.maximum(fits.sum(axis=1, keepdims=True) - 1, 0), crib.rough_top)
    return found


def finishing_tool(jobs: Jobs, shop: Shop, *, floor: bool = False) -> Ints:
    """(jobs, 1) position of the largest end mill for walls and corners, or for floors, of each job.

    Corners limit walls, the width limits both. A sharp corner is cut with the smallest tool a shop would take unasked
    and stays round; there is a finding about it.
    """
    crib, cutting = shop.crib, shop.cutting
    width = jobs.width_mm / cutting["corner_ratio"]
    corner = np.full_like(width, OPEN_MM) if floor else 2 * jobs.radius_mm / cutting["corner_ratio"]
    sharp = np.maximum(jobs.depth_mm / cutting["sharp_corner_reach"], cutting["sharp_corner_tool"])
    limit = np.minimum(width, np.where(jobs.radius_mm <= 0, sharp, corner))
    fits = crib.mill_mm[: crib.face] <= limit + 1e-6
    found: Ints = np.minimum(np.maximum(fits.sum(axis=1, keepdims=True) - 1, 0), crib.rough_top)
    return found


def ball_tool(jobs: Jobs, shop: Shop) -> Ints:
    """(jobs, 1) position of the largest ball mill for each job."""
    crib = shop.crib
    fits = crib.ball_mm <= np.minimum(2 * jobs.radius_mm, jobs.width_mm) + 1e-6
    found: Ints = np.maximum(fits.sum(axis=1, keepdims=True) - 1, 0)
    return found
