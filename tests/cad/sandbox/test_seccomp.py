"""The filter run on paper: a small interpreter of its code asks for every verdict, for both architectures."""

import errno
import struct

import pytest

from partwright.cad.sandbox import seccomp, system_calls
from partwright.cad.sandbox.seccomp import ARCHITECTURES, Op, Verdict

PID = 4711
# Numbers from the kernel's tables, not from ours: socket, ptrace, mount, unshare, execve, bpf, memfd_create.
FORBIDDEN = {"x86_64": (41, 101, 165, 272, 59, 321, 319), "aarch64": (198, 117, 40, 97, 221, 280, 279)}
EVERYWHERE = {"io_uring_setup": 425, "clone3": 435, "pidfd_getfd": 438, "landlock_restrict_self": 446}


def verdict(machine: str, number: int, *arguments: int, token: int | None = None) -> int:
    """What the filter returns for one call."""
    architecture = ARCHITECTURES[machine]
    values = (*arguments, 0, 0, 0, 0, 0, 0)[:6]
    call = struct.pack("<IIQ6Q", number, token or architecture.token, 0, *values)
    code = list(struct.iter_unpack("HBBI", seccomp.program(architecture, own_pid=PID)))
    at, word = 0, 0
    while True:
        op, if_true, if_false, value = code[at]
        at += 1
        match op:
            case Op.LOAD:
                (word,) = struct.unpack_from("<I", call, value)
            case Op.JUMP_EQUAL:
                at += if_true if word == value else if_false
            case Op.JUMP_ANY_BIT:
                at += if_true if word & value else if_false
            case Op.RETURN:
                return int(value)


@pytest.fixture(params=sorted(ARCHITECTURES))
def machine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def number(machine: str, name: str) -> int:
    found = (system_calls.ALLOWED | system_calls.JUDGED)[name][ARCHITECTURES[machine].column]
    assert found is not None
    return found


def test_the_errors_are_the_ones_libraries_expect() -> None:
    assert Verdict.DENY & 0xFFFF == errno.EPERM
    assert Verdict.NO_SUCH_CALL & 0xFFFF == errno.ENOSYS


def test_reading_is_allowed(machine: str) -> None:
    for name in ("read", "openat", "mmap", "futex", "exit_group"):
        assert verdict(machine, number(machine, name)) == Verdict.ALLOW


def test_what_is_not_listed_does_not_exist(machine: str) -> None:
    for forbidden in (*FORBIDDEN[machine], *EVERYWHERE.values(), 100_000, 0x40000000):
        assert verdict(machine, forbidden) == Verdict.NO_SUCH_CALL


def test_another_architecture_is_killed(machine: str) -> None:
    assert verdict(machine, number(machine, "read"), token=0x40000003) == Verdict.KILL_PROCESS


def test_threads_start_but_processes_and_namespaces_do_not(machine: str) -> None:
    clone, thread = number(machine, "clone"), system_calls.CLONE_THREAD
    assert verdict(machine, clone, thread | 0x100) == Verdict.ALLOW
    assert verdict(machine, clone, 17) == Verdict.DENY
    assert verdict(machine, clone, thread | 0x10000000) == Verdict.DENY


def test_signals_and_limits_reach_only_the_child_itself(machine: str) -> None:
    for name in ("kill", "tgkill", "prlimit64"):
        assert verdict(machine, number(machine, name), PID) == Verdict.ALLOW
        assert verdict(machine, number(machine, name), 1) == Verdict.DENY
    assert verdict(machine, number(machine, "kill"), 0xFFFFFFFF) == Verdict.DENY


def test_nobody_else_becomes_the_owner_of_a_signal(machine: str) -> None:
    fcntl, set_owner, get_flags = number(machine, "fcntl"), 8, 3
    assert verdict(machine, fcntl, 5, set_owner) == Verdict.DENY
    assert verdict(machine, fcntl, 5, get_flags) == Verdict.ALLOW


def test_no_number_stands_twice(machine: str) -> None:
    column = ARCHITECTURES[machine].column
    numbers = [n[column] for n in (system_calls.ALLOWED | system_calls.JUDGED).values() if n[column] is not None]
    assert len(numbers) == len(set(numbers))
