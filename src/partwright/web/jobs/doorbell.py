"""The doorbell of this process: a commit rings it, waiting workers wake. Who misses it finds the work by polling."""

import threading


class Doorbell:
    """Counts rings, so that one between a look and a wait is not missed."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._rings = 0

    @property
    def rings(self) -> int:
        """How often it has rung so far."""
        with self._condition:
            return self._rings

    def ring(self) -> None:
        """Wakes everybody who waits."""
        with self._condition:
            self._rings += 1
            self._condition.notify_all()

    def wait(self, *, since: int, timeout_s: float) -> None:
        """Returns when it has rung more than `since` times, or after the time."""
        with self._condition:
            self._condition.wait_for(lambda: self._rings > since, timeout=timeout_s)


DOORBELL = Doorbell()
