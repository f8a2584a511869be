"""The parent's end of the sandbox: hand a file to a confined child, get its answer or a named error."""

import json
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from partwright.cad.sandbox.limits import Limits
from partwright.cad.sandbox.messages import Ending, Listener, Order, Report, Sentence, Word, hand_over
from partwright.errors import (
    FileCrashedError,
    FileTimeoutError,
    FileTooLargeError,
    SandboxError,
    UnreadableFileError,
    file_error,
)

log = logging.getLogger(__name__)

START_S = 120.0
# How much later than its own deadline a child's end may be reported before the server itself counts as stuck.
GRACE_S = 15.0
ATTEMPTS = 2
PIPE_BYTES = 1 << 16
# A child lives for one file: memory it has freed is used again, not given back to be asked for, and cleared, once more.
# Takes a tenth of the page faults away. Source: glibc manual, memory allocation tunables; other libraries ignore it.
KEEP_FREED_MEMORY = "glibc.malloc.mmap_threshold=67108864:glibc.malloc.trim_threshold=1073741824"


class ForkServer:
    """Runs `entry` ("module:function") on one file at a time per calling thread, each in a child of its own.

    The function is called there as `function(file, request, answer, stage)` and writes one file, `answer`. If its
    module has a function `warm_up`, the server calls it once before the first child. Threads may share one
    ForkServer; a process forked from this one gets a server of its own. A server that died is started again.
    """

    def __init__(self, entry: str, *, limits: Limits | None = None, unprivileged: bool = True) -> None:
        self._entry = entry
        self._limits = limits or Limits()
        self._unprivileged = unprivileged
        self._lock = threading.Lock()
        self._server: _Server | None = None

    def run(
        self,
        file: Path,
        *,
        request: Mapping[str, Any],
        on_stage: Callable[[str], None] | None = None,
        limits: Limits | None = None,
    ) -> bytes:
        """The bytes of the answer for a file. `request` is JSON; its `name`, if any, is the file's name in errors.

        Raises:
            FileError: the child refused the file, died of it or took too long.
            SandboxError: children cannot be started or confined here.
        """
        name = str(request.get("name") or file.name)
        with file.open("rb") as source:
            size_bytes = os.fstat(source.fileno()).st_size
            allowed = (limits or self._limits).for_file(size_bytes)
            if size_bytes > allowed.file_bytes:
                raise FileTooLargeError(name, reason=f"has more than {allowed.file_bytes // 10**6} MB")
            data = Order(request, allowed).encode()
            for _ in range(ATTEMPTS):
                with suppress(_NotTheFileError):
                    return _Errand(name, allowed, on_stage).run(self, data, source.fileno())
        raise FileCrashedError(name, reason="ended the process that opens files")

    def start(self) -> None:
        """Start the server now rather than with the first file.

        Raises:
            SandboxError: the entry cannot be imported.
        """
        with self._lock:
            self._ensure_started()

    @property
    def server_pid(self) -> int | None:
        """The process number of the running server, if there is one."""
        return None if self._server is None else self._server.process.pid

    def close(self) -> None:
        """End the server and every child. The next `run` would start it again."""
        with self._lock:
            self._drop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def send(self, data: bytes, descriptors: list[int]) -> int:
        """Hand an order to the server; its process number, to name it in `give_up`."""
        with self._lock:
            server = self._ensure_started()
            try:
                hand_over(server.control, data, descriptors)
            except OSError:  # it died a moment ago and nobody has noticed yet
                self._drop()
                server = self._ensure_started()
                hand_over(server.control, data, descriptors)
            return server.process.pid

    def give_up(self, server_pid: int) -> None:
        """Make sure that a server that no longer answers is gone."""
        with self._lock:
            if self._server is not None and self._server.process.pid == server_pid:
                self._server.process.kill()
                self._drop()

    def _ensure_started(self) -> "_Server":
        server = self._server
        if server is not None and server.owner_pid != os.getpid():
            # After a fork of this process the server is the other one's: let go of it without ending it.
            server.control.close()
            server = None
        if server is not None and server.process.poll() is not None:
            log.warning("the fork server ended with status %s and is started again", server.process.returncode)
            self._drop()
            server = None
        if server is None:
            server = self._server = _start(self._entry, unprivileged=self._unprivileged)
        return server

    def _drop(self) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        server.control.close()
        if server.owner_pid == os.getpid():
            try:
                server.process.wait(GRACE_S)
            except subprocess.TimeoutExpired:
                server.process.kill()
                server.process.wait()


@dataclass(frozen=True, slots=True)
class _Server:
    """A running server, the socket that leads to it and the process that started it."""

    process: subprocess.Popen[bytes]
    control: socket.socket
    owner_pid: int


class _NotTheFileError(Exception):
    """The server ended before it reported on the child, or the child was killed before its first word."""


