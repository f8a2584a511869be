"""The set of tools with the least time, against trying every set."""

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from partwright.manufacturing.processes.cnc_milling.toolset import Fits, choose_tools


def total(times: np.ndarray, tools: list[int], change_s: float) -> float:
    return float(times[np.arange(len(tools)), tools].sum()) + change_s * len(set(tools))


def chosen(times: np.ndarray, largest: np.ndarray, change_s: float) -> list[int]:
    """The tools of jobs that are all in one setup."""
    fits = Fits.of(largest, np.zeros_like(largest), setups=1, tools=times.shape[1])
    return choose_tools(times, fits, change_s=change_s).tolist()


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
    tools_chosen = chosen(times, largest, change_s)
    assert all(tool <= limit for tool, limit in zip(tools_chosen, largest, strict=True))
    assert total(times, tools_chosen, change_s) <= best_of_all_sets(times, largest, change_s) + 1e-9


def test_a_dear_change_puts_all_work_on_one_tool() -> None:
    times = np.array([[9.0, 8.0, 7.0], [9.0, 8.0, 7.0]])
    assert chosen(times, np.array([0, 2]), 100) == [0, 0]


def test_no_work_needs_no_tool() -> None:
    assert chosen(np.zeros((0, 3)), np.zeros(0, dtype=np.int64), 1) == []


@given(st.integers(0, 2**32 - 1), st.integers(0, 12), st.floats(0, 20))
def test_each_setup_has_the_tools_it_would_have_alone(seed: int, jobs: int, change_s: float) -> None:
    rng = np.random.default_rng(seed)
    times, largest, setup = rng.uniform(0, 30, (jobs, 4)), rng.integers(0, 4, jobs), rng.integers(0, 3, jobs)
    together = choose_tools(times, Fits.of(largest, setup, setups=3, tools=4), change_s=change_s)
    for number in range(3):
        mine = setup == number
        assert together[mine].tolist() == chosen(times[mine], largest[mine], change_s)


def test_of_tools_that_take_equally_long_the_smaller_is_loaded_whatever_other_setups_take() -> None:
    times = np.array([[1e6 / 3, 1e6 / 3], [0.1, 0.1 + 1e-13]])
    fits = Fits.of(np.array([1, 1]), np.array([0, 1]), setups=2, tools=2)
    assert choose_tools(times, fits, change_s=5).tolist() == [0, 0]
