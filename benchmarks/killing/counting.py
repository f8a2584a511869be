"""Counts what a process writes, and kills it right after one of these writes. For the victims of the benchmark alone.

Each write has a label: `insert ordering_order`, `commit`, `store file`, `stripe POST /v1/refunds`, `smtp content`.
"""

import os
import re
import signal
import smtplib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.core.files.storage import FileSystemStorage
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from requests.adapters import HTTPAdapter

_WRITE = re.compile(r'\s*(?:(INSERT)(?: OR IGNORE)? INTO|(UPDATE)|(DELETE) FROM) "(\w+)"')
_ID = re.compile(r"/(?:cs|re|pi|ch)_\w+")


@dataclass
class Counting:
    """`heard` is called with each label; at the `number`-th `label` the process kills itself."""

    heard: Callable[[str], None]
    label: str = ""
    number: int = 0
    seen: Counter[str] = field(default_factory=Counter)

    def passed(self, label: str) -> None:
        """Notes a write that has been made."""
        self.seen[label] += 1
        self.heard(label)
        if label == self.label and self.seen[label] == self.number:
            os.kill(os.getpid(), signal.SIGKILL)

    def install(self) -> None:
        """Listens to every way in which this process writes."""
        connection_created.connect(self._listen_to_connection, weak=False)
        self._after(BaseDatabaseWrapper, "_commit", lambda *_: "commit")
        self._after(FileSystemStorage, "_save", lambda *_: "store file")
        self._after(FileSystemStorage, "delete", lambda *_: "delete file")
        self._after(HTTPAdapter, "send", _stripe_label)
        last = ""

        def command_sent(_smtp: object, verb: str, *_rest: object) -> str:
            nonlocal last
            last = verb.partition(" ")[0].upper()
            return ""

        def answered(*_: object) -> str:
            nonlocal last
            label, last = last or "CONNECT", {"DATA": "content", "QUIT": ""}.get(last, last)
            return f"smtp {label}"

        self._after(smtplib.SMTP, "putcmd", command_sent)
        self._after(smtplib.SMTP, "getreply", answered)

    def _after(self, owner: type, name: str, label_of: Callable[..., str]) -> None:
        act = getattr(owner, name)

        @wraps(act)
        def acting(*args: Any, **kwargs: Any) -> Any:
            result = act(*args, **kwargs)
            label = label_of(*args)
            if label:
                self.passed(label)
            return result

        setattr(owner, name, acting)

    def _listen_to_connection(self, *, connection: BaseDatabaseWrapper, **_kwargs: object) -> None:
        def execute(run: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
            result = run(sql, params, many, context)
            write = _WRITE.match(sql)
            if write:
                verb = next(filter(None, write.groups()[:3])).lower()
                self.passed(f"{verb} {write.group(4)}")
            return result

        connection.execute_wrappers.append(execute)


def _stripe_label(_adapter: HTTPAdapter, request: Any, *_: object) -> str:
    return f"stripe {request.method} {_ID.sub('/…', urlsplit(request.url).path)}"
