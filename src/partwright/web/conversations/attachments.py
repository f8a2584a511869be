"""Which files go with a message: told by their content, from a closed list, pictures drawn anew.

A picture is read and written again, so that nothing of its file stays but pixels: no place where a photo was taken, no
name, nothing that only pretends to be a picture. Other files stay as they are and are served for download only.
"""

import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from django.core.files.base import File
from PIL import Image, ImageOps, UnidentifiedImageError

from partwright.web.blobs import Blobs, Stored, delete
from partwright.web.conversations.errors import (
    AttachmentKindError,
    AttachmentTooLargeError,
    PictureError,
    TooManyAttachmentsError,
)
from partwright.web.file_names import clean_name

MOST_FILES = 10
BYTES_PER_MB = 1_000_000
MOST_MB = 25  # a drawing, a photo, a report; parts have their own upload
MOST_MEGAPIXELS = 64  # as the cameras of telephones have; some 200 MB while it is read
LONGEST_SIDE_PX = 4096
HEAD_BYTES = 4096
BINARY_STL_HEAD_BYTES = 84  # 80 of any text, then the number of triangles
BINARY_STL_TRIANGLE_BYTES = 50
JPEG_QUALITY = 88

CONVERSATIONS = Blobs("conversations")


class FileKind(StrEnum):
    """What a file is, by its content."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"
    TEXT = "text"
    CSV = "csv"
    ZIP = "zip"
    STEP = "step"
    STL = "stl"
    THREE_MF = "3mf"
    DXF = "dxf"


MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
    FileKind.WEBP: "image/webp",
    FileKind.TEXT: "text/plain; charset=utf-8",
    FileKind.CSV: "text/csv; charset=utf-8",
    FileKind.ZIP: "application/zip",
    FileKind.STEP: "model/step",
    FileKind.STL: "model/stl",
    FileKind.THREE_MF: "model/3mf",
    FileKind.DXF: "image/vnd.dxf",
}
PICTURES = frozenset({FileKind.PNG, FileKind.JPEG, FileKind.WEBP})
_ENDINGS = {
    FileKind.PDF: ("pdf",),
    FileKind.PNG: ("png",),
    FileKind.JPEG: ("jpg", "jpeg", "jpe"),
    FileKind.WEBP: ("webp",),
    FileKind.TEXT: ("txt",),
    FileKind.CSV: ("csv",),
    FileKind.ZIP: ("zip",),
    FileKind.STEP: ("step", "stp", "p21"),
    FileKind.STL: ("stl",),
    FileKind.THREE_MF: ("3mf",),
    FileKind.DXF: ("dxf",),
}
_PILLOW = {FileKind.PNG: "PNG", FileKind.JPEG: "JPEG", FileKind.WEBP: "WEBP"}
ACCEPTED = ",".join(f".{ending}" for endings in _ENDINGS.values() for ending in endings)  # for a form's field


@dataclass(frozen=True, slots=True)
class Sound:
    """A file that was checked and written. Sizes in pixels are a picture's alone."""

    name: str
    kind: FileKind
    stored: Stored
    width_px: int | None = None
    height_px: int | None = None


@contextmanager
def stored(folder: str, files: Sequence[File]) -> Iterator[tuple[Sound, ...]]:  # type: ignore[type-arg]
    """Files in a conversation's folder, for a block that writes their rows; if it raises they are deleted.

    Raises:
        As `store_all`.
    """
    sound = store_all(folder, files)
    try:
        yield sound
    except BaseException:
        delete(*(file.stored.name for file in sound))
        raise


def store_all(folder: str, files: Sequence[File]) -> tuple[Sound, ...]:  # type: ignore[type-arg]
    """Checks every file, then writes them into a conversation's folder, before any row names them.

    Raises:
        TooManyAttachmentsError, AttachmentTooLargeError, AttachmentKindError, PictureError: nothing is written then.
    """
    if len(files) > MOST_FILES:
        raise TooManyAttachmentsError(most=MOST_FILES)
    return tuple(_written(folder, checked) for checked in [_check(file) for file in files])


def sift(files: Sequence[File]) -> tuple[tuple[File, ...], tuple[str, ...]]:  # type: ignore[type-arg]
    """Of files that nobody can be asked to change, as those of a mail: what is taken, and the names of the others."""
    taken, left_out = [], []
    for file in files:
        try:
            _check(file)
        except (AttachmentTooLargeError, AttachmentKindError, PictureError) as refusal:
            left_out.append(refusal.name)
        else:
            taken.append(file)
    left_out += [_name(file) for file in taken[MOST_FILES:]]
    return tuple(taken[:MOST_FILES]), tuple(left_out)


@dataclass(frozen=True, slots=True)
class _Checked:
    """A file that may be written; of a picture, what is written in its stead."""

    file: File  # type: ignore[type-arg]
    name: str
    kind: FileKind
    picture: tuple[bytes, tuple[int, int]] | None


