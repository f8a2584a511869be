"""The cutting of one body: which tools do which cuts, and how long each tool works."""

from dataclasses import dataclass

import numpy as np

from partwright.manufacturing.processes.cnc_milling.cut import CutKind
from partwright.manufacturing.processes.cnc_milling.drilling import Drilled, drill_holes
from partwright.manufacturing.processes.cnc_milling.feeds import Feeds
from partwright.manufacturing.processes.cnc_milling.layout import Batch, Layout, of_survey
from partwright.manufacturing.processes.cnc_milling.shop import Material, ToleranceClass
from partwright.manufacturing.processes.cnc_milling.toolpaths import Spindle
from partwright.manufacturing.processes.cnc_milling.toolset import choose_tools

ORDER = {CutKind.CLEAR: 0, CutKind.CORNER: 0, CutKind.BORE: 1, CutKind.WALL: 2, CutKind.SURFACE: 3, CutKind.CHAMFER: 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolWork:
    """All that one tool does in one setup in one go.

    `rows` are the cuts of the survey it makes. `volume_mm3` is what it roughs, `walls_mm2` and `floors_mm2` what it
    finishes, `drilled` how a drill does.
    """

    setup: int
    kind: CutKind
    rough: bool
    tool: int
    run_s: float
    rows: tuple[int, ...]
    volume_mm3: float = 0.0
    walls_mm2: float = 0.0
    floors_mm2: float = 0.0
    holes: int = 0
    drilled: Drilled | None = None


def machine_cuts(
    layout: Layout, *, spindle: Spindle, feeds: Feeds, material: Material, tolerance: ToleranceClass
) -> list[ToolWork]:
    """What each tool does in each setup, in the order of the work."""
    works = _drilling(layout, spindle=spindle, material=material, tolerance=tolerance)
    works += _beveling(layout, spindle=spindle, feeds=feeds)
    if layout.surfaced is not None:
        works += _by_tool(layout.surfaced, CutKind.SURFACE, spindle=spindle, feeds=feeds)
    if layout.milled is not None:
        works += _by_tool(layout.milled, CutKind.WALL, spindle=spindle, feeds=feeds)
    return sorted(works, key=lambda work: (work.setup, ORDER[work.kind], -work.tool))


def _by_tool(batch: Batch, finish: CutKind, *, spindle: Spindle, feeds: Feeds) -> list[ToolWork]:
    """Jobs put together by setup, roughing or finishing, and tool."""
    seconds = np.concatenate([kind.seconds(feeds) for kind in batch.kinds])
    jobs, mills = seconds.shape
    tools = choose_tools(seconds, batch.fits, change_s=spindle.machine.tool_change_s)
    work = np.vstack((seconds[np.arange(jobs), tools], batch.amounts))
    keys = batch.group * mills + tools
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    begins = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    sums = np.add.reduceat(work[:, order], begins, axis=1).T.tolist()
    rows, bounds = batch.rows[order].tolist(), [*begins.tolist(), jobs]
    works = []
    for number, (key, (run_s, volume, walls, floors)) in enumerate(zip(keys[begins].tolist(), sums, strict=True)):
        group, tool = divmod(key, mills)
        setup, finishing = divmod(group, 2)
        works.append(
            ToolWork(
                setup=setup,
                kind=finish if finishing else CutKind.CLEAR,
                rough=not finishing,
                tool=tool,
                run_s=run_s,
                rows=of_survey(rows[bounds[number] : bounds[number + 1]]),
                volume_mm3=volume,
                walls_mm2=walls,
                floors_mm2=floors,
            )
        )
    return works


def _beveling(layout: Layout, *, spindle: Spindle, feeds: Feeds) -> list[ToolWork]:
    """Chamfers, one pass each."""
    way_s = (2 * spindle.shop.cutting["clearance"] + spindle.hop_mm) / spindle.machine.rapid_mm_s
    return [
        ToolWork(
            setup=bevels.setup,
            kind=CutKind.CHAMFER,
            rough=False,
            tool=0,
            run_s=bevels.path_mm / feeds.chamfer_mm_s + bevels.count * way_s,
            rows=bevels.rows,
            walls_mm2=bevels.span_mm,
        )
        for bevels in layout.bevels
    ]


def _drilling(layout: Layout, *, spindle: Spindle, material: Material, tolerance: ToleranceClass) -> list[ToolWork]:
    """Holes, one piece of work for each drill in each setup."""
    works: dict[tuple[int, float], ToolWork] = {}
    for bore in layout.bores:
        drilled = drill_holes(
            diameter_mm=bore.diameter_mm,
            depth_mm=bore.depth_mm,
            reach_mm=bore.reach_mm,
            blind=bore.blind,
            count=bore.count,
            spindle=spindle,
            material=material,
            bore_factor=tolerance.hole_factor,
        )
        before = works.get((bore.setup, drilled.drill_mm))
        works[bore.setup, drilled.drill_mm] = ToolWork(
            setup=bore.setup,
            kind=CutKind.BORE,
            rough=False,
            tool=0,
            run_s=drilled.run_s + (before.run_s if before else 0.0),
            rows=(*(before.rows if before else ()), *bore.rows),
            holes=bore.count + (before.holes if before else 0),
            drilled=drilled,
        )
    return sorted(works.values(), key=lambda work: work.drilled.drill_mm if work.drilled else 0.0)
