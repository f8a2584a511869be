"""The cutting of one setup: which tools do which cuts, and how long each tool works."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from partwright.manufacturing.processes.cnc_milling.cut import OPEN_MM, Cut, CutKind, Cuts
from partwright.manufacturing.processes.cnc_milling.drilling import Drilled, drill_holes, is_drilled
from partwright.manufacturing.processes.cnc_milling.shop import Material, ToleranceClass
from partwright.manufacturing.processes.cnc_milling.toolpaths import (
    Jobs,
    Spindle,
    ball_tool,
    clear_s,
    corner_s,
    finishing_tool,
    floor_s,
    roughing_tool,
    surface_s,
    wall_s,
)
from partwright.manufacturing.processes.cnc_milling.toolset import choose_tools

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
BLANK = -1  # row number of cuts that the blank adds to those of the survey


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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """Cuts of the survey and of the blank in one table, as `Cuts` has them; `row` is BLANK for the blank's."""

    measures: Floats
    labels: Ints
    row: Ints
    faced: NDArray[np.bool_]

    def pick(self, chosen: NDArray[np.bool_]) -> "Table":
        return Table(
            measures=self.measures[chosen],
            labels=self.labels[chosen],
            row=self.row[chosen],
            faced=self.faced[chosen],
        )

    def jobs(self) -> Jobs:
        area, depth, span, width, radius, reach = (column[:, None] for column in self.measures.T)
        return Jobs(
            area_mm2=area,
            depth_mm=depth,
            span_mm=span,
            width_mm=width,
            radius_mm=radius,
            reach_mm=reach,
            closed=self.labels[:, 2:3].astype(float),
            count=self.labels[:, 4:5].astype(float),
        )


def lay_out(cuts: Cuts, blank: Sequence[Cut], *, spindle: Spindle) -> Table:
    """The survey's cuts with the blank's and with holes too wide to drill turned into round pockets."""
    measures, labels = cuts.measures, cuts.labels.astype(np.int64)
    rows = np.arange(len(cuts))
    extra = list(zip(blank, [BLANK] * len(blank), strict=True))
    for row in np.flatnonzero(labels[:, 0] == CutKind.BORE).tolist():
        extra += [(cut, row) for cut in _milled_bore(cuts, row, spindle)]
    if extra:
        more = np.array([[min(value, OPEN_MM) for value in cut.measures()] for cut, _ in extra])
        names = np.array([(cut.kind, cut.setup, cut.closed, cut.flat, cut.count) for cut, _ in extra])
        measures, labels = np.vstack([measures, more]), np.vstack([labels, names])
        rows = np.concatenate([rows, [row for _, row in extra]])
    # open country at the part's top is where a face mill goes
    faced = (rows == BLANK) & (measures[:, 3] >= OPEN_MM) & (measures[:, 4] < OPEN_MM)
    top = (labels[:, 0] == CutKind.FLOOR) & (measures[:, 5] < 1e-3) & (measures[:, 3] >= OPEN_MM)
    return Table(measures=measures, labels=labels, row=rows, faced=faced | top)


def _milled_bore(cuts: Cuts, row: int, spindle: Spindle) -> list[Cut]:
    """What end mills do in holes of a row: open them where too wide for a drill, flatten their floors."""
    area, depth, _, diameter, _, reach = cuts.measures[row].tolist()
    _, setup, blind, flat, count = cuts.labels[row].tolist()
    side = float(np.sqrt(area))
    base = Cut(
        kind=CutKind.FLOOR,
        setup=setup,
        area_mm2=area,
        depth_mm=depth,
        span_mm=side,
        width_mm=diameter,
        reach_mm=reach,
        count=count,
    )
    floors = [base] if blind and flat else []
    if is_drilled(diameter, spindle):
        return floors
    deeper = depth + (0.0 if blind else spindle.shop.cutting["breakthrough"])
    return [
        *floors,
        replace(base, kind=CutKind.CLEAR, depth_mm=deeper, closed=True),
        replace(base, kind=CutKind.WALL, depth_mm=deeper, span_mm=np.pi * diameter),
    ]


