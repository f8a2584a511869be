"""A seccomp filter by system call: of the kernel's many doors a child keeps the few that reading a file takes.

The filter is a list of what is allowed (`system_calls`); everything else, also what future kernels add, answers as if
the kernel did not have it (ENOSYS), which libraries know how to live with. Five calls are allowed for some arguments
only and answer EPERM for others. A program for another architecture than the filter's is killed.
Source: Linux `Documentation/userspace-api/seccomp_filter.rst`, `include/uapi/linux/{filter,seccomp,audit}.h`.
"""

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from partwright.cad.sandbox import system_calls

PR_SET_SECCOMP = 22
SECCOMP_MODE_FILTER = 2

# struct seccomp_data: where the filter finds what it judges; low word first on both architectures.
NUMBER_OFFSET, ARCHITECTURE_OFFSET, ARGUMENTS_OFFSET, ARGUMENT_BYTES = 0, 4, 16, 8


class Op(IntEnum):
    """The classic BPF instructions used here: load a word of seccomp_data, compare and jump, return."""

    LOAD = 0x20
    JUMP_EQUAL = 0x15
    JUMP_ANY_BIT = 0x45
    RETURN = 0x06


class Verdict(IntEnum):
    """What becomes of the call."""

    KILL_PROCESS = 0x80000000
    DENY = 0x00050000 | errno.EPERM
    NO_SUCH_CALL = 0x00050000 | errno.ENOSYS
    ALLOW = 0x7FFF0000


@dataclass(frozen=True, slots=True)
class Architecture:
    """A machine: its audit token and which column of `system_calls` holds its numbers."""

    token: int
    column: int


ARCHITECTURES = {"x86_64": Architecture(0xC000003E, 0), "aarch64": Architecture(0xC00000B7, 1)}


def architecture() -> Architecture | None:
    """The running machine, or None if there is no filter for it."""
    return ARCHITECTURES.get(platform.machine())


def program(machine: Architecture, *, own_pid: int) -> bytes:
    """The filter as BPF code for `machine`, allowing signals and limits for the process `own_pid` alone."""
    code = [_load(ARCHITECTURE_OFFSET), _jump(Op.JUMP_EQUAL, machine.token, 1, 0), _return(Verdict.KILL_PROCESS)]
    code.append(_load(NUMBER_OFFSET))
    for numbers in system_calls.ALLOWED.values():
        if (number := numbers[machine.column]) is not None:
            code += [_jump(Op.JUMP_EQUAL, number, 0, 1), _return(Verdict.ALLOW)]
    for name, judgment in _judgments(own_pid).items():
        if (number := system_calls.JUDGED[name][machine.column]) is not None:
            code += [_jump(Op.JUMP_EQUAL, number, 0, len(judgment)), *judgment]
    code.append(_return(Verdict.NO_SUCH_CALL))
    return b"".join(code)


def install(code: bytes) -> None:
    """Put the calling thread, and all it starts, behind the filter. Needs no_new_privs.

    Raises:
        OSError: the kernel refused.
    """
    instructions = ctypes.create_string_buffer(code, len(code))
    length = len(code) // struct.calcsize("HBBI")
    descriptor = _Program(length, ctypes.addressof(instructions))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(descriptor), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), f"seccomp: {os.strerror(ctypes.get_errno())}")


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def _judgments(own_pid: int) -> dict[str, list[bytes]]:
    """For each call that depends on an argument: the instructions that look at it and return."""
    return {
        # A thread of this process, in its namespaces: no fork, no namespace.
        "clone": [
            _load(_argument(0)),
            _jump(Op.JUMP_ANY_BIT, system_calls.CLONE_NAMESPACES, 1, 0),
            _jump(Op.JUMP_ANY_BIT, system_calls.CLONE_THREAD, 1, 0),
            _return(Verdict.DENY),
            _return(Verdict.ALLOW),
        ],
        # abort() and its like; 0 means the caller for prlimit64 but its whole group for kill, which is this child.
        "kill": _only(0, [own_pid]),
        "tgkill": _only(0, [own_pid]),
        "prlimit64": _only(0, [0, own_pid]),
        "prctl": _only(0, system_calls.PRCTL_OPTIONS),
        "ioctl": _only(1, system_calls.IOCTL_REQUESTS),
        "fcntl": _only(1, system_calls.FCNTL_COMMANDS),
    }


def _only(argument: int, values: Iterable[int]) -> list[bytes]:
    allowed = [(_jump(Op.JUMP_EQUAL, value, 0, 1), _return(Verdict.ALLOW)) for value in values]
    return [_load(_argument(argument)), *(step for pair in allowed for step in pair), _return(Verdict.DENY)]


def _argument(position: int) -> int:
    return ARGUMENTS_OFFSET + ARGUMENT_BYTES * position


def _load(offset: int) -> bytes:
    return struct.pack("HBBI", Op.LOAD, 0, 0, offset)


def _jump(op: Op, value: int, if_true: int, if_false: int) -> bytes:
    return struct.pack("HBBI", op, if_true, if_false, value)


def _return(verdict: Verdict) -> bytes:
    return struct.pack("HBBI", Op.RETURN, 0, 0, verdict)
