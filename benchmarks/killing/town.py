"""The shop's surroundings: a mail server, the double of Stripe, the processes of the shop, and its data on a shelf."""

import copy
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from tests.doubles.stripe import KEY, SECRET, Stripe

from killing.ledger import Ledger
from killing.walk import Memory, Visit

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
KILLED = -signal.SIGKILL


class Inbox:
    """A mail server that keeps the Message-ID of each mail it has taken."""

    def __init__(self) -> None:
        self.message_ids: list[str] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802 -- aiosmtpd's name
        self.message_ids.append(message_from_bytes(envelope.content)["Message-ID"])
        return "250 OK"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything as it was before a step."""

    folder: Path
    memory: Memory
    stripe: Any
    message_ids: list[str]


class Town:
    """One shop with its surroundings, below a folder."""

    def __init__(self, folder: Path, stripe: Stripe, inbox: Inbox, mail_port: int) -> None:
        self.folder, self.data = folder, folder / "data"
        self.stripe, self.inbox = stripe, inbox
        self.address = f"http://127.0.0.1:{free_port()}"
        self.ledger = Ledger(self.data)
        self.memory = Memory("", [])
        own = {name: value for name, value in os.environ.items() if not name.startswith("PARTWRIGHT_")}
        environment = own | {
            "PYTHONPATH": os.pathsep.join(map(str, (ROOT / "src", ROOT, ROOT / "benchmarks"))),
            "PARTWRIGHT_DATA_DIR": str(self.data),
            "PARTWRIGHT_URL": self.address,
            "PARTWRIGHT_HOSTS": "127.0.0.1",
            "PARTWRIGHT_MAIL_URL": f"smtp://127.0.0.1:{mail_port}?tls=none",
            "PARTWRIGHT_MAIL_FROM": "Works <parts@shop.example>",
            "PARTWRIGHT_STRIPE_SECRET_KEY": KEY,
            "PARTWRIGHT_STRIPE_WEBHOOK_SECRET": SECRET,
            "PARTWRIGHT_STRIPE_API_URL": stripe.url,
        }
        self.log = (folder / "log").open("wb")
        self._victim = subprocess.Popen(
            [sys.executable, str(HERE / "victim.py")],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        self._pid = 0

    def close(self) -> None:
        """Ends the processes of the shop."""
        self._victim.communicate()
        self.log.close()

    def begin(self, act: str, **order: Any) -> None:
        """Starts a process of the shop."""
        self._tell(act, **order)
        self._pid = int(self._said("started"))

    def end(self) -> int:
        """How the process of the shop has ended; waits for that."""
        return int(self._said("ended"))

    def stop(self) -> int:
        """Ends the process of the shop, if it has not ended itself; says how it ended."""
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGTERM)
        return self.end()

    def prepare(self) -> None:
        """Fills the empty shop."""
        facts = self.folder / "facts"
        self.begin("prepare", facts=str(facts))
        if self.end():
            raise RuntimeError(f"Nothing could be prepared: {(self.folder / 'log').read_text('utf-8')[-3000:]}")
        self.memory = Memory(**json.loads(facts.read_text("utf-8")))
        self._tell("warm up")

    def visit(self) -> Visit:
        return Visit(self.address, self.memory, self.ledger, self.stripe)

    def keep(self, name: str) -> Snapshot:
        """Everything as it is now, while no process of the shop runs."""
        kept = self.folder / name.replace(" ", "-")
        shutil.copytree(self.data, kept)
        return Snapshot(kept, copy.deepcopy(self.memory), self.stripe.remember(), list(self.inbox.message_ids))

    def go_back(self, snapshot: Snapshot) -> None:
        """Makes everything as it was."""
        shutil.rmtree(self.data)
        shutil.copytree(snapshot.folder, self.data)
        self.memory = copy.deepcopy(snapshot.memory)
        self.stripe.go_back(snapshot.stripe)
        self.inbox.message_ids[:] = snapshot.message_ids

    def _tell(self, act: str, **order: Any) -> None:
        assert self._victim.stdin is not None
        self._victim.stdin.write(json.dumps({"act": act, **order}) + "\n")
        self._victim.stdin.flush()

    def _said(self, word: str) -> str:
        assert self._victim.stdout is not None
        for line in self._victim.stdout:
            if line.startswith(word):
                return line.split()[1]
        raise RuntimeError(f"The shop ended: {(self.folder / 'log').read_text('utf-8', 'replace')[-3000:]}")


@contextmanager
def build_town(folder: Path) -> Iterator[Town]:
    """A town that is torn down at the end."""
    inbox, port = Inbox(), free_port()
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    try:
        with Stripe() as stripe:
            town = Town(folder, stripe, inbox, port)
            try:
                yield town
            finally:
                town.close()
    finally:
        server.stop()


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
