"""Run all tests: engine, browser, web; then the web's once more on PostgreSQL where it is installed.

Each group has processes of its own: a browser's event loop and Django's database do not share one.
What this machine lacks is skipped and named in the last lines; names listed in PARTWRIGHT_REQUIRE must be there.
Further arguments go to pytest.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NO_SERVER = 77  # what `python -m tests.postgres` answers where PostgreSQL is not installed
REQUIRED = set(filter(None, os.environ.get("PARTWRIGHT_REQUIRE", "").split(",")))
# One file a worker process at a time, so that costly fixtures are made once.
IN_PARALLEL = ["--numprocesses=2", "--dist=loadfile"]


def main() -> None:
    engine = ["tests", "--ignore=tests/web", "--ignore=tests/journeys"]
    failed = [run([*pytest(), *group]) for group in ([*IN_PARALLEL, *engine], ["tests/journeys"], ["tests/web"])]
    on_postgres = run([sys.executable, "-m", "tests.postgres", *pytest(), "tests/web"])
    if on_postgres == NO_SERVER and "postgres" not in REQUIRED:
        sys.stdout.write("not tested here: PostgreSQL is not installed\n")
        on_postgres = 0
    raise SystemExit(next(filter(None, [*failed, on_postgres]), 0))


def pytest() -> list[str]:
    return [sys.executable, "-m", "pytest", "--quiet", *sys.argv[1:]]


def run(command: list[str]) -> int:
    """Exit status of a command in the root of the clone."""
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    main()
