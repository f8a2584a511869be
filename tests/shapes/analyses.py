"""Analyses of generated parts, without a child process."""

from functools import cache

from tests.shapes import solids

from partwright.analysis.analysis import Analysis
from partwright.analysis.analyze import analyze
from partwright.manufacturing.processes import default_tables


@cache
def bracket_analysis() -> Analysis:
    """An L-shaped bracket with two holes."""
    return analyze(solids.part_of(solids.bracket(), name="bracket.step"), tables=default_tables())


@cache
def plate_analysis() -> Analysis:
    """A plate with a rounded pocket and holes."""
    return analyze(solids.part_of(solids.plate_with_pocket(), name="plate.step"), tables=default_tables())
