"""The fork server: a fresh interpreter with the entry imported that forks one confined child per request.

Run as `python -m partwright.cad.sandbox.server DESCRIPTOR module:function unprivileged`. It starts no thread, reads no
file and talks to nobody but its parent, whose end it follows. It keeps the time of its children, empties their
folders and is the only one to wait for them, so a signal never meets a process number that was given out again.
"""

import fcntl
import gc
import importlib
import json
import math
import os
import select
import shutil
import signal
import socket
import stat
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from partwright.cad.sandbox.child import Cell, Entry, live
from partwright.cad.sandbox.confinement import FIRST_UID, LAST_UID, Confinement, find_confinement, open_to_others
from partwright.cad.sandbox.huge_pages import move_into_huge_pages
from partwright.cad.sandbox.limits import Limits
from partwright.cad.sandbox.messages import Ending, Order, Report, hand_over, receive

LOOK_AROUND_S = 0.25
FOLDER_PREFIX = "partwright-reading-"
SWEEP_AFTER_S = 60.0


@dataclass(slots=True)
class Child:
    """A forked child: a spare one that waits at its channel, or one at work.

    `watch` is its pidfd; `ending` is where its parent waits for the report, once it has work.
    """

    pid: int
    watch: int
    channel: socket.socket
    uid: int
    folder: Path
    ending: int = -1
    limits: Limits = field(default_factory=Limits)
    deadline: float = math.inf
    verdict: Ending = Ending.EXITED


class Server:
    """The loop: requests from `control`, ends of children, deadlines.

    One child is always forked ahead, so that a file does not wait for the copying of page tables, which takes as long
    as reading a small part.
    """

    def __init__(self, control: socket.socket, *, entry: Entry, lock: Confinement, root: Path) -> None:
        self._control = control
        self._entry = entry
        self._lock = lock
        self._root = root
        self._poll = select.poll()
        self._poll.register(control.fileno(), select.POLLIN)
        self._by_watch: dict[int, Child] = {}
        self._by_ending: dict[int, Child] = {}
        self._forked = 0
        self._spare: Child | None = self._fork()

    def serve(self, *, parent_pid: int) -> None:
        """Until the parent closes its end or is gone."""
        while os.getppid() == parent_pid:
            wait_ms = LOOK_AROUND_S * 1000 if self._by_watch else 4 * LOOK_AROUND_S * 1000
            for descriptor, _ in self._poll.poll(wait_ms):
                if descriptor == self._control.fileno():
                    if not self._accept():
                        return
                elif (child := self._by_watch.get(descriptor)) is not None:
                    self._bury(child)
                elif (child := self._by_ending.get(descriptor)) is not None:
                    _kill(child)  # whoever asked has all it wants, or is gone
            self._look_around()

    def stop(self) -> None:
        """Kill and bury every child."""
        for child in (*self._by_watch.values(), *([self._spare] if self._spare else [])):
            _kill(child)
            self._bury(child)

    def _accept(self) -> bool:
        data, descriptors = receive(self._control)
        if not data:
            return False
        *for_child, ending = descriptors
        try:
            self._put_to_work(data, for_child, ending)
        except OSError as fault:
            with suppress(OSError):
                os.write(ending, Report(Ending.NOT_STARTED, fault.errno or 0).encode())
            os.close(ending)
        finally:
            for descriptor in for_child:
                os.close(descriptor)
        with suppress(OSError):
            self._spare = self._spare or self._fork()
        return True

    def _put_to_work(self, data: bytes, descriptors: list[int], ending: int) -> None:
        child, self._spare = self._spare or self._fork(), None
        try:
            hand_over(child.channel, data, descriptors)
        except OSError:  # it died while it waited: another one, and if that fails too the machine is to blame
            self._bury(child)
            child = self._fork()
            hand_over(child.channel, data, descriptors)
        child.channel.close()
        child.limits = Order.decode(data).limits
        child.deadline = time.monotonic() + child.limits.wall_s
        child.ending = ending
        self._by_watch[child.watch] = self._by_ending[ending] = child
        self._poll.register(child.watch, select.POLLIN)
        self._poll.register(ending, 0)  # tells only when the reader has gone

    def _fork(self) -> Child:
        self._forked += 1
        folder = self._root / str(self._forked)
        folder.mkdir(mode=0o700)
        uid = self._free_uid()
        if self._lock.drops_user:
            os.chown(folder, uid, uid)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        cell = Cell(self._entry, self._lock, folder, uid, os.getpid())
        try:
            pid = os.fork()
        except OSError:
            folder.rmdir()
            raise
        if pid == 0:
            live(cell, channel=theirs.detach())
        theirs.close()
        return Child(pid, os.pidfd_open(pid), ours, uid, folder)

    def _free_uid(self) -> int:
        taken = {child.uid for child in self._by_watch.values()}
        return next(uid for uid in range(FIRST_UID, LAST_UID + 1) if uid not in taken)

    def _look_around(self) -> None:
        now = time.monotonic()
        for child in self._by_watch.values():
            if now >= child.deadline:
                child.verdict = Ending.OUT_OF_TIME
                _kill(child)
            elif _bytes_in(child.folder) > 2 * child.limits.file_bytes:
                child.verdict = Ending.OUT_OF_DISK
                _kill(child)

    def _bury(self, child: Child) -> None:
        # Its group outlives a leader that nobody waited for: whatever it may have started goes with it.
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        _, status, usage = os.wait4(child.pid, 0)
        child.channel.close()
        if self._by_watch.pop(child.watch, None) is not None:
            self._poll.unregister(child.watch)
            self._poll.unregister(child.ending)
            del self._by_ending[child.ending]
            with suppress(OSError):
                os.write(child.ending, Report(child.verdict, status, usage.ru_maxrss * 1024).encode())
            os.close(child.ending)
        os.close(child.watch)
        shutil.rmtree(child.folder, ignore_errors=True)


