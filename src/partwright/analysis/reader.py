"""The parent's side: a file goes to a child process, a checked analysis comes back."""

import hashlib
import logging
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from partwright.analysis.analysis import Analysis
from partwright.analysis.answer import AnswerError, decode
from partwright.cad.preflight import Archive
from partwright.cad.sandbox import ForkServer, Limits
from partwright.errors import FileCrashedError
from partwright.units import LengthUnit

log = logging.getLogger(__name__)

ENTRY = "partwright.analysis.child:run"


class Reader:
    """Reads files in children of one fork server. Threads may share it: each call has a child of its own."""

    def __init__(self, *, limits: Limits | None = None) -> None:
        self._server = ForkServer(ENTRY) if limits is None else ForkServer(ENTRY, limits=limits)

    def read(
        self,
        file: Path,
        *,
        name: str,
        units: LengthUnit | None = None,
        on_stage: Callable[[str], None] | None = None,
    ) -> Analysis | Archive:
        """The analysis of a file, or the members of an archive, each to be read by itself.

        Raises:
            FileError: the file cannot become a part, or the child died of it.
        """
        return self.read_answer(file, name=name, units=units, on_stage=on_stage)[0]

    def read_answer(
        self,
        file: Path,
        *,
        name: str,
        units: LengthUnit | None = None,
        on_stage: Callable[[str], None] | None = None,
    ) -> tuple[Analysis | Archive, bytes]:
        """Like `read`, with the checked bytes of the answer, to be stored."""
        with file.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        request = {
            "name": name,
            "units": None if units is None else units.value,
            "sha256": sha256,
            "bytes": file.stat().st_size,
        }
        data = self._server.run(file, request=request, on_stage=on_stage)
        try:
            value = _decoded(data, sha256=sha256)
        except AnswerError as fault:
            # Not the name: it is the customer's; the fault is ours or an attack, and either must be seen.
            log.exception("a child wrote an answer that does not hold together")
            reason = "was read, but what came of it does not hold together"
            raise FileCrashedError(name, reason=reason) from fault
        return value, data

    def close(self) -> None:
        """Stop the fork server and its children."""
        self._server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _decoded(data: bytes, *, sha256: str) -> Analysis | Archive:
    value = decode(data)
    if isinstance(value, Analysis) and value.part.file.sha256 != sha256:
        raise AnswerError("the answer is about another file")
    return value
