"""The rooms of the workshop that are furnished: one process each, with their tables.

A room is a folder here with `PROCESS` and its survey type in `__init__` and numbers in `tables/*.toml`. This is the
only place that lists them.
"""

from functools import cache
from pathlib import Path
from typing import Any

from partwright.manufacturing.process import Process
from partwright.manufacturing.processes import cnc_milling, fused_filament
from partwright.manufacturing.specification import ProcessId
from partwright.manufacturing.tables import Tables, read_tables

# Of any process; `Survey.process` tells which.
Survey = cnc_milling.MillingSurvey | fused_filament.FilamentSurvey

# Any: a process takes the survey it made itself, which a dictionary of them cannot say.
PROCESSES: dict[ProcessId, Process[Any]] = {
    process.id: process for process in (cnc_milling.PROCESS, fused_filament.PROCESS)
}


def table_folders() -> dict[str, Path]:
    """Where the tables of each room and of the materials stand, by the prefix of their paths."""
    here = Path(__file__).parent
    rooms = {str(process): here / process / "tables" for process in PROCESSES}
    return {**rooms, "materials": here.parent / "materials"}


@cache
def default_tables() -> Tables:
    """The tables of all rooms and materials as they are shipped, read once."""
    return read_tables(table_folders())
