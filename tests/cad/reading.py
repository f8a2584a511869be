"""Reads bytes as the child does, after the pre-flight."""

from partwright.cad.formats import FileFormat
from partwright.cad.preflight import Screened
from partwright.cad.read import read_part
from partwright.geometry.part import Part
from partwright.units import LengthUnit


def read(content: bytes, file_format: FileFormat, *, units: LengthUnit | None = None, name: str = "part") -> Part:
    """The part in `content`."""
    screened = Screened(f"{name}.{file_format.value}", file_format, content)
    return read_part(screened, size_bytes=len(content), sha256="0" * 64, units=units, stage=lambda _: None, timings={})


def note_codes(part: Part) -> set[str]:
    """The codes of a part's notes."""
    return {note.code for note in part.notes}