def main(arguments: list[str]) -> None:
    """Import the entry, say so, serve."""
    descriptor, entry, unprivileged = arguments
    parent_pid = os.getppid()
    control = socket.socket(fileno=int(descriptor))
    control.set_inheritable(False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then closes its end
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    root = None
    try:
        function = _load(entry)
        root = _make_root()
        lock = find_confinement(unprivileged=unprivileged == "1")
    except Exception as fault:  # noqa: BLE001  whatever stops the import is the parent's to tell
        control.send(json.dumps({"ready": False, "fault": f"{type(fault).__name__}: {fault}"[:2000]}).encode())
        return
    gc.collect()
    gc.freeze()  # the collector of a child must not touch, and so copy, the pages it shares with this process
    move_into_huge_pages()
    server = Server(control, entry=function, lock=lock, root=root)
    control.send(json.dumps({"ready": True}).encode())
    try:
        server.serve(parent_pid=parent_pid)
    finally:
        server.stop()
        shutil.rmtree(root, ignore_errors=True)


def _load(entry: str) -> Entry:
    """The entry's function; if its module has a `warm_up`, that ran, so that children find everything loaded."""
    module_name, _, function_name = entry.partition(":")
    module = importlib.import_module(module_name)
    if (warm_up := getattr(module, "warm_up", None)) is not None:
        warm_up()
    function: Entry = getattr(module, function_name)
    return function


def _make_root() -> Path:
    """A folder for the folders of the children, which others may pass through but not list."""
    places = [place for place in (tempfile.gettempdir(), "/tmp", "/var/tmp") if open_to_others(Path(place))]  # noqa: S108
    place = Path(places[0] if places else tempfile.gettempdir())
    sweep(place)
    root = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX, dir=place))
    root.chmod(0o711)
    # Held as long as this process lives, however it dies: the next server tells by it what was left behind.
    fcntl.flock(os.open(root, os.O_RDONLY | os.O_CLOEXEC), fcntl.LOCK_EX)
    return root


def sweep(place: Path) -> None:
    """Remove what servers that were killed left behind: those files belong to customers."""
    for folder in place.glob(f"{FOLDER_PREFIX}*"):
        with suppress(OSError):
            details = folder.lstat()
            if details.st_uid != os.geteuid() or time.time() - details.st_mtime < SWEEP_AFTER_S:
                continue  # somebody else's, or one that was made just now and is not locked yet
            held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(held)


def _bytes_in(folder: Path) -> int:
    """Disk space of the plain files in a folder; a child cannot make folders in it."""
    total = 0
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):
                details = entry.stat(follow_symlinks=False)
                total += details.st_blocks * 512 if stat.S_ISREG(details.st_mode) else 0
    return total


def _kill(child: Child) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    with suppress(ProcessLookupError):
        os.kill(child.pid, signal.SIGKILL)  # the group exists only once the child has made it


if __name__ == "__main__":
    main(sys.argv[1:])
