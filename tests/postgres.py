"""A PostgreSQL server for the length of one command: `python -m tests.postgres pytest tests/web`.

It runs as an ordinary user, as PostgreSQL insists, in a folder of its own, and listens on a socket there alone.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

NO_SERVER = 77


def find_programs() -> Path | None:
    """The folder with `initdb` and `pg_ctl`, the newest version's; None if PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).resolve().parent if on_path else None


def main(command: list[str]) -> int:
    """Runs a command with `PARTWRIGHT_TEST_DATABASE_URL` set; its status, or 77 without PostgreSQL."""
    programs = find_programs()
    if programs is None:
        sys.stderr.write("PostgreSQL is not installed here.\n")
        return NO_SERVER
    user = pwd.getpwnam("nobody") if os.getuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="pw-pg-") as folder:
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
        as_user = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        data = f"{folder}/data"

        def run(program: str, *arguments: str) -> None:
            subprocess.run(
                [programs / program, *arguments], check=True, cwd=folder, stdout=subprocess.DEVNULL, **as_user
            )

        run("initdb", "-D", data, "-U", "partwright", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        run("pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start")
        try:
            url = f"postgres://partwright@{folder.replace('/', '%2F')}/postgres"
            environment = {**os.environ, "PARTWRIGHT_TEST_DATABASE_URL": url}
            return subprocess.run(command, env=environment, check=False).returncode
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
