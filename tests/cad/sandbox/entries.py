"""Entries that the sandbox tests run in children: good ones, and one for every way to go wrong."""

import ctypes
import itertools
import json
import os
import resource
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from partwright.errors import HostileFileError

Stage = Callable[[str], None]
Request = Mapping[str, Any]

warmed: list[int] = []


def warm_up() -> None:
    warmed.append(os.getpid())


def run(file: Path, request: Request, answer: Path, stage: Stage) -> None:
    """What `request["does"]` names."""
    globals()[f"_{request['does']}"](file, request, answer, stage)


def _echo(file: Path, request: Request, answer: Path, stage: Stage) -> None:
    for name in request.get("stages", ()):
        stage(name)
    answer.write_bytes(file.read_bytes() * request.get("times", 1))


def _describe(file: Path, request: Request, answer: Path, stage: Stage) -> None:
    import colorsys  # lazily, as libraries do: the interpreter's own files stay readable

    answer.write_text(
        json.dumps(
            {
                "pid": os.getpid(),
                "uid": os.getuid(),
                "warmed_by": warmed,
                "parent": os.getppid(),
                "environment": sorted(os.environ),
                "folder": str(file.parent),
                "temporary": __import__("tempfile").gettempdir(),
                "core": resource.getrlimit(resource.RLIMIT_CORE),
                "lazy": colorsys.__name__,
            }
        )
    )


def _refuse(file: Path, request: Request, answer: Path, stage: Stage) -> None:
    raise HostileFileError("secret-name.step", reason="is a bomb", remedy="do not \x1b[31msend\u202e bombs")


def _fault(file: Path, request: Request, answer: Path, stage: Stage) -> None:
    raise KeyError("content of the file: TOP SECRET")


def _hog(file: Path, request: Request, answer: Path, stage: Stage) -> None:
    answer.write_bytes(bytes(8 * 1024**3))


def _segfault(file: Path, request: Request, answer: Path, stage: Stage) -> None:
    ctypes.string_at(0)


def _hang(file: Path, request: Request, answer: Path, stage: Stage) -> None:
    stage("hanging")
    threading.Event().wait()


def _leave(file: Path, request: Request, answer: Path, stage: Stage) -> None:
    os._exit(0)


def _no_answer(file: Path, request: Request, answer: Path, stage: Stage) -> None:
    pass


def _large_answer(file: Path, request: Request, answer: Path, stage: Stage) -> None:
    with answer.open("wb") as stream:
        for _ in range(64):
            stream.write(bytes(1 << 20))


def _fill_disk(file: Path, request: Request, answer: Path, stage: Stage) -> None:
    for number in itertools.count():
        (file.parent / f"scratch{number}").write_bytes(bytes(1 << 16))


def _link_answer(file: Path, request: Request, answer: Path, stage: Stage) -> None:
    answer.symlink_to(request["target"])


def _chatter(file: Path, request: Request, answer: Path, stage: Stage) -> None:
    for number in range(3000):
        stage(f"stage {number}")
    os.write(6, b'{"word": "stage"' + b"x" * 100_000 + b"\n[1, 2]\nnull\n\xff\n")
    answer.write_bytes(b"done")


def _threads(file: Path, request: Request, answer: Path, stage: Stage) -> None:
    done = []
    threads = [threading.Thread(target=done.append, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answer.write_text(str(sorted(done)))
