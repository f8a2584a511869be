"""What parent, fork server and child say to each other: single JSON objects, never anything that runs.

Down, parent to server: one datagram per request with four descriptors. Up, child to parent: lines in a pipe, of which
the parent believes nothing but shape and size. Up, server to parent: one line about how the child ended.
"""

import array
import json
import os
import re
import socket
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from partwright.cad.sandbox.limits import Limits

REQUEST_BYTES = 64 * 1024
DESCRIPTORS = 4
LINE_BYTES = 4 * 1024
LINES = 1000
TEXT_CHARACTERS = 300
CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


class Word(StrEnum):
    """What a child may say."""

    STAGE = "stage"  # text: what it does now
    DONE = "done"  # the answer is written
    REFUSED = "refused"  # code, reason, remedy: a FileError
    FAULT = "fault"  # text: the kind and place of an unexpected exception
    LOOSE = "loose"  # text: a lock that did not close; nothing was read


class Ending(StrEnum):
    """How the server saw a child end."""

    EXITED = "exited"
    OUT_OF_TIME = "out_of_time"
    OUT_OF_DISK = "out_of_disk"
    NOT_STARTED = "not_started"


@dataclass(frozen=True, slots=True)
class Order:
    """A request as the server gets it; its descriptors are input, answer, words and ending."""

    request: Mapping[str, Any]
    limits: Limits

    def encode(self) -> bytes:
        """One datagram.

        Raises:
            ValueError: the request is longer than a datagram may be.
        """
        data = json.dumps({"request": self.request, "limits": asdict(self.limits)}).encode()
        if len(data) > REQUEST_BYTES:
            raise ValueError(f"a request of {len(data)} bytes is longer than {REQUEST_BYTES}")
        return data

    @classmethod
    def decode(cls, data: bytes) -> "Order":
        """The order in a datagram, which comes from the parent and is trusted."""
        fields = json.loads(data)
        return cls(fields["request"], Limits(**fields["limits"]))


@dataclass(frozen=True, slots=True)
class Report:
    """The server's word on a child: how it ended, with its wait status and peak memory."""

    ending: Ending
    status: int = 0
    peak_bytes: int = 0

    def encode(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def decode(cls, data: bytes) -> "Report":
        fields = json.loads(data)
        return cls(Ending(fields["ending"]), fields["status"], fields["peak_bytes"])


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of a child."""

    word: Word
    text: str = ""
    code: str = ""
    remedy: str = ""

    def encode(self) -> bytes:
        fields = {key: value[:TEXT_CHARACTERS] for key, value in asdict(self).items() if value}
        return json.dumps(fields).encode() + b"\n"


@dataclass(slots=True)
class Listener:
    """Collects what a child says: bounded in lines and bytes, stripped of what could move a terminal's cursor."""

    _rest: bytes = b""
    _lines: int = 0
    last: Sentence | None = field(default=None)

    @property
    def is_silent(self) -> bool:
        """Whether the child has not said anything yet."""
        return self._lines == 0

    def hear(self, data: bytes) -> Iterator[str]:
        """The stages named in the next piece of the pipe. Anything malformed is dropped; too much ends the hearing."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        self._rest = self._rest[-LINE_BYTES:]
        for line in lines:
            self._lines += 1
            sentence = _sentence(line) if self._lines <= LINES else None
            if sentence is None:
                continue
            if sentence.word is Word.STAGE:
                yield sentence.text
            elif self.last is None:
                self.last = sentence


def hand_over(channel: socket.socket, data: bytes, descriptors: Sequence[int]) -> None:
    """Send one datagram with descriptors, which stay open here."""
    channel.sendmsg([data], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))])


def receive(channel: socket.socket) -> tuple[bytes, list[int]]:
    """The next datagram and the descriptors that came with it; no bytes once the other end is closed."""
    room = socket.CMSG_SPACE(DESCRIPTORS * array.array("i").itemsize)
    data, ancillary, _, _ = channel.recvmsg(REQUEST_BYTES, room, socket.MSG_CMSG_CLOEXEC)
    received = array.array("i")
    for _level, _kind, content in ancillary:
        received.frombytes(content)
    return data, list(received)


def say(descriptor: int, sentence: Sentence) -> None:
    """Write one line; short enough that the pipe takes it whole."""
    os.write(descriptor, sentence.encode())


def _sentence(line: bytes) -> Sentence | None:
    try:
        fields = json.loads(line[:LINE_BYTES])
        word = Word(fields["word"])
        texts = {key: _plain(fields.get(key, "")) for key in ("text", "code", "remedy")}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return Sentence(word, **texts)


def _plain(text: object) -> str:
    if not isinstance(text, str):
        raise TypeError(type(text).__name__)
    return CONTROL_CHARACTERS.sub("", text)[:TEXT_CHARACTERS].encode("utf-8", "replace").decode()
