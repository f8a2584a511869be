"""3MF before its parser: the package, its relationships, and how many bodies its components multiply out to.

Thirty objects of two components each are a billion bodies in 1.2 kB; trimesh gives up silently after some hundred and
reports the wrong volume. So placements are counted over the graph of components, each object once.
Source: 3MF Core Specification 1.3, Production Extension 1.1.
"""

import math
import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from partwright.cad.preflight.archives import Entry, inflate
from partwright.cad.preflight.budget import Budget
from partwright.cad.preflight.xml import SEPARATOR, walk
from partwright.errors import FileError, FileTooLargeError, HostileFileError, UnreadableFileError

CONTENT_TYPES = "[Content_Types].xml"
CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"
PRODUCTION = "http://schemas.microsoft.com/3dmanufacturing/production/2015/06"
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
OBJECT_KINDS = ("model", "solidsupport", "support", "surface", "other")
UNITS = ("micron", "millimeter", "centimeter", "inch", "foot", "meter")
PATH_ATTRIBUTE = f"{PRODUCTION}{SEPARATOR}path"

Key = tuple[str, str]  # part of the package, object id


@dataclass(slots=True)
class Objects:
    """What the models of a package say: triangles and components of each object, and the objects on the plate."""

    triangles: dict[Key, int] = field(default_factory=dict)
    components: dict[Key, list[Key]] = field(default_factory=dict)
    items: list[Key] = field(default_factory=list)


def is_threemf(entries: tuple[Entry, ...]) -> bool:
    """Whether a ZIP is a 3MF: it lists content types and has a model."""
    names = {entry.name.lower() for entry in entries}
    return CONTENT_TYPES.lower() in names and any(name.endswith(".model") for name in names)


def screen_threemf(content: bytes, entries: tuple[Entry, ...], *, file: str, budget: Budget) -> None:
    """Pass, or raise what is wrong; every member is inflated once, under one budget.

    Raises:
        FileError: as the archive and the XML, and HostileFileError for external relationships and circular components,
            UnreadableFileError for missing objects, unknown units and numbers that are none.
    """
    left_bytes, objects = budget.inflated_bytes, Objects()
    for entry in entries:
        data = inflate(content, entry, file=file, budget=budget, left_bytes=left_bytes)
        left_bytes -= len(data)
        lower = entry.name.lower()
        if lower.endswith(".rels"):
            walk(data, _Relationships(entry.name, file).on_start, file=file, budget=budget)
        elif lower.endswith(".model"):
            walk(data, _Model(entry.name, objects, file, budget).on_start, file=file, budget=budget)
        elif lower.endswith(".xml"):
            walk(data, _pass, file=file, budget=budget)
    placed = _placed(objects, file)
    if placed.depth > budget.component_depth:
        raise HostileFileError(file, reason=f"has objects made of objects {placed.depth} deep")
    if placed.bodies > budget.instances:
        raise FileTooLargeError(file, reason=f"places {_readable(placed.bodies)} bodies, more than {budget.instances}")
    if placed.triangles > 10 * budget.triangles:
        raise FileTooLargeError(file, reason=f"places {_readable(placed.triangles)} triangles")


def _pass(_name: str, _attributes: dict[str, str]) -> None:
    """Well-formed is all that is asked."""


