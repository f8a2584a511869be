"""Which tools to load: the set with the least time, each change of tool counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import add
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SAME_DIGITS = 9  # of seconds: sets no farther apart take the same time, and the smaller tools are loaded


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fits:
    """Jobs of several setups by the largest tool that fits them, whatever the material.

    key: (jobs,) setup · tools + largest tool. order: (jobs,) the jobs by key. below: (setups, tools + 1) how many jobs
    in that order come before those of a setup that fit a tool; its last column, before the next setup. `extremes` are
    the least and the greatest largest tool of each setup, None where it has no job.
    """

    key: Ints
    order: Ints
    below: Ints
    extremes: tuple[tuple[int, int] | None, ...]

    @classmethod
    def of(cls, largest: Ints, setup: Ints, *, setups: int, tools: int) -> Self:
        """The jobs whose largest tool and setup these are, (jobs,) each."""
        key = setup * tools + largest
        order = np.argsort(key, kind="stable")
        keys = key[order]
        first = np.arange(setups)[:, None] * tools + np.arange(tools + 1)
        mine = [largest[setup == number] for number in range(setups)]
        return cls(
            key=key,
            order=order,
            below=np.searchsorted(keys, first),
            extremes=tuple((int(fits.min()), int(fits.max())) if len(fits) else None for fits in mine),
        )


def choose_tools(times_s: Floats, fits: Fits, *, change_s: float) -> Ints:
    """For each job the tool that does it, from the set of each setup for which work and changes take least.

    Tools stand in rising order of size. A job is done by the largest tool loaded that still fits it.

    Args:
        times_s: (jobs, tools) time of each job with each tool; used only up to the largest that fits.
        change_s: what loading one more tool costs.
    """
    jobs, tools = times_s.shape
    running = np.zeros((jobs + 1, tools))
    np.cumsum(times_s[fits.order], axis=0, out=running[1:])
    sums = running[fits.below]
    # without what other setups take, or rounding would tell equal times apart
    served = (sums - sums[:, :1]).round(SAME_DIGITS).transpose(0, 2, 1).tolist()  # [setup][tool][m]: jobs below m
    does: list[int] = []
    for extremes, in_setup in zip(fits.extremes, served, strict=True):
        loaded = [0] if extremes is None else _best_set(in_setup, *extremes, change_s=change_s)
        for tool, begin, end in zip(loaded, [0, *loaded[1:]], [*loaded[1:], tools], strict=True):
            does += [tool] * (end - begin)
    return np.array(does, dtype=np.int64)[fits.key]


def _best_set(served: Sequence[Sequence[float]], smallest: int, top: int, *, change_s: float) -> list[int]:
    """The tools to load where no job fits more than `top` and one fits no more than `smallest`, in rising order.

    It follows by going through the tools once: whatever is the next larger one loaded decides which jobs a tool gets.
    """
    best = [0.0] * (top + 2)  # least time of all jobs that fit tool i or larger, given that i is loaded
    larger = [top + 1] * (top + 1)
    for tool in range(top, -1, -1):
        row = served[tool]
        totals = list(map(add, row[tool + 1 : top + 2], best[tool + 1 :]))
        least = min(totals)
        larger[tool] = tool + 1 + totals.index(least)
        best[tool] = change_s + least - row[tool]
    tool = min(range(smallest + 1), key=best.__getitem__)
    loaded = []
    while tool <= top:
        loaded.append(tool)
        tool = larger[tool]
    return loaded
