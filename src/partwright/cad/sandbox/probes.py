"""Proof instead of promise: children that really try to break out, judged from inside and from outside.

`partwright check` prints what comes of it; `partwright serve` stays on the loopback address where a probe got through.
"""

import json
import os
import secrets
import socket
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from partwright.cad.sandbox.attempts import ATTEMPTS
from partwright.cad.sandbox.fork_server import ForkServer
from partwright.cad.sandbox.limits import MIB, Limits
from partwright.errors import FileError, FileTimeoutError, SandboxError

ENTRY = "partwright.cad.sandbox.attempts:attempt"
LIMITS = Limits(memory_bytes=256 * MIB, cpu_s=5, wall_s=10.0, file_bytes=MIB, processes=16)
# Attempts that never answer: stopped is who runs out of time.
ENDLESS = {
    "use too much processor time": Limits(memory_bytes=256 * MIB, cpu_s=1, wall_s=10.0, file_bytes=MIB, processes=16),
    "never end": Limits(memory_bytes=256 * MIB, cpu_s=5, wall_s=0.5, file_bytes=MIB, processes=16),
}
AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Probe:
    """One attempt to break out. `held`: it was stopped; `detail`: by what, or what came of it."""

    name: str
    held: bool
    detail: str


def probe_sandbox(*, unprivileged: bool = True) -> tuple[Probe, ...]:
    """Every attempt on this machine, made now; takes two or three seconds."""
    with ExitStack() as stack:
        server = stack.enter_context(ForkServer(ENTRY, limits=LIMITS, unprivileged=unprivileged))
        ground = stack.enter_context(_proving_ground())
        try:
            server.start()
        except SandboxError as fault:
            return (Probe("start", held=False, detail=str(fault)),)
        pool = stack.enter_context(ThreadPoolExecutor(AT_ONCE))
        probes = tuple(pool.map(lambda name: _probe(server, ground, name), ATTEMPTS))
        return (*probes, *ground.traces())


def confinement_complete(probes: tuple[Probe, ...]) -> bool:
    """Whether every attempt was stopped, so that files of strangers may be read here."""
    return all(probe.held for probe in probes)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the children are let loose on: files, folders and sockets that belong to this process."""

    folder: Path
    tcp: socket.socket
    udp: socket.socket
    unix: socket.socket
    abstract: socket.socket
    abstract_name: str

    def target(self) -> Mapping[str, Any]:
        return {
            "secret": str(self.folder / "secret"),
            "public": str(self.folder / "public"),
            "open_folder": str(self.folder / "open"),
            "tcp_port": self.tcp.getsockname()[1],
            "udp_port": self.udp.getsockname()[1],
            "unix_path": str(self.folder / "open" / "socket"),
            "abstract_name": self.abstract_name,
            "application_pid": os.getpid(),
            "memory_bytes": 2 * LIMITS.memory_bytes,
            "file_bytes": 2 * LIMITS.file_bytes,
        }

    def traces(self) -> Iterator[Probe]:
        """What children left behind, whatever they answered."""
        if (self.folder / "open" / "written").exists():
            yield Probe("leave a file outside", held=False, detail="it is there")
        for name, listener in (("TCP", self.tcp), ("UDP", self.udp), ("socket file", self.unix)):
            listener.setblocking(False)
            try:
                listener.recv(1) if listener is self.udp else listener.accept()[0].close()
            except BlockingIOError:
                continue
            yield Probe(f"leave a trace by {name}", held=False, detail="something arrived")


@contextmanager
def _proving_ground() -> Iterator[_Ground]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="partwright-probe-")))
        folder.chmod(0o755)
        (folder / "open").mkdir()
        (folder / "open").chmod(0o777)
        for name, mode in (("secret", 0o600), ("public", 0o644)):
            (folder / name).write_bytes(b"not for children")
            (folder / name).chmod(mode)
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        unix, abstract = (stack.enter_context(socket.socket(socket.AF_UNIX)) for _ in range(2))
        unix.bind(str(folder / "open" / "socket"))
        (folder / "open" / "socket").chmod(0o777)
        name = f"partwright-{secrets.token_hex(8)}"
        abstract.bind("\0" + name)
        unix.listen()
        abstract.listen()
        yield _Ground(folder, tcp, udp, unix, abstract, name)


def _probe(server: ForkServer, ground: _Ground, name: str) -> Probe:
    request = {"name": "probe", "attempt": name, "target": ground.target()}
    try:
        answer = server.run(ground.folder / "public", request=request, limits=ENDLESS.get(name))
    except FileTimeoutError:
        return Probe(name, held=name in ENDLESS, detail="ran out of time")
    except (FileError, SandboxError) as fault:
        return Probe(name, held=False, detail=str(fault))
    outcome = json.loads(answer)
    return Probe(name, held=bool(outcome["held"]), detail=str(outcome["detail"])[:200])
