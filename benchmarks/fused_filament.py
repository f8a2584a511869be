"""Print time and filament against PrusaSlicer 2.5, on the same mesh in the same orientation with the same profile.

    python benchmarks/fused_filament.py
    python benchmarks/fused_filament.py --step FOLDER --mesh FOLDER

Twelve generated solids of 20 to 200 mm; with folders also eight STEP files that fit the machine and ten watertight
meshes scaled to 60 mm. Prints a row per solid, then the summary. Needs Debian's package `prusa-slicer`.
"""

import argparse
import math
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import trimesh
from tests.shapes.meshes import bare_anatomy, mesh_body
from trimesh.creation import annulus, box, cone, cylinder, icosphere, revolve
from trimesh.transformations import rotation_matrix, translation_matrix

from partwright.cad.preflight import Budget, Screened, screen
from partwright.cad.read import read_part
from partwright.geometry.part import Body
from partwright.manufacturing.process import OperationId, Plan
from partwright.manufacturing.processes import default_tables
from partwright.manufacturing.processes.fused_filament import PROCESS
from partwright.manufacturing.specification import ProcessId, Specification

PROFILE = Path(__file__).with_name("fused_filament.ini")
MACHINE = "desktop_250"
BED_CENTER = "125,105"
MEMORY_KIB = 8_000_000
FILAMENT_MM2 = math.pi * (1.75 / 2) ** 2
SPECIFICATION = Specification(process=ProcessId.FUSED_FILAMENT, material="pla", finish="none", tolerance="standard")
STEP_COUNT, MESH_COUNT, MESH_SIZE_MM = 8, 10, 60.0


