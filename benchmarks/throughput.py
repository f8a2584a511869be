"""How reading scales and what it costs in memory.

Three figures: files per second with two children over that with one (wanted 1.7 ×), the median of rounds taken in turn;
the peak memory of the child that reads a STEP file of 20 MB, one solid or twenty (wanted below 1.5 GB, and an end
within the default limits); how much this process grows from file 50 to file 500 (wanted at most 20 MB).

usage: throughput.py [FOLDER] [--files N] [--rounds N] [--growth-files N] [--large-mb N]      FOLDER holds STEP files
"""

import argparse
import gc
import math
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from OCP.BRep import BRep_Builder
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeFace, BRepBuilderAPI_MakePolygon
from OCP.BRepPrimAPI import BRepPrimAPI_MakePrism
from OCP.gp import gp_Pnt, gp_Vec
from OCP.TopoDS import TopoDS_Compound, TopoDS_Shape
from tests.shapes import solids

from partwright.analysis.reader import Reader
from partwright.cad.sandbox import Limits
from partwright.errors import FileError

WANTED_SPEEDUP = 1.7
WANTED_PEAK_MB = 1500.0
WANTED_GROWTH_MB = 20.0
RACKS = 20


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", nargs="?", type=Path)
    options.add_argument("--files", type=int, default=40, help="read per round, one after another or two at once")
    options.add_argument("--rounds", type=int, default=7, help="each with one child, then with two, then with one")
    options.add_argument("--growth-files", type=int, default=500)
    options.add_argument("--large-mb", type=float, default=20.0)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch, Reader(limits=Limits()) as reader:
        files = step_files(chosen.folder) if chosen.folder else generate(Path(scratch))
        if chosen.files:
            measure_speedup(reader, [files[n % len(files)] for n in range(chosen.files)], rounds=chosen.rounds)
        if chosen.growth_files:
            measure_growth(reader, files[0], chosen.growth_files)
        if chosen.large_mb:
            for pieces in (1, RACKS):
                measure_peak(reader, large_file(Path(scratch), chosen.large_mb, pieces=pieces))


def measure_speedup(reader: Reader, files: Sequence[Path], *, rounds: int) -> None:
    """Print the median over rounds of the time with one child over that with two, and what of it this process worked.

    The time with one is the mean of before and after, so that a machine that grows slower does not count.
    """
    reader.read(files[0], name=files[0].name)
    own_s, before = time.process_time(), seconds_for(reader, files, at_once=1)
    own_s = time.process_time() - own_s
    speedups, ones = [], [before]
    for _ in range(rounds):
        two = seconds_for(reader, files, at_once=2)
        after = seconds_for(reader, files, at_once=1)
        speedups.append((before + after) / 2 / two)
        ones.append(after)
        before = after
    one = statistics.median(ones)
    print(f"one child {len(files) / one:.2f} files/s, of {one / len(files) * 1000:.0f} ms a file", end=" ")
    print(f"{own_s / len(files) * 1000:.1f} ms in this process; rounds {', '.join(f'{s:.2f}' for s in speedups)}")
    speedup = statistics.median(speedups)
    say("speedup, median", speedup, "×", ok=speedup >= WANTED_SPEEDUP)


def seconds_for(reader: Reader, files: Sequence[Path], *, at_once: int) -> float:
    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(lambda file: reader.read(file, name=file.name), files))
    return time.perf_counter() - began


def measure_growth(reader: Reader, file: Path, count: int) -> None:
    """Print by how much this process grew after the first tenth of the files."""
    for number in range(count):
        reader.read(file, name=file.name)
        if number == count // 10:
            gc.collect()
            before_mb = resident_mb("self")
    gc.collect()
    growth_mb = resident_mb("self") - before_mb
    say(f"growth of the parent from file {count // 10} to {count}", growth_mb, "MB", ok=growth_mb <= WANTED_GROWTH_MB)


