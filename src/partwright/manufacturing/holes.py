"""What can be picked on a body: its faces, and of the round holes among them how wide and deep they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from partwright.geometry.features.feature import Feature, Hole


@dataclass(frozen=True, slots=True, kw_only=True)
class HoleFact:
    """A round hole. `feature` is its index among the body's features."""

    feature: int
    diameter_mm: float
    depth_mm: float
    through: bool


@dataclass(frozen=True, slots=True, eq=False)
class HoleFacts:
    """By file-wide id of a face: its position in `Body.faces`, and the hole it is part of, if it is of one."""

    positions: Mapping[int, int]
    holes: Mapping[int, HoleFact]


NO_HOLES = HoleFacts(MappingProxyType({}), MappingProxyType({}))


def holes_of(features: Iterable[Feature], *, face_ids: Sequence[int]) -> HoleFacts:
    """What can be picked on a body with these features.

    `face_ids` are the ids of its faces in order: `[face.id for face in body.faces]`. A face of two holes counts as one
    of the first.
    """
    holes: dict[int, HoleFact] = {}
    for number, feature in enumerate(features):
        if isinstance(feature, Hole):
            fact = HoleFact(
                feature=number,
                diameter_mm=feature.diameter_mm,
                depth_mm=feature.depth_mm,
                through=feature.through,
            )
            for position in feature.faces:
                holes.setdefault(face_ids[position], fact)
    positions = {face: position for position, face in enumerate(face_ids)}
    return HoleFacts(MappingProxyType(positions), MappingProxyType(holes))
