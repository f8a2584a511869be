"""Putting things that follow each other in order."""

import numpy as np
from numpy.typing import NDArray


def chains(follower: NDArray[np.int64]) -> list[list[int]]:
    """Runs of indexes in which each is followed by `follower` of it, -1 at an end; every index occurs once.

    A closed run begins at its lowest index.
    """
    headless = np.ones(len(follower), dtype=bool)
    headless[follower[follower >= 0]] = False
    heads = np.flatnonzero(headless).tolist()
    following: list[int] = follower.tolist()
    seen = bytearray(len(following))
    found = [_run(begin, following, seen) for begin in heads]
    if 0 in seen:
        found += [_run(begin, following, seen) for begin in range(len(following)) if not seen[begin]]
    return found


def _run(begin: int, following: list[int], seen: bytearray) -> list[int]:
    run = []
    index = begin
    while index >= 0 and not seen[index]:
        seen[index] = 1
        run.append(index)
        index = following[index]
    return run
