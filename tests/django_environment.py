"""Django for tests: its own data folder, and the database that `PARTWRIGHT_TEST_DATABASE_URL` names, else SQLite."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import django

_folder: Path | None = None


def prepare() -> Path:
    """Sets Django up once, away from any real installation; returns its data folder."""
    global _folder  # noqa: PLW0603 -- one Django a process
    if _folder is None:
        _folder = Path(tempfile.mkdtemp(prefix="partwright-tests-"))
        atexit.register(shutil.rmtree, _folder, ignore_errors=True)
        database = os.environ.pop("PARTWRIGHT_TEST_DATABASE_URL", "")
        for name in [name for name in os.environ if name.startswith("PARTWRIGHT_")]:
            del os.environ[name]
        os.environ["PARTWRIGHT_DATA_DIR"] = str(_folder)
        os.environ["PARTWRIGHT_HOSTS"] = "testserver,localhost,127.0.0.1"
        if database:
            os.environ["PARTWRIGHT_DATABASE_URL"] = database
        os.environ["DJANGO_SETTINGS_MODULE"] = "partwright.web.site.settings"
        django.setup()
    return _folder
