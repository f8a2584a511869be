"""Finishing: floors by rows, walls by waterlines, each by the largest cutter that gets it whole."""

import numpy as np
from scipy import ndimage

from milling_paths.bench import Travel
from milling_paths.clearing import feed_over
from milling_paths.setup import LEVEL_MM, Setup
from milling_paths.surfaces import Floats


def finish(setup: Setup, diameters_mm: list[float], path: Travel) -> None:
    """Floors by rows and walls by waterlines, each by the largest cutter that gets it whole."""
    finish_floors(setup, diameters_mm, path)
    finish_walls(setup, [diameter for diameter in diameters_mm if not setup.is_face(diameter)], path)


def finish_floors(setup: Setup, diameters_mm: list[float], path: Travel) -> None:
    share = setup.bench.shop.cutting["floor_step"]
    for level in setup.floor_levels():
        floor = np.abs(setup.heights(2 * setup.cell)[0] - level) < LEVEL_MM
        margin = setup.heights(2 * setup.cell)[1]
        done = np.zeros_like(floor)
        if level <= setup.bottom + LEVEL_MM and not setup.looks_up(level):
            continue
        for diameter in diameters_mm:
            if setup.is_face(diameter) and level < setup.part_top - LEVEL_MM:
                continue
            tips, wide = setup.heights(diameter)
            grown = np.pad(floor & ~done, wide - margin)
            swept = ndimage.distance_transform_edt(~(tips <= level + LEVEL_MM)) * setup.cell <= diameter / 2
            takes = grown & swept
            if takes.sum() * setup.cell**2 < 0.25 * diameter**2:
                continue
            near = ndimage.distance_transform_edt(~takes) * setup.cell < diameter / 2
            step = max(1, round(share * diameter / setup.cell))
            free = tips <= level + LEVEL_MM
            exact = share * diameter / (step * setup.cell)
            feed_over(setup, free & near, free, near, step, exact, level, diameter, path, load=None)
            cut = wide - margin
            done |= takes[cut : takes.shape[0] - cut, cut : takes.shape[1] - cut] if cut else takes


def finish_walls(setup: Setup, diameters_mm: list[float], path: Travel) -> None:
    """Waterlines at each depth pass; a loop is run by the largest cutter that leaves no corner of it."""
    smallest = min(diameters_mm, default=0.0)
    for number, diameter in enumerate(diameters_mm):
        tool = setup.bench.tool(diameter)
        depth = setup.bench.shop.cutting["finish_depth"] * diameter
        smaller = diameters_mm[number + 1 :]
        for top, bottom in setup.wall_bands():
            count = max(1, int(np.ceil((top - bottom) / depth - 1e-6)))
            middle = (top + bottom) / 2
            load = (top - bottom) / count / depth
            feed = setup.bench.feed(tool, setup.part_top - bottom, finish=True, load=load)
            for loop in setup.waterlines(diameter, middle):
                share = newly_cut(setup, loop, top, bottom)
                if share < 0.05:
                    continue
                tight = any(leaves_corner(setup, loop, diameter, other, middle) for other in smaller[-1:])
                if tight and diameter > smallest:
                    continue
                if done_by_larger(setup, loop, diameter, diameters_mm[:number], middle):
                    continue
                length = float(np.linalg.norm(np.diff(np.vstack([loop, loop[:1]]), axis=0), axis=1).sum())
                path.feed_s += count * (share * length + setup.bench.shop.cutting["lead"]) / feed
                way = 2 * (setup.bench.shop.cutting["clearance"] + setup.part_top - bottom) + setup.reach_mm()
                path.rapid_s += way / setup.bench.machine.rapid_mm_s


def newly_cut(setup: Setup, loop: Floats, top: float, bottom: float) -> float:
    """The share of a loop beside which this setup took material: the wall that is this setup's to finish."""
    low, high = (round((level - setup.low[2]) / setup.cell) for level in (bottom, top))
    taken = setup.removed[:, :, max(low, 0) : max(high, low + 1)].any(axis=2)
    columns = np.floor((loop - setup.low[:2]) / setup.cell).astype(int)
    columns = np.clip(columns, 0, np.array(taken.shape) - 1)
    return float(taken[columns[:, 0], columns[:, 1]].mean())


def leaves_corner(setup: Setup, loop: Floats, diameter_mm: float, other_mm: float, level: float) -> bool:
    """Whether a smaller cutter sweeps ground beside a loop that this one cannot."""
    (mine, margin), (others, small) = setup.heights(diameter_mm), setup.heights(other_mm)
    sweeps = ndimage.distance_transform_edt(mine > level) * 0 + (
        ndimage.distance_transform_edt(~(mine <= level)) * setup.cell <= diameter_mm / 2
    )
    finer = ndimage.distance_transform_edt(~(others <= level)) * setup.cell <= other_mm / 2
    finer = np.pad(finer, margin - small)
    rest = finer & ~(sweeps > 0)
    rest = ndimage.binary_opening(rest, np.ones((2, 2)))
    if not rest.any():
        return False
    far = ndimage.distance_transform_edt(~rest) * setup.cell
    columns = np.floor((loop - setup.low[:2]) / setup.cell).astype(int) + margin
    columns = np.clip(columns, 0, np.array(rest.shape) - 1)
    return bool(far[columns[:, 0], columns[:, 1]].min() < diameter_mm / 2 + setup.cell)


def done_by_larger(setup: Setup, loop: Floats, diameter_mm: float, larger: list[float], level: float) -> bool:
    """Whether a larger cutter's loops run along the same wall without leaving a corner."""
    for wide in larger:
        for other in setup.waterlines(wide, level):
            if leaves_corner(setup, other, wide, diameter_mm, level):
                continue
            gap = (wide - diameter_mm) / 2
            near = np.linalg.norm(loop[:, None] - other[None, :: max(1, len(other) // 400)], axis=2).min(axis=1)
            if (near < gap + 2 * setup.cell).mean() > 0.7:
                return True
    return False
