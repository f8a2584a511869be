"""Run all tests: everything on SQLite, then the web's once more on PostgreSQL where there is one.

What this machine lacks is skipped and named in the last lines; names listed in PARTWRIGHT_REQUIRE must be there.
Further arguments go to pytest.
"""

import os
import subprocess
import sys
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
POSTGRES = os.environ.get("PARTWRIGHT_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/test")
REQUIRED = set(filter(None, os.environ.get("PARTWRIGHT_REQUIRE", "").split(",")))


def main() -> None:
    failed = run_tests(["tests"])
    if postgres_answers():
        failed |= run_tests(["tests/web"], PARTWRIGHT_TEST_DATABASE_URL=POSTGRES)
    elif "postgres" in REQUIRED:
        raise SystemExit("PostgreSQL is required here and does not answer.")
    else:
        sys.stdout.write("not tested here: PostgreSQL does not answer on 127.0.0.1:5432\n")
    raise SystemExit(failed)


def run_tests(folders: list[str], **environment: str) -> int:
    """Exit status of pytest over some folders."""
    command = [sys.executable, "-m", "pytest", "--quiet", "--numprocesses=2", "--dist=loadscope", *folders]
    result = subprocess.run([*command, *sys.argv[1:]], cwd=ROOT, env={**os.environ, **environment}, check=False)
    return result.returncode


def postgres_answers() -> bool:
    try:
        psycopg.connect(POSTGRES, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


if __name__ == "__main__":
    main()