def machine_cuts(
    table: Table, *, setups: int, spindle: Spindle, material: Material, tolerance: ToleranceClass
) -> list[ToolWork]:
    """What each tool does in each setup, in the order of the work."""
    milled = _milling(table, setups=setups, spindle=spindle, tolerance=tolerance)
    surfaced = _surfacing(table, spindle=spindle)
    beveled = _beveling(table, spindle=spindle)
    drilled = _drilling(table, spindle=spindle, material=material, tolerance=tolerance)
    order = {CutKind.CLEAR: 0, CutKind.CORNER: 0, CutKind.BORE: 1, CutKind.WALL: 2, CutKind.SURFACE: 3}
    return sorted(
        milled + surfaced + beveled + drilled,
        key=lambda work: (work.setup, order.get(work.kind, 4), -work.tool),
    )


def _milling(table: Table, *, setups: int, spindle: Spindle, tolerance: ToleranceClass) -> list[ToolWork]:
    """Roughing and finishing with end mills and the face mill."""
    shop = spindle.shop
    parts: list[tuple[Table, Floats, Ints]] = []
    for kind in (CutKind.CLEAR, CutKind.CORNER, CutKind.FLOOR, CutKind.WALL):
        picked = table.pick(table.labels[:, 0] == kind)
        if not len(picked.labels):
            continue
        jobs = picked.jobs()
        if kind is CutKind.CLEAR:
            times, largest = clear_s(jobs, spindle), roughing_tool(jobs, shop)
        elif kind is CutKind.CORNER:
            times, largest = corner_s(jobs, spindle), finishing_tool(jobs, shop)
        elif kind is CutKind.FLOOR:
            times, largest = floor_s(jobs, spindle), finishing_tool(jobs, shop, floor=True)
        else:
            times, largest = wall_s(jobs, spindle, passes=tolerance.wall_passes), finishing_tool(jobs, shop)
        parts.append((picked, times, np.where(picked.faced, shop.crib.face, largest[:, 0])))
    if not parts:
        return []
    times, largest = np.vstack([part[1] for part in parts]), np.concatenate([part[2] for part in parts])
    labels, rows = np.vstack([part[0].labels for part in parts]), np.concatenate([part[0].row for part in parts])
    measures = np.vstack([part[0].measures for part in parts])
    tools = np.zeros(len(rows), dtype=np.int64)
    for setup in range(setups):
        here = np.flatnonzero(labels[:, 1] == setup)
        tools[here] = choose_tools(times[here], largest[here], change_s=spindle.machine.tool_change_s)
    return _by_tool(tools, times[np.arange(len(rows)), tools], labels, rows, measures)


def _by_tool(tools: Ints, seconds: Floats, labels: Ints, rows: Ints, measures: Floats) -> list[ToolWork]:
    """Jobs put together by setup, roughing or finishing, and tool."""
    kinds, counts = labels[:, 0], labels[:, 4]
    area, depth, span = measures[:, 0], measures[:, 1], measures[:, 2]
    cleared = np.where(kinds == CutKind.CLEAR, area * depth * counts, 0.0)
    walled = np.where(kinds == CutKind.WALL, span * depth * counts, 0.0)
    floored = np.where(kinds == CutKind.FLOOR, area * counts, 0.0)
    finishing = (kinds == CutKind.FLOOR) | (kinds == CutKind.WALL)
    keys, groups = np.unique(np.array([labels[:, 1], finishing, tools]), axis=1, return_inverse=True)
    sums = [np.bincount(groups.ravel(), values).tolist() for values in (seconds, cleared, walled, floored)]
    works = []
    for number, (setup, finish, tool) in enumerate(keys.T.tolist()):
        works.append(
            ToolWork(
                setup=setup,
                kind=CutKind.WALL if finish else CutKind.CLEAR,
                rough=not finish,
                tool=tool,
                run_s=sums[0][number],
                rows=_of_survey(rows[groups.ravel() == number].tolist()),
                volume_mm3=sums[1][number],
                walls_mm2=sums[2][number],
                floors_mm2=sums[3][number],
            )
        )
    return works


