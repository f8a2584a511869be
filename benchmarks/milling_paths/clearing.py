"""Roughing: rows or lines along walls, level by level, wherever a cutter touches material that is left."""

import numpy as np
from scipy import ndimage

from milling_paths.bench import Travel
from milling_paths.setup import LEVEL_MM, Setup
from milling_paths.surfaces import Flags, Floats


def rough(setup: Setup, diameters_mm: list[float], path: Travel) -> None:
    """Every tool in turn clears what it reaches, level by level."""
    for diameter in diameters_mm:
        tool = setup.bench.tool(diameter)
        depth = float(setup.bench.feeds.rough_depth_mm[tool])
        face = tool == setup.bench.shop.crib.face
        stops = [setup.part_top] if face else setup.floor_levels()
        clear(setup, diameter, levels_between(setup.blank_top, stops, depth), path)


def clear(setup: Setup, diameter_mm: float, levels: list[tuple[float, float]], path: Travel) -> None:
    """One tool at each of some levels, each with its thickness."""
    tips, margin = setup.heights(diameter_mm)
    tool = setup.bench.tool(diameter_mm)
    full = float(setup.bench.feeds.rough_depth_mm[tool])
    step = max(1, round(float(setup.bench.feeds.rough_width_mm[tool]) / setup.cell))
    exact = float(setup.bench.feeds.rough_width_mm[tool]) / (step * setup.cell)
    for level, thickness in levels:
        layer = max(0, round((level - setup.low[2]) / setup.cell))
        left = np.pad(setup.material[:, :, layer:].any(axis=2), margin)
        allowed = tips <= level + LEVEL_MM
        touching = ndimage.distance_transform_edt(~left) * setup.cell < diameter_mm / 2 if left.any() else left
        # only where something is left that this cutter may take
        swept = ndimage.distance_transform_edt(~allowed) * setup.cell <= diameter_mm / 2 if allowed.any() else allowed
        takes = left & swept
        if takes.sum() * setup.cell**2 < 0.05 * diameter_mm**2:
            continue
        near = ndimage.distance_transform_edt(~takes) * setup.cell < diameter_mm / 2
        feed_over(
            setup,
            allowed & touching & near,
            allowed,
            touching,
            step,
            exact,
            level,
            diameter_mm,
            path,
            load=thickness / full,
        )
        inside = takes[margin:-margin, margin:-margin]
        above = setup.material[:, :, layer:] & inside[:, :, None]
        setup.removed[:, :, layer:] |= above
        setup.material[:, :, layer:] &= ~above


def feed_over(
    setup: Setup,
    cells: Flags,
    allowed: Flags,
    touching: Flags,
    step: int,
    exact: float,
    level: float,
    diameter_mm: float,
    path: Travel,
    *,
    load: float | None,
) -> None:
    """Feed over each region of cells, by rows or along its walls, whichever is sooner done.

    Lines run `step` cells apart; `exact` corrects for the step not being whole cells. `load` is the depth of a roughing
    cut over the tool's full one, None for finishing.
    """
    tool = setup.bench.tool(diameter_mm)
    finish = load is None
    below = max(setup.part_top - level, 0.0)
    feed = setup.bench.feed(tool, below, finish=finish, load=load or 0.0)
    rapid, cutting = setup.bench.machine.rapid_mm_s, setup.bench.shop.cutting
    regions, count = ndimage.label(cells, np.ones((3, 3)))
    off_wall = ndimage.distance_transform_edt(allowed) if not allowed.all() else None
    retract = 2 * (cutting["clearance"] + setup.blank_top - level)
    for region in range(1, count + 1):
        mine = regions == region
        ways = [
            rows(setup, mine, allowed, step, diameter_mm, retract),
            rows(setup, mine.T, allowed.T, step, diameter_mm, retract),
        ]
        if off_wall is not None:
            ways.append((contours(setup, mine, off_wall, step), 0.0))
        length, hops = min(ways, key=lambda way: way[0] / exact / feed + way[1] / rapid)
        path.feed_s += length / exact / feed
        path.rapid_s += (
            hops + 2 * (cutting["clearance"] + max(setup.part_top - level, 0.0)) + setup.reach_mm()
        ) / rapid
        if not finish and is_closed(mine, allowed, touching) and level < setup.part_top - LEVEL_MM:
            depth = float(setup.bench.feeds.rough_depth_mm[tool])
            ramp = min(depth, setup.part_top - level) / np.tan(np.radians(cutting["ramp_angle"]))
            path.feed_s += ramp / (setup.bench.feed(tool, below, finish=False) * cutting["ramp_feed"])


def rows(
    setup: Setup, cells: Flags, allowed: Flags, step: int, diameter_mm: float, retract_mm: float
) -> tuple[float, float]:
    """Length fed along rows and back, and length of rapids between runs that lie apart."""
    length, hops = 0.0, 0.0
    last: tuple[int, int] | None = None
    for number, column in enumerate(row_columns(cells, allowed, step, round(diameter_mm / setup.cell))):
        runs = runs_of(cells[:, column])
        for start, end in runs if number % 2 == 0 else [(b, a) for a, b in reversed(runs)]:
            length += abs(end - start) * setup.cell
            if last is not None:
                link = float(np.hypot(start - last[0], column - last[1])) * setup.cell
                if link <= 2 * step * setup.cell + diameter_mm:
                    length += link
                else:
                    hops += link + retract_mm
            last = (end, column)
    return length, hops


def contours(setup: Setup, cells: Flags, off_wall: Floats, step: int) -> float:
    """Length of lines along the walls of a region, a step apart: the area of thin shells over their thickness."""
    distance = off_wall[cells]
    shells = np.arange(0.0, distance.max() + 1e-9, step)
    between = step * (len(shells) - 1) * setup.cell
    return sum(float(((distance > at) & (distance <= at + 1.5)).sum()) / 1.5 * setup.cell for at in shells) + between


def is_closed(region: Flags, allowed: Flags, touching: Flags) -> bool:
    """Whether a cutter finds no free air to plunge into beside a region at its depth."""
    areas, _ = ndimage.label(allowed)
    free = allowed & ~touching
    free[0, :] = free[-1, :] = free[:, 0] = free[:, -1] = True
    return not np.isin(areas[free & allowed], np.unique(areas[region])).any()


def levels_between(top: float, stops: list[float], depth: float) -> list[tuple[float, float]]:
    """Levels from `top` down to each stop in equal steps of at most `depth`, with the step of each."""
    levels: list[tuple[float, float]] = []
    for stop in stops:
        if stop >= top - LEVEL_MM:
            continue
        count = int(np.ceil((top - stop) / depth - 1e-6))
        thickness = (top - stop) / count
        levels += [(top - thickness * (step + 1), thickness) for step in range(count)]
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
