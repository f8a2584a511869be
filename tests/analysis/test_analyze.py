"""From part to analysis."""

from dataclasses import replace

from tests.shapes import solids

from partwright.analysis.analyze import Stopwatch, analyze
from partwright.manufacturing.processes import PROCESSES, default_tables


def test_every_process_surveys_every_body() -> None:
    analysis = analyze(solids.part_of(solids.bracket()), tables=default_tables())
    assert [survey.process for survey in analysis.bodies[0].surveys] == list(PROCESSES)


def test_stages_are_told_in_order() -> None:
    told: list[str] = []
    analyze(solids.part_of(solids.box(10, 10, 10)), tables=default_tables(), stage=told.append)
    assert told == ["finding features", "measuring walls", "planning"]


def test_times_of_bodies_add_up() -> None:
    part = solids.part_of(solids.box(10, 10, 10))
    twice = replace(part, bodies=(part.bodies[0], replace(part.bodies[0], index=1)))
    timings_ms: dict[str, float] = {"read": 5.0}
    analysis = analyze(twice, tables=default_tables(), timings_ms=timings_ms)
    assert set(analysis.timings_ms) == {"read", "features", "walls", "planning"}
    assert analysis.timings_ms["read"] == 5.0


def test_a_stopwatch_gives_each_step_its_time() -> None:
    ticks = iter([0.0, 1.0, 3.0, 6.0, 10.0])
    timings_ms: dict[str, float] = {}
    watch = Stopwatch(timings_ms, clock=lambda: next(ticks))
    for step in ("a", "b", "a", None):
        watch.begin(step)
    assert timings_ms == {"a": 6000.0, "b": 3000.0}
