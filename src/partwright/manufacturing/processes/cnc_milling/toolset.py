"""Which tools to load: the set with the least time, each change of tool counted."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def choose_tools(times_s: Floats, largest: NDArray[np.int64], *, change_s: float) -> list[int]:
    """For each job the tool that does it, from the set of tools for which work and changes together take least.

    Tools stand in rising order of size. A job is done by the largest tool loaded that still fits it, so the best set
    follows by going through the tools once: whatever is the next larger one loaded decides which jobs a tool gets.

    Args:
        times_s: (jobs, tools) time of each job with each tool; used only up to `largest`.
        largest: (jobs,) position of the largest tool that fits.
        change_s: what loading one more tool costs.
    """
    jobs, tools = times_s.shape
    if jobs == 0:
        return []
    # time with tool i of all jobs whose largest tool is m, at [m, i]
    by_largest = (largest == np.arange(tools)[:, None]).astype(np.float64) @ times_s
    below = np.vstack([np.zeros(tools), np.cumsum(by_largest, axis=0)]).T.tolist()  # [i][m]: jobs that only fit below m
    best = [0.0] * (tools + 1)  # least time of all jobs that fit tool i or larger, given that i is loaded
    larger = [tools] * tools
    for tool in range(tools - 1, -1, -1):
        served = below[tool]
        totals = [served[until] + best[until] for until in range(tool + 1, tools + 1)]
        least = min(totals)
        larger[tool] = tool + 1 + totals.index(least)
        best[tool] = change_s + least - served[tool]
    tool = min(range(int(largest.min()) + 1), key=best.__getitem__)
    loaded = []
    while tool < tools:
        loaded.append(tool)
        tool = larger[tool]
    return [loaded[position] for position in (np.searchsorted(loaded, largest, side="right") - 1).tolist()]
