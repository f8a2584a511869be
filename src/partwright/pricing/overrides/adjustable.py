"""The numbers of a price book that an operator may change, each with its range and in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache

from partwright.manufacturing.processes import PROCESSES
from partwright.manufacturing.tables import Tables
from partwright.pricing.overrides import adjustable_tables

KINDS = "adjustable.kinds"
WORDS = "adjustable.words"
GENERAL, MATERIALS, REQUIREMENTS, FREIGHT = "general", "materials", "requirements", "freight"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustable:
    """One number that an operator may change.

    `value` stands in the tables asked; `section` is a process or one of this module's, `kind` the row of its range,
    `title` what all numbers of the kind are and `name` which of them this one is, "" where there is but one.
    `percent`: a ratio that people say as a percentage.
    """

    path: str
    kind: str
    section: str
    title: str
    name: str
    value: float
    unit: str
    source: str
    least: float
    most: float
    whole: bool
    percent: bool


@lru_cache(maxsize=8)
def adjustables(tables: Tables) -> Mapping[str, Adjustable]:
    """Every number that may be changed by its path, kinds in the order of their table."""
    rules, paths = adjustable_tables(), [path for path, _entry in tables.entries()]
    found: dict[str, Adjustable] = {}
    for kind in rules.rows(KINDS):
        for pattern in rules.words(f"{KINDS}.{kind}.paths"):
            for path in paths:
                if matches(path, pattern) and (section := _section(path, kind, rules)):
                    found[path] = _adjustable(path, kind, section, tables)
    return found


def matches(path: str, pattern: str) -> bool:
    """Whether a path is one of a pattern: as many keys, each as its key of the pattern, in which * is anything."""
    keys, wanted = path.split("."), pattern.split(".")
    return len(keys) == len(wanted) and all(map(fnmatchcase, keys, wanted))


def _section(path: str, kind: str, rules: Tables) -> str:
    """Where a number is shown; "" where it is about a process that no room does."""
    if f"{KINDS}.{kind}.section" in rules:
        return rules.word(f"{KINDS}.{kind}.section")
    keys = path.split(".")
    return next((process.value for process in PROCESSES if process.value in keys), "")


def _adjustable(path: str, kind: str, section: str, tables: Tables) -> Adjustable:
    rules, entry = adjustable_tables(), tables.entry(path)
    row = f"{KINDS}.{kind}"
    return Adjustable(
        path=path,
        kind=kind,
        section=section,
        title=rules.word(f"{row}.name"),
        name=_name(path, tables),
        value=tables.value(path, entry.unit),
        unit=entry.unit,
        source=entry.source,
        least=_bound(f"{row}.least"),
        most=_bound(f"{row}.most"),
        whole=rules.flag(f"{row}.whole"),
        percent=rules.flag(f"{row}.percent"),
    )


def _bound(path: str) -> float:
    rules = adjustable_tables()
    return rules.value(path, rules.entry(path).unit)


def _name(path: str, tables: Tables) -> str:
    """What the rows that a path goes through are called, from the outside in: `Anodized, clear (type II)`."""
    rules, keys = adjustable_tables(), path.split(".")
    names: list[str] = []
    for number, key in enumerate(keys):
        row = ".".join(keys[: number + 1])
        if f"{row}.name" in tables:
            names.append(tables.word(f"{row}.name"))
        elif f"{WORDS}.{key}" in rules:
            names.append(rules.word(f"{WORDS}.{key}"))
    text = ", ".join(filter(None, names))
    return text[:1].upper() + text[1:]