def _of_survey(rows: Iterable[int]) -> tuple[int, ...]:
    return tuple(row for row in rows if row != BLANK)


def _surfacing(table: Table, *, spindle: Spindle) -> list[ToolWork]:
    """Slanted and curved faces, with the ball mills that save most."""
    picked = table.pick(table.labels[:, 0] == CutKind.SURFACE)
    if not len(picked.labels):
        return []
    jobs = picked.jobs()
    times, largest = surface_s(jobs, spindle), ball_tool(jobs, spindle.shop)[:, 0]
    works = []
    for setup in np.unique(picked.labels[:, 1]).tolist():
        here = np.flatnonzero(picked.labels[:, 1] == setup)
        tools = np.array(choose_tools(times[here], largest[here], change_s=spindle.machine.tool_change_s))
        for tool in np.unique(tools).tolist():
            mine = here[tools == tool]
            works.append(
                ToolWork(
                    setup=setup,
                    kind=CutKind.SURFACE,
                    rough=False,
                    tool=tool,
                    run_s=float(times[mine, tool].sum()),
                    rows=_of_survey(picked.row[mine].tolist()),
                    floors_mm2=float((picked.measures[mine, 0] * picked.labels[mine, 4]).sum()),
                )
            )
    return works


def _beveling(table: Table, *, spindle: Spindle) -> list[ToolWork]:
    """Chamfers, one pass each."""
    picked = table.pick(table.labels[:, 0] == CutKind.CHAMFER)
    works = []
    for setup in np.unique(picked.labels[:, 1]).tolist():
        mine = np.flatnonzero(picked.labels[:, 1] == setup)
        counts, spans = picked.labels[mine, 4], picked.measures[mine, 2]
        path = (spans + spindle.shop.cutting["lead"]) / spindle.feeds.chamfer_mm_s
        way = (2 * spindle.shop.cutting["clearance"] + spindle.hop_mm) / spindle.machine.rapid_mm_s
        works.append(
            ToolWork(
                setup=setup,
                kind=CutKind.CHAMFER,
                rough=False,
                tool=0,
                run_s=float((counts * (path + way)).sum()),
                rows=_of_survey(picked.row[mine].tolist()),
                walls_mm2=float((counts * spans).sum()),
            )
        )
    return works


def _drilling(table: Table, *, spindle: Spindle, material: Material, tolerance: ToleranceClass) -> list[ToolWork]:
    """Holes, one piece of work for each drill in each setup."""
    picked = table.pick(table.labels[:, 0] == CutKind.BORE)
    works: dict[tuple[int, float], ToolWork] = {}
    for row, (measures, labels) in enumerate(zip(picked.measures.tolist(), picked.labels.tolist(), strict=True)):
        _, depth, _, diameter, _, reach = measures
        _, setup, blind, _, count = labels
        if not is_drilled(diameter, spindle):
            continue
        drilled = drill_holes(
            diameter_mm=diameter,
            depth_mm=depth,
            reach_mm=reach,
            blind=bool(blind),
            count=count,
            spindle=spindle,
            material=material,
            bore_factor=tolerance.hole_factor,
        )
        before = works.get((setup, drilled.drill_mm))
        works[setup, drilled.drill_mm] = ToolWork(
            setup=setup,
            kind=CutKind.BORE,
            rough=False,
            tool=0,
            run_s=drilled.run_s + (before.run_s if before else 0.0),
            rows=(*(before.rows if before else ()), *_of_survey(picked.row[row : row + 1].tolist())),
            holes=count + (before.holes if before else 0),
            drilled=drilled,
        )
    return sorted(works.values(), key=lambda work: work.drilled.drill_mm if work.drilled else 0.0)
