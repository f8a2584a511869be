"""The data folder and the secret key in it."""

import stat
from concurrent.futures import ThreadPoolExecutor

from partwright.web.site.data_dir import prepare_data_dir, read_secret_key


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
    folder = prepare_data_dir(tmp_path / "new" / "data")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