def _name(file: File) -> str:  # type: ignore[type-arg]
    """A file's name without folders and hidden characters."""
    return clean_name(PurePath((file.name or "").replace("\\", "/")).name)


def _check(file: File) -> _Checked:  # type: ignore[type-arg]
    name = _name(file)
    if file.size > MOST_MB * BYTES_PER_MB:
        raise AttachmentTooLargeError(name, most_mb=MOST_MB)
    kind = kind_of(name, file)
    return _Checked(file, name, kind, _drawn_anew(name, file, kind) if kind in PICTURES else None)


def _written(folder: str, checked: _Checked) -> Sound:
    if checked.picture is None:
        checked.file.seek(0)
        return Sound(checked.name, checked.kind, CONVERSATIONS.store(folder, checked.file))
    content, size = checked.picture
    return Sound(_with_ending(checked.name, checked.kind), checked.kind, CONVERSATIONS.store(folder, content), *size)


def kind_of(name: str, file: File) -> FileKind:  # type: ignore[type-arg]
    """What a file is; all but a picture must also be called so.

    Raises:
        AttachmentKindError: it is nothing that is taken.
    """
    ending = PurePath(name).suffix.lower().lstrip(".")
    file.seek(0)
    head = file.read(HEAD_BYTES)
    kind = _by_mark(head, ending)
    if kind is None and ending == "stl" and _is_binary_stl(head, file.size):
        kind = FileKind.STL
    if kind is None and ending in ("txt", "csv") and _is_text(file):
        kind = FileKind(ending.replace("txt", "text"))
    if kind is None or (kind not in PICTURES and ending not in _ENDINGS[kind]):
        raise AttachmentKindError(name)
    return kind


def _by_mark(head: bytes, ending: str) -> FileKind | None:
    """The kind that the first bytes tell."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if head.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return FileKind.WEBP
    if head.startswith(b"%PDF-"):
        return FileKind.PDF
    if head.startswith(b"PK\x03\x04"):
        return FileKind.THREE_MF if ending == "3mf" else FileKind.ZIP
    if head.startswith(b"AutoCAD Binary DXF"):
        return FileKind.DXF
    start = head.lstrip()
    if start.startswith(b"ISO-10303-21;"):
        return FileKind.STEP
    if ending == "stl" and start.startswith(b"solid") and b"\0" not in head:
        return FileKind.STL
    if ending == "dxf" and b"SECTION" in head and b"\0" not in head:
        return FileKind.DXF
    return None


def _is_binary_stl(head: bytes, size: int) -> bool:
    triangles = int.from_bytes(head[80:BINARY_STL_HEAD_BYTES], "little")
    return size == BINARY_STL_HEAD_BYTES + BINARY_STL_TRIANGLE_BYTES * triangles


def _is_text(file: File) -> bool:  # type: ignore[type-arg]
    """Whether all of a file is text in UTF-8 without control characters."""
    file.seek(0)
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return all(sign >= " " or sign in "\t\r\n\f" for sign in text)


def _drawn_anew(name: str, file: File, kind: FileKind) -> tuple[bytes, tuple[int, int]]:  # type: ignore[type-arg]
    """A picture's pixels as a new file, upright, and its size."""
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit below is narrower
            with Image.open(file, formats=[_PILLOW[kind]]) as picture:
                return _pixels(picture, kind, name)
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
    ) as fault:
        raise PictureError(name, most_megapixels=MOST_MEGAPIXELS) from fault


def _pixels(picture: Image.Image, kind: FileKind, name: str) -> tuple[bytes, tuple[int, int]]:
    if picture.width * picture.height > MOST_MEGAPIXELS * 1_000_000:
        raise PictureError(name, most_megapixels=MOST_MEGAPIXELS)
    picture.draft("RGB", (LONGEST_SIDE_PX, LONGEST_SIDE_PX))
    upright = ImageOps.exif_transpose(picture)
    mode = "RGBA" if kind is not FileKind.JPEG and upright.has_transparency_data else "RGB"
    upright = upright.convert(mode)
    upright.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX))
    # A new picture knows nothing of the file; the old one hands comments, profiles and times on to what it is saved as.
    bare = Image.new(mode, upright.size)
    bare.paste(upright)
    content = io.BytesIO()
    bare.save(content, _PILLOW[kind], **({} if kind is FileKind.PNG else {"quality": JPEG_QUALITY}))
    return content.getvalue(), bare.size


def _with_ending(name: str, kind: FileKind) -> str:
    """The name, ending as its content says."""
    path = PurePath(name)
    if path.suffix.lower().lstrip(".") in _ENDINGS[kind]:
        return name
    return clean_name(f"{path.stem}.{_ENDINGS[kind][0]}")
