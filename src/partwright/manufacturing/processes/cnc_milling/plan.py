"""How a body is milled: blank, machine, setups and operations in the order a machinist would write them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from partwright.geometry.part import Vector
from partwright.geometry.vectors import cross, dot, minus, norm
from partwright.manufacturing.process import Operation, OperationId, Plan, Review, Setup
from partwright.manufacturing.processes.cnc_milling.cut import Cut, CutKind
from partwright.manufacturing.processes.cnc_milling.feeds import feeds_for
from partwright.manufacturing.processes.cnc_milling.layout import Layout, lay_out
from partwright.manufacturing.processes.cnc_milling.machining import ToolWork, machine_cuts
from partwright.manufacturing.processes.cnc_milling.shop import Machine, Material, Shop, ToleranceClass, open_shop
from partwright.manufacturing.processes.cnc_milling.stock import Stock, choose_stock
from partwright.manufacturing.processes.cnc_milling.survey import MillingSurvey
from partwright.manufacturing.processes.cnc_milling.toolpaths import Spindle
from partwright.manufacturing.processes.cnc_milling.words import Words, words_for
from partwright.manufacturing.specification import Specification
from partwright.manufacturing.tables import Tables

SHORTER = 1e-6  # of two sides that lie equally level the longer one goes along x
HOP_SHARE = 0.3  # mean way between two cuts over the diagonal of the part seen from above


def plan_body(survey: MillingSurvey, specification: Specification, *, tables: Tables) -> Plan:
    """The plan for one body in one specification.

    Raises:
        SpecificationError: a material, tolerance or finish that is not offered.
    """
    shop = open_shop(tables)
    material, tolerance = shop.material(specification), shop.tolerance(specification)
    shop.finish(specification)
    frame = survey.once(_frame, shop)
    if not survey.setups:
        return Plan(
            machine=frame.machine.id,
            orientation=frame.orientation,
            stock_mm=None,
            parameters={},
            setups=(),
            operations=(),
            review=frame.reviews,
        )
    reviews = frame.reviews
    stock = choose_stock(survey.box_mm, upright=frame.upright, material=material, shop=shop)
    if stock is None:
        reviews += (Review(code="stock.not_sold", reason="No plate or bar on the list is large enough for this part."),)
    layout = survey.once(_laid_out, stock.size_mm if stock else survey.box_mm, shop)
    feeds = feeds_for(shop, material, frame.machine, tolerance)
    works = machine_cuts(layout, spindle=frame.spindle, feeds=feeds, material=material, tolerance=tolerance)
    words = words_for(shop.crib, feeds)
    cutting = [_cutting(work, layout, words) for work in works]
    operations, setups = _operations(survey, cutting, frame.spindle, surfaced=layout.surfaced is not None)
    operations += tuple(_handwork(survey, shop.times, specification, material, tolerance))
    return Plan(
        machine=frame.machine.id,
        orientation=frame.orientation,
        stock_mm=stock.size_mm if stock else None,
        parameters=_parameters(survey, stock, material),
        setups=setups,
        operations=operations,
        review=reviews,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """What stands before any material is chosen; `upright` is the side of the box that does in the first setup."""

    machine: Machine
    spindle: Spindle
    upright: int
    orientation: tuple[float, ...]
    reviews: tuple[Review, ...]


def _frame(survey: MillingSurvey, shop: Shop) -> _Frame:
    machine = choose_machine(survey, shop) or shop.machines[-1]
    upright = _upright(survey) if survey.setups else 2
    seen_mm = math.hypot(*(side for axis, side in enumerate(survey.box_mm) if axis != upright))
    return _Frame(
        machine=machine,
        spindle=Spindle(shop=shop, machine=machine, hop_mm=HOP_SHARE * seen_mm),
        upright=upright,
        orientation=_orientation(survey),
        reviews=tuple(_reviews(survey)),
    )


def _laid_out(survey: MillingSurvey, blank_mm: Vector, shop: Shop) -> Layout:
    frame = survey.once(_frame, shop)
    blank = blank_cuts(survey, blank_mm, upright=frame.upright, shop=shop)
    return lay_out(survey.cuts, blank, setups=len(survey.setups), spindle=frame.spindle)


def choose_machine(survey: MillingSurvey, shop: Shop) -> Machine | None:
    """The smallest machine that holds the part in every setup, None where none does."""
    heights = tuple(setup.height_mm for setup in survey.setups)
    return next((machine for machine in shop.machines if machine.holds(survey.box_mm, heights_mm=heights)), None)


def blank_cuts(survey: MillingSurvey, blank_mm: Vector, *, upright: int, shop: Shop) -> list[Cut]:
    """What the blank has more than the part's box: allowance above, sawn edges around, the grip below.

    A sharp radius of 0 marks what a face mill may do.
    """
    height = survey.box_mm[upright]
    around = [side for side in range(3) if side != upright]
    length, width = (blank_mm[side] for side in around)
    inner = survey.box_mm[around[0]] * survey.box_mm[around[1]]
    outline = 2 * (survey.box_mm[around[0]] + survey.box_mm[around[1]])
    below = max(blank_mm[upright] - height - shop.stock["top_allowance"], 0.0)
    face = Cut(
        kind=CutKind.CLEAR,
        setup=0,
        area_mm2=length * width,
        depth_mm=shop.stock["top_allowance"],
        span_mm=max(length, width),
        radius_mm=0.0,
    )
    # deep edges are cut from both sides where the part is turned over anyway
    sides = (0,) if survey.opposite is None or height <= _deepest_edge(shop) else (0, survey.opposite)
    cuts = [face]
    around_mm2 = length * width - inner
    if around_mm2 > 0:
        cuts += [
            Cut(
                kind=CutKind.CLEAR,
                setup=setup,
                area_mm2=around_mm2,
                depth_mm=height / len(sides),
                span_mm=outline,
                reach_mm=height / len(sides),
            )
            for setup in sides
        ]
    if below > 0:
        cuts.append(
            Cut(
                kind=CutKind.CLEAR,
                setup=1 if survey.opposite is None else survey.opposite,
                area_mm2=inner,
                depth_mm=below,
                span_mm=max(survey.box_mm[side] for side in around),
                radius_mm=0.0,
            )
        )
    return cuts


def _deepest_edge(shop: Shop) -> float:
    crib = shop.crib
    return float(crib.mill_mm[crib.rough_top] * crib.stickout_ratios[6])


def _upright(survey: MillingSurvey) -> int:
    """The side of the box that stands upright in the first setup; the nearest one where it is tilted."""
    first = survey.setups[0]
    if first.box_axis is not None:
        return first.box_axis
    return max(range(3), key=lambda axis: abs(dot(survey.box_axes[axis], first.direction)))


def _orientation(survey: MillingSurvey) -> tuple[float, ...]:
    """Rotation from the file's frame to the machine's in the first setup: long side along x, spindle along z."""
    if not survey.setups:
        return tuple(chain.from_iterable(survey.box_axes))
    up = survey.setups[0].direction
    upright = [abs(dot(axis, up)) for axis in survey.box_axes]
    along = survey.box_axes[min(range(3), key=lambda axis: upright[axis] + axis * SHORTER)]
    level = minus(along, _times(up, dot(along, up)))
    level = _times(level, 1 / norm(level))
    return (*level, *cross(up, level), *up)


def _times(a: Vector, factor: float) -> Vector:
    return (factor * a[0], factor * a[1], factor * a[2])


def _reviews(survey: MillingSurvey) -> Iterator[Review]:
    if survey.meshed and survey.watertight:
        yield Review(
            code="mesh.no_features",
            reason="A mesh has no faces to plan tools on: send the part as STEP for a price at once.",
        )
    if survey.unreached:
        yield Review(
            code="geometry.unreachable",
            reason=f"{len(survey.unreached)} faces cannot be reached by a straight tool: a person must see whether a "
            "form cutter, erosion or a fourth axis makes them.",
        )


def _operations(
    survey: MillingSurvey,
    cutting: list[Operation],
    spindle: Spindle,
    *,
    surfaced: bool,
) -> tuple[tuple[Operation, ...], tuple[Setup, ...]]:
    """All that is done before handwork, setup by setup."""
    times = spindle.shop.times
    operations = [_program(survey, times, surfaced=surfaced)]
    setups: list[Setup] = []
    known: set[str | None] = set()
    for number, clamped in enumerate(survey.setups):
        mine = [operation for operation in cutting if operation.setup == number]
        tools = dict.fromkeys(operation.tool for operation in mine)
        drills = {operation.tool for operation in mine if operation.operation is OperationId.DRILL}
        if drills:
            tools = {"spot drill": None, **tools}
        # mills stand measured in the carousel, drills are fetched for the order
        fresh = drills - known
        known |= drills
        first = len(operations)
        operations.append(
            Operation(
                operation=OperationId.SETUP,
                setup=number,
                setup_s=times["setup"] + times["setup_tool"] * len(fresh),
                note=f"{times['setup'] / 60:g} min for jaws, stop and zero" + _fetched(len(fresh)),
            )
        )
        operations.append(
            Operation(operation=OperationId.LOAD, setup=number, run_s=times["load"], note="load, clamp, unload, clean")
        )
        operations += mine
        operations.append(
            Operation(
                operation=OperationId.TOOL_CHANGE,
                setup=number,
                run_s=len(tools) * spindle.machine.tool_change_s,
                note=f"{len(tools)} tool{'s' if len(tools) > 1 else ''} at {spindle.machine.tool_change_s:g} s",
            )
        )
        setups.append(Setup(direction=clamped.direction, operations=tuple(range(first, len(operations)))))
    return tuple(operations), tuple(setups)


def _fetched(drills: int) -> str:
    return f", {drills} {'drill' if drills == 1 else 'drills'} to fetch and measure" if drills else ""


def _program(survey: MillingSurvey, times: dict[str, float], *, surfaced: bool) -> Operation:
    seconds = times["program_base"] + times["program_setup"] * len(survey.setups)
    seconds += times["program_feature"] * survey.kinds + times["program_surface"] * surfaced
    return Operation(
        operation=OperationId.PROGRAM,
        setup_s=seconds,
        note=f"{len(survey.setups)} setups, {survey.kinds} kinds of features{', surfacing' if surfaced else ''}",
    )


def _cutting(work: ToolWork, layout: Layout, words: Words) -> Operation:
    operation = OperationId.DRILL if work.drilled else OperationId.ROUGH if work.rough else OperationId.FINISH
    return Operation(
        operation=operation,
        setup=work.setup,
        tool=words.tool(work),
        features=_gather(layout.features, work.rows),
        faces=_gather(layout.faces, work.rows),
        run_s=work.run_s,
        note=words.note(work),
    )


def _gather(of_row: tuple[tuple[int, ...], ...], rows: tuple[int, ...]) -> tuple[int, ...]:
    """The features or faces of some rows, each once, in order."""
    return tuple(sorted({value for row in rows for value in of_row[row]}))


def _handwork(
    survey: MillingSurvey,
    times: dict[str, float],
    specification: Specification,
    material: Material,
    tolerance: ToleranceClass,
) -> Iterator[Operation]:
    tough = times["deburr_hard_factor"] if material.family.hardness == "hard" else 1.0
    yield Operation(
        operation=OperationId.DEBURR,
        run_s=times["deburr_base"] + tough * survey.edges_mm / (times["deburr_speed"] / 60),
        note=f"{survey.edges_mm / 1000:.2f} m of edges by hand",
    )
    factor = tolerance.inspect_factor
    yield Operation(
        operation=OperationId.INSPECT,
        setup_s=factor * (times["inspect_first"] + times["inspect_feature"] * survey.kinds),
        run_s=factor * times["inspect_piece"],
        note=f"first article, then each piece; {tolerance.name}",
    )
    if specification.finish != "none":
        yield Operation(
            operation=OperationId.FINISH_TREATMENT, note=f"{survey.area_mm2 / 1e4:.2f} dm² outside the house"
        )
    yield Operation(
        operation=OperationId.PACK, setup_s=times["pack_order"], run_s=times["pack_piece"], note="wrap and box"
    )


def _parameters(survey: MillingSurvey, stock: Stock | None, material: Material) -> dict[str, float | bool | str]:
    parameters: dict[str, float | bool | str] = {
        "surface_mm2": survey.area_mm2,
        "edges_mm": survey.edges_mm,
        "removed_mm3": 0.0,
        "family": material.family.id,
    }
    if stock is not None:
        a, b, c = stock.size_mm
        parameters |= {
            "stock": stock.bought,
            "stock_mass_kg": stock.mass_kg,
            "stock_material_eur": float(stock.material_cost),
            "stock_cuts_eur": float(stock.cut_cost),
            "stock_per_piece": float(stock.yielded),
            "removed_mm3": a * b * c - survey.volume_mm3,
        }
    return parameters
