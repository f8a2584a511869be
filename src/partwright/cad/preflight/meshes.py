"""STL and OBJ before their parser: counts against content, numbers that are numbers, indexes that point somewhere.

Sources: the layout of binary STL (80 bytes, count, then 50 bytes each); Wavefront OBJ, appendix B1 of its manual.
"""

import re
import struct

import numpy as np

from partwright.cad.formats import STL_HEADER_BYTES, STL_TRIANGLE_BYTES, is_binary_stl
from partwright.cad.preflight.budget import Budget
from partwright.errors import EmptyFileError, FileTooLargeError, NotSolidError, UnreadableFileError

STL_TRIANGLE = np.dtype([("normal", "<f4", 3), ("corners", "<f4", 9), ("attribute", "<u2")])
NOT_A_NUMBER = re.compile(rb"(?im)^[ \t]*(?:vertex|v)[ \t][^\r\n]{0,200}\b(?:[+-]?nan|[+-]?inf)")
STL_VERTEX = re.compile(rb"(?im)^[ \t]*vertex[ \t]")
OBJ_VERTEX = re.compile(rb"(?m)^[ \t]*v[ \t]")
OBJ_FACE = re.compile(rb"(?m)^[ \t]*f[ \t]+([^\r\n]*)")
OBJ_INDEX = re.compile(rb"(?:^|[ \t])(-?\d+)")
OBJ_INDEX_DIGITS = 10

NOT_A_COORDINATE = "has a coordinate that is no number or has no place in this world"


def screen_stl(content: bytes, *, file: str, budget: Budget) -> None:
    """Pass, or raise what is wrong.

    Raises:
        EmptyFileError: no triangle.
        FileTooLargeError: more triangles than the budget.
        UnreadableFileError: a count that is not that of the content, a text cut off, a coordinate that is no number.
    """
    if is_binary_stl(content):
        count = (len(content) - STL_HEADER_BYTES) // STL_TRIANGLE_BYTES
        triangles = np.frombuffer(content, STL_TRIANGLE, count=count, offset=STL_HEADER_BYTES)
        # NaN fails the comparison. Normals are not looked at: good programs write NaN there, and nobody uses them.
        if not (np.abs(triangles["corners"]) <= budget.coordinate).all():
            raise UnreadableFileError(file, reason=NOT_A_COORDINATE)
    else:
        _refuse_lying_binary(content, file)
        if NOT_A_NUMBER.search(content):
            raise UnreadableFileError(file, reason=NOT_A_COORDINATE)
        vertices = len(STL_VERTEX.findall(content))
        if vertices % 3 or b"endsolid" not in content[-65536:].lower():
            raise UnreadableFileError(file, reason="is cut off: its end is missing")
        count = vertices // 3
    if count == 0:
        raise EmptyFileError(file, reason="has no triangles")
    if count > budget.triangles:
        raise FileTooLargeError(file, reason=f"has {count:,} triangles, more than {budget.triangles:,}")


def _refuse_lying_binary(content: bytes, file: str) -> None:
    if re.match(rb"\s*solid\b", content[:256], re.IGNORECASE) and b"\0" not in content[:4096]:
        return
    (stated,) = struct.unpack_from("<I", content.ljust(STL_HEADER_BYTES, b"\0"), STL_HEADER_BYTES - 4)
    room = max(0, len(content) - STL_HEADER_BYTES) // STL_TRIANGLE_BYTES
    raise UnreadableFileError(file, reason=f"says it has {stated:,} triangles and has room for {room:,}")


def screen_obj(content: bytes, *, file: str, budget: Budget) -> None:
    """Pass, or raise what is wrong.

    Raises:
        EmptyFileError: no vertex.
        NotSolidError: points and no face.
        FileTooLargeError: more faces than the budget.
        UnreadableFileError: a coordinate that is no number, a face that names a vertex that does not exist.
    """
    vertices = len(OBJ_VERTEX.findall(content))
    faces = OBJ_FACE.findall(content)
    if not vertices:
        raise EmptyFileError(file, reason="has no vertices")
    if not faces:
        raise NotSolidError(file, reason="has only points and lines, no faces")
    if len(faces) > budget.triangles:
        raise FileTooLargeError(file, reason=f"has {len(faces):,} faces, more than {budget.triangles:,}")
    if NOT_A_NUMBER.search(content):
        raise UnreadableFileError(file, reason=NOT_A_COORDINATE)
    indexes = set(OBJ_INDEX.findall(b" ".join(faces)))
    if any(len(index) > OBJ_INDEX_DIGITS or not 1 <= abs(int(index)) <= vertices for index in indexes):
        raise UnreadableFileError(file, reason=f"has a face on a vertex beyond the {vertices:,} it has")
