"""The tables of the trade: every number with its unit and source, read from TOML beside the room that uses it.

A number stands as `hole_diameter_min = { value = 1.0, unit = "mm", source = "…" }`; a list of numbers is one value.
Strings, booleans and lists of strings need neither. A path is the keys joined by dots, below the room's name:
`cnc_milling.limits.hole_diameter_min`. A price book overrides values by path and may not change units.
"""

import hashlib
import json
import math
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from partwright.errors import TableError

Number = float | tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A number of the trade with what it is measured in and where it comes from."""

    value: Number
    unit: str
    source: str


class Tables:
    """Entries and words by path. Immutable; two with the same content have the same `digest`."""

    __slots__ = ("_leaves", "_rows", "digest")

    def __init__(self, leaves: Mapping[str, Entry | str | bool | tuple[str, ...]]) -> None:
        self._leaves = dict(leaves)
        self._rows = _children(self._leaves)
        listing = json.dumps([[path, _plain(leaf)] for path, leaf in sorted(leaves.items())], ensure_ascii=False)
        self.digest = hashlib.sha256(listing.encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tables) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __iter__(self) -> Iterator[str]:
        return iter(self._leaves)

    def __contains__(self, path: str) -> bool:
        return path in self._leaves

    def entry(self, path: str) -> Entry:
        """The number at a path with unit and source.

        Raises:
            TableError: nothing stands there, or a word.
        """
        leaf = self._leaves.get(path)
        if not isinstance(leaf, Entry):
            raise TableError(f"{path} is no number in the tables: add it with value, unit and source.")
        return leaf

    def value(self, path: str, unit: str) -> float:
        """The number at a path, which must be in `unit`."""
        entry = self._in_unit(path, unit)
        if isinstance(entry.value, tuple):
            raise TableError(f"{path} holds a list of numbers, one is wanted.")
        return entry.value

    def values(self, path: str, unit: str) -> tuple[float, ...]:
        """The list of numbers at a path, which must be in `unit`."""
        entry = self._in_unit(path, unit)
        return entry.value if isinstance(entry.value, tuple) else (entry.value,)

    def money(self, path: str, unit: str) -> Decimal:
        """The number at a path as an exact decimal, for prices and rates such as `EUR/h`."""
        return Decimal(repr(self.value(path, unit)))

    def source(self, path: str) -> str:
        """Where the number at a path comes from."""
        return self.entry(path).source

    def word(self, path: str) -> str:
        """The string at a path."""
        leaf = self._leaves.get(path)
        if not isinstance(leaf, str):
            raise TableError(f"{path} is no word in the tables.")
        return leaf

    def words(self, path: str) -> tuple[str, ...]:
        """The list of strings at a path."""
        leaf = self._leaves.get(path)
        if not isinstance(leaf, tuple):
            raise TableError(f"{path} is no list of words in the tables.")
        return leaf

    def flag(self, path: str) -> bool:
        """The boolean at a path; False where nothing stands."""
        leaf = self._leaves.get(path, False)
        if not isinstance(leaf, bool):
            raise TableError(f"{path} is not true or false in the tables.")
        return leaf

    def rows(self, path: str) -> tuple[str, ...]:
        """The keys one level below a path, in the order written: the row ids of a table of tables."""
        return self._rows.get(path, ())

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """Every number with its path."""
        return ((path, leaf) for path, leaf in self._leaves.items() if isinstance(leaf, Entry))

    def overridden(self, values: Mapping[str, float], *, source: str) -> "Tables":
        """The tables with some numbers replaced, each of which must exist and keep its unit.

        Raises:
            TableError: an unknown path or a number that is not finite.
        """
        leaves = dict(self._leaves)
        for path, value in values.items():
            if not math.isfinite(value):
                raise TableError(f"{path} = {value} is not finite.")
            leaves[path] = Entry(value=float(value), unit=self.entry(path).unit, source=source)
        return Tables(leaves)

    def _in_unit(self, path: str, unit: str) -> Entry:
        entry = self.entry(path)
        if entry.unit != unit:
            raise TableError(f"{path} is in {entry.unit}, {unit} is wanted.")
        return entry


def read_tables(folders: Mapping[str, Path]) -> Tables:
    """The tables of several rooms: every `*.toml` in a folder, its paths below the folder's name in `folders`.

    Raises:
        TableError: a number without unit or source, one that is not finite, or the same path twice.
    """
    leaves: dict[str, Entry | str | bool | tuple[str, ...]] = {}
    for prefix, folder in folders.items():
        for file in sorted(folder.glob("*.toml")):
            for path, leaf in _leaves(tomllib.loads(file.read_text("utf-8")), prefix, file):
                if path in leaves:
                    raise TableError(f"{file.name}: {path} stands in two files.")
                leaves[path] = leaf
    return Tables(leaves)


def _children(paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The keys one level below every path that has any."""
    children: dict[str, dict[str, None]] = {}
    for path in paths:
        while "." in path:
            path, _, key = path.rpartition(".")
            children.setdefault(path, {})[key] = None
    return {path: tuple(keys) for path, keys in children.items()}


def _leaves(node: Any, path: str, file: Path) -> Iterator[tuple[str, Entry | str | bool | tuple[str, ...]]]:
    match node:
        case {"value": value, **rest}:
            yield path, _entry(value, rest, path, file)
        case dict():
            for key, child in node.items():
                yield from _leaves(child, f"{path}.{key}", file)
        case str() | bool():
            yield path, node
        case [*words] if all(isinstance(word, str) for word in words):
            yield path, tuple(words)
        case _:
            raise TableError(f"{file.name}: {path} needs value, unit and source.")


def _entry(value: Any, rest: Mapping[Any, Any], path: str, file: Path) -> Entry:
    unit, source = rest.get("unit"), rest.get("source")
    if set(rest) != {"unit", "source"} or not isinstance(unit, str) or not isinstance(source, str) or not source:
        raise TableError(f"{file.name}: {path} needs exactly value, unit and source.")
    numbers = value if isinstance(value, list) else [value]
    if not numbers or not all(type(n) in (int, float) and math.isfinite(n) for n in numbers):
        raise TableError(f"{file.name}: {path} is not a finite number.")
    return Entry(tuple(map(float, numbers)) if isinstance(value, list) else float(value), unit, source)


def _plain(leaf: Entry | str | bool | tuple[str, ...]) -> Any:
    return [leaf.value, leaf.unit, leaf.source] if isinstance(leaf, Entry) else leaf
