"""What a child does between fork and end: lock itself up, fetch the file, run the entry, hand over the answer."""

import contextlib
import os
import signal
import socket
import tempfile
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from partwright.cad.sandbox.confinement import Confinement, enclose, shut
from partwright.cad.sandbox.messages import Order, Sentence, Word, receive, say
from partwright.errors import FileError, FileTooLargeError

Entry = Callable[[Path, Mapping[str, Any], Path, Callable[[str], None]], None]

# The descriptors of a child, beside the three standard ones, which lead nowhere.
CHANNEL, INPUT, ANSWER, WORDS = 3, 4, 5, 6
COPY_BYTES = 1 << 24


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a child will work: `folder` is its own, empty and owned by `uid`; `parent_pid` is the fork server."""

    entry: Entry
    lock: Confinement
    folder: Path
    uid: int
    parent_pid: int


def live(cell: Cell, *, channel: int) -> NoReturn:
    """The whole life of a forked child: lock itself up, wait for an order, do it, end. Never returns into the server's
    code."""
    try:
        _detach(channel)
        loose = _enclosed(cell)
        with socket.socket(fileno=CHANNEL) as orders:
            data, descriptors = receive(orders)
        # The lowest free numbers, since everything else is closed; anything different would be a fault of the server.
        if descriptors == [INPUT, ANSWER, WORDS]:
            say(WORDS, loose or _work(cell, Order.decode(data)))
    except BaseException:  # noqa: BLE001  nobody is left to catch it: the parent sees the status
        os._exit(1)
    os._exit(0)


def _detach(channel: int) -> None:
    """Leave the server's session and keep no descriptor of its but the channel."""
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    os.dup2(channel, CHANNEL, inheritable=False)
    os.closerange(CHANNEL + 1, os.sysconf("SC_OPEN_MAX"))


def _enclosed(cell: Cell) -> Sentence | None:
    """Close every lock that needs no order; what is to be said if one does not."""
    try:
        _offer_to_the_memory_killer()
        os.chdir(cell.folder)
        os.umask(0o077)
        tempfile.tempdir = str(cell.folder)
        enclose(cell.lock, folder=cell.folder, uid=cell.uid, parent_pid=cell.parent_pid)
    except (OSError, ValueError) as fault:
        return Sentence(Word.LOOSE, str(fault))
    return None


def _work(cell: Cell, order: Order) -> Sentence:
    """Read the file behind all locks; the last sentence of the child."""
    try:
        shut(cell.lock, limits=order.limits)
    except (OSError, ValueError) as fault:
        return Sentence(Word.LOOSE, str(fault))
    try:
        file, answer = cell.folder / "file", cell.folder / "answer"
        _copy(INPUT, file)
        os.close(INPUT)
        cell.entry(file, order.request, answer, lambda text: say(WORDS, Sentence(Word.STAGE, text)))
        with answer.open("rb") as written:
            _pour(written.fileno(), ANSWER)
    except FileError as refusal:
        return Sentence(Word.REFUSED, refusal.reason, refusal.code, refusal.remedy)
    except MemoryError:
        return Sentence(Word.REFUSED, "needs more memory than one file may take", FileTooLargeError.code)
    except Exception as fault:  # noqa: BLE001  the border of the process: it crosses as data
        return Sentence(Word.FAULT, _place(fault))
    return Sentence(Word.DONE)


def _offer_to_the_memory_killer() -> None:
    """When the machine runs out of memory, this process goes first and not the web server."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:  # noqa: PTH123
        score.write("1000")


def _copy(source: int, target: Path) -> None:
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        _pour(source, descriptor)
    finally:
        os.close(descriptor)


def _pour(source: int, target: int) -> None:
    """Copy from the start of one file to another without passing through this process's memory."""
    offset = 0
    while sent := os.sendfile(target, source, offset, COPY_BYTES):
        offset += sent


def _place(fault: BaseException) -> str:
    """Kind and place of an exception, without its message, which may quote the file."""
    frames = traceback.extract_tb(fault.__traceback__)[-4:]
    return f"{type(fault).__name__} at " + " < ".join(
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames)
    )
