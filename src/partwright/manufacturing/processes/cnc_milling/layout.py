"""The cuts of a body on a machine, prepared for every tool that may make them: all that no material changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

from partwright.manufacturing.processes.cnc_milling.cut import OPEN_MM, Cut, CutKind, Cuts
from partwright.manufacturing.processes.cnc_milling.drilling import is_drilled
from partwright.manufacturing.processes.cnc_milling.toolpaths import (
    Clearing,
    Cornering,
    Flooring,
    Jobs,
    Prepared,
    Spindle,
    Surfacing,
    Walling,
    ball_tool,
    finishing_tool,
    roughing_tool,
)
from partwright.manufacturing.processes.cnc_milling.toolset import Fits

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
AT_TOP_MM = 1e-3  # a floor that lies no deeper lies at the part's top
BLANK = -1  # row number of cuts that the blank adds to those of the survey


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Batch:
    """Jobs that share a set of tools.

    kinds: the jobs of each kind, one kind after the other. group: (jobs,) setup · 2, and one more where finishing.
    amounts: (3, jobs) mm³ roughed, mm² of walls and mm² of floors finished. rows: (jobs,) rows of the survey or BLANK.
    """

    kinds: tuple[Prepared, ...]
    fits: Fits
    group: Ints
    amounts: Floats
    rows: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Bevels:
    """The chamfers of one setup: their number, length, length of the way of the tool, and rows of the survey."""

    setup: int
    count: int
    span_mm: float
    path_mm: float
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bore:
    """Equal holes that a drill makes, `count` of them; `rows` of the survey."""

    setup: int
    diameter_mm: float
    depth_mm: float
    reach_mm: float
    blind: bool
    count: int
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layout:
    """What is cut of a body and its blank: by mills, ball mills, the chamfer mill and drills.

    `features` and `faces` are those of each row of the survey.
    """

    milled: Batch | None
    surfaced: Batch | None
    bevels: tuple[Bevels, ...]
    bores: tuple[Bore, ...]
    features: tuple[tuple[int, ...], ...]
    faces: tuple[tuple[int, ...], ...]


def lay_out(cuts: Cuts, blank: Sequence[Cut], *, setups: int, spindle: Spindle) -> Layout:
    """The survey's cuts with the blank's and with holes too wide to drill turned into round pockets."""
    table = _table(cuts, blank, spindle=spindle)
    return Layout(
        milled=_milled(table, setups=setups, spindle=spindle),
        surfaced=_surfaced(table, setups=setups, spindle=spindle),
        bevels=tuple(_bevels(table.of(CutKind.CHAMFER), spindle)),
        bores=tuple(_bores(table.of(CutKind.BORE), spindle)),
        features=_runs(cuts.features, cuts.feature_starts),
        faces=_runs(cuts.faces, cuts.face_starts),
    )


def of_survey(rows: Iterable[int]) -> tuple[int, ...]:
    """The rows that are the survey's own."""
    return tuple(row for row in rows if row != BLANK)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Table:
    """Cuts in one table, sorted by kind; `row` is BLANK for the blank's.

    measures: (n, 6), labels: (n, 5) as `Cuts` has them. faced: (n,) whether a face mill may do it.
    """

    measures: Floats
    labels: Ints
    row: Ints
    faced: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.row)

    def of(self, *kinds: CutKind) -> Self:
        """The cuts of a kind, or of several that follow each other."""
        begin, end = np.searchsorted(self.labels[:, 0], [kinds[0], kinds[-1] + 1]).tolist()
        run = slice(begin, end)
        return replace(
            self, measures=self.measures[run], labels=self.labels[run], row=self.row[run], faced=self.faced[run]
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


def _table(cuts: Cuts, blank: Sequence[Cut], *, spindle: Spindle) -> _Table:
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
    open_sided = measures[:, 3] >= OPEN_MM
    # open country at the part's top is where a face mill goes
    faced = (rows == BLANK) & open_sided & (measures[:, 4] < OPEN_MM)
    top = (labels[:, 0] == CutKind.FLOOR) & open_sided & (measures[:, 5] < AT_TOP_MM)
    return _Table(measures=measures, labels=labels, row=rows, faced=faced | top)


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


def _milled(table: _Table, *, setups: int, spindle: Spindle) -> Batch | None:
    """Roughing and finishing with end mills and the face mill."""
    milled, shop = table.of(CutKind.CLEAR, CutKind.FLOOR, CutKind.WALL, CutKind.CORNER), spindle.shop
    if not len(milled):
        return None
    clear, floor, wall, corner = (
        table.of(kind).jobs() for kind in (CutKind.CLEAR, CutKind.FLOOR, CutKind.WALL, CutKind.CORNER)
    )
    largest = [
        roughing_tool(clear, shop),
        finishing_tool(floor, shop, floor=True),
        finishing_tool(wall, shop),
        finishing_tool(corner, shop),
    ]
    fits = np.concatenate(largest)[:, 0]
    fits[milled.faced] = shop.crib.face
    kinds: list[Prepared] = []
    kinds += [Clearing.of(clear, spindle)] if len(clear) else []
    kinds += [Flooring.of(floor, spindle)] if len(floor) else []
    kinds += [Walling.of(wall, spindle)] if len(wall) else []
    kinds += [Cornering.of(corner, spindle)] if len(corner) else []
    return _batch(milled, kinds, fits, setups=setups, tools=len(shop.crib.mill_mm))


def _surfaced(table: _Table, *, setups: int, spindle: Spindle) -> Batch | None:
    """Slanted and curved faces, with ball mills."""
    picked = table.of(CutKind.SURFACE)
    if not len(picked):
        return None
    jobs = picked.jobs()
    fits = ball_tool(jobs, spindle.shop)[:, 0]
    return _batch(picked, [Surfacing.of(jobs, spindle)], fits, setups=setups, tools=len(spindle.crib.ball_mm))


def _batch(table: _Table, kinds: Sequence[Prepared], fits: Ints, *, setups: int, tools: int) -> Batch:
    kind, setup, counts = table.labels[:, 0], table.labels[:, 1], table.labels[:, 4]
    area, depth, span = table.measures[:, 0], table.measures[:, 1], table.measures[:, 2]
    flat = (kind == CutKind.FLOOR) | (kind == CutKind.SURFACE)
    amounts = [
        np.where(kind == CutKind.CLEAR, area * depth * counts, 0.0),
        np.where(kind == CutKind.WALL, span * depth * counts, 0.0),
        np.where(flat, area * counts, 0.0),
    ]
    return Batch(
        kinds=tuple(kinds),
        fits=Fits.of(fits, setup, setups=setups, tools=tools),
        group=setup * 2 + (flat | (kind == CutKind.WALL)),
        amounts=np.array(amounts),
        rows=table.row,
    )


def _bevels(table: _Table, spindle: Spindle) -> Iterable[Bevels]:
    for setup in np.unique(table.labels[:, 1]).tolist():
        mine = np.flatnonzero(table.labels[:, 1] == setup)
        counts, spans = table.labels[mine, 4], table.measures[mine, 2]
        yield Bevels(
            setup=setup,
            count=int(counts.sum()),
            span_mm=float((counts * spans).sum()),
            path_mm=float((counts * (spans + spindle.shop.cutting["lead"])).sum()),
            rows=of_survey(table.row[mine].tolist()),
        )


def _bores(table: _Table, spindle: Spindle) -> Iterable[Bore]:
    for measures, labels, row in zip(table.measures.tolist(), table.labels.tolist(), table.row.tolist(), strict=True):
        _, depth, _, diameter, _, reach = measures
        _, setup, blind, _, count = labels
        if is_drilled(diameter, spindle):
            yield Bore(
                setup=setup,
                diameter_mm=diameter,
                depth_mm=depth,
                reach_mm=reach,
                blind=bool(blind),
                count=count,
                rows=of_survey([row]),
            )


def _runs(values: NDArray[np.int32], starts: NDArray[np.int32]) -> tuple[tuple[int, ...], ...]:
    """The values of each row."""
    flat = values.tolist()
    return tuple(tuple(flat[begin:end]) for begin, end in pairwise(starts.tolist()))