def block(x: float, y: float, z: float, at: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> trimesh.Trimesh:
    return box((x, y, z), transform=translation_matrix(at))


def rod(radius: float, height: float, at: tuple[float, float, float], *, along_x: bool = False) -> trimesh.Trimesh:
    shape = cylinder(radius, height, sections=48)
    if along_x:
        shape.apply_transform(rotation_matrix(math.pi / 2, [0, 1, 0]))
    return shape.apply_translation(at)


def cut(shape: trimesh.Trimesh, *tools: trimesh.Trimesh) -> trimesh.Trimesh:
    return trimesh.boolean.difference([shape, *tools], engine="manifold")


def fuse(*shapes: trimesh.Trimesh) -> trimesh.Trimesh:
    return trimesh.boolean.union(shapes, engine="manifold")


def generated() -> Iterator[tuple[str, trimesh.Trimesh]]:
    """Twelve solids: blocks, shells, tubes, overhangs, ribs."""
    yield "cube 20", block(20, 20, 20)
    yield "tray 120", cut(block(120, 80, 30), block(116, 76, 30, (0, 0, 2)))
    yield "tube 100", annulus(18, 22, 100, sections=64)
    yield "dome 80", cut(icosphere(3, 40), icosphere(3, 37.5), block(100, 100, 50, (0, 0, -25)))
    holes = [rod(3.3, 20, (x, y, 3)) for x in (0, 25) for y in (-15, 15)]
    legs = fuse(block(70, 50, 6, (0, 0, 3)), block(6, 50, 50, (-32, 0, 25)))
    yield "bracket 70", cut(legs, *holes, rod(8, 20, (-32, 0, 30), along_x=True))
    ribs = [block(150, 2.4, 15, (0, y, 7.5)) for y in (-40, -20, 0, 20, 40)]
    cross = [block(2.4, 100, 15, (x, 0, 7.5)) for x in (-60, 0, 60)]
    yield "ribbed plate 150", fuse(block(150, 100, 3, (0, 0, 1.5)), *ribs, *cross)
    yield "hook 80", fuse(block(10, 20, 80, (0, 0, 40)), block(40, 20, 10, (15, 0, 75)), block(30, 20, 8, (10, 0, 4)))
    yield "bridge 100", cut(block(100, 30, 40, (0, 0, 20)), block(80, 40, 30, (0, 0, 15)))
    bolts = [rod(4, 30, (33 * math.cos(turn), 33 * math.sin(turn), 0)) for turn in np.arange(6) * math.pi / 3]
    hub = fuse(rod(45, 10, (0, 0, 5)), rod(20, 40, (0, 0, 25)))
    yield "flange 90", cut(hub, rod(14, 100, (0, 0, 0)), *bolts)
    yield "cone 60", cone(30, 60, sections=64)
    outline = [(0, 0), (30, 0), (45, 60), (25, 120), (35, 200), (33, 200), (23, 120), (43, 60), (28.5, 2), (0, 2)]
    yield "vase 200", revolve(np.array(outline, dtype=float), sections=72)
    yield "grille 180", cut(block(180, 120, 5), *[block(6, 100, 10, (x, 0, 0)) for x in np.arange(-80, 81, 12)])


def step_solids(folder: Path) -> Iterator[tuple[str, trimesh.Trimesh]]:
    """Single solids of a folder that fit the machine, tessellated as the product does it."""
    found = 0
    for path in sorted(folder.iterdir()):
        if found == STEP_COUNT or path.suffix.lower() not in (".step", ".stp"):
            continue
        screened = screen(path, name=path.name, budget=Budget())
        if not isinstance(screened, Screened):
            continue
        part = read_part(
            screened, size_bytes=path.stat().st_size, sha256="", units=None, stage=lambda _: None, timings={}
        )
        body = part.bodies[0]
        if len(part.bodies) == 1 and body.watertight and fits(body):
            found += 1
            mesh = trimesh.Trimesh(body.mesh.vertices, body.mesh.triangles, process=True)
            yield path.name[:24], mesh


def fits(body: Body) -> bool:
    """Whether a body goes on the machine whose profile is compared."""
    survey = PROCESS.survey(bare_anatomy(body), tables=default_tables())
    return survey.fits and survey.machine == MACHINE


def scaled_meshes(folder: Path) -> Iterator[tuple[str, trimesh.Trimesh]]:
    """Watertight meshes of a folder, scaled to 60 mm."""
    found = 0
    for path in sorted(folder.iterdir()):
        if found == MESH_COUNT or path.suffix.lower() not in (".stl", ".obj", ".ply"):
            continue
        try:
            mesh = trimesh.load_mesh(path)
        except (ValueError, IndexError, KeyError):
            continue
        if isinstance(mesh, trimesh.Trimesh) and mesh.is_watertight and mesh.volume > 0:
            found += 1
            yield path.name[:24], mesh.apply_scale(MESH_SIZE_MM / mesh.extents.max())


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    time_error: float
    filament_error: float
    ours_s: float
    slicer_s: float


def compare(name: str, shape: trimesh.Trimesh) -> Row | None:
    """One solid, ours and theirs; None where the slicer refuses it."""
    anatomy = bare_anatomy(mesh_body(shape))
    begin = time.perf_counter()
    survey = PROCESS.survey(anatomy, tables=default_tables())
    plan = PROCESS.plan(survey, SPECIFICATION, tables=default_tables())
    ours_s = time.perf_counter() - begin
    print_s = next(one.run_s for one in plan.operations if one.operation is OperationId.PRINT)
    begin = time.perf_counter()
    sliced = slice_mesh(laid(shape, plan))
    slicer_s = time.perf_counter() - begin
    if sliced is None:
        print(f"{name:24} refused by the slicer")
        return None
    time_s, filament_mm = sliced
    row = Row(name, print_s / time_s - 1, filament(plan) / filament_mm - 1, ours_s, slicer_s)
    print(
        f"{name:24} {print_s:8.0f} s {time_s:8.0f} s {row.time_error:+7.1%}   filament {row.filament_error:+7.1%}"
        f"   {ours_s * 1e3:6.0f} ms against {slicer_s * 1e3:6.0f} ms"
    )
    return row


def laid(shape: trimesh.Trimesh, plan: Plan) -> trimesh.Trimesh:
    turned = shape.copy()
    turned.vertices = shape.vertices @ np.array(plan.orientation).reshape(3, 3).T
    return turned.apply_translation(-turned.bounds[0])


def filament(plan: Plan) -> float:
    """mm of filament in piece, support and skirt; purging is not sliced."""
    tables = default_tables()
    density = tables.value("materials.filaments.pla.density", "g/cm3") / 1000
    purge = tables.value("fused_filament.waste.purge", "g")
    grams = sum(float(plan.parameters[name]) for name in ("part_mass_g", "support_mass_g", "plate_mass_g")) - purge
    return grams / density / FILAMENT_MM2


def slice_mesh(shape: trimesh.Trimesh) -> tuple[float, float] | None:
    """Seconds and mm of filament as PrusaSlicer writes them into the G-code."""
    with tempfile.TemporaryDirectory() as folder:
        mesh, code = Path(folder, "part.stl"), Path(folder, "part.gcode")
        shape.export(mesh)
        options = f'--export-gcode --load "$0" --center {BED_CENTER} -o "$2" "$1"'
        command = f"ulimit -v {MEMORY_KIB}; exec nice prusa-slicer {options}"
        subprocess.run(["bash", "-c", command, PROFILE, mesh, code], capture_output=True, check=False)
        if not code.exists():
            return None
        text = code.read_text("utf-8", errors="replace")
    seconds = re.search(r"estimated printing time \(normal mode\) = (.*)", text)
    length = re.search(r"filament used \[mm\] = ([\d.]+)", text)
    if seconds is None or length is None:
        return None
    units = {"d": 86400, "h": 3600, "m": 60, "s": 1}
    return sum(int(n) * units[u] for n, u in re.findall(r"(\d+)([dhms])", seconds[1])), float(length[1])


def summarize(rows: list[Row]) -> None:
    times = [row.time_error for row in rows]
    absolute = sorted(abs(error) for error in times)
    p90 = float(np.quantile(absolute, 0.9))
    print(f"\n{len(rows)} solids")
    print(f"print time, absolute error: median {statistics.median(absolute):.1%}, 90th percentile {p90:.1%}")
    print(f"print time, bias: mean {statistics.fmean(times):+.1%}, median {statistics.median(times):+.1%}")
    print(f"filament, absolute error: median {statistics.median(abs(row.filament_error) for row in rows):.1%}")
    print(
        f"speed, in sum: {sum(row.slicer_s for row in rows) / sum(row.ours_s for row in rows):.1f} times the slicer's"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--step", type=Path, help="folder of STEP files")
    parser.add_argument("--mesh", type=Path, help="folder of meshes")
    arguments = parser.parse_args()
    if shutil.which("prusa-slicer") is None:
        parser.exit(2, "prusa-slicer is not installed: apt install prusa-slicer\n")
    warnings.simplefilter("ignore")
    solids = list(generated())
    solids += list(step_solids(arguments.step)) if arguments.step else []
    solids += list(scaled_meshes(arguments.mesh)) if arguments.mesh else []
    compare("warm-up", block(10, 10, 10))
    rows = [row for name, shape in solids if (row := compare(name, shape))]
    summarize(rows)


if __name__ == "__main__":
    main()
