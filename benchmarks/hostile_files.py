"""What becomes of damaged and hostile files, with honest ones mixed in, read as uploads are.

200 mutated STEP files, 60 broken meshes and every archive, XML, STEP and mesh attack of tests/attacks; one file in five
is an untouched copy. Each goes through the fork server. Wanted: no server error, nothing past the limit, no absurd
geometry accepted, no attack answered by the wrong error, every untouched copy accepted.

usage: hostile_files.py [FOLDER] [--seed N] [--mutations N] [--meshes N]      FOLDER holds STEP files to mutate
"""

import argparse
import logging
import math
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

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


@dataclass(frozen=True, slots=True)
class Case:
    """A file and what may become of it: `codes` are right errors (any, if empty); `untouched` must be accepted."""

    kind: str
    name: str
    content: bytes
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
    options.add_argument("folder", nargs="?", type=Path)
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--mutations", type=int, default=200)
    options.add_argument("--meshes", type=int, default=60)
    chosen = options.parse_args()
    faults = Faults()
    logging.getLogger("partwright").addHandler(faults)
    logging.getLogger("partwright").propagate = False
    steps = step_parts(chosen.folder)
    cases = list(mixed(hostile(steps, chosen.seed, chosen.mutations, chosen.meshes), untouched(steps)))
    print(f"{len(cases)} files, {sum(case.untouched for case in cases)} of them untouched, seed {chosen.seed}")
    with Reader(limits=LIMITS) as reader, tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = list(pool.map(lambda numbered: read(reader, numbered, Path(scratch)), enumerate(cases)))
    report(outcomes, faults)


def step_parts(folder: Path | None) -> dict[str, bytes]:
    """STEP files to mutate: generated ones and those of a folder."""
    shapes = {
        "box": solids.box(30, 20, 10),
        "plate": solids.plate_with_pocket(),
        "bracket": solids.bracket(),
        "tube": solids.tube(20, 15, 40),
        "rounded": solids.filleted(solids.box(40, 30, 20), 3.0),
        "ring": solids.torus(20, 5),
    }
    parts = {f"{name}.step": solids.step_bytes(shape) for name, shape in shapes.items()}
    for file in sorted(folder.rglob("*")) if folder else ():
        if file.suffix.lower() in (".step", ".stp"):
            parts[file.name] = file.read_bytes()
    return parts


def hostile(steps: dict[str, bytes], seed: int, mutations: int, meshes: int) -> Iterator[Case]:
    """Everything that is wrong with its files."""
    originals = tuple(steps.items())
    for number in range(mutations):
        name, content = originals[number % len(originals)]
        yield Case("mutated STEP", f"{number:03d}-{name}", mutated(content, seed=seed + number))
    for name, content in broken_meshes(meshes, seed=seed):
        yield Case("broken mesh", name, content)
    kinds = {
        "archive attack": archive_attacks(seed),
        "XML attack": xml_attacks(),
        "STEP attack": step_attacks(),
        "mesh attack": mesh_attacks(),
    }
    for kind, attacks in kinds.items():
        for attack in attacks:
            yield Case(kind, attack.name, attack.content, attack.codes)


def untouched(steps: dict[str, bytes]) -> Iterator[Case]:
    """Honest files, over and over."""
    honest = {**steps, **honest_meshes(), "cube.3mf": CUBE_3MF}
    while True:
        for name, content in honest.items():
            yield Case("untouched", name, content, untouched=True)


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
    file.write_bytes(case.content)
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
    """Whether no thing can have this volume, surface and box. An open surface has no volume, and is called one."""
    volume, area, sides = body.mass.volume_mm3, body.mass.area_mm2, body.mass.bounding_box_mm
    if not all(map(math.isfinite, (volume, area, *sides))) or volume < 0 or area <= 0:
        return True
    if volume == 0:
        return body.kind is not BodyKind.SURFACE
    ball_mm2 = math.pi ** (1 / 3) * (6 * volume) ** (2 / 3)
    return volume > math.prod(sides) * ROUNDING or area * ROUNDING < ball_mm2


def report(outcomes: list[Outcome], faults: Faults) -> None:
    """A line per kind, then what must be zero, with the files that are not."""
    for kind in dict.fromkeys(outcome.case.kind for outcome in outcomes):
        verdicts = Counter(outcome.verdict for outcome in outcomes if outcome.case.kind == kind)
        slowest = max(outcome.seconds for outcome in outcomes if outcome.case.kind == kind)
        told = ", ".join(f"{verdict} {count}" for verdict, count in verdicts.most_common())
        print(f"{kind:15} {sum(verdicts.values()):4}  slowest {slowest:5.1f} s  {told}")
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
