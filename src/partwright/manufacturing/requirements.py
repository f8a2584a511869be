"""What a customer asks for beside process, material, finish and tolerance: threads, inserts, proofs, marking.

    {"threads": [{"size": "m6", "faces": [3, 4], "count": 2, "depth_mm": 10.0}],
     "inserts": [{"size": "wire_m5", "faces": [7], "count": null}],
     "critical_dimensions": [{"faces": [2], "text": "fits the shaft", "nominal_mm": 20.0, "tolerance_mm": 0.02}],
     "inspection": "standard", "certificates": ["material"], "marking": {"method": "laser", "text": "PN 1024"},
     "export_controlled": false, "notes": ""}

Sizes and marking methods are ids of the catalog; whether the book offers them is asked when it is priced.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, TypeVar

from partwright.manufacturing.strictly import (
    Field,
    choice,
    faces,
    flag,
    items,
    number,
    object_of,
    refuse,
    text,
    whole_number,
    word,
)

MOST_ITEMS = 200  # of one list
LONGEST_TEXT = 500
LONGEST_MARKING = 60
LONGEST_NOTES = 4000
MOST_HOLES = 10_000
LARGEST_MM = 10_000.0
FIELD = "requirements"


class InspectionLevel(StrEnum):
    """How much is measured and written down."""

    STANDARD = "standard"
    DIMENSIONAL_REPORT = "dimensional_report"
    FIRST_ARTICLE = "first_article"


class Certificate(StrEnum):
    """A paper that goes with the order."""

    MATERIAL = "material"
    CONFORMITY = "conformity"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadItem:
    """Equal threads. `faces` are file-wide ids of picked hole faces; `count` is None where it is that of the holes.

    Without faces (a mesh has none) `count` says how many there are.
    """

    size: str
    faces: tuple[int, ...] = ()
    count: int | None = None
    depth_mm: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InsertItem:
    """Equal inserts, picked like threads."""

    size: str
    faces: tuple[int, ...] = ()
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticalDimension:
    """A note on faces that somebody must measure. `tolerance_mm` is plus and minus; without it the class holds."""

    text: str
    faces: tuple[int, ...] = ()
    nominal_mm: float | None = None
    tolerance_mm: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """A text that every piece or its bag carries."""

    method: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirements:
    """All of it. `NONE` asks for nothing."""

    threads: tuple[ThreadItem, ...] = ()
    inserts: tuple[InsertItem, ...] = ()
    critical_dimensions: tuple[CriticalDimension, ...] = ()
    inspection: InspectionLevel = InspectionLevel.STANDARD
    certificates: frozenset[Certificate] = frozenset()
    marking: Marking | None = None
    export_controlled: bool = False
    notes: str = ""

    def as_plain(self) -> dict[str, Any]:
        """The JSON object that `requirements_from` reads back to the same value."""
        return {
            "threads": [
                {"size": item.size, "faces": list(item.faces), "count": item.count, "depth_mm": item.depth_mm}
                for item in self.threads
            ],
            "inserts": [{"size": item.size, "faces": list(item.faces), "count": item.count} for item in self.inserts],
            "critical_dimensions": [
                {
                    "faces": list(item.faces),
                    "text": item.text,
                    "nominal_mm": item.nominal_mm,
                    "tolerance_mm": item.tolerance_mm,
                }
                for item in self.critical_dimensions
            ],
            "inspection": self.inspection.value,
            "certificates": sorted(certificate.value for certificate in self.certificates),
            "marking": None if self.marking is None else {"method": self.marking.method, "text": self.marking.text},
            "export_controlled": self.export_controlled,
            "notes": self.notes,
        }

    def without_faces(self, elsewhere: Collection[int]) -> "Requirements":
        """What is asked of a body when these faces belong to others of the file. What names no face is asked of all."""
        if not elsewhere:
            return self
        return replace(
            self,
            threads=_picked(self.threads, elsewhere),
            inserts=_picked(self.inserts, elsewhere),
            critical_dimensions=tuple(
                replace(item, faces=_here(item.faces, elsewhere))
                for item in self.critical_dimensions
                if _here(item.faces, elsewhere) or not item.faces
            ),
        )


NONE = Requirements()

Item = TypeVar("Item", ThreadItem, InsertItem)


def _picked(picked: tuple[Item, ...], elsewhere: Collection[int]) -> tuple[Item, ...]:
    """The items that stay; one that loses holes is counted anew."""
    kept = ((item, _here(item.faces, elsewhere)) for item in picked)
    return tuple(
        item if faces == item.faces else replace(item, faces=faces, count=None)
        for item, faces in kept
        if faces or not item.faces
    )


def _here(picked: tuple[int, ...], elsewhere: Collection[int]) -> tuple[int, ...]:
    return tuple(face for face in picked if face not in elsewhere)


def requirements_from(value: object) -> Requirements:
    """The requirements of a JSON object; `NONE` of an empty one.

    Raises:
        SpecificationError: a key, kind or size that does not belong there; the error names the field.
    """
    at = Field(FIELD)
    given = object_of(value, at, tuple(field.name for field in fields(Requirements)))
    read = Requirements(
        threads=tuple(_thread(one, field) for one, field in items(given.get("threads"), at / "threads", MOST_ITEMS)),
        inserts=tuple(_insert(one, field) for one, field in items(given.get("inserts"), at / "inserts", MOST_ITEMS)),
        critical_dimensions=tuple(
            _critical(one, field)
            for one, field in items(given.get("critical_dimensions"), at / "critical_dimensions", MOST_ITEMS)
        ),
        inspection=choice(given.get("inspection", InspectionLevel.STANDARD), at / "inspection", InspectionLevel),
        certificates=frozenset(
            choice(one, field, Certificate)
            for one, field in items(given.get("certificates"), at / "certificates", MOST_ITEMS)
        ),
        marking=_marking(given.get("marking"), at / "marking"),
        export_controlled=flag(given.get("export_controlled", False), at / "export_controlled"),
        notes=text(given.get("notes", ""), at / "notes", LONGEST_NOTES, empty=True),
    )
    _check_picked_once(read)
    return NONE if read == NONE else read


def _thread(value: object, field: Field) -> ThreadItem:
    given = object_of(value, field, ("size", "faces", "count", "depth_mm"))
    picked, count = _faces_and_count(given, field)
    return ThreadItem(
        size=word(given.get("size"), field / "size"),
        faces=picked,
        count=count,
        depth_mm=number(given.get("depth_mm"), field / "depth_mm", LARGEST_MM),
    )


def _insert(value: object, field: Field) -> InsertItem:
    given = object_of(value, field, ("size", "faces", "count"))
    picked, count = _faces_and_count(given, field)
    return InsertItem(size=word(given.get("size"), field / "size"), faces=picked, count=count)


def _faces_and_count(given: dict[str, object], field: Field) -> tuple[tuple[int, ...], int | None]:
    picked = faces(given.get("faces"), field / "faces")
    count = whole_number(given.get("count"), field / "count", MOST_HOLES)
    if not picked and count is None:
        refuse(field / "faces", given.get("faces"), "is empty: pick the holes, or give count for a mesh without faces")
    return picked, count


def _critical(value: object, field: Field) -> CriticalDimension:
    given = object_of(value, field, ("faces", "text", "nominal_mm", "tolerance_mm"))
    nominal_mm = number(given.get("nominal_mm"), field / "nominal_mm", LARGEST_MM)
    tolerance_mm = number(given.get("tolerance_mm"), field / "tolerance_mm", LARGEST_MM)
    if tolerance_mm is not None and nominal_mm is None:
        refuse(field / "nominal_mm", None, "is missing: give the size that tolerance_mm belongs to")
    return CriticalDimension(
        faces=faces(given.get("faces"), field / "faces"),
        text=text(given.get("text"), field / "text", LONGEST_TEXT),
        nominal_mm=nominal_mm,
        tolerance_mm=tolerance_mm,
    )


def _marking(value: object, field: Field) -> Marking | None:
    if value is None:
        return None
    given = object_of(value, field, ("method", "text"))
    return Marking(
        method=word(given.get("method"), field / "method"),
        text=text(given.get("text"), field / "text", LONGEST_MARKING, lines=False),
    )


def _check_picked_once(read: Requirements) -> None:
    """A hole takes one thread or one insert."""
    seen: set[int] = set()
    at = Field(FIELD)
    picks = [(at / "threads" / position, item.faces) for position, item in enumerate(read.threads)]
    picks += [(at / "inserts" / position, item.faces) for position, item in enumerate(read.inserts)]
    for field, picked in picks:
        twice = next((face for face in picked if face in seen), None)
        if twice is not None:
            refuse(field / "faces", twice, "is picked for another item: pick it once")
        seen.update(picked)
