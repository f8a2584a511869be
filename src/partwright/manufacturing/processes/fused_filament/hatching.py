"""Filling regions with parallel lines joined to zigzags, as a slicer's rectilinear pattern does."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from partwright.manufacturing.processes.fused_filament.chains import chains
from partwright.manufacturing.processes.fused_filament.motion import Floats, Integers, Paths, gather
from partwright.manufacturing.processes.fused_filament.rings import Rings


@dataclass(frozen=True, slots=True)
class Hatch:
    """A region to fill: lines `spacing_mm` apart at `angle_deg`, counted for `owner`; neighbors are joined to a zigzag
    where their ends are at most `link_mm` apart, and the free ends of a zigzag run on along the edge for `hook_mm`."""

    region: Rings
    spacing_mm: float
    angle_deg: float
    link_mm: float
    hook_mm: float
    owner: int


def hatch(hatches: Sequence[Hatch]) -> Paths:
    """The zigzags of all regions, in the order given."""
    edges, number = _boundary(hatches)
    if not len(edges):
        return gather([], [])
    spacing = np.array([job.spacing_mm for job in hatches])
    angle = np.radians([job.angle_deg for job in hatches])
    turned = _turn(edges, -angle[number])
    region, line, left, right = _chords(turned, number, spacing[number])
    if not len(line):
        return gather([], [])  # every region lies between two lines
    backward = line % 2 == 1
    begin, end = np.where(backward, right, left), np.where(backward, left, right)
    link = np.sqrt(np.maximum(np.array([job.link_mm for job in hatches]) ** 2 - spacing**2, 0.0))
    runs = chains(_followers(region, line, begin, end, link[region]))
    order = np.fromiter(itertools.chain.from_iterable(runs), dtype=np.int64, count=len(line))
    region, line, begin, end = (array[order] for array in (region, line, begin, end))
    sizes = np.array([len(run) for run in runs], dtype=np.int64)
    heads = np.cumsum(sizes) - sizes
    tails = heads + sizes - 1
    height = line * spacing[region]
    hook = np.array([job.hook_mm for job in hatches])[region]
    flat = np.stack(
        [
            *_hook(begin[heads], end[heads], height[heads], hook[heads], -0.5 * spacing[region[heads]]),
            *_hook(end[tails], begin[tails], height[tails], hook[tails], 0.5 * spacing[region[tails]])[::-1],
        ],
        axis=1,
    )
    points = np.stack([np.stack([begin, end], axis=1), np.stack([height, height], axis=1)], axis=2).reshape(-1, 2)
    owner = np.array([job.owner for job in hatches], dtype=np.int64)[region[heads]]
    return _assemble(points, flat, sizes, angle[region[heads]], owner)


def _hook(near: Floats, far: Floats, height: Floats, hook: Floats, rise: Floats) -> tuple[Floats, Floats]:
    """Two points (n, 2) before the free end `near` of a zigzag: along the edge, which leads past its last line."""
    # In a narrow place there is no more edge to follow than the line is long.
    hook = np.where(np.isfinite(hook), np.minimum(hook, np.abs(far - near)), hook)
    up = np.minimum(hook, np.abs(rise)) * np.sign(rise)
    along = np.minimum(np.maximum(hook - np.abs(rise), 0.0), np.abs(far - near)) * np.sign(far - near)
    return np.stack([near + along, height + up], axis=1), np.stack([near, height + up], axis=1)


def _assemble(points: Floats, hooks: Floats, sizes: Integers, angle: Floats, owner: Integers) -> Paths:
    """Zigzags with their hooks, turned back into the plane. hooks: (p, 4, 2), two points before and two after each."""
    total = 2 * sizes + 4
    starts = np.cumsum(total) - total
    flat = np.zeros((int(total.sum()), 2))
    inner = np.ones(len(flat), dtype=bool)
    for column, place in enumerate((starts, starts + 1, starts + total - 2, starts + total - 1)):
        flat[place] = hooks[:, column]
        inner[place] = False
    flat[inner] = points
    turned = _turn(flat[:, None], np.repeat(angle, total))[:, 0]
    return Paths(points=turned, starts=starts, owner=owner)


def _boundary(hatches: Sequence[Hatch]) -> tuple[Floats, Integers]:
    """Boundary segments (n, 2, 2) of all regions and the number of the region each belongs to."""
    if not hatches:
        return np.zeros((0, 2, 2)), np.zeros(0, dtype=np.int64)
    points = np.concatenate([job.region.points for job in hatches])
    following = np.concatenate([job.region.points[job.region.following()] for job in hatches])
    return (
        np.stack([points, following], axis=1),
        np.repeat(np.arange(len(hatches)), [len(job.region.points) for job in hatches]),
    )


def _chords(edges: Floats, number: Integers, spacing: Floats) -> tuple[Integers, Integers, Floats, Floats]:
    """Region, line, left and right end of every piece of a line inside its region, in that order."""
    y = edges[:, :, 1] / spacing[:, None]
    first = np.ceil(y.min(axis=1)).astype(np.int64)
    count = np.ceil(y.max(axis=1)).astype(np.int64) - first
    edge = np.repeat(np.arange(len(edges)), count)
    line = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count) + first[edge]
    rise = y[edge, 1] - y[edge, 0]
    x = edges[edge, 0, 0] + (line - y[edge, 0]) / rise * (edges[edge, 1, 0] - edges[edge, 0, 0])
    order = np.lexsort((x, line, number[edge]))
    region, line, x = number[edge][order], line[order], x[order]
    # A closed boundary crosses a line an even number of times: even crossings open a chord, odd ones close it.
    new_line = np.ones(len(line), dtype=bool)
    new_line[1:] = (np.diff(line) != 0) | (np.diff(region) != 0)
    begin = np.flatnonzero(new_line)
    place = np.arange(len(line)) - np.repeat(begin, np.diff(np.append(begin, len(line))))
    opening = place % 2 == 0
    opening[-1:] = False
    left = np.flatnonzero(opening)
    return region[left], line[left], x[left], x[left + 1]


def _followers(region: Integers, line: Integers, begin: Floats, end: Floats, link: Floats) -> Integers:
    """(n,) the chord on the next line that begins nearest to where each ends, where both agree; else -1."""
    row = np.concatenate([[0], np.cumsum((np.diff(region) != 0) | (np.diff(line) != 0))])
    first = np.searchsorted(row, np.arange(row[-1] + 3))
    follows = np.zeros(row[-1] + 1, dtype=bool)
    heads = first[: row[-1] + 1]
    follows[:-1] = (np.diff(region[heads]) == 0) & (np.diff(line[heads]) == 1)
    ahead = _nearest(end, begin, row + 1, first)
    back = _nearest(begin, end, row - 1, first)
    numbers = np.arange(len(line))
    mutual = follows[row] & (back[np.minimum(ahead, len(line) - 1)] == numbers)
    near = np.abs(begin[np.minimum(ahead, len(line) - 1)] - end) <= link
    return np.where(mutual & near, ahead, -1)


def _nearest(sought: Floats, among: Floats, row: Integers, first: Integers) -> Integers:
    """For each value the index of the nearest of `among` in a row; rows are rising, row r is first[r]:first[r+1]."""
    span = float(np.abs(among).max(initial=0.0) + np.abs(sought).max(initial=0.0)) * 4.0 + 1.0
    rows = np.repeat(np.arange(len(first) - 1), np.diff(first))
    keys = among + rows * span
    place = np.searchsorted(keys, sought + row * span)
    valid = np.clip(row, 0, len(first) - 2)
    low = np.clip(place - 1, first[valid], np.maximum(first[valid + 1] - 1, first[valid]))
    high = np.clip(place, first[valid], np.maximum(first[valid + 1] - 1, first[valid]))
    low, high = np.minimum(low, len(among) - 1), np.minimum(high, len(among) - 1)
    return np.where(np.abs(among[low] - sought) <= np.abs(among[high] - sought), low, high)


def _turn(points: Floats, angle: Floats) -> Floats:
    """Points (n, k, 2) turned about the origin by an angle each."""
    cosine, sine = np.cos(angle)[:, None], np.sin(angle)[:, None]
    x, y = points[..., 0], points[..., 1]
    return np.stack([cosine * x - sine * y, sine * x + cosine * y], axis=-1)
