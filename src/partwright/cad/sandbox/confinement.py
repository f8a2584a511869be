"""How a child locks itself up, and which of the locks this machine has.

Each lock stands alone, so that one with a hole in it does not open the others: a user without rights (where the server
runs as root), no_new_privs, resource limits, Landlock, seccomp. A lock that the machine has and that fails to close
stops the child; one that the machine lacks is skipped, and `probe_sandbox` says so.
"""

import ctypes
import os
import resource
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from partwright.cad.sandbox import landlock, seccomp
from partwright.cad.sandbox.limits import Limits

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_KEEPCAPS, PR_SET_NO_NEW_PRIVS = 1, 4, 8, 38
SIGKILL = 9
CAPABILITY_VERSION_3 = 0x20080522
CAP_DAC_READ_SEARCH = 2

# Numbers without an account, free for services that make up a user for a while.
# Source: systemd `docs/UIDS-GIDS.md`, dynamic service users 61184 to 65519; its upper end, away from where it starts.
FIRST_UID, LAST_UID = 65264, 65519

# What libraries look at while they run: the loader's index, devices without content, the shape of the machine.
READABLE_SYSTEM_PATHS = (
    "/usr/lib", "/lib", "/usr/lib64", "/lib64", "/etc/ld.so.cache", "/dev/null", "/dev/zero", "/dev/urandom",
    "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system/cpu", "/sys/devices/system/node",
    "/usr/share/zoneinfo", "/usr/share/locale",
)  # fmt: skip

# How many threads the machine has, for a limit that counts those of the same user.
TASK_COUNT = (Path("/proc/loadavg"),)

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Confinement:
    """The locks of this machine, found once by the fork server after its imports and before its first child.

    mapped_bytes: address space the loaded interpreter takes. readable: what Landlock leaves readable.
    keeps_reading: root's program lies where no other user may look (a checkout in /root); its children then keep the
    one capability to read, and Landlock alone says what.
    """

    drops_user: bool
    landlock_abi: int
    architecture: seccomp.Architecture | None
    mapped_bytes: int
    readable: tuple[Path, ...]
    keeps_reading: bool


def find_confinement(*, unprivileged: bool) -> Confinement:
    """What this process can lock its children up with. `unprivileged`: give up root where the server has it."""
    readable = (*map(Path, READABLE_SYSTEM_PATHS), *_program_trees())
    drops_user = unprivileged and os.geteuid() == 0
    abi = landlock.abi_version()
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    return Confinement(
        drops_user=drops_user,
        landlock_abi=abi,
        architecture=seccomp.architecture(),
        mapped_bytes=pages * resource.getpagesize(),
        readable=readable,
        keeps_reading=drops_user and abi > 0 and not all(map(open_to_others, readable)),
    )


def enclose(lock: Confinement, *, folder: Path, uid: int, parent_pid: int) -> None:
    """Give up user, files and network of the calling process for good, before it knows what it will read: a child waits
    for its order with these locks closed. It must have one thread and only the descriptors it needs.

    Raises:
        OSError, ValueError: a lock did not close; the process must end without reading anything.
    """
    if lock.drops_user:
        _drop_user(uid, keep_reading=lock.keeps_reading)
    # Both are undone by a change of user, so they come after it.
    _prctl(PR_SET_PDEATHSIG, SIGKILL)
    if os.getppid() != parent_pid:
        raise ProcessLookupError("the fork server is gone")
    _prctl(PR_SET_DUMPABLE, 0)
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    if lock.landlock_abi:
        landlock.restrict(abi=lock.landlock_abi, readable=(*lock.readable, *TASK_COUNT), folder=folder)


def shut(lock: Confinement, *, limits: Limits) -> None:
    """The locks that the order decides or that would keep it out: resources, then system calls. After `enclose`.

    Raises:
        OSError, ValueError: as there.
    """
    _limit_resources(lock, limits)
    if lock.architecture is not None:
        seccomp.install(seccomp.program(lock.architecture, own_pid=os.getpid()))


def open_to_others(path: Path) -> bool:
    """Whether a user without any rights may look into a path, or nothing is there."""
    try:
        return all(place.stat().st_mode & 0o001 for place in path.resolve().parents) and bool(
            path.stat().st_mode & (0o001 if path.is_dir() else 0o004)
        )
    except FileNotFoundError:
        return True


def _program_trees() -> set[Path]:
    """The standard library, the installed packages and whatever other packages are loaded, but not the folder a
    checkout lies in: that one may hold a database or secrets."""
    kept = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    loaded = [next(iter(getattr(module, "__path__", ())), None) for module in tuple(sys.modules.values())]
    trees = {Path(path).resolve() for path in (*kept, *loaded) if isinstance(path, str) and Path(path).is_dir()}
    return {tree for tree in trees if not any(parent in trees for parent in tree.parents)}


def _limit_resources(lock: Confinement, limits: Limits) -> None:
    ceilings = {
        resource.RLIMIT_AS: lock.mapped_bytes + limits.memory_bytes,
        resource.RLIMIT_FSIZE: limits.file_bytes,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_NPROC: limits.processes + (0 if lock.drops_user else _tasks_of_the_machine()),
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    for kind, ceiling in ceilings.items():
        hard = resource.getrlimit(kind)[1]
        lowest = ceiling if hard == resource.RLIM_INFINITY else min(ceiling, hard)
        resource.setrlimit(kind, (lowest, lowest))
    # One second between the signal that says why and the one that cannot be caught.
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_s, limits.cpu_s + 1))


def _tasks_of_the_machine() -> int:
    """All threads of the machine: more than this user has, whose other programs count against the same limit."""
    return int(TASK_COUNT[0].read_text("ascii").split()[3].split("/")[1])


def _drop_user(uid: int, *, keep_reading: bool) -> None:
    _prctl(PR_SET_KEEPCAPS, int(keep_reading))
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    mask = 1 << CAP_DAC_READ_SEARCH if keep_reading else 0
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    # Effective, permitted, inheritable; then the same for the upper 32 capabilities.
    sets = (ctypes.c_uint32 * 6)(mask, mask, 0, 0, 0, 0)
    if _libc.capset(header, sets) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def _prctl(option: int, value: int) -> None:
    if _libc.prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), f"prctl {option}")