def measure_peak(reader: Reader, file: Path) -> None:
    """Print the highest memory seen in any child of the fork server while it reads one large file."""
    done = threading.Event()
    peaks_mb = [0.0]

    def watch() -> None:
        while not done.wait(0.05):
            peaks_mb.extend(resident_mb(pid) for pid in children(children(("self",))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    began = time.perf_counter()
    try:
        ending = type(reader.read(file, name=file.name)).__name__
    except FileError as refusal:
        ending = refusal.code
    finally:
        done.set()
        watcher.join()
    print(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB of STEP, {time.perf_counter() - began:.1f} s")
    print(f"its end: {ending}  {'ok' if ending == 'Analysis' else 'MISSED'}")
    say("peak memory of its child", max(peaks_mb), "MB", ok=max(peaks_mb) < WANTED_PEAK_MB)


def children(pids: Sequence[str]) -> list[str]:
    """Process numbers one generation down."""
    found: list[str] = []
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            try:
                found += task.read_text("ascii").split()
            except OSError:
                continue
    return found


def resident_mb(pid: str) -> float:
    """Resident memory of a process; 0 if it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS")), 0.0)


def say(title: str, value: float, unit: str, *, ok: bool) -> None:
    print(f"{title}: {value:.2f} {unit}  {'ok' if ok else 'MISSED'}")


def step_files(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.iterdir()) if file.suffix.lower() in (".step", ".stp")]


def generate(folder: Path) -> list[Path]:
    """Six parts of 10 to 60 faces."""
    shapes = {
        "plate": solids.plate_with_pocket(),
        "bracket": solids.bracket(),
        "rounded": solids.filleted(solids.box(60, 40, 20), 3.0),
        "grid": perforated(4, 3),
        "broken": solids.chamfered(solids.box(50, 30, 20), 1.0),
        "tube": solids.tube(20, 15, 40),
    }
    files = []
    for name, shape in shapes.items():
        files.append(folder / f"{name}.step")
        files[-1].write_bytes(solids.step_bytes(shape))
    return files


def large_file(folder: Path, megabytes: float, *, pieces: int) -> Path:
    """Racks of different lengths in one file, with as many teeth as it takes to fill it."""
    per_tooth = (len(solids.step_bytes(rack(200))) - len(solids.step_bytes(rack(100)))) / 100
    teeth = math.ceil(megabytes * 1e6 / per_tooth / pieces)
    together = TopoDS_Compound()
    BRep_Builder().MakeCompound(together)
    for number in range(pieces):
        BRep_Builder().Add(together, solids.moved(rack(teeth + number), by=(0.0, 20.0 * number, 0.0)))
    file = folder / f"racks-{pieces}.step"
    file.write_bytes(solids.step_bytes(together))
    return file


def rack(teeth: int) -> TopoDS_Shape:
    """A straight bar, 10 mm wide, with pointed teeth 1 mm apart, each a little higher than the one before."""
    outline = BRepBuilderAPI_MakePolygon()
    outline.Add(gp_Pnt(0, 0, 0))
    for tooth in range(teeth):
        outline.Add(gp_Pnt(tooth, 5, 0))
        outline.Add(gp_Pnt(tooth + 0.5, 6 + tooth / teeth, 0))
    outline.Add(gp_Pnt(teeth, 5, 0))
    outline.Add(gp_Pnt(teeth, 0, 0))
    outline.Close()
    face = BRepBuilderAPI_MakeFace(outline.Wire()).Face()
    return BRepPrimAPI_MakePrism(face, gp_Vec(0, 0, 10)).Shape()


def perforated(columns: int, rows: int) -> TopoDS_Shape:
    """A plate with a grid of holes."""
    plate = solids.box(12.0 * columns, 12.0 * rows, 8.0)
    centers = [(12.0 * column + 6.0, 12.0 * row + 6.0, -1.0) for column in range(columns) for row in range(rows)]
    return solids.cut(plate, *(solids.cylinder(3.0, 10.0, at=center) for center in centers))


if __name__ == "__main__":
    main()
