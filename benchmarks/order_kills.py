"""Kills a shop with SIGKILL between one write and the next of an order, and looks what is left.

First the whole way of four orders is walked undisturbed over HTTP, and what is there before each step is kept. Then,
for each point, a copy of what was there is served again, the step is done, and the process is killed right after the
point's write: of the database, of a file, to Stripe, to the mail server. The shop is started anew, the step is repeated
as somebody would, waiting work is done, and the books must be those of the undisturbed way: an order has its payment
and a payment its order, numbers have no gap, every mail has arrived, one of them twice at most under one Message-ID,
and no error was shown. Exit 1 if not.

usage: order_kills.py [--random N] [--seed N] [--only NAME …] [--list]
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from killing.browser import DiedError
from killing.ledger import faults
from killing.points import NAMED, Point
from killing.town import KILLED, Snapshot, Town, build_town
from killing.walk import STEPS, Act, ErrorShownError, Step, sign_in

LATER_MIN = (10, 45)  # leases have run out; then also what waits before it is tried again
RANDOM_POINTS, SEED = 40, 20261125


@dataclass
class Walked:
    """The undisturbed way: before each step what was there, and after it what its repetition must lead to."""

    before: dict[str, Snapshot] = field(default_factory=dict)
    census: dict[str, dict[str, Counter]] = field(default_factory=dict)
    points: list[Point] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one kill; `wrong` is empty if all is well."""

    point: Point
    wrong: tuple[str, ...]
    repeated_mails: int
    seconds: float


def walk(town: Town, steps: Sequence[Step]) -> Walked:
    """Walks the way, keeping what is needed to walk each step again."""
    walked = Walked()
    for step in steps:
        _served(town, step.before)
        _work(town)
        walked.before[step.name] = town.keep(step.name)
        heard = {phase: town.folder / f"{step.name} {phase}" for phase in ("serve", "work")}
        _served(town, step.act, heard=heard["serve"])
        _work(town, heard=heard["work"])
        walked.census[step.name] = town.ledger.census()
        for phase, path in heard.items():
            seen: Counter[str] = Counter()
            for label in path.read_text("utf-8").splitlines():
                seen[label] += 1
                walked.points.append(Point(step.name, phase, label, seen[label]))
    wrong = list(faults(town.ledger, town.stripe, town.inbox.message_ids))
    if wrong:
        raise SystemExit(f"The undisturbed way is wrong already: {wrong}")
    return walked


def kill_at(town: Town, walked: Walked, point: Point, step: Step) -> Outcome:
    """Kills at one point, repeats the step, and says what is wrong then."""
    began = time.perf_counter()
    town.go_back(walked.before[point.step])
    wrong: list[str] = []
    where = {"label": point.label, "number": point.number}
    town.begin("serve", **(where if point.phase == "serve" else {}))
    try:
        step.act(town.visit())
    except DiedError:
        pass
    except ErrorShownError as error:
        wrong.append(f"an error before the kill: {error}")
    status = town.stop()
    if point.phase == "work":
        town.begin("work", later_min=0, **where)
        status = town.end()
    if status != KILLED:
        wrong.append(f"the point was not reached: {status}")
    try:
        _served(town, step.act)
    except (DiedError, ErrorShownError, LookupError) as error:
        wrong.append(f"the repetition shows an error: {error}")
    for minutes in LATER_MIN:
        _work(town, later_min=minutes)
    wrong += faults(town.ledger, town.stripe, town.inbox.message_ids)
    census = town.ledger.census()
    for name, counted in walked.census[point.step].items():
        if census[name] != counted:
            wrong.append(f"{name}: too many {_told(census[name] - counted)}, missing {_told(counted - census[name])}")
    repeated = len(town.inbox.message_ids) - len(set(town.inbox.message_ids))
    return Outcome(point, tuple(wrong), repeated, time.perf_counter() - began)


def chosen(walked: Walked, arguments: argparse.Namespace) -> Iterator[Point]:
    """The named points, then others at random."""
    yield from arguments.only or NAMED
    if not arguments.only:
        others = sorted(set(walked.points) - set(NAMED))
        yield from random.Random(arguments.seed).sample(others, min(arguments.random, len(others)))


def report(outcomes: Sequence[Outcome]) -> int:
    """A line for each kind of point, and what must be none; the exit status."""
    kinds = Counter((outcome.point.step, outcome.point.phase) for outcome in outcomes)
    print(f"\n{'step':24} {'process':8} kills  wrong  mail twice")
    for (step, phase), count in kinds.items():
        mine = [o for o in outcomes if (o.point.step, o.point.phase) == (step, phase)]
        wrong_here, twice = sum(bool(o.wrong) for o in mine), sum(o.repeated_mails for o in mine)
        print(f"{step:24} {phase:8} {count:5}  {wrong_here:5}  {twice:10}")
    wrong = [outcome for outcome in outcomes if outcome.wrong]
    slowest = max(outcome.seconds for outcome in outcomes)
    print(
        f"{len(outcomes)} kills, {len(wrong)} with something wrong; mails that came once more: "
        f"{sum(outcome.repeated_mails for outcome in outcomes)}; slowest {slowest:.1f} s"
    )
    return int(bool(wrong))


def _served(town: Town, act: Act, *, heard: Path | None = None) -> None:
    town.begin("serve", **({"heard": str(heard)} if heard else {}))
    try:
        act(town.visit())
    finally:
        town.stop()


def _work(town: Town, *, later_min: int = 0, heard: Path | None = None) -> None:
    town.begin("work", later_min=later_min, **({"heard": str(heard)} if heard else {}))
    status = town.end()
    if status:
        raise RuntimeError(f"The worker ended with {status}: see {town.folder / 'log'}")


def _told(rows: Counter) -> str:
    return ", ".join(map(str, rows.elements())) or "none"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--random", type=int, default=RANDOM_POINTS, help="points beside the named ones")
    parser.add_argument("--seed", type=int, default=SEED, help="of the choice of those")
    parser.add_argument("--only", nargs="+", metavar="NAME", type=Point.named, help="these points alone")
    parser.add_argument("--list", action="store_true", help="print every point and kill nobody")
    arguments = parser.parse_args()
    steps = {step.name: step for step in STEPS}
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="partwright-kills-") as folder, build_town(Path(folder)) as town:
        town.prepare()
        _served(town, sign_in)
        last = max((list(steps).index(point.step) for point in arguments.only or ()), default=len(STEPS) - 1)
        walked = walk(town, STEPS[: last + 1])
        walked_s = time.perf_counter() - began
        print(f"{len(walked.points)} points on the way, walked in {walked_s:.0f} s; seed {arguments.seed}")
        if arguments.list:
            print(*walked.points, sep="\n")
            return 0
        outcomes = []
        for point in chosen(walked, arguments):
            outcome = kill_at(town, walked, point, steps[point.step])
            outcomes.append(outcome)
            print(f"{'WRONG' if outcome.wrong else 'ok':5} {point}", flush=True)
            for sentence in outcome.wrong:
                print(f"      {sentence}")
    status = report(outcomes)
    print(f"took {time.perf_counter() - began:.0f} s")
    return status


if __name__ == "__main__":
    sys.exit(main())
