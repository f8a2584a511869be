"""What is cut in each setup, whatever the material: the measure of the work, not yet its tools and times."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import groupby
from math import floor

import numpy as np

from partwright.geometry.arrays import FloatArray, IntArray

GRAIN_MM = 0.01
GRAIN_OFFSET_MM = 0.00371  # keeps round inch and millimeter sizes away from the edge between two grains


class CutKind(IntEnum):
    CLEAR = 0  # roughing a region down to a floor
    FLOOR = 1  # finishing a floor
    WALL = 2  # finishing walls, by length and depth
    CORNER = 3  # what the roughing cutter leaves in inside corners
    SURFACE = 4  # slanted and curved faces, by ball mill
    CHAMFER = 5  # bevels, by length
    BORE = 6  # round holes


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Equal pieces of work in one setup, `count` of them; measures are of one.

    `area_mm2` is a floor's or a surface's; of walls and corners it counts the tight corners. `depth_mm`: how deep it
    lies below where cutting starts. `span_mm`: the long side of a rectangle of the same area and outline, or the length
    of a wall or bevel.
    `width_mm`: the widest cutter that passes; inf where the sides are open. `radius_mm`: the smallest inside radius;
    inf where none is, 0 where sharp. `reach_mm`: how far below the part's top the tool goes. `closed`: no side lets
    the tool in, it has to ramp. For a bore `width_mm` is its diameter, `closed` says that it is blind, `flat` that its
    floor is flat.
    """

    kind: CutKind
    setup: int
    area_mm2: float = 0.0
    depth_mm: float = 0.0
    span_mm: float = 0.0
    width_mm: float = float("inf")
    radius_mm: float = float("inf")
    reach_mm: float = 0.0
    closed: bool = False
    flat: bool = False
    count: int = 1
    features: tuple[int, ...] = ()
    faces: tuple[int, ...] = ()

    @property
    def volume_mm3(self) -> float:
        return self.area_mm2 * self.depth_mm * self.count

    def measures(self) -> tuple[float, ...]:
        return (
            self.area_mm2, self.depth_mm, self.span_mm, self.width_mm, self.radius_mm, self.reach_mm
        )  # fmt: skip


OPEN_MM = 1e9  # stands for "no limit" in the arrays, which must be finite to leave the child


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cuts:
    """Cuts as arrays, one row each; `OPEN_MM` stands where a `Cut` says inf.

    measures: (n, 6) area mm², depth, span, width, radius, reach mm. labels: (n, 5) kind, setup, closed, flat, count.
    features and faces of row k: `features[feature_starts[k]:feature_starts[k + 1]]`, faces likewise.
    """

    measures: FloatArray
    labels: IntArray
    features: IntArray
    feature_starts: IntArray
    faces: IntArray
    face_starts: IntArray

    def __len__(self) -> int:
        return len(self.labels)

    def features_of(self, rows: Iterable[int]) -> tuple[int, ...]:
        """The features that some rows belong to, each once, in order."""
        return _gather(self.features, self.feature_starts, rows)

    def faces_of(self, rows: Iterable[int]) -> tuple[int, ...]:
        """The faces that some rows make, each once, in order."""
        return _gather(self.faces, self.face_starts, rows)


def _gather(values: IntArray, starts: IntArray, rows: Iterable[int]) -> tuple[int, ...]:
    found = {value for row in rows for value in values[starts[row] : starts[row + 1]].tolist()}
    return tuple(sorted(found))


def grain(length: float) -> int:
    """A length to the nearest hundredth, so that equal sizes count as equal after a rotation."""
    return floor((min(length, OPEN_MM) + GRAIN_OFFSET_MM) / GRAIN_MM)


def merge_equal(cuts: Iterable[Cut]) -> list[Cut]:
    """The cuts with equal ones in the same setup put together: a pattern of pockets is one row."""

    def key(cut: Cut) -> tuple[int, ...]:
        return (cut.setup, cut.kind, cut.closed, cut.flat, *map(grain, cut.measures()))

    merged = []
    for _, group in groupby(sorted(cuts, key=key), key=key):
        same = list(group)
        merged.append(
            replace(
                same[0],
                count=sum(cut.count for cut in same),
                features=tuple(dict.fromkeys(feature for cut in same for feature in cut.features)),
                faces=tuple(dict.fromkeys(face for cut in same for face in cut.faces)),
            )
        )
    return merged


def pack(cuts: Sequence[Cut]) -> Cuts:
    """Cuts as arrays."""
    rows = [tuple(min(value, OPEN_MM) for value in cut.measures()) for cut in cuts]
    labels = [(cut.kind, cut.setup, cut.closed, cut.flat, cut.count) for cut in cuts]
    return Cuts(
        measures=np.array(rows, dtype=np.float64).reshape(len(cuts), 6),
        labels=np.array(labels, dtype=np.int32).reshape(len(cuts), 5),
        features=np.array([feature for cut in cuts for feature in cut.features], dtype=np.int32),
        feature_starts=np.cumsum([0, *(len(cut.features) for cut in cuts)], dtype=np.int32),
        faces=np.array([face for cut in cuts for face in cut.faces], dtype=np.int32),
        face_starts=np.cumsum([0, *(len(cut.faces) for cut in cuts)], dtype=np.int32),
    )
