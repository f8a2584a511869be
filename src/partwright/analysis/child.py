"""What runs in the child process: one file in, one answer out.

Importing this module loads the kernel and the tables; `warm_up` analyzes a part made on the spot. The fork server does
both once, so that a child starts with every library and table in memory.
"""

import gc
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from partwright.analysis import answer as answers
from partwright.analysis.analyze import analyze
from partwright.cad.formats import FileFormat
from partwright.cad.kernel.trial import trial_step
from partwright.cad.preflight import Archive, Budget, Screened, screen
from partwright.cad.read import read_part
from partwright.manufacturing.processes import default_tables
from partwright.units import LengthUnit

_TABLES = default_tables()
_BUDGET = Budget()


def warm_up() -> None:
    """Do once, in the fork server, what every child would otherwise do for itself."""
    screened = Screened("trial.step", FileFormat.STEP, trial_step())
    part = read_part(screened, size_bytes=1, sha256="", units=None, stage=lambda _: None, timings={})
    answers.decode(answers.encode(analyze(part, tables=_TABLES)))
    # Without this every collection in a child would touch, and so copy, the pages of all that was imported.
    gc.collect()
    gc.freeze()


def run(file: Path, request: Mapping[str, Any], answer: Path, stage: Callable[[str], None]) -> None:
    """Write the answer for a file: its analysis, or the members of an archive.

    `request` holds `name`, `units` (or None), `sha256` and `bytes`.

    Raises:
        FileError: the file cannot become a part.
    """
    # A child lives for one file and its values stay alive to the end: collecting cycles would only copy pages.
    gc.disable()
    began = time.perf_counter()
    stage("screening")
    screened = screen(file, name=request["name"], budget=_BUDGET)
    if isinstance(screened, Archive):
        answer.write_bytes(answers.encode(screened))
        return
    stage("reading")
    units = None if request["units"] is None else LengthUnit(request["units"])
    timings_ms: dict[str, float] = {"screening": (time.perf_counter() - began) * 1000}
    part = read_part(
        screened, size_bytes=request["bytes"], sha256=request["sha256"], units=units, stage=stage, timings=timings_ms
    )
    analysis = analyze(part, tables=_TABLES, stage=stage, timings_ms=timings_ms)
    timings_ms["total"] = (time.perf_counter() - began) * 1000
    answer.write_bytes(answers.encode(analysis))
