"""What is cut in each setup, whatever the material: the measure of the work, not yet its tools and times."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import chain, pairwise
from math import floor

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.arrays import FloatArray, IntArray

Floats = NDArray[np.float64]
Run = Sequence[int]

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

    def labels(self) -> tuple[int, ...]:
        return (self.kind, self.setup, self.closed, self.flat, self.count)

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

    def faces_of(self, rows: Iterable[int]) -> tuple[int, ...]:
        """The faces that some rows make, each once, in order."""
        starts = self.face_starts
        found = {face for row in rows for face in self.faces[starts[row] : starts[row + 1]].tolist()}
        return tuple(sorted(found))


def grain(length: float) -> int:
    """A length to the nearest hundredth, so that equal sizes count as equal after a rotation."""
    return floor((min(length, OPEN_MM) + GRAIN_OFFSET_MM) / GRAIN_MM)


def pack(cuts: Sequence[Cut]) -> Cuts:
    """Cuts as arrays, in the order given."""
    return _cuts(
        np.array([cut.measures() for cut in cuts], dtype=np.float64).reshape(len(cuts), 6).clip(max=OPEN_MM),
        np.array([cut.labels() for cut in cuts], dtype=np.int32).reshape(len(cuts), 5),
        [cut.features for cut in cuts],
        [cut.faces for cut in cuts],
    )


def merge_equal(cuts: Cuts) -> Cuts:
    """Cuts by setup and kind with equal ones in the same setup put together: a pattern of pockets is one row."""
    if not len(cuts):
        return cuts
    grains = np.floor((cuts.measures + GRAIN_OFFSET_MM) / GRAIN_MM)
    keys = np.column_stack([cuts.labels[:, [1, 0, 2, 3]], grains])
    order = np.lexsort(keys.T[::-1])
    begins = np.flatnonzero(np.append(True, (np.diff(keys[order], axis=0) != 0).any(axis=1)))
    first, labels = order[begins], cuts.labels[order[begins]]
    labels[:, 4] = np.add.reduceat(cuts.labels[order, 4], begins)
    groups = [rows.tolist() for rows in np.split(order, begins[1:])]
    features, faces = _runs(cuts.features, cuts.feature_starts), _runs(cuts.faces, cuts.face_starts)
    return _cuts(cuts.measures[first], labels, _joined(features, groups), _joined(faces, groups))


def _cuts(measures: Floats, labels: NDArray[np.int32], features: Sequence[Run], faces: Sequence[Run]) -> Cuts:
    return Cuts(
        measures=measures,
        labels=labels,
        features=np.array(list(chain.from_iterable(features)), dtype=np.int32),
        feature_starts=np.cumsum([0, *map(len, features)], dtype=np.int32),
        faces=np.array(list(chain.from_iterable(faces)), dtype=np.int32),
        face_starts=np.cumsum([0, *map(len, faces)], dtype=np.int32),
    )


def _runs(values: IntArray, starts: IntArray) -> list[Run]:
    """The values of each row."""
    flat, bounds = values.tolist(), starts.tolist()
    return [flat[begin:end] for begin, end in pairwise(bounds)]


def _joined(runs: Sequence[Run], groups: Sequence[Sequence[int]]) -> list[Run]:
    """The values of each group of rows, each once."""
    return [
        runs[rows[0]] if len(rows) == 1 else tuple(dict.fromkeys(chain.from_iterable(runs[row] for row in rows)))
        for rows in groups
    ]
