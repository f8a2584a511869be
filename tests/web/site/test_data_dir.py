"""The data folder and the secret key in it."""

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from django.core.exceptions import ImproperlyConfigured

from partwright.web.site.data_dir import make_private, prepare_folder, read_secret_key


def test_the_key_is_made_once_and_only_its_owner_can_read_it(tmp_path) -> None:
    key = read_secret_key(tmp_path)
    assert len(key) >= 50
    assert read_secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_processes_that_start_together_agree_on_the_key(tmp_path) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: read_secret_key(tmp_path), range(64)))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_new_folder_is_its_owners_alone(tmp_path) -> None:
    folder = prepare_folder(tmp_path / "new" / "data")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_database_and_its_journal_are_their_owners_alone(tmp_path) -> None:
    file = make_private(tmp_path / "partwright.sqlite3")
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE part (name TEXT)")
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert len(modes) == 3
    assert set(modes.values()) == {0o600}


def test_a_database_that_is_there_is_left_as_it_is(tmp_path) -> None:
    (tmp_path / "partwright.sqlite3").write_bytes(b"rows")
    assert make_private(tmp_path / "partwright.sqlite3").read_bytes() == b"rows"


def test_a_folder_that_cannot_be_made_is_told_with_its_setting(tmp_path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"")
    with pytest.raises(ImproperlyConfigured, match=r"PARTWRIGHT_DATA_DIR: .* cannot be used as a folder"):
        prepare_folder(file / "data")