class _Errand:
    """One file on its way: its pipes, what the child said, how it ended."""

    def __init__(self, name: str, limits: Limits, on_stage: Callable[[str], None] | None) -> None:
        self._name = name
        self._limits = limits
        self._on_stage = on_stage
        self._listener = Listener()
        self._report = b""

    def run(self, server: ForkServer, order: bytes, source: int) -> bytes:
        with ExitStack() as stack:
            answer = os.memfd_create("answer", os.MFD_CLOEXEC)
            stack.callback(os.close, answer)
            words, child_words = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
            stack.callback(os.close, words)
            ending, server_ending = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
            stack.callback(os.close, ending)
            os.set_blocking(child_words, True)
            try:
                server_pid = server.send(order, [source, answer, child_words, server_ending])
            finally:
                os.close(child_words)
                os.close(server_ending)
            self._wait(server, server_pid, words, ending)
            return self._judge(answer)

    def _wait(self, server: ForkServer, server_pid: int, words: int, ending: int) -> None:
        deadline = time.monotonic() + self._limits.wall_s + GRACE_S
        poll = select.poll()
        poll.register(words, select.POLLIN)
        poll.register(ending, select.POLLIN)
        while True:
            ready = {descriptor for descriptor, _ in poll.poll(max(0.0, deadline - time.monotonic()) * 1000)}
            if not ready:
                server.give_up(server_pid)
                raise FileTimeoutError(self._name, reason=self._too_long())
            if words in ready and not self._hear(words):
                poll.unregister(words)
            if self._listener.last is not None:
                return  # all is said; taking a large process down would take longer than many a reading
            if ending in ready:
                self._report = os.read(ending, PIPE_BYTES)
                while words in ready and self._hear(words):
                    pass
                if not self._report:
                    server.give_up(server_pid)  # dead, or as good as: the next attempt gets another one
                    raise _NotTheFileError
                return

    def _hear(self, words: int) -> bool:
        try:
            data = os.read(words, PIPE_BYTES)
        except BlockingIOError:
            return False
        for stage in self._listener.hear(data):
            if self._on_stage is not None:
                self._on_stage(stage)
        return bool(data)

    def _judge(self, answer: int) -> bytes:
        """The answer, if everything that was reported and said allows one."""
        said = self._listener.last
        if said is not None:
            return self._finished(said, answer)
        report = Report.decode(self._report)
        match report.ending:
            case Ending.OUT_OF_TIME:
                raise FileTimeoutError(self._name, reason=self._too_long())
            case Ending.OUT_OF_DISK:
                raise FileTooLargeError(self._name, reason="needs more disk space than one file may take")
            case Ending.NOT_STARTED:
                raise SandboxError(f"No process to open files in could be started: {os.strerror(report.status)}.")
        number = os.WTERMSIG(report.status) if os.WIFSIGNALED(report.status) else 0
        if number == signal.SIGXCPU:
            raise FileTimeoutError(self._name, reason=self._too_long())
        if number == signal.SIGKILL and self._listener.is_silent:  # it was as good as dead when it got the file
            raise _NotTheFileError
        log.warning("a child died of %s while reading", signal.Signals(number).name if number else "an exit")
        raise FileCrashedError(self._name, reason="ended the process that was reading it")

    def _finished(self, said: Sentence, answer: int) -> bytes:
        """What the last sentence leads to. The answer is a copy, which the child, if it still runs, cannot change."""
        match said.word:
            case Word.DONE:
                size = os.fstat(answer).st_size
                if not 0 < size <= self._limits.file_bytes:
                    raise FileCrashedError(self._name, reason="led to an answer that is empty or too long")
                return os.pread(answer, size, 0)
            case Word.REFUSED:
                raise file_error(said.code, self._name, reason=said.text, remedy=said.remedy or None)
            case Word.LOOSE:
                raise SandboxError(f"A process to open files in could not be locked up: {said.text}.")
        log.error("a child met a fault while reading: %s", said.text)
        raise UnreadableFileError(self._name, reason="could not be read")

    def _too_long(self) -> str:
        return f"took longer than {self._limits.wall_s:.0f} s to read"


def _start(entry: str, *, unprivileged: bool) -> _Server:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        command = [sys.executable, "-P", "-m", "partwright.cad.sandbox.server", str(theirs.fileno()), entry]
        process = subprocess.Popen(
            [*command, "1" if unprivileged else "0"],
            env=_environment(),
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    ours.settimeout(START_S)
    try:
        greeting = json.loads(ours.recv(PIPE_BYTES) or b'{"ready": false, "fault": "it ended while starting"}')
    except (TimeoutError, ValueError, ConnectionError):
        greeting = {"ready": False, "fault": "it did not start in time"}
    if not greeting["ready"]:
        ours.close()
        process.kill()
        process.wait()
        raise SandboxError(f"The process that opens files cannot start: {greeting['fault']}.")
    ours.settimeout(None)
    return _Server(process, ours, os.getpid())


def _environment() -> dict[str, str]:
    """What the server needs and nothing else: no secret of the parent is there to be read."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "LD_LIBRARY_PATH") if name in os.environ}
    # One thread, so that a fork copies everything; the same hash seed, so that the same file gives the same bytes.
    single = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    path = os.pathsep.join(os.path.abspath(place) for place in sys.path)  # noqa: PTH100  "" is the working folder
    kept["GLIBC_TUNABLES"] = KEEP_FREED_MEMORY
    return {**kept, **single, "PYTHONPATH": path, "PYTHONHASHSEED": "0", "LANG": "C.UTF-8"}
