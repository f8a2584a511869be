"""What differs between two revisions of a part: features, findings, and what can still be required of it. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from partwright.geometry.features.feature import Feature, Parameter, public_parameters
from partwright.geometry.part import Face
from partwright.manufacturing.process import Finding
from partwright.manufacturing.requirements import NONE, CriticalDimension, InsertItem, Requirements, ThreadItem

PLACES = 2  # of a mm or degree: what two systems write apart below is the same feature

Said = tuple[str, tuple[tuple[str, Parameter | None], ...]]  # type and parameters of a feature
FaceKind = tuple[str, float | None]  # surface and radius
Faces = Mapping[int, FaceKind]  # by their file-wide ids
Item = TypeVar("Item", ThreadItem, InsertItem, CriticalDimension)


@dataclass(frozen=True, slots=True)
class Counted:
    """Equal features."""

    count: int
    feature: Feature


@dataclass(frozen=True, slots=True)
class Changed:
    """Equal features that have become others of the same type."""

    count: int
    before: Feature
    after: Feature


@dataclass(frozen=True, slots=True)
class FeatureChanges:
    """What a new revision has that the old had not, the other way around, and what is of another size."""

    added: tuple[Counted, ...] = ()
    removed: tuple[Counted, ...] = ()
    changed: tuple[Changed, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class FindingChanges:
    """Findings that only the new revision has, and those that only the old had."""

    added: tuple[Finding, ...]
    removed: tuple[Finding, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)


@dataclass(frozen=True, slots=True)
class Carried:
    """What is required of the old revision: that which holds for the new one, and that which has lost its faces."""

    requirements: Requirements
    dropped: Requirements


def matching(index: int, name: str, bodies: Mapping[int, str]) -> int | None:
    """Which of the bodies, names by index, takes the place of another: that at its index, else that of its name."""
    if index in bodies:
        return index
    return next((other for other, named in bodies.items() if name and named == name), None)


def compare_features(old: Iterable[Feature], new: Iterable[Feature]) -> FeatureChanges:
    """How the features of a body differ, by type and public parameters; where they lie is not asked.

    What has no equal is paired within its type, the most alike first; what finds no partner came or went.
    """
    before, after = [_gathered(features) for features in (old, new)]
    kept = {said: min(before[said][0], after[said][0]) for said in before.keys() & after.keys()}
    gone = {said: count - kept.get(said, 0) for said, (count, _) in before.items() if count > kept.get(said, 0)}
    come = {said: count - kept.get(said, 0) for said, (count, _) in after.items() if count > kept.get(said, 0)}
    changed: list[Changed] = []
    pairs = [(_distance(one, other), one, other) for one in gone for other in come if one[0] == other[0]]
    for _, one, other in sorted(pairs, key=lambda pair: pair[0]):
        count = min(gone[one], come[other])
        if count:
            changed.append(Changed(count, before[one][1], after[other][1]))
            gone[one] -= count
            come[other] -= count
    return FeatureChanges(
        added=tuple(Counted(count, after[said][1]) for said, count in come.items() if count),
        removed=tuple(Counted(count, before[said][1]) for said, count in gone.items() if count),
        changed=tuple(changed),
    )


def _gathered(features: Iterable[Feature]) -> dict[Said, tuple[int, Feature]]:
    found: dict[Said, tuple[int, Feature]] = {}
    for feature in features:
        said = (feature.type, tuple((name, _rounded(value)) for name, value in public_parameters(feature).items()))
        count, first = found.get(said, (0, feature))
        found[said] = (count + 1, first)
    return found


def _rounded(value: Parameter | None) -> Parameter | None:
    return round(value, PLACES) if isinstance(value, float) else value


def _distance(one: Said, other: Said) -> float:
    """How unlike two features of one type are: 0 to 1 for each parameter."""
    return sum(_apart(a, b) for (_, a), (_, b) in zip(one[1], other[1], strict=True))


def _apart(a: Parameter | None, b: Parameter | None) -> float:
    if a == b:
        return 0.0
    if isinstance(a, float) and isinstance(b, float):
        return abs(a - b) / max(abs(a), abs(b))
    return 1.0


def compare_findings(old: Sequence[Finding], new: Sequence[Finding]) -> FindingChanges:
    """How the findings of a body differ. The same sentence of the same rule is the same finding, wherever it lies."""
    return FindingChanges(added=_beyond(new, old), removed=_beyond(old, new))


def _beyond(findings: Sequence[Finding], others: Sequence[Finding]) -> tuple[Finding, ...]:
    known = Counter((other.process, other.rule, other.message) for other in others)
    left: list[Finding] = []
    for finding in findings:
        said = (finding.process, finding.rule, finding.message)
        if known[said]:
            known[said] -= 1
        else:
            left.append(finding)
    return tuple(left)


def kinds_of(faces: Iterable[Face]) -> Faces:
    """What a picked face is recognized by in another revision, beside its id."""
    return {
        face.id: (face.surface.value, None if face.radius_mm is None else round(face.radius_mm, PLACES))
        for face in faces
    }


def carry(requirements: Requirements, *, old: Faces, new: Faces) -> Carried:
    """What is required, for another revision: an item stays if each face it stands on is there with id and kind.

    A face of the same id and another radius is another hole: a thread there would be one that nobody asked for.
    """

    def stays(item: ThreadItem | InsertItem | CriticalDimension) -> bool:
        return all(face in new and new[face] == old.get(face) for face in item.faces)

    return Carried(
        requirements=_only(requirements, stays),
        dropped=_items_of(_only(requirements, lambda item: not stays(item))),
    )


def to_pick_again(before: Requirements, now: Requirements) -> Requirements:
    """Of what stood on faces before, that of which nothing of the same size or text is required now."""
    sizes = {item.size for item in (*now.threads, *now.inserts)}
    texts = {item.text for item in now.critical_dimensions}

    def missing(item: ThreadItem | InsertItem | CriticalDimension) -> bool:
        known = item.text in texts if isinstance(item, CriticalDimension) else item.size in sizes
        return bool(item.faces) and not known

    return _items_of(_only(before, missing))


def _only(
    requirements: Requirements, asked: Callable[[ThreadItem | InsertItem | CriticalDimension], bool]
) -> Requirements:
    def chosen(items: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(item for item in items if asked(item))

    return replace(
        requirements,
        threads=chosen(requirements.threads),
        inserts=chosen(requirements.inserts),
        critical_dimensions=chosen(requirements.critical_dimensions),
    )


def _items_of(requirements: Requirements) -> Requirements:
    """What can be picked alone."""
    return replace(
        NONE,
        threads=requirements.threads,
        inserts=requirements.inserts,
        critical_dimensions=requirements.critical_dimensions,
    )
