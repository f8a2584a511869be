"""The parts compared: ten prismatic ones, or those in a folder."""

from collections.abc import Iterator
from pathlib import Path

from tests.shapes.solids import (
    body_of,
    box,
    bracket,
    cut,
    cylinder,
    filleted,
    fuse,
    plate_with_pocket,
    upright_edges,
)

from partwright.analysis.reader import Reader
from partwright.geometry.part import Body


def prismatic_parts() -> Iterator[tuple[str, Body]]:
    """Ten parts with pockets, steps, slots and bosses, from 40 to 200 mm."""

    def pocket(x: float, y: float, depth: float, radius: float, *, at: tuple[float, float, float]) -> object:
        tool = box(x, y, depth + 1, at=at)
        return filleted(tool, radius, edges=upright_edges(tool)) if radius else tool

    yield "plate with pocket", body_of(plate_with_pocket())
    yield (
        "two pockets",
        body_of(
            cut(
                box(120, 80, 25),
                pocket(40, 50, 15, 6, at=(12, 15, 10)),
                pocket(45, 50, 8, 4, at=(63, 15, 17)),
            )
        ),
    )
    yield "shoulder", body_of(cut(box(80, 50, 40), box(30, 52, 20, at=(-1, -1, 20.0))))
    yield (
        "slotted block",
        body_of(cut(box(90, 60, 30), box(92, 12, 13, at=(-1, 24, 18)), box(12, 62, 9, at=(40, -1, 22)))),
    )
    yield "boss on a plate", body_of(fuse(box(70, 70, 12), cylinder(18, 16, at=(35, 35, 12))))
    yield "frame", body_of(cut(box(150, 100, 15), pocket(120, 70, 17, 8, at=(15, 15, -1))))
    yield "bracket", body_of(bracket())
    yield "deep pocket", body_of(cut(box(60, 60, 45), pocket(36, 36, 35, 6, at=(12, 12, 10))))
    yield (
        "staircase",
        body_of(
            cut(
                box(100, 40, 48),
                box(26, 42, 40, at=(-1, -1, 12)),
                box(50, 42, 26, at=(-1, -1, 24)),
                box(75, 42, 14, at=(-1, -1, 36)),
            )
        ),
    )
    yield (
        "pockets on both faces",
        body_of(cut(box(200, 90, 30), pocket(80, 60, 12, 5, at=(15, 15, 18)), pocket(70, 60, 13, 5, at=(110, 15, -1)))),
    )


def parts_in(folder: Path) -> Iterator[tuple[str, Body]]:
    """The bodies of the STEP files in a folder."""
    with Reader() as reader:
        for file in sorted(folder.glob("*.st*p")):
            for body in reader.read(file, name=file.name).part.bodies:
                yield f"{file.stem} {body.index}", body
