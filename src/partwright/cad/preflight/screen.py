"""The first look at an upload: what it is and whether a parser may see it."""

from dataclasses import dataclass
from pathlib import Path

from partwright.cad.formats import FileFormat, Wrapping, format_of_name, tell_format
from partwright.cad.preflight.archives import Entry, gunzip, inflate, list_members
from partwright.cad.preflight.budget import Budget
from partwright.cad.preflight.iges import screen_iges
from partwright.cad.preflight.meshes import screen_obj, screen_stl
from partwright.cad.preflight.names import safe_member_name, safe_name
from partwright.cad.preflight.numbers import refuse_impossible_numbers
from partwright.cad.preflight.ply import screen_ply
from partwright.cad.preflight.step import screen_step
from partwright.cad.preflight.threemf import is_threemf, screen_threemf
from partwright.errors import EmptyFileError, FileTooLargeError, HostileFileError, UnsupportedFormatError

# What systems add to archives by themselves; no user put it there.
SYSTEM_MEMBERS = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")
GZIP_EXTENSIONS = (".gz", ".gzip")


@dataclass(frozen=True, slots=True)
class Member:
    """A file out of an archive; `name` is `archive.zip/folder/member.step`, safe to show."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Screened:
    """A file that a parser may see; gzip is already undone, in the name too."""

    name: str
    format: FileFormat
    content: bytes


@dataclass(frozen=True, slots=True)
class Archive:
    """A ZIP of files, each of which is to be screened and read by itself; gzip around one is already undone."""

    members: tuple[Member, ...]


def screen(path: Path, *, name: str, budget: Budget) -> Screened | Archive:
    """The file at `path` if nothing is wrong with it before parsing. `name` is the user's; `-` or one without an
    extension leaves it to the content.

    Raises:
        FileError: EmptyFileError, FileTooLargeError, UnsupportedFormatError, HostileFileError, UnreadableFileError.
    """
    name = safe_name(name) if "/" not in name else safe_member_name(name)
    with path.open("rb") as stream:
        content = stream.read(budget.file_bytes + 1)
    if len(content) > budget.file_bytes:
        raise FileTooLargeError(name, reason=f"has more than {budget.file_bytes // 10**6} MB")
    return screen_content(content, name=name, budget=budget)


def screen_content(content: bytes, *, name: str, budget: Budget) -> Screened | Archive:
    """The same for bytes in memory; `name` must be safe."""
    if not content.strip(b"\0 \t\r\n"):
        raise EmptyFileError(name, reason="is empty")
    kind = tell_format(content, name=name)
    if kind is Wrapping.GZIP:
        content = gunzip(content, file=name, budget=budget)
        name = _without_gzip(name)
        if not content:
            raise EmptyFileError(name, reason="is empty")
        kind = tell_format(content, name=name)
        if _is_nested(content, kind, name, budget):
            raise HostileFileError(name, reason="is an archive within an archive", remedy="pack the files once")
    if kind is Wrapping.ZIP:
        return _open_zip(content, name, budget)
    if not isinstance(kind, FileFormat):
        raise UnsupportedFormatError(name, reason=_what_it_is_not(name))
    _look_into(content, kind, name, budget)
    return Screened(name, kind, content)


def _open_zip(content: bytes, name: str, budget: Budget) -> Screened | Archive:
    entries = list_members(content, file=name, budget=budget)
    if is_threemf(entries):
        screen_threemf(content, entries, file=name, budget=budget)
        return Screened(name, FileFormat.THREEMF, content)
    left_bytes, members = budget.inflated_bytes, []
    for entry in entries:
        data = inflate(content, entry, file=name, budget=budget, left_bytes=left_bytes)
        left_bytes -= len(data)
        if entry.is_folder or _is_of_the_system(entry):
            continue
        inner_name = safe_member_name(entry.name)
        if tell_format(data, name=entry.name) is Wrapping.GZIP:
            data = gunzip(data, file=name, budget=budget, left_bytes=left_bytes)
            left_bytes -= len(data)
            inner_name = _without_gzip(inner_name)
        if _is_nested(data, tell_format(data, name=inner_name), name, budget):
            reason = f"holds {inner_name!r}, an archive within an archive"
            raise HostileFileError(name, reason=reason, remedy="pack the files once")
        members.append(Member(f"{name}/{inner_name}", data))
    if not members:
        raise EmptyFileError(name, reason="is an archive without files")
    return Archive(tuple(members))


def _is_nested(content: bytes, kind: FileFormat | Wrapping | None, name: str, budget: Budget) -> bool:
    """Whether what was unpacked is to be unpacked again. A 3MF is an archive of one part; others could go on for ever.

    Files in a ZIP may be gzipped, since programs save them so; that is one packing, counted like the other.
    """
    if kind is Wrapping.ZIP:
        return not is_threemf(list_members(content, file=name, budget=budget))
    return kind is Wrapping.GZIP


def _look_into(content: bytes, kind: FileFormat, name: str, budget: Budget) -> None:
    match kind:
        case FileFormat.STEP:
            screen_step(content, file=name, budget=budget)
        case FileFormat.IGES:
            screen_iges(content, file=name)
        case FileFormat.STL:
            screen_stl(content, file=name, budget=budget)
        case FileFormat.OBJ:
            screen_obj(content, file=name, budget=budget)
        case FileFormat.PLY:
            screen_ply(content, file=name, budget=budget)
        case FileFormat.BREP:
            refuse_impossible_numbers(content, file=name, budget=budget)  # it is read by count, without recursion
        case FileFormat.THREEMF:
            pass  # it was screened as a package


def _is_of_the_system(entry: Entry) -> bool:
    lower = entry.name.lower()
    return lower.startswith(SYSTEM_MEMBERS[0]) or lower.rpartition("/")[2] in SYSTEM_MEMBERS[1:]


def _without_gzip(name: str) -> str:
    for extension in GZIP_EXTENSIONS:
        if name.lower().endswith(extension):
            return name[: -len(extension)] or "file"
    return name


def _what_it_is_not(name: str) -> str:
    expected = format_of_name(name)
    return "is of a kind that is not read here" if expected is None else f"is no {expected.upper()} file inside"
