"""What is required of a line in words, and as the fields of its form: holes and features gathered in groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from partwright.geometry.features.feature import Feature, Hole
from partwright.manufacturing.requirements import (
    CriticalDimension,
    InsertItem,
    Requirements,
    ThreadItem,
    requirements_from,
)
from partwright.pricing.book import PriceBook
from partwright.pricing.requirements import report_offered
from partwright.web.books.selectors import current_book
from partwright.web.parts.selectors import get_analysis
from partwright.web.quoting.models import QuoteLine
from partwright.web.quoting.wording import feature_in_words

MOST_ROWS = 200
LEAST_OF_HOLE = 0.5  # of what the thread takes: a smaller hole is reviewed, so its size is not proposed


@dataclass(frozen=True, slots=True)
class Group:
    """Equal features of a body, each with the file-wide ids of its faces."""

    words: str
    members: tuple[tuple[int, ...], ...]
    hole: Hole | None

    @property
    def faces(self) -> list[int]:
        return [face for member in self.members for face in member]


def groups_of(line: QuoteLine) -> tuple[Group, ...]:
    """The features of a line's body, equal ones together, in the order that they were recognized."""
    if line.body is None:
        return ()
    analysis = get_analysis(line.part)
    ids = [face.id for face in analysis.part.bodies[line.body.index].faces]
    gathered: dict[str, list[Feature]] = {}
    for feature in analysis.bodies[line.body.index].features:
        gathered.setdefault(feature_in_words(feature), []).append(feature)
    return tuple(
        Group(
            words=f"{len(found)} × {words}",
            members=tuple(tuple(ids[position] for position in feature.faces) for feature in found),
            hole=found[0] if isinstance(found[0], Hole) else None,
        )
        for words, found in gathered.items()
    )


def in_words(requirements: Requirements) -> tuple[str, ...]:
    """Everything required, one phrase each: `2 × M6`, `First article`."""
    names = _names(current_book())
    said = [f"{_count(item)} × {names.get(item.size, item.size)}" for item in requirements.threads]
    said += [f"{_count(item)} × {names.get(item.size, item.size)}" for item in requirements.inserts]
    said += [_critical(item) for item in requirements.critical_dimensions]
    if requirements.inspection != "standard":
        said.append(names[requirements.inspection.value])
    said += [names[one.value] for one in sorted(requirements.certificates)]
    if requirements.marking is not None:
        method = names.get(requirements.marking.method, requirements.marking.method)
        said.append(_("%(method)s: “%(text)s”") % {"method": method, "text": requirements.marking.text})
    if requirements.export_controlled:
        said.append(_("Under export control"))
    if requirements.notes:
        said.append(_("Note: %(notes)s") % {"notes": requirements.notes})
    return tuple(said)


def _count(item: ThreadItem | InsertItem) -> int:
    return item.count or len(item.faces)


def _critical(item: CriticalDimension) -> str:
    if item.nominal_mm is None:
        return item.text
    size = f"{item.nominal_mm:g}" + (f" ± {item.tolerance_mm:g}" if item.tolerance_mm is not None else "")
    return _("%(text)s: %(size)s mm") % {"text": item.text, "size": size}


@lru_cache(maxsize=4)
def _offered(book: PriceBook) -> dict[str, Any]:
    return report_offered(book.tables)


def _names(book: PriceBook) -> dict[str, str]:
    return {row["id"]: row["name"] for rows in _offered(book).values() for row in rows}


def form_context(line: QuoteLine, requirements: Requirements) -> dict[str, Any]:
    """The choices of the form and what is chosen of them."""
    groups, offered = groups_of(line), _offered(current_book())
    critical = [{"item": item, "group": _group_of(item.faces, groups)} for item in requirements.critical_dimensions]
    return {
        "required_words": in_words(requirements),
        "required": requirements,
        "certificates": {one.value for one in requirements.certificates},
        "offered": offered,
        "features_to_pick": [(str(number), group.words) for number, group in enumerate(groups)],
        "hole_rows": [_hole_row(number, group, requirements) for number, group in enumerate(groups) if group.hole],
        "critical_rows": [*critical, {"item": None, "group": ""}],
        "loose_threads": [item for item in requirements.threads if not item.faces],
    }


