"""The fork server as its callers see it: answers, named errors, and nothing left behind."""

import json
import logging
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.web.conditions import becomes

from partwright.cad.sandbox import ForkServer, Limits
from partwright.cad.sandbox.server import sweep
from partwright.errors import (
    FileCrashedError,
    FileTimeoutError,
    FileTooLargeError,
    HostileFileError,
    SandboxError,
    UnreadableFileError,
)

ENTRY = "tests.cad.sandbox.entries:run"
MIB = 1024**2


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    with ForkServer(ENTRY) as running:
        yield running


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "part.step"
    path.write_bytes(b"content")
    return path


def test_the_answer_comes_back_byte_for_byte(server: ForkServer, file: Path) -> None:
    content = os.urandom(3 * MIB + 1)
    file.write_bytes(content)
    assert server.run(file, request={"does": "echo", "times": 3}) == content * 3


def test_stages_are_told_in_order(server: ForkServer, file: Path) -> None:
    told: list[str] = []
    server.run(file, request={"does": "echo", "stages": ["reading", "meshing"]}, on_stage=told.append)
    assert told == ["reading", "meshing"]


def test_each_file_has_a_child_of_its_own_in_a_folder_of_its_own(server: ForkServer, file: Path) -> None:
    first, second = (json.loads(server.run(file, request={"does": "describe"})) for _ in range(2))
    assert first["pid"] != second["pid"]
    assert first["folder"] != second["folder"] == second["temporary"]
    assert first["warmed_by"] == [first["parent"]] == [server.server_pid]
    assert first["core"] == [0, 0]
    assert first["uid"] == os.getuid() or (os.getuid() == 0 and first["uid"] > 60000)


