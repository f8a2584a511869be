"""Waiting for what another process does: until it is so, never for a time."""

import threading
from collections.abc import Callable

PATIENCE_S = 60
LOOKS_PER_S = 20


def becomes(condition: Callable[[], bool]) -> bool:
    """Whether a condition comes true within the time that a slow machine may take."""
    pause = threading.Event()
    for _ in range(PATIENCE_S * LOOKS_PER_S):
        if condition():
            return True
        pause.wait(1 / LOOKS_PER_S)
    return False
