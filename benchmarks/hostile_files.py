"""What becomes of damaged and hostile files, with honest ones mixed in, read as uploads are.

200 mutated STEP files, 60 broken meshes and every archive, XML, STEP and mesh attack of tests/attacks; one file in five
is an untouched copy. Each goes through the fork server. Wanted: no server error, nothing past the limit, no absurd
geometry accepted, no attack answered by the wrong error, every untouched copy accepted. Files in a folder `must_fail`
must be refused. The slowest files are named.

usage: hostile_files.py [FOLDER…] [--seed N] [--mutations N] [--meshes N]      FOLDERs hold STEP, STL, OBJ, PLY, 3MF

Mesh files of a folder count as honest if they are accepted as they are; those that are not are named before the run.
"""

import argparse
import logging
import math
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from tests.attacks.archives import archive_attacks
from tests.attacks.meshes import broken_meshes, honest_meshes, mesh_attacks
from tests.attacks.step import mutated, step_attacks
from tests.attacks.xml import CUBE_3MF, xml_attacks
from tests.shapes import solids

from partwright.analysis.analysis import Analysis
from partwright.analysis.reader import Reader
from partwright.cad.preflight import Archive
from partwright.cad.sandbox import Limits
from partwright.errors import FileError
from partwright.geometry.part import Body, BodyKind

SEED = 20261124
LIMITS = Limits(wall_s=60.0, cpu_s=60)
OVERHEAD_S = 5.0  # hashing, starting and burying a child on a busy machine
ONE_IN = 5
AT_ONCE = 2
ROUNDING = 1.0 + 1e-6
CENTER_NEAR = 1e-2  # of the longest side: boxes of free forms are those of their triangles
SLOWEST = 8  # files that are named
STEP_ENDINGS, MESH_ENDINGS, MUST_FAIL = (".step", ".stp"), (".stl", ".obj", ".ply", ".3mf"), "must_fail"
REFUSALS = ("file.unreadable", "file.hostile", "format.unsupported")


@dataclass(frozen=True, slots=True)
class Case:
    """A file and what may become of it: `codes` are right errors (any, if empty); `untouched` must be accepted.

    `make` gives its content; a hundred damaged files of many MB need not be in memory at once.
    """

    kind: str
    name: str
    make: Callable[[], bytes]
    codes: tuple[str, ...] = ()
    untouched: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: `verdict` is "accepted", an error's code, or the name of an exception nobody expected."""

    case: Case
    verdict: str
    seconds: float
    absurd: bool = False
    server_error: bool = False

    @property
    def late(self) -> bool:
        return self.seconds > LIMITS.wall_s + OVERHEAD_S


