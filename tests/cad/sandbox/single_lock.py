"""Run as a program: break-out attempts behind one lock alone, to see what each is worth by itself.

`python -m tests.cad.sandbox.single_lock LOCK ATTEMPT…` prints a JSON object: attempt → held.
"""

import json
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from partwright.cad.sandbox.attempts import ATTEMPTS
from partwright.cad.sandbox.confinement import FIRST_UID, enclose, find_confinement, shut
from partwright.cad.sandbox.limits import Limits

FOUND = find_confinement(unprivileged=True)
LOCKS = {
    "all": FOUND,
    "landlock": replace(FOUND, drops_user=False, architecture=None),
    "seccomp": replace(FOUND, drops_user=False, landlock_abi=0),
    "user": replace(FOUND, landlock_abi=0, architecture=None, keeps_reading=False),
}


def main(lock: str, attempts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        ground = Path(name)
        ground.chmod(0o755)
        for folder, mode in (("work", 0o777), ("open", 0o777)):
            (ground / folder).mkdir()
            (ground / folder).chmod(mode)
        (ground / "secret").write_bytes(b"secret")
        (ground / "secret").chmod(0o600)
        target = {
            "secret": str(ground / "secret"),
            "open_folder": str(ground / "open"),
            "application_pid": os.getpid(),
            "tcp_port": 9,
            "memory_bytes": 1 << 32,
            "file_bytes": 1 << 22,
        }
        json.dump({attempt: _held(lock, attempt, target, ground / "work") for attempt in attempts}, sys.stdout)


def _held(lock: str, attempt: str, target: dict[str, object], folder: Path) -> bool:
    parent = os.getpid()
    if (pid := os.fork()) == 0:
        os.setsid()
        os.chdir(folder)
        limits = Limits(memory_bytes=1 << 28, file_bytes=1 << 20, processes=8)
        enclose(LOCKS[lock], folder=folder, uid=FIRST_UID, parent_pid=parent)
        shut(LOCKS[lock], limits=limits)
        try:
            ATTEMPTS[attempt](target)
        except (OSError, MemoryError, ValueError):
            os._exit(7)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status) == 7


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
