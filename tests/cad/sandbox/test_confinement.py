"""Each lock by itself: what it holds when the others are missing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from partwright.cad.sandbox import landlock, seccomp
from partwright.cad.sandbox.confinement import find_confinement, open_to_others

needs_landlock = pytest.mark.skipif(landlock.abi_version() == 0, reason="the kernel has no Landlock")
needs_seccomp = pytest.mark.skipif(seccomp.architecture() is None, reason="no filter for this machine")
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can change its user")


def held(lock: str, *attempts: str) -> dict[str, bool]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.cad.sandbox.single_lock", lock, *attempts],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        timeout=60,
    )
    outcome: dict[str, bool] = json.loads(done.stdout)
    return outcome


@needs_landlock
def test_landlock_alone_holds_files_and_signals() -> None:
    outcome = held(
        "landlock", "read a secret file", "read the list of accounts", "write outside its folder", "list a folder"
    )
    assert all(outcome.values()), outcome


@needs_landlock
@pytest.mark.skipif(landlock.abi_version() < 6, reason="Landlock before ABI 6 has no network and signal rules")
def test_landlock_alone_holds_tcp_and_signals() -> None:
    outcome = held("landlock", "connect by TCP", "listen on TCP", "signal its parent", "trace its parent")
    assert all(outcome.values()), outcome


@needs_seccomp
def test_seccomp_alone_holds_sockets_processes_and_the_kernel() -> None:
    attempts = (
        "connect by TCP", "listen on TCP", "run a program", "fork", "trace its parent", "signal its parent", "mount",
        "make a user namespace", "open io_uring", "take a descriptor of its parent",
    )  # fmt: skip
    outcome = held("seccomp", *attempts)
    assert all(outcome.values()), outcome


@needs_root
def test_another_user_alone_holds_secrets_and_rights() -> None:
    outcome = held("user", "read a secret file", "signal its parent", "trace its parent", "mount", "become root")
    assert all(outcome.values()), outcome


def test_limits_hold_behind_any_lock() -> None:
    outcome = held("all", "take too much memory", "write too large a file", "dump core")
    assert all(outcome.values()), outcome


def test_the_folder_of_a_checkout_is_not_readable_but_its_packages_are() -> None:
    readable = find_confinement(unprivileged=False).readable
    package = Path(seccomp.__file__).parents[2]
    assert any(package == tree or tree in package.parents for tree in readable)
    assert package.parents[1] not in readable


def test_a_path_below_a_closed_folder_is_not_open_to_others(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    (closed / "open").mkdir(parents=True)
    closed.chmod(0o700)
    (closed / "open").chmod(0o755)
    assert not open_to_others(closed / "open")
    assert open_to_others(Path("/nothing/here"))
