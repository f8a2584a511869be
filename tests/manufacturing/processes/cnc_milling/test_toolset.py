"""The set of tools with the least time, against trying every set."""

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from partwright.manufacturing.processes.cnc_milling.toolset import choose_tools


def total(times: np.ndarray, tools: list[int], change_s: float) -> float:
    return float(times[np.arange(len(tools)), tools].sum()) + change_s * len(set(tools))


def best_of_all_sets(times: np.ndarray, largest: np.ndarray, change_s: float) -> float:
    found = []
    for size in range(1, times.shape[1] + 1):
        for loaded in combinations(range(times.shape[1]), size):
            if loaded[0] <= largest.min():
                tools = [max(tool for tool in loaded if tool <= limit) for limit in largest]
                found.append(total(times, tools, change_s))
    return min(found)


@given(st.integers(0, 2**32 - 1), st.integers(1, 8), st.integers(1, 5), st.floats(0, 20))
def test_no_other_set_of_tools_takes_less_time(seed: int, jobs: int, tools: int, change_s: float) -> None:
    rng = np.random.default_rng(seed)
    times, largest = rng.uniform(0, 30, (jobs, tools)), rng.integers(0, tools, jobs)
    chosen = choose_tools(times, largest, change_s=change_s)
    assert all(tool <= limit for tool, limit in zip(chosen, largest, strict=True))
    assert total(times, chosen, change_s) <= best_of_all_sets(times, largest, change_s) + 1e-9


def test_a_dear_change_puts_all_work_on_one_tool() -> None:
    times = np.array([[9.0, 8.0, 7.0], [9.0, 8.0, 7.0]])
    assert choose_tools(times, np.array([0, 2]), change_s=100) == [0, 0]


def test_no_work_needs_no_tool() -> None:
    assert choose_tools(np.zeros((0, 3)), np.zeros(0, dtype=np.int64), change_s=1) == []
