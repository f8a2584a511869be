"""What a process remembers of bodies and parts, so that a click on the same one need not work it out again."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock, Timer
from typing import Generic, TypeVar

Value = TypeVar("Value")
TIDY_LATE_S = 0.1  # so that what is due is over when the timer comes


class Memory(Generic[Value]):
    """The values used last, each of one body or part, its subject, and under one key of it.

    A value is never found under another subject, so that nothing passes from one owner's part to another's, however
    alike they are. What is not asked for within `keep_s` seconds, or pushed out by `most` others, is let go, also where
    nobody asks for anything: what another process has deleted stays no longer. Thread-safe; a value may be worked out
    twice at once, and is the same then.
    """

    def __init__(self, *, most: int, keep_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._keep_s, self._clock = most, keep_s, clock
        self._values: OrderedDict[tuple[Hashable, Hashable], tuple[float, Value]] = (
            OrderedDict()
        )  # the longest unused first
        self._forgotten = 0  # how often a subject was forgotten: a value begun before is not kept
        self._lock = Lock()
        self._tidier: Timer | None = None  # runs as long as there is something to let go

    def __len__(self) -> int:
        return len(self._values)

    def recall(self, subject: Hashable, key: Hashable, work_out: Callable[[], Value]) -> Value:
        """The value of a subject under a key; worked out where it is not remembered. An error is not remembered."""
        now = self._clock()
        with self._lock:
            forgotten = self._forgotten
            self._let_go(now)
            found = self._values.pop((subject, key), None)
            if found is not None:
                self._values[subject, key] = (now, found[1])
                return found[1]
        value = work_out()
        with self._lock:
            if self._forgotten == forgotten:
                self._values[subject, key] = (now, value)
                self._let_go(now)
                self._come_back(now)
        return value

    def forget(self, subject: Hashable) -> None:
        """Lets go of everything about a subject."""
        with self._lock:
            self._forgotten += 1
            for known in [known for known in self._values if known[0] == subject]:
                del self._values[known]

    def clear(self) -> None:
        """Lets go of everything."""
        with self._lock:
            self._forgotten += 1
            self._values.clear()

    def tidy(self) -> None:
        """Lets go of what nobody has asked for in time."""
        now = self._clock()
        with self._lock:
            self._tidier = None
            self._let_go(now)
            self._come_back(now)

    def _come_back(self, now: float) -> None:
        """Has `tidy` called when the longest unused value is due, unless that is arranged."""
        if self._tidier is None and self._values:
            used_at, _ = next(iter(self._values.values()))
            self._tidier = Timer(max(0.0, used_at + self._keep_s - now) + TIDY_LATE_S, self.tidy)
            self._tidier.daemon = True
            self._tidier.start()

    def _let_go(self, now: float) -> None:
        while self._values:
            used_at, _ = next(iter(self._values.values()))
            if len(self._values) <= self._most and now - used_at <= self._keep_s:
                return
            self._values.popitem(last=False)