def test_children_see_no_secret_of_the_environment(file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PARTWRIGHT_SECRET_KEY", "secret")
    with ForkServer(ENTRY) as fresh:
        seen = json.loads(fresh.run(file, request={"does": "describe"}))
    assert "PARTWRIGHT_SECRET_KEY" not in seen["environment"]


def test_a_refusal_crosses_as_code_reason_and_remedy(server: ForkServer, file: Path) -> None:
    with pytest.raises(HostileFileError) as caught:
        server.run(file, request={"does": "refuse", "name": "bracket.step"})
    assert str(caught.value) == "bracket.step is a bomb: do not [31msend bombs."


def test_an_unexpected_fault_leaks_neither_name_nor_content(
    server: ForkServer, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(UnreadableFileError) as caught:
        server.run(file, request={"does": "fault", "name": "private.step"})
    assert "KeyError at entries.py" in caplog.text
    for word in ("SECRET", "private"):
        assert word not in caplog.text
    assert "KeyError" not in str(caught.value)


@pytest.mark.parametrize(
    ("does", "error"),
    [
        ("hog", FileTooLargeError),
        ("segfault", FileCrashedError),
        ("leave", FileCrashedError),
        ("no_answer", UnreadableFileError),
    ],
)
def test_every_way_to_die_has_its_error(server: ForkServer, file: Path, does: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        server.run(file, request={"does": does})
    assert server.run(file, request={"does": "echo"}) == b"content"


def test_a_child_that_hangs_is_killed(server: ForkServer, file: Path) -> None:
    with pytest.raises(FileTimeoutError, match="longer than 0 s"):
        server.run(file, request={"does": "hang"}, limits=Limits(wall_s=0.2))


def test_an_answer_larger_than_allowed_is_refused(server: ForkServer, file: Path) -> None:
    with pytest.raises(UnreadableFileError):
        server.run(file, request={"does": "large_answer"}, limits=Limits(file_bytes=MIB))


def test_filling_the_disk_with_many_files_is_stopped(server: ForkServer, file: Path) -> None:
    with pytest.raises(FileTooLargeError, match="disk"):
        server.run(file, request={"does": "fill_disk"}, limits=Limits(file_bytes=4 * MIB))


def test_a_file_beyond_the_limit_never_starts_a_child(file: Path) -> None:
    idle = ForkServer(ENTRY)
    with pytest.raises(FileTooLargeError):
        idle.run(file, request={"does": "echo"}, limits=Limits(file_bytes=3))
    assert idle.server_pid is None


def test_an_answer_that_is_a_link_to_a_secret_leads_nowhere(server: ForkServer, file: Path) -> None:
    with pytest.raises((UnreadableFileError, FileCrashedError)):
        server.run(file, request={"does": "link_answer", "target": str(file)})


def test_a_flood_of_words_is_bounded(server: ForkServer, file: Path) -> None:
    told: list[str] = []
    with pytest.raises(FileCrashedError):
        server.run(file, request={"does": "chatter"}, on_stage=told.append)
    assert len(told) <= 1000


def test_threads_work_inside(server: ForkServer, file: Path) -> None:
    assert server.run(file, request={"does": "threads"}) == b"[0, 1, 2, 3]"


def test_many_threads_share_one_server(server: ForkServer, tmp_path: Path) -> None:
    def errand(number: int) -> bool:
        mine = tmp_path / f"{number}.bin"
        mine.write_bytes(str(number).encode())
        return server.run(mine, request={"does": "echo", "times": 1000}) == str(number).encode() * 1000

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(errand, range(40)))


def test_a_server_killed_between_files_is_started_again(server: ForkServer, file: Path) -> None:
    server.start()
    before = server.server_pid
    assert before is not None
    os.kill(before, signal.SIGKILL)
    assert server.run(file, request={"does": "echo"}) == b"content"
    assert server.server_pid != before


def test_a_server_killed_at_work_is_started_again_and_its_file_tried_once_more(file: Path) -> None:
    with ForkServer(ENTRY) as mortal:
        killed: list[int] = []

        def kill(_stage: str) -> None:
            pid = mortal.server_pid
            if pid is not None and pid not in killed:
                killed.append(pid)
                os.kill(pid, signal.SIGKILL)

        with pytest.raises(FileCrashedError, match="ended the process that opens files"):
            mortal.run(file, request={"does": "hang"}, on_stage=kill)
        assert len(killed) == 2
        assert mortal.run(file, request={"does": "echo"}) == b"content"


def test_a_file_handed_to_a_child_that_is_being_killed_goes_to_another(file: Path) -> None:
    with ForkServer(ENTRY) as mortal:
        mortal.start()
        server_pid = mortal.server_pid
        assert server_pid is not None
        children = Path(f"/proc/{server_pid}/task/{server_pid}/children")
        (waiting,) = map(int, children.read_text("ascii").split())
        os.kill(waiting, signal.SIGSTOP)  # so that it gets the file and cannot begin
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(mortal.run, file, request={"does": "echo"})
            assert becomes(lambda: len(children.read_text("ascii").split()) > 1)  # it has work: another one waits
            os.kill(waiting, signal.SIGKILL)
            assert answer.result() == b"content"


def test_children_die_with_their_server(file: Path) -> None:
    with ForkServer(ENTRY) as mortal:
        mortal.start()
        server_pid = mortal.server_pid
        assert server_pid is not None
        hanging = threading.Event()

        def wait_for_a_child_that_hangs() -> None:
            with pytest.raises(FileCrashedError):
                mortal.run(file, request={"does": "hang"}, on_stage=lambda _: hanging.set())

        errand = threading.Thread(target=wait_for_a_child_that_hangs)
        errand.start()
        assert hanging.wait(30)
        children = [os.pidfd_open(pid) for pid in _children_of(server_pid)]
        assert children
        os.kill(server_pid, signal.SIGKILL)
        hanging.clear()
        for child in children:
            assert _ends(child)
        assert hanging.wait(30)
        mortal.give_up(mortal.server_pid or 0)  # the second attempt hangs too
        errand.join(30)
        assert not errand.is_alive()


def test_server_and_children_end_with_a_parent_that_was_killed() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "tests.cad.sandbox.orphan"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        server_pid = int(parent.stdout.readline().split()[0])
        watches = [os.pidfd_open(pid) for pid in (server_pid, *_children_of(server_pid))]
        parent.kill()
        assert all(_ends(watch) for watch in watches)
    for watch in watches:
        os.close(watch)


def test_what_a_killed_server_left_behind_is_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "scratch"
    place.mkdir()
    monkeypatch.setattr("partwright.cad.sandbox.server.SWEEP_AFTER_S", -1.0)
    (place / "partwright-reading-old").mkdir()
    (place / "partwright-reading-old" / "file").write_bytes(b"somebody's part")
    kept = place / "another-program"
    kept.mkdir()
    sweep(place)
    assert list(place.iterdir()) == [kept]


def test_whoever_stops_listening_takes_the_child_along(server: ForkServer, file: Path) -> None:
    pids: list[int] = []

    def interrupt(_stage: str) -> None:
        assert server.server_pid is not None
        pids.extend(os.pidfd_open(pid) for pid in _children_of(server.server_pid))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        server.run(file, request={"does": "hang"}, on_stage=interrupt)
    assert any(_ends(pid) for pid in pids)
    for pid in pids:
        os.close(pid)


def test_descriptors_do_not_leak(server: ForkServer, file: Path) -> None:
    def open_here() -> int:
        return len(tuple(Path("/proc/self/fd").iterdir()))

    server.run(file, request={"does": "echo"})
    before = open_here()
    for does in ("echo", "refuse", "fault", "segfault"):
        for _ in range(5):
            try:
                server.run(file, request={"does": does})
            except (HostileFileError, UnreadableFileError, FileCrashedError):
                continue
    assert open_here() == before


def test_folders_of_children_are_gone_after_close(file: Path) -> None:
    with ForkServer(ENTRY) as short_lived:
        folder = Path(json.loads(short_lived.run(file, request={"does": "describe"}))["folder"])
    assert not folder.parent.exists()


def test_an_entry_that_cannot_be_imported_is_named() -> None:
    with pytest.raises(SandboxError, match="no_such_module"):
        ForkServer("no_such_module:run").start()


def _children_of(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    return [int(word) for word in text.split()]


def _ends(watch: int) -> bool:
    poll = select.poll()
    poll.register(watch, select.POLLIN)
    return bool(poll.poll(30_000))
