"""Landlock by system call: which files, ports and processes a process may still reach.

A process gives up rights for itself and everything it starts; it needs none to do so and can never take them back.
Source: Linux `Documentation/userspace-api/landlock.rst`, `include/uapi/linux/landlock.h`. The three system calls have
the same numbers on every architecture.
"""

import ctypes
import os
from collections.abc import Iterable
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
CREATE_RULESET_VERSION = 1
RULE_PATH_BENEATH = 1

WRITE_FILE, READ_FILE, READ_DIR = 1 << 1, 1 << 2, 1 << 3
REMOVE_FILE, MAKE_REG, TRUNCATE = 1 << 5, 1 << 8, 1 << 14
# Every access to files that an ABI knows is handled, so all that no rule allows is denied.
FILE_RIGHTS_BY_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
TCP_BIND_AND_CONNECT = 0b11  # from ABI 4
SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11  # from ABI 6

READ_A_FILE = READ_FILE
READ_A_TREE = READ_FILE | READ_DIR
WORK_IN_A_FOLDER = READ_FILE | READ_DIR | WRITE_FILE | TRUNCATE | MAKE_REG | REMOVE_FILE

_libc = ctypes.CDLL(None, use_errno=True)
_syscall = _libc.syscall
_syscall.restype = ctypes.c_long


class _RulesetAttributes(ctypes.Structure):
    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def abi_version() -> int:
    """The Landlock ABI of the running kernel; 0 where there is none or it is switched off."""
    return max(0, int(_syscall(CREATE_RULESET, None, ctypes.c_size_t(0), CREATE_RULESET_VERSION)))


def restrict(*, abi: int, readable: Iterable[Path], folder: Path) -> None:
    """Give up all files but these: `readable` files and trees, and plain files right inside `folder`, also to write.

    TCP is given up from ABI 4, signals to and abstract sockets of processes outside from ABI 6. The caller must have
    set no_new_privs.

    Raises:
        OSError: the kernel refused a step.
    """
    handled = FILE_RIGHTS_BY_ABI[min(abi, max(FILE_RIGHTS_BY_ABI))]
    attributes = _RulesetAttributes(
        handled,
        TCP_BIND_AND_CONNECT if abi >= 4 else 0,
        SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS if abi >= 6 else 0,
    )
    ruleset = _checked(CREATE_RULESET, ctypes.byref(attributes), ctypes.c_size_t(ctypes.sizeof(attributes)), 0)
    try:
        for path in readable:
            _allow(ruleset, path, (READ_A_TREE if path.is_dir() else READ_A_FILE) & handled)
        _allow(ruleset, folder, WORK_IN_A_FOLDER & handled)
        _checked(RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: Path, access: int) -> None:
    try:
        beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there, or not ours to see, need not be allowed
    try:
        rule = _PathBeneath(access, beneath)
        _checked(ADD_RULE, ruleset, RULE_PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(beneath)


def _checked(number: int, *arguments: object) -> int:
    result = int(_syscall(number, *arguments))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"Landlock call {number}: {os.strerror(code)}")
    return result