def _group_of(faces: Sequence[int], groups: Sequence[Group]) -> str:
    return next((str(number) for number, group in enumerate(groups) if set(faces) & set(group.faces)), "")


def _hole_row(number: int, group: Group, requirements: Requirements) -> dict[str, Any]:
    """A group of holes with the sizes that fit it, the nearest first, and the one that is chosen."""
    chosen, count, depth = "", len(group.members), None
    for kind, items in (("thread", requirements.threads), ("insert", requirements.inserts)):
        for item in items:
            if set(item.faces) & set(group.faces):
                chosen, count = f"{kind}:{item.size}", _count(item)
                depth = getattr(item, "depth_mm", None)
    return {
        "number": number,
        "words": group.words,
        "faces": group.faces,
        "most": len(group.members),
        "chosen": chosen,
        "count": count,
        "depth": "" if depth is None else f"{depth:g}",
        "sizes": _sizes(group, chosen),
    }


def _sizes(group: Group, chosen: str) -> list[tuple[str, str]]:
    diameter = group.hole.diameter_mm if group.hole else 0.0
    found: list[tuple[float, str, str]] = []
    for kind, rows, takes in (("thread", "threads", "tap_drill_mm"), ("insert", "inserts", "hole_mm")):
        for row in _offered(current_book())[rows]:
            name = f"{kind}:{row['id']}"
            if name == chosen or LEAST_OF_HOLE * row[takes] <= diameter <= row["hole_max_mm"]:
                found.append((abs(row[takes] - diameter), name, row["name"]))
    return [(name, words) for _distance, name, words in sorted(found)]


def required_of(sent: QueryDict, line: QuoteLine) -> Requirements:
    """What a sent form requires of a line.

    Raises:
        SpecificationError: a field that does not fit.
    """
    groups = groups_of(line)
    value: dict[str, Any] = {"threads": [], "inserts": [], "critical_dimensions": _criticals(sent, groups)}
    for number, group in enumerate(groups):
        kind, _separator, size = sent.get(f"hole-{number}", "").partition(":")
        if not group.hole or not size:
            continue
        count = _number(sent.get(f"hole-{number}-count", "")) or len(group.members)
        picked = group.members[: count if isinstance(count, int) and count > 0 else None]
        item = {"size": size, "faces": [face for member in picked for face in member], "count": count}
        depth = _number(sent.get(f"hole-{number}-depth", ""))
        value["inserts" if kind == "insert" else "threads"].append(
            item if kind == "insert" else item | {"depth_mm": depth}
        )
    if sent.get("loose"):
        value["threads"].append({"size": sent["loose"], "count": _number(sent.get("loose-count", "")) or 1})
    for name in ("inspection", "notes"):
        if sent.get(name):
            value[name] = sent[name].replace("\r\n", "\n").strip()
    if sent.get("marking-method"):
        value["marking"] = {"method": sent["marking-method"], "text": sent.get("marking-text", "").strip()}
    value["certificates"] = sent.getlist("certificates")
    value["export_controlled"] = sent.get("export_controlled") == "yes"
    return requirements_from(value)


def _criticals(sent: QueryDict, groups: Sequence[Group]) -> list[dict[str, Any]]:
    columns = [sent.getlist(f"critical-{name}")[:MOST_ROWS] for name in ("feature", "text", "nominal", "tolerance")]
    rows = [tuple(cell.strip() for cell in row) for row in zip(*columns, strict=False)]
    return [
        {
            "faces": groups[int(feature)].faces if feature.isdecimal() and int(feature) < len(groups) else [],
            "text": text,
            "nominal_mm": _number(nominal),
            "tolerance_mm": _number(tolerance),
        }
        for feature, text, nominal, tolerance in rows
        if text or nominal or tolerance
    ]


def _number(text: str) -> object:
    """A number as it was typed, for the reader of requirements to judge; None where nothing was."""
    text = text.strip().replace(",", ".")
    if not text:
        return None
    try:
        return int(text) if text.isdecimal() else float(text)
    except ValueError:
        return text
