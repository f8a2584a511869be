"""What threads and inserts cost: time of the tap, bought inserts and setting them, or why a person must look first.

Equal sizes are one job whatever the items they stand in: the tap is fetched once an order and changed in once a setup.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from partwright.manufacturing.process import CostItem, CostKind, Operation, OperationId, Review
from partwright.manufacturing.requirements import InsertItem, ThreadItem
from partwright.pricing.extra import ROOT, Rate, Shop, Work, timed
from partwright.pricing.picking import Fit, Picked, fit_of, pick

# Holes with the depth that each is threaded.
Threaded = list[tuple[Picked, float]]


def price_threads(threads: Sequence[ThreadItem], shop: Shop, *, taken: set[int]) -> Iterator[Work | Review]:
    """Tapping of each size in each setup. `taken` are the features that hold something already, and grows."""
    way = _way(shop)
    for size in dict.fromkeys(item.size for item in threads):
        fit = fit_of(size, shop)
        if _is_refused(shop, way, fit):
            yield _unsuited(shop, fit)
            continue
        holes: Threaded = []
        reviews: list[Review] = []
        for item in threads:
            if item.size == size:
                picked, wrong = pick(item, fit, shop, taken=taken)
                reviews += wrong
                for one in picked:
                    found = _thread(one, item.depth_mm, fit, shop)
                    if isinstance(found, Review):
                        reviews.append(found)
                    else:
                        holes.append((one, found))
        yield from reviews or _tapping(shop, way, fit, holes)


def price_inserts(inserts: Sequence[InsertItem], shop: Shop, *, taken: set[int]) -> Iterator[Work | Review]:
    """Tapping where an insert needs it, buying and setting it."""
    for size in dict.fromkeys(item.size for item in inserts):
        path = f"inserts.{size}"
        fit = replace(
            fit_of(shop.tables.word(f"{ROOT}.{path}.thread"), shop),
            name=shop.name(path),
            hole_mm=shop.value(f"{path}.hole", "mm"),
            hole_max_mm=shop.value(f"{path}.hole_max", "mm"),
        )
        if not shop.does(path):
            reason = f"{fit.name} is not set in parts of this process: choose another insert or process."
            yield Review(code="requirements.insert_unsuited", reason=reason)
            continue
        length_mm = shop.value(f"{path}.length", "mm")
        tapped = shop.tables.flag(f"{ROOT}.{path}.tapped")
        picked: list[Picked] = []
        reviews: list[Review] = []
        for item in inserts:
            if item.size == size:
                mine, wrong = pick(item, fit, shop, taken=taken)
                picked += mine
                reviews += [*wrong, *_too_short(mine, fit, length_mm, _runout_mm(fit, shop) if tapped else 0.0)]
        yield from reviews
        if not reviews:
            if tapped:
                yield from _tapping(shop, _way(shop), _holding(fit), [(one, length_mm) for one in picked])
            yield _setting(shop, path, fit, picked)


def tap_s(fit: Fit, *, depth_mm: float, speed_m_min: float, shop: Shop) -> float:
    """Seconds of one thread on the machine: in and out at the pitch, with the run-out of the tap."""
    rpm = min(1000 * speed_m_min / (math.pi * fit.major_mm), shop.value("tapping.machine.spindle_max", "rpm"))
    travel_mm = depth_mm + _runout_mm(fit, shop)
    return 2 * travel_mm / (rpm / 60 * fit.pitch_mm) + shop.value("tapping.machine.hole", "s")


def hand_tap_s(fit: Fit, *, depth_mm: float, shop: Shop) -> float:
    """Seconds of one thread cut by hand: so many turns."""
    return depth_mm / fit.pitch_mm * shop.value("tapping.hand.turn", "s") + shop.value("tapping.hand.hole", "s")


def _way(shop: Shop) -> str:
    """The row that says how this process taps."""
    own = f"tapping.processes.{shop.specification.process}"
    return own if f"{ROOT}.{own}.way" in shop.tables else "tapping.processes.other"


def _is_refused(shop: Shop, way: str, fit: Fit) -> bool:
    refused = shop.specification.material in shop.tables.words(f"{ROOT}.{way}.refused")
    return refused or fit.major_mm < shop.value(f"{way}.smallest", "mm")


def _unsuited(shop: Shop, fit: Fit) -> Review:
    material = shop.specification.material
    reason = f"{fit.name} is not cut in {material} by this process: choose a larger thread or an insert."
    return Review(code="requirements.thread_unsuited", reason=reason)


def _holding(fit: Fit) -> Fit:
    """The thread that holds a wire insert: one pitch wider than its hole."""
    return replace(fit, major_mm=fit.hole_mm + fit.pitch_mm, name=f"thread for {fit.name}")


def _runout_mm(fit: Fit, shop: Shop) -> float:
    return shop.value("tapping.runout", "1") * fit.pitch_mm


def _thread(one: Picked, wished_mm: float | None, fit: Fit, shop: Shop) -> float | Review:
    """How deep a hole is threaded, or why it cannot be so deep."""
    hole = one.hole
    room_mm = hole.depth_mm - (0.0 if hole.through else _runout_mm(fit, shop))
    least_mm = shop.value("tapping.turns_min", "1") * fit.pitch_mm
    most_mm = shop.value("tapping.depth_ratio_max", "1") * fit.major_mm
    usual_mm = min(shop.value("tapping.depth_ratio", "1") * fit.major_mm, room_mm)
    depth_mm = usual_mm if wished_mm is None else wished_mm
    if least_mm - 1e-6 <= depth_mm <= min(room_mm, most_mm) + 1e-6:
        return depth_mm
    asked = fit.name if wished_mm is None else f"{fit.name}, {wished_mm:g} mm deep,"
    kind = "through" if hole.through else "blind"
    reason = (
        f"{asked} does not fit a {kind} hole {hole.depth_mm:.4g} mm deep: it has room "
        f"for {max(room_mm, 0.0):.4g} mm of thread, and {least_mm:g} to {most_mm:g} mm are cut."
    )
    return Review(code="requirements.thread_depth", reason=reason)


def _too_short(picked: Sequence[Picked], fit: Fit, length_mm: float, runout_mm: float) -> Iterator[Review]:
    for one in picked:
        needed_mm = length_mm if one.hole.through else length_mm + runout_mm
        if one.hole.depth_mm + 1e-6 < needed_mm:
            reason = f"A hole {one.hole.depth_mm:.4g} mm deep is too short for {fit.name}: it takes {needed_mm:g} mm."
            yield Review(code="requirements.hole_too_short", reason=reason)


def _tapping(shop: Shop, way: str, fit: Fit, holes: Threaded) -> Iterator[Work]:
    """Tapping of equal threads: setup by setup on the machine, or all by hand."""
    machine = shop.machine if shop.tables.word(f"{ROOT}.{way}.way") == "machine" else None
    if machine is None:
        yield _by_hand(shop, fit, holes)
        return
    for number, setup in enumerate(dict.fromkeys(one.setup for one, _ in holes)):
        mine = [(one, depth) for one, depth in holes if one.setup == setup]
        yield _by_machine(shop, machine, fit, mine, fetched=number == 0)
        yield _tap_change(shop, machine, fit, setup)


def _by_machine(shop: Shop, rate: Rate, fit: Fit, mine: Threaded, *, fetched: bool) -> Work:
    """Tapping in one setup. The tap is fetched for the order, however many setups use it."""
    own = f"tapping.speeds.{shop.plan.parameters.get('family')}"
    speed = shop.value(own if f"{ROOT}.{own}" in shop.tables else "tapping.other_speed", "m/min")
    operation = Operation(
        operation=OperationId.TAP,
        setup=mine[0][0].setup,
        tool=f"tap {fit.name}",
        features=_features([one for one, _ in mine]),
        faces=_faces([one for one, _ in mine]),
        setup_s=shop.seconds("tapping.machine.order") if fetched else 0.0,
        run_s=sum(tap_s(fit, depth_mm=depth, speed_m_min=speed, shop=shop) for _, depth in mine),
        note=f"{_said(fit, mine)}, at most {speed:g} m/min",
    )
    return Work(operation=operation, costs=(timed(operation, rate),))


def _by_hand(shop: Shop, fit: Fit, holes: Threaded) -> Work:
    operation = Operation(
        operation=OperationId.TAP,
        tool=f"tap {fit.name}",
        features=_features([one for one, _ in holes]),
        faces=_faces([one for one, _ in holes]),
        setup_s=shop.seconds("tapping.hand.order"),
        run_s=sum(hand_tap_s(fit, depth_mm=depth, shop=shop) for _, depth in holes),
        note=f"{_said(fit, holes)}, by hand",
    )
    return Work(operation=operation, costs=(timed(operation, shop.labor),))


def _tap_change(shop: Shop, rate: Rate, fit: Fit, setup: int | None) -> Work:
    seconds = shop.value("tapping.machine.tool_change", "s")
    operation = Operation(
        operation=OperationId.TOOL_CHANGE, setup=setup, run_s=seconds, note=f"tap {fit.name} at {seconds:g} s"
    )
    return Work(operation=operation, costs=(timed(operation, rate),))


def _setting(shop: Shop, path: str, fit: Fit, picked: Sequence[Picked]) -> Work:
    price = shop.money(f"{path}.price")
    said = f"{len(picked)} × {fit.name}"
    operation = Operation(
        operation=OperationId.FINISH_TREATMENT,
        features=_features(picked),
        faces=_faces(picked),
        setup_s=shop.seconds("installing.order"),
        run_s=len(picked) * shop.value(f"{path}.install", "s"),
        note=f"{said}, set",
    )
    bought = CostItem(
        kind=CostKind.BOUGHT,
        piece_cost=len(picked) * price,
        source=f"{said} at {price} EUR; {shop.tables.source(f'{ROOT}.{path}.price')}",
    )
    return Work(operation=operation, costs=(bought, timed(operation, shop.labor)))


def _said(fit: Fit, holes: Threaded) -> str:
    return f"{len(holes)} × {fit.name}, {max(depth for _, depth in holes):.4g} mm deep"


def _features(picked: Sequence[Picked]) -> tuple[int, ...]:
    return tuple(sorted(one.hole.feature for one in picked))


def _faces(picked: Sequence[Picked]) -> tuple[int, ...]:
    return tuple(sorted(face for one in picked for face in one.faces))
