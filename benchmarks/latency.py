"""From a file's bytes at the fork server to a stored result and prices, against what OpenCASCADE alone takes.

For every file, interleaved in one process: the base (CAF reader, transfer and tessellation at the same deflection,
warm) and the whole chain (child, screening, reading, features, walls, surveys, answer, check, storing, prices of every
process). The ratio is (chain − 30 ms) ÷ base, each the median of several rounds.

usage: latency.py [FOLDER] [--rounds N]      FOLDER holds STEP files; without one, parts are generated
"""

import argparse
import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from OCP.Bnd import Bnd_Box
from OCP.BRepBndLib import BRepBndLib
from OCP.BRepMesh import BRepMesh_IncrementalMesh
from OCP.Message import Message_ProgressRange
from OCP.OCP.collections import Sequence_TDF_Label
from OCP.STEPCAFControl import STEPCAFControl_Reader
from OCP.TCollection import TCollection_ExtendedString
from OCP.TDocStd import TDocStd_Document
from OCP.XCAFDoc import XCAFDoc_DocumentTool, XCAFDoc_ShapeTool
from tests.shapes import solids

from partwright.analysis.analysis import Analysis
from partwright.analysis.answer import encode_survey
from partwright.analysis.reader import Reader
from partwright.manufacturing.specification import LeadTime
from partwright.pricing.book import default_book
from partwright.pricing.quote import quote_body
from partwright.pricing.wish import Wish

FREE_MS = 30.0
MEDIAN_LIMIT, P95_LIMIT = 2.0, 3.5
LINEAR_DEFLECTION, ANGULAR_DEFLECTION_RAD = 0.001, 0.35
QUANTITIES = (1, 10, 100, 1000)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", nargs="?", type=Path)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        files = step_files(chosen.folder) if chosen.folder else generate(Path(scratch))
        measure(files, rounds=chosen.rounds, store=Path(scratch))


def measure(files: list[Path], *, rounds: int, store: Path) -> None:
    """Print a row per file and what the whole comes to."""
    ratios: list[float] = []
    with Reader() as reader:
        warm_up(reader, files[0], store)
        print(f"{'file':44} {'faces':>5} {'base':>7} {'chain':>7} {'ratio':>5}  where the time goes, in ms")
        for file in files:
            bases: list[float] = []
            chains: list[float] = []
            steps: list[dict[str, float]] = []
            faces = 0
            for _ in range(rounds):
                bases.append(timed(lambda file=file: occ_alone(file)))
                spent: dict[str, float] = {}
                began = time.perf_counter()
                analysis = whole_chain(reader, file, store, spent)
                chains.append((time.perf_counter() - began) * 1000)
                steps.append(spent)
                faces = sum(len(body.faces) for body in analysis.part.bodies)
            base, chain = statistics.median(bases), statistics.median(chains)
            ratios.append((chain - FREE_MS) / base)
            where = " ".join(f"{step} {statistics.median(s[step] for s in steps):.0f}" for step in steps[0])
            print(f"{file.name:44} {faces:5} {base:7.1f} {chain:7.1f} {ratios[-1]:5.2f}  {where}")
    median, p95 = statistics.median(ratios), sorted(ratios)[math.ceil(0.95 * len(ratios)) - 1]
    print(f"median {median:.2f} (limit {MEDIAN_LIMIT}), p95 {p95:.2f} (limit {P95_LIMIT}), {len(files)} files")


def whole_chain(reader: Reader, file: Path, store: Path, spent: dict[str, float]) -> Analysis:
    """Read, store and price one file; `spent` receives the milliseconds of each step."""
    began = time.perf_counter()
    analysis, answer = reader.read_answer(file, name=file.name)
    read = time.perf_counter()
    assert isinstance(analysis, Analysis)
    with (store / "result").open("wb") as stream:
        stream.write(answer)
        for body in analysis.bodies:
            for survey in body.surveys:
                stream.write(encode_survey(survey))
        stream.flush()
        os.fsync(stream.fileno())
    stored = time.perf_counter()
    wish = Wish(quantities=QUANTITIES, lead_times=tuple(LeadTime))
    for number, body in enumerate(analysis.bodies):
        quote_body(number, body.surveys, wish=wish, book=default_book())
    priced = time.perf_counter()
    child = {step: ms for step, ms in analysis.timings_ms.items() if step != "total"}
    total = analysis.timings_ms["total"]
    spent.update(child)
    spent["rest of child"] = total - sum(child.values())
    spent["fork and answer"] = (read - began) * 1000 - total
    spent["store"] = (stored - read) * 1000
    spent["prices"] = (priced - stored) * 1000
    return analysis


def occ_alone(file: Path) -> None:
    """The base: CAF read, transfer and tessellation of every free shape."""
    document = TDocStd_Document(TCollection_ExtendedString("XmlOcaf"))
    reader = STEPCAFControl_Reader()
    reader.ReadFile(str(file))
    reader.Transfer(document, Message_ProgressRange())
    shapes: Any = XCAFDoc_DocumentTool.ShapeTool_s(document.Main())
    labels = Sequence_TDF_Label()
    shapes.GetFreeShapes(labels)
    for number in range(1, labels.Length() + 1):
        shape = XCAFDoc_ShapeTool.GetShape_s(labels.Value(number))
        box = Bnd_Box()
        BRepBndLib.Add_s(shape, box)
        deflection_mm = LINEAR_DEFLECTION * box.SquareExtent() ** 0.5
        BRepMesh_IncrementalMesh(shape, deflection_mm, False, ANGULAR_DEFLECTION_RAD, False)


def timed(work: Callable[[], None]) -> float:
    """Milliseconds that a piece of work takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def warm_up(reader: Reader, file: Path, store: Path) -> None:
    """Both sides once, unmeasured: imports, tables, allocators."""
    for _ in range(2):
        occ_alone(file)
        whole_chain(reader, file, store, {})


def step_files(folder: Path) -> list[Path]:
    """The STEP files of a folder."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in {".step", ".stp"})


def generate(folder: Path) -> list[Path]:
    """Plates with growing numbers of holes and pockets, 10 to 400 faces."""
    files: list[Path] = []
    for count in (1, 2, 4, 8, 16):
        plate = solids.box(30.0 * count, 40.0, 15.0)
        cuts = []
        for column in range(count):
            x = 30.0 * column
            cuts += [solids.cylinder(2.5, 17.0, at=(x + 5.0, y, -1.0)) for y in (6.0, 20.0, 34.0)]
            pocket = solids.box(14.0, 24.0, 9.0, at=(x + 10.0, 8.0, 8.0))
            cuts.append(solids.filleted(pocket, 3.0, edges=solids.upright_edges(pocket)))
        file = folder / f"plate_{count:02}.step"
        file.write_bytes(solids.step_bytes(solids.cut(plate, *cuts)))
        files.append(file)
    return files


if __name__ == "__main__":
    main()
