"""Milling time against tool paths that opencamlib computes on the same parts with the same tools and feeds.

    python benchmarks/cnc_milling.py [--parts FOLDER] [--material aluminum_6061] [--grid 0.5]

For each part the plan names setups and tools. The reference then cuts the blank in those setups with those tools: it
drops the cutter on the triangles (opencamlib's BatchDropCutter) to learn where it may stand at each depth, runs rows a
step-over apart wherever the cutter would touch material that is still there, level by level, tool by tool, and follows
the walls by opencamlib's waterlines and the floors by rows. Path length over feed, ramps into closed regions and rapids
between rows make its time. It knows nothing of features, areas or volumes. Holes that are drilled are plugged in the
reference, for drilling is no path; drilling and tool changes are left out on both sides.
"""

import argparse
import contextlib
import os
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from milling_paths.bench import Bench, Travel
from milling_paths.clearing import rough
from milling_paths.finishing import finish
from milling_paths.parts import parts_in, prismatic_parts
from milling_paths.setup import Setup
from milling_paths.surfaces import plugged, turn_up
from partwright.geometry.anatomy import anatomize
from partwright.geometry.part import Body
from partwright.manufacturing.process import OperationId, Plan
from partwright.manufacturing.processes import default_tables
from partwright.manufacturing.processes.cnc_milling import PROCESS, MillingSurvey
from partwright.manufacturing.processes.cnc_milling.cut import CutKind
from partwright.manufacturing.processes.cnc_milling.feeds import feeds_for
from partwright.manufacturing.processes.cnc_milling.shop import open_shop
from partwright.manufacturing.specification import ProcessId, Specification


def diameters_of(plan: Plan, setup: int, operation: OperationId) -> list[float]:
    """The mills that a plan uses in one setup for one kind of work, largest first."""
    tools = [
        step.tool
        for step in plan.operations
        if step.setup == setup and step.operation is operation and step.tool and "mm" in step.tool
    ]
    flat = [tool for tool in tools if "ball" not in tool and "chamfer" not in tool]
    return sorted({float(tool.split()[0]) for tool in flat}, reverse=True)


def reference_s(
    body: Body, survey: MillingSurvey, plan: Plan, bench: Bench, *, cell_mm: float
) -> tuple[Travel, Travel]:
    """The roughing and the finishing paths of all setups."""
    cuts = survey.cuts
    bores = [row for row in range(len(cuts)) if cuts.labels[row, 0] == CutKind.BORE]
    drilled = [row for row in bores if cuts.measures[row, 3] <= bench.shop.crib.drill_max_mm]
    triangles = plugged(body, set(cuts.faces_of(drilled)))
    axes = np.array(survey.box_axes)
    inside = triangles @ axes.T
    middle = (inside.reshape(-1, 3).min(axis=0) + inside.reshape(-1, 3).max(axis=0)) / 2
    inside = inside - middle
    blank, upright = np.array(plan.stock_mm), survey.setups[0].box_axis
    first = np.array(survey.setups[0].direction) @ axes.T
    low = -blank / 2
    top = survey.box_mm[upright] / 2 + bench.shop.stock["top_allowance"]
    low[upright] = top - blank[upright] if first[upright] > 0 else -top
    material = np.ones(np.maximum(np.round(blank / cell_mm), 1).astype(int), dtype=bool)
    roughing, finishing = Travel(), Travel()
    for number, clamped in enumerate(survey.setups):
        turn = turn_up(np.array(clamped.direction) @ axes.T)
        standing, order, flips = inside @ turn.T, np.abs(turn).argmax(axis=1), turn.sum(axis=1) < 0
        cubes = np.transpose(material, order)
        cubes = cubes[tuple(slice(None, None, -1 if flip else 1) for flip in flips)].copy()
        lows = np.array(
            [-(low[axis] + blank[axis]) if flip else low[axis] for axis, flip in zip(order, flips, strict=True)]
        )
        setup = Setup(standing, lows, cell_mm, cubes, bench)
        rough(setup, diameters_of(plan, number, OperationId.ROUGH), roughing)
        finish(setup, diameters_of(plan, number, OperationId.FINISH), finishing)
        back = setup.material[tuple(slice(None, None, -1 if flip else 1) for flip in flips)]
        material = np.transpose(back, np.argsort(order)).copy()
    return roughing, finishing


def compare(name: str, body: Body, material: str, cell_mm: float) -> float | None:
    """Prints one row; the difference of our time from the reference, as a share of it."""
    tables = default_tables()
    survey = PROCESS.survey(anatomize(body), tables=tables)
    specification = Specification(ProcessId.CNC_MILLING, material, "none", "standard")
    plan = PROCESS.plan(survey, specification, tables=tables)
    if plan.review or any(clamped.box_axis is None for clamped in survey.setups):
        print(f"{name:<28} left out: {plan.review[0].code if plan.review else 'a tilted setup'}")
        return None
    shop = open_shop(tables)
    machine = next(one for one in shop.machines if one.id == plan.machine)
    feeds = feeds_for(shop, shop.material(specification), machine, shop.tolerance(specification))
    with silenced():
        paths = reference_s(body, survey, plan, Bench(shop, machine, feeds), cell_mm=cell_mm)
    kinds = (OperationId.ROUGH, OperationId.FINISH)
    by_kind = [sum(step.run_s for step in plan.operations if step.operation is kind) for kind in kinds]
    ours, theirs = sum(by_kind), sum(path.total_s for path in paths)
    print(
        f"{name:<24} {len(survey.setups)} setups   rough {by_kind[0]:7.1f} s, paths {paths[0].total_s:7.1f} s   "
        f"finish {by_kind[1]:7.1f} s, paths {paths[1].total_s:7.1f} s   {100 * (ours / theirs - 1):+6.1f} %"
    )
    return ours / theirs - 1


@contextlib.contextmanager
def silenced() -> Iterator[None]:
    """Nothing that a library writes to the terminal past Python, where opencamlib complains of each slip at an edge."""
    sys.stdout.flush()
    kept, nowhere = [os.dup(1), os.dup(2)], os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        for stream, copy in enumerate(kept, start=1):
            os.dup2(copy, stream)
            os.close(copy)
        os.close(nowhere)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", type=Path, help="folder of STEP files; default: ten generated parts")
    parser.add_argument("--material", default="aluminum_6061")
    parser.add_argument("--grid", type=float, default=0.5, help="cells of the reference, mm")
    arguments = parser.parse_args()
    parts = parts_in(arguments.parts) if arguments.parts else prismatic_parts()
    differences = [compare(name, body, arguments.material, arguments.grid) for name, body in parts]
    known = [abs(difference) for difference in differences if difference is not None]
    print(f"median difference {100 * statistics.median(known):.1f} %, largest {100 * max(known):.1f} %, limit 35 %")


if __name__ == "__main__":
    main()
