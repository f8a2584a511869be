"""Running the command line inside the test process, and files for it to read."""

import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.shapes import solids

from partwright.analysis.reader import Reader
from partwright.cli import main as command_line
from partwright.cli import reading


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind."""

    status: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def shared_reader() -> Iterator[Reader]:
    with Reader() as reader:
        yield reader


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, shared_reader: Reader) -> Run:
    """`partwright` with arguments; one fork server serves all tests."""
    monkeypatch.setattr(reading, "Reader", lambda: shared_reader)
    monkeypatch.setattr(shared_reader, "close", lambda: None)

    def run(*arguments: str | Path, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "argv", ["partwright", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        status: object = 0
        try:
            command_line.main()
        except SystemExit as end:
            status = end.code or 0
        said = capsys.readouterr()
        return Ran(int(str(status)), said.out, said.err)

    return run


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with plate.step, bracket.step and broken.step."""
    folder = tmp_path_factory.mktemp("parts")
    (folder / "plate.step").write_bytes(solids.step_bytes(solids.plate_with_pocket()))
    (folder / "bracket.step").write_bytes(solids.step_bytes(solids.bracket()))
    (folder / "broken.step").write_bytes(b"ISO-10303-21;\nHEADER;\nnonsense")
    return folder
