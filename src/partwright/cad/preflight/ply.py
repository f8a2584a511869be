"""PLY before its parser: a header that can be, rows that there is room for, faces on vertices that exist.

Source: Greg Turk, The PLY Polygon File Format, 1994; type names with bits as later programs write them.
"""

import re
import struct
from dataclasses import dataclass, field

import numpy as np

from partwright.cad.preflight.budget import Budget
from partwright.cad.preflight.meshes import NOT_A_COORDINATE
from partwright.errors import EmptyFileError, FileTooLargeError, NotSolidError, UnreadableFileError

TYPES = {
    "char": "i1", "int8": "i1", "uchar": "u1", "uint8": "u1", "short": "i2", "int16": "i2", "ushort": "u2",
    "uint16": "u2", "int": "i4", "int32": "i4", "uint": "u4", "uint32": "u4", "float": "f4", "float32": "f4",
    "double": "f8", "float64": "f8",
}  # fmt: skip
BYTE_ORDERS = {"ascii": "", "binary_little_endian": "<", "binary_big_endian": ">"}
INDEX_NAMES = ("vertex_indices", "vertex_index")
HEADER_BYTES = 65536
END = re.compile(rb"end_header[ \t]*(?:\r\n|\n|\r)")
WORD_FOR_NO_NUMBER = re.compile(rb"(?i)\b(?:nan|inf|infinity)\b")


@dataclass(frozen=True, slots=True)
class Property:
    """A column: its type as NumPy names it; for a list also that of the length before each."""

    name: str
    kind: str
    length_kind: str | None = None


@dataclass(frozen=True, slots=True)
class Element:
    """A kind of row and how many of it the header promises."""

    name: str
    count: int
    properties: list[Property] = field(default_factory=list)

    @property
    def least_bytes(self) -> int:
        """What all rows take at least in a binary file: lists may be empty."""
        return self.count * sum(int((column.length_kind or column.kind)[1:]) for column in self.properties)


def screen_ply(content: bytes, *, file: str, budget: Budget) -> None:
    """Pass, or raise what is wrong.

    Raises:
        EmptyFileError: no vertex.
        NotSolidError: points and no face.
        FileTooLargeError: more rows than the budget.
        UnreadableFileError: a header that cannot be or promises more than there is, a coordinate that is no number, a
            face on a vertex that does not exist.
    """
    end = END.search(content, 0, HEADER_BYTES)
    if end is None:
        raise UnreadableFileError(file, reason="has a header without end")
    encoding, elements = _header(content[: end.start()].decode("latin-1"), file)
    counts = {element.name: element.count for element in elements}
    rows = sum(counts.values())
    if rows > 2 * budget.triangles:
        raise FileTooLargeError(file, reason=f"says it has {rows:,} vertices and faces")
    if not counts.get("vertex"):
        raise EmptyFileError(file, reason="has no vertices")
    if not counts.get("face") and not counts.get("tristrips"):
        raise NotSolidError(file, reason="has only points, no faces")
    body = memoryview(content)[end.end() :]
    if encoding == "ascii":
        _screen_text(bytes(body), elements, file)
    else:
        _screen_binary(body, elements, BYTE_ORDERS[encoding], file, budget)


def _header(header: str, file: str) -> tuple[str, list[Element]]:
    encoding = ""
    elements: list[Element] = []
    for line in header.splitlines()[1:]:
        match line.split():
            case ["format", word, _] if word in BYTE_ORDERS:
                encoding = word
            case ["element", name, count] if count.isascii() and count.isdigit() and len(count) <= 10:
                elements.append(Element(name, int(count)))
            case ["property", "list", length, kind, name] if elements and {length, kind} <= TYPES.keys():
                elements[-1].properties.append(Property(name, TYPES[kind], TYPES[length]))
            case ["property", kind, name] if elements and kind in TYPES:
                elements[-1].properties.append(Property(name, TYPES[kind]))
            case [] | ["comment" | "obj_info", *_]:
                pass
            case _:
                raise UnreadableFileError(file, reason=f"has a header that cannot be understood: {line[:60]!r}")
    if not encoding:
        raise UnreadableFileError(file, reason="does not say whether it is text or binary")
    return encoding, elements


def _screen_text(body: bytes, elements: list[Element], file: str) -> None:
    lines = [line for line in body.splitlines() if line.strip()]
    if len(lines) < sum(element.count for element in elements):
        raise _no_room(file)
    if WORD_FOR_NO_NUMBER.search(body):
        raise UnreadableFileError(file, reason=NOT_A_COORDINATE)
    start = 0
    vertices = next(element.count for element in elements if element.name == "vertex")
    for element in elements:
        if element.name == "face" and [column.name for column in element.properties][:1][0] in INDEX_NAMES:
            for line in lines[start : start + element.count]:
                words = line.split()
                length = int(words[0]) if words[0].isdigit() else -1
                indexes = words[1 : length + 1]
                if len(indexes) != length or not all(w.isdigit() and int(w) < vertices for w in indexes):
                    raise _beyond(file, vertices)
        start += element.count


def _screen_binary(body: memoryview, elements: list[Element], order: str, file: str, budget: Budget) -> None:
    if sum(element.least_bytes for element in elements) > len(body):
        raise _no_room(file)
    start, vertices = 0, 0
    for element in elements:
        if element.name == "vertex":
            vertices = element.count
            if any(column.length_kind for column in element.properties):
                return  # rows of any length: nothing to jump by, so the parser is left to it
            row = np.dtype([(f"{i} {column.name}", order + column.kind) for i, column in enumerate(element.properties)])
            table = np.frombuffer(body, row, count=element.count, offset=start)
            for i, column in enumerate(element.properties):
                if (
                    column.name in ("x", "y", "z")
                    and not (np.abs(table[f"{i} {column.name}"]) <= budget.coordinate).all()
                ):
                    raise UnreadableFileError(file, reason=NOT_A_COORDINATE)
            start += row.itemsize * element.count
        elif element.name == "face":
            _screen_faces(body[start:], element, order, vertices, file)
            return
        else:
            return


def _screen_faces(body: memoryview, element: Element, order: str, vertices: int, file: str) -> None:
    """Walk the rows, each as long as its lists say."""
    steps = [
        (struct.Struct(order + _letter(c.length_kind)) if c.length_kind else None, order + c.kind, c)
        for c in element.properties
    ]
    at = 0
    for _ in range(element.count):
        for length_reader, kind, column in steps:
            width = int(kind[2:])
            length = 1
            if length_reader is not None:
                if at + length_reader.size > len(body):
                    raise _no_room(file)
                (length,) = length_reader.unpack_from(body, at)
                at += length_reader.size
            if length < 0 or at + length * width > len(body):
                raise _no_room(file)
            if column.name in INDEX_NAMES:
                for index in struct.unpack_from(f"{order}{length}{_letter(column.kind)}", body, at):
                    if not 0 <= index < vertices:
                        raise _beyond(file, vertices)
            at += length * width


def _letter(kind: str) -> str:
    return {"i1": "b", "u1": "B", "i2": "h", "u2": "H", "i4": "i", "u4": "I", "f4": "f", "f8": "d"}[kind]


def _no_room(file: str) -> UnreadableFileError:
    return UnreadableFileError(file, reason="says it has more vertices and faces than it has room for")


def _beyond(file: str, vertices: int) -> UnreadableFileError:
    return UnreadableFileError(file, reason=f"has a face on a vertex beyond the {vertices:,} it has")
