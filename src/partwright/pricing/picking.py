"""The holes that a customer picked for a thread or an insert, and whether it fits them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from partwright.manufacturing.holes import HoleFact
from partwright.manufacturing.process import Review
from partwright.manufacturing.requirements import InsertItem, ThreadItem
from partwright.pricing.extra import Shop

_SAID = 6  # faces of a reason; the requirements have them all


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A thread, or the one of an insert, and the hole it wants. Any hole up to `hole_max_mm` can be opened to it."""

    name: str
    hole_mm: float
    hole_max_mm: float
    pitch_mm: float
    major_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """A hole with the positions of its picked faces and the setup that cuts it, None where there are no setups."""

    hole: HoleFact
    faces: tuple[int, ...]
    setup: int | None


def fit_of(thread: str, shop: Shop) -> Fit:
    """What a thread of the tables wants."""
    path = f"threads.{thread}"
    return Fit(
        name=shop.name(path),
        hole_mm=shop.value(f"{path}.tap_drill", "mm"),
        hole_max_mm=shop.value(f"{path}.hole_max", "mm"),
        pitch_mm=shop.value(f"{path}.pitch", "mm"),
        major_mm=shop.value(f"{path}.major", "mm"),
    )


def pick(item: ThreadItem | InsertItem, fit: Fit, shop: Shop, *, taken: set[int]) -> tuple[list[Picked], list[Review]]:
    """The holes that an item means, each once, and what is wrong with them.

    `taken` are the features that hold something already, and grows.
    """
    if not item.faces:
        reason = f"The holes for {item.count} × {fit.name} are not picked: a person must find them in the model."
        return [], [Review(code="requirements.holes_not_picked", reason=reason)]
    reviews: list[Review] = []
    holes: dict[int, HoleFact] = {}
    positions: dict[int, list[int]] = {}
    for face in item.faces:
        hole = shop.holes.holes.get(face)
        if hole is not None:
            holes[hole.feature] = hole
            positions.setdefault(hole.feature, []).append(shop.holes.positions[face])
    reviews += unknown_faces(item.faces, shop)
    reviews += _no_holes(item.faces, shop)
    if taken & holes.keys():
        reason = f"A hole for {fit.name} is picked for another thread or insert too: pick it once."
        reviews.append(Review(code="requirements.hole_picked_twice", reason=reason))
    taken.update(holes)
    if not reviews and item.count not in (None, len(holes)):
        reason = f"{item.count} × {fit.name} are asked for and {len(holes)} holes are picked: make them agree."
        reviews.append(Review(code="requirements.count_differs", reason=reason))
    reviews += [review for hole in holes.values() if (review := _misfit(hole, fit, shop)) is not None]
    picked = [
        Picked(hole=hole, faces=tuple(sorted(positions[feature])), setup=shop.setups.get(feature))
        for feature, hole in sorted(holes.items())
    ]
    return picked, reviews


def unknown_faces(faces: Sequence[int], shop: Shop) -> Iterator[Review]:
    """What is wrong with faces that the body does not have."""
    unknown = [face for face in faces if face not in shop.holes.positions]
    if unknown:
        said = _said(unknown)
        reason = f"Not on this part: {said}. Pick the faces again, their numbers change with a new file."
        yield Review(code="requirements.face_unknown", reason=reason)


def _no_holes(faces: Sequence[int], shop: Shop) -> Iterator[Review]:
    others = [face for face in faces if face in shop.holes.positions and face not in shop.holes.holes]
    if others:
        reason = f"Not the wall of a round hole: {_said(others)}. Pick one that is."
        yield Review(code="requirements.not_a_hole", reason=reason)


def _said(faces: Sequence[int]) -> str:
    more = f" and {len(faces) - _SAID} more" if len(faces) > _SAID else ""
    return f"{'face' if len(faces) == 1 else 'faces'} {', '.join(map(str, faces[:_SAID]))}{more}"


def _misfit(hole: HoleFact, fit: Fit, shop: Shop) -> Review | None:
    if hole.diameter_mm > fit.hole_max_mm + 1e-6:
        reason = (
            f"A hole of {hole.diameter_mm:.4g} mm is too wide for {fit.name}: "
            f"model it with {fit.hole_mm:g} mm, at most {fit.hole_max_mm:g} mm."
        )
        return Review(code="requirements.hole_too_large", reason=reason)
    if hole.diameter_mm < fit.hole_mm * shop.value("tapping.hole_ratio_min", "1"):
        reason = (
            f"A hole of {hole.diameter_mm:.4g} mm is far too narrow for {fit.name}: model it with {fit.hole_mm:g} mm."
        )
        return Review(code="requirements.hole_too_small", reason=reason)
    return None
