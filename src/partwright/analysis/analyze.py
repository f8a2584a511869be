"""From part to analysis: features, walls and the surveys of all process rooms. Pure but for the clock it is given."""

import time
from collections.abc import Callable

from partwright import __version__
from partwright.analysis.analysis import Analysis, BodyAnalysis
from partwright.geometry.anatomy import anatomize
from partwright.geometry.part import Body, Part
from partwright.manufacturing.processes import PROCESSES
from partwright.manufacturing.tables import Tables

# What the user is told when a step begins, by the key of its time.
_STAGES = {"features": "finding features", "walls": "measuring walls", "planning": "planning"}


class Stopwatch:
    """Adds up the milliseconds of each step; one step runs at a time and ends when the next begins."""

    def __init__(self, timings_ms: dict[str, float], *, clock: Callable[[], float] = time.perf_counter) -> None:
        self.timings_ms = timings_ms
        self._clock = clock
        self._step: str | None = None
        self._since = clock()

    def begin(self, step: str | None) -> None:
        """End the running step and begin another, or none."""
        now = self._clock()
        if self._step is not None:
            spent_ms = (now - self._since) * 1000
            self.timings_ms[self._step] = self.timings_ms.get(self._step, 0.0) + spent_ms
        self._step, self._since = step, now


def analyze(
    part: Part,
    *,
    tables: Tables,
    stage: Callable[[str], None] = lambda _: None,
    timings_ms: dict[str, float] | None = None,
) -> Analysis:
    """The analysis of a part.

    Adds `features`, `walls` and `planning` to `timings_ms`; calls `stage` as work goes on.
    """
    timings_ms = {} if timings_ms is None else timings_ms
    watch = Stopwatch(timings_ms)

    def begin(step: str) -> None:
        watch.begin(step)
        stage(_STAGES[step])

    bodies = tuple(_analyze_body(body, tables=tables, begin=begin) for body in part.bodies)
    watch.begin(None)
    return Analysis(engine_version=__version__, part=part, bodies=bodies, timings_ms=timings_ms)


def _analyze_body(body: Body, *, tables: Tables, begin: Callable[[str], None]) -> BodyAnalysis:
    anatomy = anatomize(body, begin=begin)
    begin("planning")
    return BodyAnalysis(
        features=anatomy.features,
        min_wall_mm=anatomy.walls.min_wall_mm,
        surveys=tuple(process.survey(anatomy, tables=tables) for process in PROCESSES.values()),
    )
