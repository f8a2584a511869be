"""What a program that took over a child would try. Runs in a child; each attempt raises OSError where it is stopped.

A call that the kernel answers with anything but "no" got through; `probes` judges it from outside as well.
"""

# ruff: noqa: ARG001  every attempt is called alike

import ctypes
import errno
import json
import os
import resource
import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from partwright.cad.sandbox.child import ANSWER, WORDS

CLONE_NEWUSER = 0x10000000
PTRACE_ATTACH, PTRACE_DETACH = 16, 17
IO_URING_SETUP, PIDFD_OPEN, PIDFD_GETFD = 425, 434, 438  # the same number on every architecture
DENIED = (errno.EPERM, errno.EACCES, errno.ENOSYS)
FORKS = 200  # enough to show that nothing stops it

_libc = ctypes.CDLL(None, use_errno=True)

Target = Mapping[str, Any]


def attempt(file: Path, request: Mapping[str, Any], answer: Path, stage: Callable[[str], None]) -> None:
    """The entry: try what `request["attempt"]` names and write whether it was stopped, and by what."""
    try:
        detail = ATTEMPTS[request["attempt"]](request["target"])
        outcome = {"held": False, "detail": detail or "went through"}
    except (OSError, MemoryError, ValueError) as refusal:
        outcome = {"held": True, "detail": f"{type(refusal).__name__}: {getattr(refusal, 'strerror', None) or refusal}"}
    answer.write_text(json.dumps(outcome), "utf-8")


def _read_secret(target: Target) -> None:
    Path(target["secret"]).read_bytes()


def _read_public(target: Target) -> None:
    Path(target["public"]).read_bytes()


def _read_accounts(target: Target) -> None:
    Path("/etc/passwd").read_bytes()


def _list_folder(target: Target) -> None:
    tuple(Path(target["open_folder"]).iterdir())


def _write_outside(target: Target) -> None:
    Path(target["open_folder"], "written").write_bytes(b"x")


def _tcp_connect(target: Target) -> None:
    socket.create_connection(("127.0.0.1", target["tcp_port"]), timeout=1).close()


def _tcp_listen(target: Target) -> None:
    socket.create_server(("127.0.0.1", 0)).close()


def _udp(target: Target) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", ("127.0.0.1", target["udp_port"]))


def _unix_socket(target: Target) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(target["unix_path"])


def _abstract_socket(target: Target) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect("\0" + target["abstract_name"])


def _run_program(target: Target) -> None:
    os.execv("/bin/true", ["/bin/true"])  # noqa: S606


def _fork(target: Target) -> str:
    for _ in range(FORKS):
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
    return f"{FORKS} processes"


def _trace_parent(target: Target) -> None:
    pid = os.getppid()
    _checked(_libc.ptrace(PTRACE_ATTACH, pid, None, None))
    _libc.ptrace(PTRACE_DETACH, pid, None, None)


def _signal_parent(target: Target) -> None:
    os.kill(os.getppid(), 0)


def _signal_application(target: Target) -> None:
    os.kill(target["application_pid"], 0)


def _read_parent_memory(target: Target) -> None:
    Path(f"/proc/{os.getppid()}/mem").open("rb").close()


def _read_application_environment(target: Target) -> None:
    Path(f"/proc/{target['application_pid']}/environ").read_bytes()


def _steal_descriptor(target: Target) -> None:
    watch = _checked(_libc.syscall(PIDFD_OPEN, os.getppid(), 0))
    _checked(_libc.syscall(PIDFD_GETFD, watch, 1, 0))


def _mount(target: Target) -> None:
    _checked(_libc.mount(b"none", target["open_folder"].encode(), b"tmpfs", 0, None))


def _user_namespace(target: Target) -> None:
    _checked(_libc.unshare(CLONE_NEWUSER))


def _io_uring(target: Target) -> str:
    _libc.syscall(IO_URING_SETUP, 1, None)
    if ctypes.get_errno() in DENIED:
        _checked(-1)
    return "the kernel looked at the arguments"


def _become_root(target: Target) -> str:
    if os.geteuid() != 0:
        os.setuid(0)
    return f"user {os.geteuid()}"


def _memory(target: Target) -> str:
    hoard = bytearray(target["memory_bytes"])
    return f"{len(hoard)} bytes"


def _large_file(target: Target) -> None:
    with open("large", "wb", buffering=0) as hoard:  # noqa: PTH123
        while hoard.tell() <= target["file_bytes"]:
            hoard.write(b"x" * (1 << 16))


def _core_dump(target: Target) -> str:
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    if (soft, hard) == (0, 0):
        resource.setrlimit(resource.RLIMIT_CORE, (1 << 20, 1 << 20))
    return f"limit {soft}"


def _kept_descriptors(target: Target) -> str:
    kept = [descriptor for descriptor in range(3, 1024) if descriptor not in (ANSWER, WORDS) and _is_open(descriptor)]
    if not kept:
        raise OSError(errno.EBADF, "none but its own")
    return f"descriptors {kept}"


def _processor_time(target: Target) -> None:
    while True:
        pass


def _wall_clock(target: Target) -> None:
    while True:
        time.sleep(60)


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _checked(result: int) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


ATTEMPTS: dict[str, Callable[[Target], str | None]] = {
    "read a secret file": _read_secret,
    "read a file anyone may read": _read_public,
    "read the list of accounts": _read_accounts,
    "list a folder": _list_folder,
    "write outside its folder": _write_outside,
    "connect by TCP": _tcp_connect,
    "listen on TCP": _tcp_listen,
    "send by UDP": _udp,
    "connect to a socket file": _unix_socket,
    "connect to an abstract socket": _abstract_socket,
    "run a program": _run_program,
    "fork": _fork,
    "trace its parent": _trace_parent,
    "signal its parent": _signal_parent,
    "signal the application": _signal_application,
    "read its parent's memory": _read_parent_memory,
    "read the application's environment": _read_application_environment,
    "take a descriptor of its parent": _steal_descriptor,
    "mount": _mount,
    "make a user namespace": _user_namespace,
    "open io_uring": _io_uring,
    "become root": _become_root,
    "take too much memory": _memory,
    "write too large a file": _large_file,
    "dump core": _core_dump,
    "find descriptors of the server": _kept_descriptors,
    "use too much processor time": _processor_time,
    "never end": _wall_clock,
}