class Faults(logging.Handler):
    """Exceptions in children that the reader turned into "cannot be read"."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.met: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        self.met[record.getMessage()] += 1


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folders", nargs="*", type=Path)
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--mutations", type=int, default=200)
    options.add_argument("--meshes", type=int, default=60)
    chosen = options.parse_args()
    faults = Faults()
    logging.getLogger("partwright").addHandler(faults)
    logging.getLogger("partwright").propagate = False
    steps = {**generated_steps(), **files_in(chosen.folders, STEP_ENDINGS)}
    with Reader(limits=LIMITS) as reader, tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(AT_ONCE) as pool:
        honest = {**steps, **honest_meshes(), "cube.3mf": CUBE_3MF, **accepted_meshes(reader, chosen.folders)}
        attacks = hostile(steps, honest, chosen.seed, chosen.mutations, chosen.meshes)
        refused = (
            Case("must fail", name, partial(bytes, content), REFUSALS)
            for name, content in files_in(chosen.folders, MESH_ENDINGS, within=MUST_FAIL).items()
        )
        cases = [*mixed(attacks, untouched(honest)), *refused]
        print(f"{len(cases)} files, {sum(case.untouched for case in cases)} of them untouched, seed {chosen.seed}")
        outcomes = list(pool.map(lambda numbered: read(reader, numbered, Path(scratch)), enumerate(cases)))
    report(outcomes, faults)


def generated_steps() -> dict[str, bytes]:
    """STEP files of shapes made in code."""
    shapes = {
        "box": solids.box(30, 20, 10),
        "plate": solids.plate_with_pocket(),
        "bracket": solids.bracket(),
        "tube": solids.tube(20, 15, 40),
        "rounded": solids.filleted(solids.box(40, 30, 20), 3.0),
        "ring": solids.torus(20, 5),
    }
    return {f"{name}.step": solids.step_bytes(shape) for name, shape in shapes.items()}


def files_in(folders: Sequence[Path], endings: tuple[str, ...], *, within: str | None = None) -> dict[str, bytes]:
    """The files with these endings, by name; those in folders named `within`, or in none that must fail."""
    return {
        file.name: file.read_bytes()
        for folder in folders
        for file in sorted(folder.rglob("*"))
        if file.suffix.lower() in endings and (within in file.parts if within else MUST_FAIL not in file.parts)
    }


def accepted_meshes(reader: Reader, folders: Sequence[Path]) -> dict[str, bytes]:
    """The mesh files that become parts as they are. Who gives a folder knows which of its files are none."""
    found = {}
    with tempfile.TemporaryDirectory() as scratch:
        for name, content in files_in(folders, MESH_ENDINGS).items():
            outcome = read(reader, (0, Case("untouched", name, partial(bytes, content))), Path(scratch))
            if outcome.verdict == "accepted":
                found[name] = content
            else:
                print(f"not honest as it is: {name} {outcome.verdict}")
    return found


def hostile(
    steps: dict[str, bytes], honest: dict[str, bytes], seed: int, mutations: int, meshes: int
) -> Iterator[Case]:
    """Everything that is wrong with its files."""
    originals = tuple(steps.items())
    for number in range(mutations):
        name, content = originals[number % len(originals)]
        make = partial(mutated, content, seed=seed + number)
        yield Case("mutated STEP", f"{number:03d}-{name}", make)
    whole = {name: content for name, content in honest.items() if name not in steps}
    for name, content in broken_meshes(meshes, seed=seed, originals=whole):
        yield Case("broken mesh", name, partial(bytes, content))
    kinds = {
        "archive attack": archive_attacks(seed),
        "XML attack": xml_attacks(),
        "STEP attack": step_attacks(),
        "mesh attack": mesh_attacks(),
    }
    for kind, attacks in kinds.items():
        for attack in attacks:
            yield Case(kind, attack.name, partial(bytes, attack.content), attack.codes)


def untouched(honest: dict[str, bytes]) -> Iterator[Case]:
    """Honest files, over and over."""
    while True:
        for name, content in honest.items():
            yield Case("untouched", name, partial(bytes, content), untouched=True)


def mixed(attacks: Iterator[Case], honest: Iterator[Case]) -> Iterator[Case]:
    """Every fifth file is an honest one."""
    for number, attack in enumerate(attacks, start=1):
        yield attack
        if number % (ONE_IN - 1) == 0:
            yield next(honest)


def read(reader: Reader, numbered: tuple[int, Case], scratch: Path) -> Outcome:
    """One file through the fork server, and the members of an archive after it."""
    number, case = numbered
    file = scratch / str(number)
    file.write_bytes(case.make())
    began = time.perf_counter()
    absurd = server_error = False
    try:
        found = reader.read(file, name=case.name)
        if isinstance(found, Archive):
            for member in found.members:
                file.write_bytes(member.content)
                found = reader.read(file, name=member.name)
        verdict = "accepted"
        absurd = isinstance(found, Analysis) and any(is_absurd(body) for body in found.part.bodies)
    except FileError as refusal:
        verdict = refusal.code
    except Exception as fault:  # noqa: BLE001  the very thing this script looks for
        verdict, server_error = f"{type(fault).__name__}: {fault}", True
    finally:
        file.unlink()
    return Outcome(case, verdict, time.perf_counter() - began, absurd, server_error)


def is_absurd(body: Body) -> bool:
    """Whether no thing can have this volume, surface, box and center, or these faces and triangles.

    An open surface has no volume, and is called one.
    """
    volume, area, sides = body.mass.volume_mm3, body.mass.area_mm2, body.mass.bounding_box_mm
    vertices, low, high = body.mesh.vertices, np.array(body.mass.box_min), np.array(body.mass.box_max)
    if not all(map(math.isfinite, (volume, area, *sides))) or volume < 0 or area <= 0:
        return True
    near = 1e-6 * math.hypot(*sides)
    if not len(vertices) or (vertices < low - near).any() or (vertices > high + near).any():
        return True
    if body.faces and not math.isclose(sum(face.area_mm2 for face in body.faces), area, rel_tol=1e-6):
        return True
    if volume == 0:
        return body.kind is not BodyKind.SURFACE
    center = np.array(body.mass.center_of_mass)
    if (center < low - CENTER_NEAR * max(sides)).any() or (center > high + CENTER_NEAR * max(sides)).any():
        return True
    ball_mm2 = math.pi ** (1 / 3) * (6 * volume) ** (2 / 3)
    return volume > math.prod(sides) * ROUNDING or area * ROUNDING < ball_mm2


def report(outcomes: list[Outcome], faults: Faults) -> None:
    """A line per kind, then what must be zero, with the files that are not."""
    for kind in dict.fromkeys(outcome.case.kind for outcome in outcomes):
        verdicts = Counter(outcome.verdict for outcome in outcomes if outcome.case.kind == kind)
        slowest = max(outcome.seconds for outcome in outcomes if outcome.case.kind == kind)
        told = ", ".join(f"{verdict} {count}" for verdict, count in verdicts.most_common())
        print(f"{kind:15} {sum(verdicts.values()):4}  slowest {slowest:5.1f} s  {told}")
    by_time = sorted(outcomes, key=lambda outcome: outcome.seconds, reverse=True)
    print("slowest:", ", ".join(f"{o.case.name} {o.verdict} {o.seconds:.1f} s" for o in by_time[:SLOWEST]))
    print("exceptions in children, answered as file.unreadable:", faults.met.total())
    for message, count in faults.met.most_common(10):
        print(f"    {count} × {message}")
    must_be_none = {
        "server errors": [o for o in outcomes if o.server_error],
        "past the limit": [o for o in outcomes if o.late],
        "absurd accepted": [o for o in outcomes if o.absurd],
        "untouched refused": [o for o in outcomes if o.case.untouched and o.verdict != "accepted"],
        "attacks answered wrong": [o for o in outcomes if o.case.codes and o.verdict not in o.case.codes],
    }
    for title, found in must_be_none.items():
        print(f"{title:23} {len(found):4}  {'ok' if not found else 'MISSED'}")
        for outcome in found[:10]:
            print(f"    {outcome.case.name}: {outcome.verdict} after {outcome.seconds:.1f} s")
    if any(must_be_none.values()):
        sys.exit(1)


if __name__ == "__main__":
    main()
