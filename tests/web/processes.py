"""Other processes of the same installation, for tests that kill them."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parents[2]


def environment(**more: str) -> dict[str, str]:
    """The variables of a process that uses the test's database, files and key."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        url = f"sqlite:///{name}"
    else:
        url = urlunsplit(urlsplit(settings.ENVIRONMENT.database_url)._replace(path=f"/{name}"))
    python_path = os.pathsep.join(filter(None, [str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return {
        **os.environ,
        "PYTHONPATH": python_path,
        "PARTWRIGHT_DATABASE_URL": url,
        "PARTWRIGHT_DATA_DIR": str(settings.DATA_DIR),
        **more,
    }


def start(*arguments: str, **variables: str) -> subprocess.Popen[str]:
    """A Python process of the installation, whose output the test reads line by line."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        env=environment(**variables),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )


def expect(process: subprocess.Popen[str], word: str) -> str:
    """The first line that starts with a word.

    Raises:
        AssertionError: the process ended before it said it.
    """
    for line in process.stdout:
        if line.startswith(word):
            return line.strip()
    raise AssertionError(f"the process ended with {process.wait()} before it said {word!r}")