@dataclass(slots=True)
class _Relationships:
    """Targets of a package part must lie in the package."""

    part: str
    file: str

    def on_start(self, name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(SEPARATOR)[2] != "Relationship":
            return
        target = unquote(attributes.get("Target", ""))
        source_folder = posixpath.dirname(posixpath.dirname("/" + self.part))
        outside = SCHEME.match(target) is not None or "\\" in target or _climbs(source_folder, target)
        if attributes.get("TargetMode", "Internal").lower() == "external" or outside:
            raise HostileFileError(self.file, reason="points to something outside of itself")


def _climbs(folder: str, target: str) -> bool:
    depth = 0 if target.startswith("/") else len([step for step in folder.split("/") if step])
    for step in target.split("/"):
        depth += -1 if step == ".." else int(step not in ("", "."))
        if depth < 0:
            return True
    return False


class _Model:
    """Reads objects, components and items of one model part, and looks at each number on the way."""

    def __init__(self, part: str, objects: Objects, file: str, budget: Budget) -> None:
        self._part = "/" + part.lower()
        self._objects = objects
        self._file = file
        self._budget = budget
        self._current: Key | None = None
        self._all_triangles = 0
        self._readers = {
            "model": self._model,
            "object": self._object,
            "vertex": self._vertex,
            "triangle": self._triangle,
            "component": self._component,
            "item": self._item,
        }

    def on_start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(SEPARATOR)
        if namespace in (CORE, "") and (reader := self._readers.get(local)) is not None:
            reader(attributes)

    def _model(self, attributes: dict[str, str]) -> None:
        if attributes.get("unit", "millimeter") not in UNITS:
            raise self._wrong(f"is drawn in the unknown unit {attributes['unit'][:40]!r}")

    def _object(self, attributes: dict[str, str]) -> None:
        key = self._current = (self._part, attributes.get("id", "").strip())
        if key in self._objects.triangles:
            raise self._wrong("has two objects with one id")
        if attributes.get("type", "model") not in OBJECT_KINDS:
            raise self._wrong(f"has an object of the unknown kind {attributes['type'][:40]!r}")
        self._objects.triangles[key] = 0
        self._objects.components[key] = []

    def _vertex(self, attributes: dict[str, str]) -> None:
        self._numbers([attributes.get(axis, "") for axis in "xyz"], 3)

    def _triangle(self, _attributes: dict[str, str]) -> None:
        if self._current is not None:
            self._objects.triangles[self._current] += 1
        self._all_triangles += 1
        if self._all_triangles > self._budget.triangles:
            raise FileTooLargeError(self._file, reason=f"has more than {self._budget.triangles} triangles")

    def _component(self, attributes: dict[str, str]) -> None:
        if self._current is not None:
            self._objects.components[self._current].append(self._reference(attributes))

    def _item(self, attributes: dict[str, str]) -> None:
        self._objects.items.append(self._reference(attributes))

    def _reference(self, attributes: dict[str, str]) -> Key:
        if (transform := attributes.get("transform")) is not None:
            self._numbers(transform.split(), 12)
        path = attributes.get(PATH_ATTRIBUTE)
        return (path.lower() if path else self._part, attributes.get("objectid", "").strip())

    def _numbers(self, texts: list[str], count: int) -> None:
        try:
            fine = len(texts) == count and all(abs(float(text)) <= self._budget.coordinate for text in texts)
        except ValueError:
            fine = False
        if not fine:
            raise self._wrong("has a coordinate that is no number or has no place in this world")

    def _wrong(self, reason: str) -> FileError:
        return UnreadableFileError(self._file, reason=reason)


@dataclass(frozen=True, slots=True)
class _Placed:
    """What an object multiplies out to: bodies, their triangles, and how many objects deep it is."""

    bodies: int
    triangles: int
    depth: int


def _placed(objects: Objects, file: str) -> _Placed:
    """All that stands on the plate, exact, each object looked at once."""
    placed: dict[Key, _Placed] = {}
    for key in _children_first(objects, file):
        parts = [placed[component] for component in objects.components[key]]
        placed[key] = _sum(parts) if parts else _Placed(1, objects.triangles[key], 1)
    return _sum([placed[item] for item in objects.items])


def _sum(parts: Sequence[_Placed]) -> _Placed:
    depth = 1 + max((part.depth for part in parts), default=0)
    return _Placed(sum(part.bodies for part in parts), sum(part.triangles for part in parts), depth)


def _children_first(objects: Objects, file: str) -> Iterator[Key]:
    """Every object on the plate after all it is made of; a loop instead of recursion, for chains of any length."""
    done: set[Key] = set()
    for item in objects.items:
        if item in done:
            continue
        path = [(item, iter(_components(objects, item, file)))]
        above = {item}
        while path:
            key, rest = path[-1]
            below = next((component for component in rest if component not in done), None)
            if below is None:
                path.pop()
                above.discard(key)
                done.add(key)
                yield key
            elif below in above:
                raise HostileFileError(file, reason="has an object that is made of itself")
            else:
                above.add(below)
                path.append((below, iter(_components(objects, below, file))))


def _components(objects: Objects, key: Key, file: str) -> Sequence[Key]:
    if key not in objects.components:
        raise UnreadableFileError(file, reason=f"places the object {key[1][:40]!r}, which it does not have")
    return objects.components[key]


def _readable(count: int) -> str:
    return f"{count:,}" if count < 10**15 else f"about 10^{int(math.log10(count))}"
