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
AT_TOP_MM = 1e-3  # a floor that lies no deeper lies at the part's top
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
    """Cuts of the survey and of the blank in one table, sorted by kind; `row` is BLANK for the blank's.

    measures: (n, 6), labels: (n, 5) as `Cuts` has them. faced: (n,) whether a face mill may do it. starts: where each
    kind begins, and the end.
    """

    measures: Floats
    labels: Ints
    row: Ints
    faced: NDArray[np.bool_]
    starts: tuple[int, ...]

    def of(self, *kinds: CutKind) -> "Table":
        """The cuts of a kind, or of several that follow each other."""
        run = slice(self.starts[kinds[0]], self.starts[kinds[-1] + 1])
        return Table(
            measures=self.measures[run],
            labels=self.labels[run],
            row=self.row[run],
            faced=self.faced[run],
            starts=(0,) * (kinds[0] + 1) + tuple(self.starts[kind + 1] - run.start for kind in kinds),
        )

    def jobs(self) -> Jobs:
        area, depth, span, width, radius, reach = self.measures.T[:, :, None]
        return Jobs(
            area_mm2=area,
            depth_mm=depth,
            span_mm=span,
            width_mm=width,
            radius_mm=radius,
            reach_mm=reach,
            closed=self.labels[:, 2:3].astype(np.float64),
            count=self.labels[:, 4:5].astype(np.float64),
        )


def lay_out(cuts: Cuts, blank: Sequence[Cut], *, spindle: Spindle) -> Table:
    """The survey's cuts with the blank's and with holes too wide to drill turned into round pockets."""
    extra = list(blank)
    of_row = [BLANK] * len(extra)
    for row in np.flatnonzero(cuts.labels[:, 0] == CutKind.BORE).tolist():
        milled = _milled_bore(cuts, row, spindle)
        extra += milled
        of_row += [row] * len(milled)
    measures, labels = cuts.measures, cuts.labels.astype(np.int64)
    rows = np.arange(len(cuts) + len(extra))
    if extra:
        measures = np.concatenate([measures, np.array([cut.measures() for cut in extra]).clip(max=OPEN_MM)])
        labels = np.concatenate([labels, np.array([cut.labels() for cut in extra], dtype=np.int64)])
        rows[len(cuts) :] = of_row
    order = np.argsort(labels[:, 0], kind="stable")
    measures, labels, rows = measures[order], labels[order], rows[order]
    kinds, open_sided = labels[:, 0], measures[:, 3] >= OPEN_MM
    # open country at the part's top is where a face mill goes
    faced = (rows == BLANK) & open_sided & (measures[:, 4] < OPEN_MM)
    top = (kinds == CutKind.FLOOR) & open_sided & (measures[:, 5] < AT_TOP_MM)
    starts = tuple(np.searchsorted(kinds, np.arange(len(CutKind) + 1)).tolist())
    return Table(measures=measures, labels=labels, row=rows, faced=faced | top, starts=starts)


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
    milled = table.of(CutKind.CLEAR, CutKind.FLOOR, CutKind.WALL, CutKind.CORNER)
    if not len(milled.row):
        return []
    shop, work = spindle.shop, table.of(CutKind.CLEAR).jobs()
    times, largest = [clear_s(work, spindle)], [roughing_tool(work, shop)]
    work = table.of(CutKind.FLOOR).jobs()
    times, largest = [*times, floor_s(work, spindle)], [*largest, finishing_tool(work, shop, floor=True)]
    work = table.of(CutKind.WALL).jobs()
    times = [*times, wall_s(work, spindle, passes=tolerance.wall_passes)]
    largest = [*largest, finishing_tool(work, shop)]
    work = table.of(CutKind.CORNER).jobs()
    times, largest = [*times, corner_s(work, spindle)], [*largest, finishing_tool(work, shop)]
    seconds, fits = np.concatenate(times), np.concatenate(largest)[:, 0]
    fits[milled.faced] = shop.crib.face
    tools = np.zeros(len(fits), dtype=np.int64)
    for setup in range(setups):
        here = np.flatnonzero(milled.labels[:, 1] == setup)
        tools[here] = choose_tools(seconds[here], fits[here], change_s=spindle.machine.tool_change_s)
    return _by_tool(tools, seconds[np.arange(len(tools)), tools], milled)


def _by_tool(tools: Ints, seconds: Floats, milled: Table) -> list[ToolWork]:
    """Jobs put together by setup, roughing or finishing, and tool."""
    kinds, counts = milled.labels[:, 0], milled.labels[:, 4]
    area, depth, span = milled.measures[:, 0], milled.measures[:, 1], milled.measures[:, 2]
    work = np.array(
        [
            seconds,
            np.where(kinds == CutKind.CLEAR, area * depth * counts, 0.0),
            np.where(kinds == CutKind.WALL, span * depth * counts, 0.0),
            np.where(kinds == CutKind.FLOOR, area * counts, 0.0),
        ]
    )
    finishing = (kinds == CutKind.FLOOR) | (kinds == CutKind.WALL)
    keys = (milled.labels[:, 1] * 2 + finishing) * (int(tools.max()) + 1) + tools
    order = np.argsort(keys, kind="stable")
    begins = np.flatnonzero(np.diff(keys[order], prepend=-1))
    first = order[begins]
    sums = np.add.reduceat(work[:, order], begins, axis=1).T.tolist()
    rows = milled.row[order].tolist()
    ends = [*begins.tolist()[1:], len(rows)]
    heads = zip(milled.labels[first, 1].tolist(), finishing[first].tolist(), tools[first].tolist(), strict=True)
    return [
        ToolWork(
            setup=setup,
            kind=CutKind.WALL if finish else CutKind.CLEAR,
            rough=not finish,
            tool=tool,
            run_s=run_s,
            rows=_of_survey(rows[begin:end]),
            volume_mm3=volume,
            walls_mm2=walls,
            floors_mm2=floors,
        )
        for (setup, finish, tool), (run_s, volume, walls, floors), begin, end in zip(
            heads, sums, begins.tolist(), ends, strict=True
        )
    ]


def _of_survey(rows: Iterable[int]) -> tuple[int, ...]:
    return tuple(row for row in rows if row != BLANK)


def _surfacing(table: Table, *, spindle: Spindle) -> list[ToolWork]:
    """Slanted and curved faces, with the ball mills that save most."""
    picked = table.of(CutKind.SURFACE)
    if not len(picked.row):
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
    picked = table.of(CutKind.CHAMFER)
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
    picked = table.of(CutKind.BORE)
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
