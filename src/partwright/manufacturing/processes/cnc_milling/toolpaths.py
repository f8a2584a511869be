"""How long each cut takes with each tool: path length over feed, levels, ramps and the way there.

Every function returns (jobs, tools) seconds; jobs are rows of the arrays given, tools the mills of the crib.
"""

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spindle:
    """The machine at work: feeds, and how far it travels between two cuts."""

    shop: Shop
    machine: Machine
    feeds: Feeds
    hop_mm: float

    @property
    def crib(self) -> Crib:
        return self.shop.crib


def stickout_factor(depth_mm: Floats, diameter_mm: Floats, crib: Crib) -> Floats:
    """How much slower a tool feeds for its depth; beyond the table no tool is longer and the last factor holds."""
    factor: Floats = np.interp(depth_mm / diameter_mm, crib.stickout_ratios, crib.stickout_factors)
    return factor


def approach_s(depth_mm: Floats, spindle: Spindle) -> Floats:
    """Seconds to come to a cut at rapid, plunge and retract."""
    way = 2 * (spindle.shop.cutting["clearance"] + depth_mm) + spindle.hop_mm
    time: Floats = way / spindle.machine.rapid_mm_s
    return time


def area_path_mm(jobs: Jobs, *, step_mm: Floats, diameter_mm: Floats) -> Floats:
    """Length of parallel rows over a region, with the ways from row to row.

    The region counts as a rectangle of its area and long side. Between walls the cutter's center stays half a diameter
    off them; into the open it runs out by half a diameter at both ends, and its last row is no whole one, for most open
    regions go on in another one beside them.
    """
    length = np.maximum(jobs.span_mm, 1e-6)
    width = jobs.area_mm2 / length
    between = jobs.width_mm < OPEN_MM
    inside_length = np.maximum(length - diameter_mm, 0.0)
    inside_width = np.maximum(width - diameter_mm, 0.0)
    walled = (inside_width / step_mm + 1) * inside_length + inside_width
    rows = np.maximum(width / step_mm, 1.0)
    open_sided = rows * (length + diameter_mm) + width
    path: Floats = np.where(between, walled, open_sided)
    return path


def passes_down(depth_mm: Floats, *, full_mm: Floats, light: Floats) -> Floats:
    """How many passes at full load going down to a depth is worth.

    Passes are equal and no deeper than `full_mm`; one that is less deep is fed faster for the same load, up to `light`
    times.
    """
    full = depth_mm / full_mm
    passes = np.maximum(np.ceil(full - LEVEL_SLACK), 1.0)
    worth: Floats = np.maximum(full, passes / light)
    return worth


def clear_s(jobs: Jobs, spindle: Spindle) -> Floats:
    """Roughing regions level by level, ramping into closed ones, slower where the full width cuts."""
    crib, feeds, cutting = spindle.crib, spindle.feeds, spindle.shop.cutting
    diameter = crib.mill_mm
    levels = passes_down(jobs.depth_mm, full_mm=feeds.rough_depth_mm, light=feeds.rough_light)
    path = area_path_mm(jobs, step_mm=feeds.rough_width_mm, diameter_mm=diameter)
    width = jobs.area_mm2 / np.maximum(jobs.span_mm, 1e-6)
    full = np.where(jobs.width_mm < OPEN_MM, np.minimum(1.0, diameter / np.maximum(width, 1e-6)), 0.0)
    path = path * (1 + (cutting["slot_factor"] - 1) * full)
    feed = feeds.rough_mm_s * stickout_factor(jobs.reach_mm, diameter, crib)
    ramp = jobs.closed * (jobs.depth_mm / np.tan(np.radians(cutting["ramp_angle"]))) / (feed * cutting["ramp_feed"])
    seconds: Floats = jobs.count * (levels * path / feed + ramp + approach_s(jobs.reach_mm, spindle))
    return seconds


