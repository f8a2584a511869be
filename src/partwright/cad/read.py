"""A screened file as a `Part`: every reader behind one door, and the gate for what cannot be a thing."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from partwright.cad.formats import FileFormat
from partwright.cad.gate import admit
from partwright.cad.kernel.parts import contents_of
from partwright.cad.kernel.read import Drawing, read_brep, read_iges, read_step, scaled
from partwright.cad.meshes import bodies_of, read_mesh_file
from partwright.cad.preflight import Screened
from partwright.errors import EmptyFileError, NotSolidError
from partwright.geometry.congruence import merge_congruent
from partwright.geometry.part import Body, Instance, Note, Part, SourceFile
from partwright.units import LengthUnit, UnitSource

# A file with faces that cannot be drawn is read again with crossing edges mended, if it is no longer than this: larger
# ones may have faces for which that takes minutes.
CROSSINGS_MENDED_BYTES = 2_000_000

_EXACT = (FileFormat.STEP, FileFormat.IGES, FileFormat.BREP)
# Beyond these the unit is more often wrong than the part that big or small.
UNUSUALLY_LONG_MM, UNUSUALLY_SHORT_MM = 1000.0, 1.0


@dataclass(frozen=True, slots=True)
class _Contents:
    """What any reader found, in mm. `unit_mm` is the unit that the numbers were read in."""

    bodies: tuple[Body, ...]
    instances: tuple[Instance, ...]
    notes: tuple[Note, ...]
    unit_mm: float
    unit_source: UnitSource


def read_part(
    screened: Screened,
    *,
    size_bytes: int,
    sha256: str,
    units: LengthUnit | None,
    stage: Callable[[str], None],
    timings: dict[str, float],
) -> Part:
    """The part in a file that passed the pre-flight, all lengths in mm.

    `units` is what the user declared, None to believe the file. `stage` hears "reading" and "meshing"; `timings`
    receives the ms of "read", "transfer", "mesh" and "properties"; of a mesh file only "read" and "properties".

    Raises:
        FileError: it cannot become a part.
    """
    stage("reading")
    read = _read_exact if screened.format in _EXACT else _read_mesh
    found = read(screened, units, stage, timings)
    admit(found.bodies, name=screened.name, declared=found.unit_source is UnitSource.DECLARED)
    bodies, instances = merge_congruent(found.bodies, found.instances)
    unit = _named(found.unit_mm)
    notes = [*found.notes, *_unit_notes(found, unit), *_size_notes(bodies)]
    return Part(
        file=SourceFile(
            name=screened.name,
            sha256=sha256,
            size_bytes=size_bytes,
            format=screened.format.value,
            units=unit or LengthUnit.MM,
            unit_source=found.unit_source,
        ),
        bodies=bodies,
        instances=instances,
        notes=tuple(notes),
    )


def _read_exact(
    screened: Screened, units: LengthUnit | None, stage: Callable[[str], None], timings: dict[str, float]
) -> _Contents:
    drawing = _drawing(screened, units, timings)
    if drawing.shape.IsNull():
        raise EmptyFileError(screened.name, reason="holds no shapes")
    contents = contents_of(drawing, file_stem=_stem(screened.name), stage=stage, timings=timings)
    if screened.format is FileFormat.STEP and contents.undrawn and len(screened.content) <= CROSSINGS_MENDED_BYTES:
        drawing = read_step(screened.content, name=screened.name, declared=units, timings=timings, mend_crossings=True)
        contents = contents_of(drawing, file_stem=_stem(screened.name), stage=stage, timings=timings)
    if not contents.bodies:
        raise NotSolidError(screened.name, reason="holds only points or curves, no faces")
    own_unit_mm = drawing.unit_mm or LengthUnit.MM.in_mm
    source = UnitSource.FILE if drawing.unit_mm else UnitSource.GUESSED
    return _Contents(
        contents.bodies,
        contents.instances,
        contents.notes,
        units.in_mm if units else own_unit_mm,
        UnitSource.DECLARED if units else source,
    )


def _drawing(screened: Screened, units: LengthUnit | None, timings: dict[str, float]) -> Drawing:
    if screened.format is FileFormat.BREP:
        drawing = read_brep(screened.content, name=screened.name, timings=timings)
        return replace(drawing, shape=scaled(drawing.shape, units.in_mm)) if units else drawing
    reader = read_step if screened.format is FileFormat.STEP else read_iges
    return reader(screened.content, name=screened.name, declared=units, timings=timings)


def _read_mesh(
    screened: Screened, units: LengthUnit | None, stage: Callable[[str], None], timings: dict[str, float]
) -> _Contents:
    with _measured(timings, "read"):
        file = read_mesh_file(screened.content, name=screened.name, file_format=screened.format)
    with _measured(timings, "properties"):
        contents = bodies_of(file, declared=units, stage=stage)
    if not contents.bodies:
        raise NotSolidError(screened.name, reason="has no triangle with an area")
    source = UnitSource.GUESSED if contents.guessed else UnitSource.FILE
    return _Contents(
        contents.bodies,
        contents.instances,
        contents.notes,
        contents.unit_mm,
        UnitSource.DECLARED if units else source,
    )


@contextmanager
def _measured(timings: dict[str, float], step: str) -> Iterator[None]:
    """Puts the ms that the block takes into `timings`."""
    began = time.perf_counter()
    yield
    timings[step] = (time.perf_counter() - began) * 1000.0


def _stem(name: str) -> str:
    return PurePosixPath(name).stem or name


def _named(unit_mm: float) -> LengthUnit | None:
    return next((unit for unit in LengthUnit if abs(unit.in_mm - unit_mm) <= 1e-9 * unit_mm), None)


def _unit_notes(found: _Contents, unit: LengthUnit | None) -> list[Note]:
    if unit is None:
        return [Note("units.converted", f"One unit of the file is {found.unit_mm:g} mm; lengths are shown in mm.")]
    if found.unit_source is UnitSource.GUESSED:
        return [Note("units.guessed", f"The file does not say its unit; {unit.value} was guessed from its size.")]
    return []


def _size_notes(bodies: tuple[Body, ...]) -> list[Note]:
    longest = max(body.mass.oriented_box.size_mm[0] for body in bodies)
    if longest > UNUSUALLY_LONG_MM:
        return [Note("units.unusual", f"The longest body measures {longest / 1000:.3g} m: check the unit of the file.")]
    if longest < UNUSUALLY_SHORT_MM:
        return [Note("units.unusual", f"The longest body measures {longest:.3g} mm: check the unit of the file.")]
    return []
