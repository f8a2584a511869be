"""Which kind of file this is, told by its content; the extension is only a second opinion.

Sources: ISO 10303-21 (STEP), IGES 5.3 §2.2 (80 columns, section letter in column 73), OCCT `BRepTools`, the layout of
binary STL (80 bytes, count, 50 bytes each), PLY by Greg Turk, OPC and 3MF core specification §2.
"""

import re
import struct
from enum import StrEnum
from pathlib import PurePosixPath


class FileFormat(StrEnum):
    """What can become a part."""

    STEP = "step"
    IGES = "iges"
    BREP = "brep"
    STL = "stl"
    OBJ = "obj"
    PLY = "ply"
    THREEMF = "3mf"


class Wrapping(StrEnum):
    """What files come in; a 3MF is a ZIP too until its members have been seen."""

    GZIP = "gzip"
    ZIP = "zip"


EXTENSIONS = {
    ".step": FileFormat.STEP, ".stp": FileFormat.STEP, ".p21": FileFormat.STEP, ".iges": FileFormat.IGES,
    ".igs": FileFormat.IGES, ".brep": FileFormat.BREP, ".brp": FileFormat.BREP, ".stl": FileFormat.STL,
    ".obj": FileFormat.OBJ, ".ply": FileFormat.PLY, ".3mf": FileFormat.THREEMF,
}  # fmt: skip

# How much of the beginning tells a format.
HEAD_BYTES = 8192
ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")  # of a member, or of the end of an archive without any
STL_HEADER_BYTES, STL_TRIANGLE_BYTES = 84, 50
# Beginnings of files that a browser, a printer or a system would open as something else: with one of these, a file is
# that something, whatever follows. A binary STL leaves its first 80 bytes free for just such a mask.
FOREIGN = re.compile(
    rb"%PDF-|GIF8|\x89PNG|\xff\xd8\xff|RIFF|BM.{4}\0\0\0\0|MZ|\x7fELF|\xca\xfe\xba\xbe|Rar!|7z\xbc\xaf|BZh|\xfd7zXZ"
    rb"|\xd0\xcf\x11\xe0|\{\\rtf|#!|\s*<(?:!doctype|html|svg|script|\?xml|\?php|collada)",
    re.IGNORECASE | re.DOTALL,
)
STEP = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s|/\*.{0,4096}?\*/){0,64}ISO-10303-21\s*;", re.DOTALL)
IGES = re.compile(rb"[^\r\n]{72}S[ 0]{0,6}1[ \t]*(?:\r?\n|\r)")
BREP = re.compile(rb"\s*(?:DBRep_DrawableShape|(?:Open )?CASCADE Topology V)")
STL_TEXT = re.compile(rb"\s*solid\b[^\r\n]{0,1024}[\r\n]\s*(?:facet\s|endsolid)", re.IGNORECASE)
PLY = re.compile(rb"ply[ \t]*\r?[\n\r]")
OBJ_LINES = re.compile(
    rb"(?:\s*(?:#|v[tnp]?[ \t]|f[ \t]|l[ \t]|p[ \t]|o[ \t]|g\b|s[ \t]|mtllib\b|usemtl\b)[^\r\n]*(?:[\r\n]+|\Z))+"
)


def tell_format(content: bytes, *, name: str = "") -> FileFormat | Wrapping | None:
    """What `content`, a whole file, is; None if it is nothing read here. `name` decides only where content cannot."""
    head = content[:HEAD_BYTES]
    if head.startswith(ZIP_STARTS):
        return Wrapping.ZIP
    if head.startswith(b"\x1f\x8b\x08"):
        return Wrapping.GZIP
    if FOREIGN.match(head):
        return None
    for pattern, found in ((STEP, FileFormat.STEP), (BREP, FileFormat.BREP), (PLY, FileFormat.PLY)):
        if pattern.match(head):
            return found
    if IGES.match(head):
        return FileFormat.IGES
    if is_binary_stl(content) or STL_TEXT.match(head):
        return FileFormat.STL
    return _by_second_opinion(content, head, name)


def is_binary_stl(content: bytes) -> bool:
    """Whether the length is the one that the count of triangles at byte 80 asks for, also where it begins `solid`."""
    if len(content) < STL_HEADER_BYTES:
        return False
    (count,) = struct.unpack_from("<I", content, STL_HEADER_BYTES - 4)
    return len(content) == STL_HEADER_BYTES + STL_TRIANGLE_BYTES * int(count)


def format_of_name(name: str) -> FileFormat | None:
    """What the extension says."""
    return EXTENSIONS.get(PurePosixPath(name.lower()).suffix)


def _by_second_opinion(content: bytes, head: bytes, name: str) -> FileFormat | None:
    """Formats whose content could be much else: lines of OBJ; an STL that is cut, long or oddly begun."""
    opinion = format_of_name(name)
    if b"\0" not in head and (lines := OBJ_LINES.match(head)):
        whole = lines.end() == len(head) or (len(content) > HEAD_BYTES and lines.end() > HEAD_BYTES // 2)
        has_vertices = re.search(rb"(?m)^[ \t]*v[ \t]", head) is not None
        if opinion is FileFormat.OBJ or (opinion is None and whole and has_vertices):
            return FileFormat.OBJ
    begins_solid = re.match(rb"\s*solid\b", head, re.IGNORECASE) is not None
    if opinion is FileFormat.STL and (len(content) >= STL_HEADER_BYTES or begins_solid):
        return FileFormat.STL
    if opinion is FileFormat.OBJ and b"\0" not in head and re.search(rb"(?m)^[ \t]*[vf][ \t]", content):
        return FileFormat.OBJ
    return None