def corner_s(jobs: Jobs, spindle: Spindle) -> Floats:
    """Roughing what a wider cutter left in inside corners; `area_mm2` counts the corners of each job."""
    crib, feeds, cutting = spindle.crib, spindle.feeds, spindle.shop.cutting
    wide = crib.mill_mm[roughing_tool(jobs, spindle.shop)] / 2
    own = crib.mill_mm / 2
    levels = passes_down(jobs.depth_mm, full_mm=feeds.rough_depth_mm, light=feeds.rough_light)
    # a corner of a quarter turn keeps √2 − 1 of the difference of radii on its bisector
    passes = np.ceil(np.maximum(wide - own, 0.0) * (np.sqrt(2) - 1) / feeds.rough_width_mm - LEVEL_SLACK)
    # the wide cutter's arc ends its radius from the corner: the center goes that far, less its own, along both walls
    path = passes * (2 * (wide - own) + cutting["lead"])
    feed = feeds.rough_mm_s * stickout_factor(jobs.reach_mm, crib.mill_mm, crib)
    each = levels * path / feed + np.where(passes > 0, approach_s(jobs.reach_mm, spindle), 0.0)
    seconds: Floats = jobs.count * jobs.area_mm2 * each
    return seconds


def floor_s(jobs: Jobs, spindle: Spindle) -> Floats:
    """Finishing floors by step-over: a light cut."""
    crib, feeds = spindle.crib, spindle.feeds
    step = spindle.shop.cutting["floor_step"] * crib.mill_mm
    path = area_path_mm(jobs, step_mm=step, diameter_mm=crib.mill_mm)
    feed = feeds.finish_mm_s * feeds.finish_light
    feed = feed * stickout_factor(jobs.reach_mm, crib.mill_mm, crib)
    seconds: Floats = jobs.count * (path / feed + approach_s(jobs.reach_mm, spindle))
    return seconds


def wall_s(jobs: Jobs, spindle: Spindle, *, passes: float) -> Floats:
    """Finishing walls by length times depth passes; `area_mm2` counts the tight corners of each job.

    Where corners call for a thin cutter, it runs along the whole wall, or a wide one does and the thin one only picks
    the corners, whichever is sooner done.
    """
    crib, feeds, cutting = spindle.crib, spindle.feeds, spindle.shop.cutting
    full = cutting["finish_depth"] * crib.mill_mm
    levels = passes_down(jobs.depth_mm, full_mm=full, light=feeds.finish_light)
    feed = feeds.finish_mm_s * stickout_factor(jobs.reach_mm, crib.mill_mm, crib)
    # around an outer corner the center runs a quarter circle of the cutter's radius
    corner = np.where(np.minimum(jobs.width_mm, jobs.radius_mm) < OPEN_MM, 0.0, np.pi / 4 * crib.mill_mm)
    way = approach_s(jobs.reach_mm, spindle)
    whole = levels * passes * (jobs.span_mm + corner + cutting["lead"]) / feed + way
    wide = roughing_tool(jobs, spindle.shop)
    pick = levels * passes * (np.maximum(crib.mill_mm[wide] - crib.mill_mm, 0.0) + cutting["lead"]) / feed + way
    picked = np.take_along_axis(whole, wide, axis=1) + jobs.area_mm2 * pick
    seconds: Floats = jobs.count * np.where(jobs.area_mm2 > 0, np.minimum(whole, picked), whole)
    return seconds


def surface_s(jobs: Jobs, spindle: Spindle) -> Floats:
    """(jobs, balls) s: slanted and curved faces by ball mill, paths apart by the crest they may leave."""
    crib, feeds = spindle.crib, spindle.feeds
    path = jobs.area_mm2 / feeds.ball_step_mm + 2 * jobs.span_mm
    feed = feeds.ball_mm_s * stickout_factor(jobs.reach_mm, crib.ball_mm, crib)
    seconds: Floats = jobs.count * (path / feed + approach_s(jobs.reach_mm, spindle))
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
