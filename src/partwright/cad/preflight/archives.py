"""ZIP and gzip opened by hand: strict about structure, inflated under a budget, nothing believed that can be counted.

Python's `zipfile` trusts the central directory; a reader further on may trust the local headers. Here both must agree,
members must lie one behind the other from the first byte on, and sizes and checksums are those of the bytes inflated.
Source: PKWARE APPNOTE.TXT 6.3.10; RFC 1952.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from partwright.cad.preflight.budget import Budget
from partwright.cad.preflight.names import is_climbing
from partwright.errors import FileTooLargeError, HostileFileError, UnreadableFileError

STORED, DEFLATED = 0, 8
ENCRYPTED, SIZES_FOLLOW, UTF8_NAME = 1, 1 << 3, 1 << 11
STRONGLY_ENCRYPTED, MASKED_HEADERS = 1 << 6, 1 << 13
ZIP64_EXTRA = 1
FULL_16, FULL_32 = 0xFFFF, 0xFFFFFFFF
UNIX_TYPE_MASK, UNIX_FILE, UNIX_FOLDER = 0o170000, 0o100000, 0o040000

LOCAL_HEADER = struct.Struct("<4s5H3I2H")
CENTRAL_HEADER = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")
END64_LOCATOR = struct.Struct("<4sIQI")
END64 = struct.Struct("<4sQ2H2I4Q")
INFLATE_STEP_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A member as the central directory tells it; `data_start` and the extent are checked against its own header."""

    name: str
    flags: int
    method: int
    checksum: int
    packed_bytes: int
    size_bytes: int
    header_start: int
    data_start: int

    @property
    def is_folder(self) -> bool:
        return self.name.endswith("/")

    @property
    def data_end(self) -> int:
        return self.data_start + self.packed_bytes


def list_members(content: bytes, *, file: str, budget: Budget) -> tuple[Entry, ...]:
    """The members of a ZIP in the order they lie, nothing inflated yet.

    Raises:
        HostileFileError: climbing, absolute, drive or doubled names, links, overlaps, encryption, headers that differ.
        FileTooLargeError: more members than the budget.
        UnreadableFileError: no ZIP, or a method other than deflate.
    """
    start, count = _directory(content, file)
    if count > budget.archive_members:
        raise FileTooLargeError(file, reason=f"holds {count} files, more than {budget.archive_members}")
    entries = []
    for _ in range(count):
        entry, start = _entry(content, start, file)
        entries.append(entry)
    entries.sort(key=lambda entry: entry.header_start)
    _refuse_doubles(entries, file)
    _refuse_overlaps(entries, file)
    return tuple(entries)


def inflate(content: bytes, entry: Entry, *, file: str, budget: Budget, left_bytes: int) -> bytes:
    """The bytes of a member, at most `left_bytes`; its size and checksum must be the ones it claims.

    Raises:
        HostileFileError: it blows up beyond the ratio, or is longer than it says.
        FileTooLargeError: more than what is left of the budget.
        UnreadableFileError: broken data.
    """
    packed = content[entry.data_start : entry.data_end]
    if entry.method == STORED:
        data = packed
    else:
        pieces = _inflated(zlib.decompressobj(-zlib.MAX_WBITS), packed, file, budget, min(left_bytes, entry.size_bytes))
        data = b"".join(pieces)
    if len(data) > left_bytes:
        raise FileTooLargeError(file, reason=f"unpacks to more than {budget.inflated_bytes // 10**6} MB")
    if len(data) != entry.size_bytes:
        raise HostileFileError(file, reason=f"holds {entry.name!r}, whose size is not the one it states")
    if zlib.crc32(data) != entry.checksum:
        raise UnreadableFileError(file, reason=f"holds {entry.name!r}, which is damaged")
    return data


def gunzip(content: bytes, *, file: str, budget: Budget, left_bytes: int | None = None) -> bytes:
    """What a gzip file of one member holds, at most `left_bytes` or else the whole budget.

    Raises:
        HostileFileError, FileTooLargeError, UnreadableFileError: as for `inflate`.
    """
    inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
    limit_bytes = budget.inflated_bytes if left_bytes is None else left_bytes
    data = b"".join(_inflated(inflater, content, file, budget, limit_bytes))
    if len(data) > limit_bytes:
        raise FileTooLargeError(file, reason=f"unpacks to more than {budget.inflated_bytes // 10**6} MB")
    if not inflater.eof or inflater.unused_data.strip(b"\0"):
        raise UnreadableFileError(file, reason="is cut off or goes on after its end")
    return data


def _inflated(
    inflater: "zlib._Decompress", packed: bytes, file: str, budget: Budget, limit_bytes: int
) -> Iterator[bytes]:
    """Piece after piece until the end; one byte over the limit is let through for the caller to see."""
    total, rest = 0, packed
    ratio_bytes = max(budget.free_inflation_bytes, budget.inflation_ratio * len(packed))
    while not inflater.eof:
        try:
            piece = inflater.decompress(rest, min(INFLATE_STEP_BYTES, limit_bytes + 1 - total))
        except zlib.error as fault:
            raise UnreadableFileError(file, reason="holds packed data that is damaged") from fault
        rest = inflater.unconsumed_tail
        total += len(piece)
        if total > ratio_bytes:
            raise HostileFileError(file, reason=f"unpacks to more than {budget.inflation_ratio} times its size")
        yield piece
        if total > limit_bytes:
            if limit_bytes >= budget.inflated_bytes:
                raise FileTooLargeError(file, reason=f"unpacks to more than {budget.inflated_bytes // 10**6} MB")
            return
        if not piece and not rest:
            return  # cut off: the caller sees that the size is wrong


def _directory(content: bytes, file: str) -> tuple[int, int]:
    """Where the central directory starts and how many entries it says to have."""
    end = content.rfind(b"PK\x05\x06", max(0, len(content) - END.size - FULL_16))
    if end < 0 or end + END.size > len(content):
        raise UnreadableFileError(file, reason="is an archive without an end: it is cut off")
    _, disk, start_disk, here, count, size, start, comment = END.unpack_from(content, end)
    if end + END.size + comment != len(content):
        raise HostileFileError(file, reason="is an archive with something behind its end")
    directory_end = end
    locator = end - END64_LOCATOR.size
    if locator >= 0 and content.startswith(b"PK\x06\x07", locator):
        _, _, directory_end, disks = END64_LOCATOR.unpack_from(content, locator)
        if not _fits(content, directory_end, END64.size, b"PK\x06\x06") or disks > 1:
            raise HostileFileError(file, reason="is an archive whose long directory lies")
        wide = END64.unpack_from(content, directory_end)
        for narrow, full, real in ((count, FULL_16, wide[7]), (size, FULL_32, wide[8]), (start, FULL_32, wide[9])):
            if narrow not in (full, real):
                raise HostileFileError(file, reason="is an archive with two directories that differ")
        disk, start_disk, here, count, size, start = wide[4:10]
    if disk or start_disk or here != count:
        raise UnreadableFileError(file, reason="is one volume of an archive in several")
    if start + size != directory_end or size < count * CENTRAL_HEADER.size:
        raise HostileFileError(file, reason="is an archive whose directory is not where it says")
    return start, count


def _entry(content: bytes, at: int, file: str) -> tuple[Entry, int]:
    if not _fits(content, at, CENTRAL_HEADER.size, b"PK\x01\x02"):
        raise HostileFileError(file, reason="is an archive with fewer members than it says")
    (_, made_by, _, flags, method, _, _, checksum, packed, size, name_length, extra_length, comment, disk, _, external,
     header) = CENTRAL_HEADER.unpack_from(content, at)  # fmt: skip
    at += CENTRAL_HEADER.size
    raw_name = content[at : at + name_length]
    extra = content[at + name_length : at + name_length + extra_length]
    size, packed, header = _wide(extra, (size, packed, header), file)
    name = raw_name.decode("utf-8" if flags & UTF8_NAME else "cp437", errors="replace")
    _refuse_name(name, file)
    _refuse_kind(name, flags, made_by, external, file)
    if method not in (STORED, DEFLATED) or disk not in (0, FULL_16):
        raise UnreadableFileError(file, reason=f"packs {name!r} in a way that is not read here (only deflate is)")
    data_start = _check_local(content, header, raw_name, (flags, method, checksum, packed, size), file)
    if method == STORED and packed != size:
        raise HostileFileError(file, reason=f"holds {name!r}, whose size is not the one it states")
    entry = Entry(name, flags, method, checksum, packed, size, header, data_start)
    return entry, at + name_length + extra_length + comment


def _check_local(content: bytes, at: int, raw_name: bytes, central: tuple[int, int, int, int, int], file: str) -> int:
    """Where the data starts, once the member's own header agrees with the directory."""
    if not _fits(content, at, LOCAL_HEADER.size, b"PK\x03\x04"):
        raise HostileFileError(file, reason="is an archive whose directory points to no member")
    _, _, flags, method, _, _, checksum, packed, size, name_length, extra_length = LOCAL_HEADER.unpack_from(content, at)
    at += LOCAL_HEADER.size
    data_start: int = at + name_length + extra_length
    extra = content[at + name_length : data_start]
    size, packed, _ = _wide(extra, (size, packed, 0), file)
    # Writers that know sizes only later may leave them at zero here and put them behind the data.
    later = bool(flags & SIZES_FOLLOW)
    stated = zip((checksum, packed, size), central[2:], strict=True)
    agrees = all(here == there or (later and here == 0) for here, there in stated)
    if content[at : at + name_length] != raw_name or method != central[1] or not agrees or flags & ENCRYPTED:
        raise HostileFileError(file, reason="is an archive whose members differ from its directory")
    return data_start


def _wide(extra: bytes, fields: tuple[int, int, int], file: str) -> tuple[int, int, int]:
    """Size, packed size and header position with those that are all ones taken from the ZIP64 field."""
    at, values = 0, list(fields)
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == ZIP64_EXTRA:
            words = extra[at + 4 : at + 4 + length]
            for position, value in enumerate(fields):
                if value == FULL_32:
                    if len(words) < 8:
                        raise HostileFileError(file, reason="is an archive whose long sizes are missing")
                    values[position], words = struct.unpack_from("<Q", words)[0], words[8:]
            break
        at += 4 + length
    return values[0], values[1], values[2]


def _refuse_name(name: str, file: str) -> None:
    if not name or "\0" in name or is_climbing(name):
        raise HostileFileError(file, reason="holds a file whose name leads out of the archive")
    if len(name.encode()) > 1024:
        raise HostileFileError(file, reason="holds a file whose name is longer than 1024 bytes")


def _refuse_kind(name: str, flags: int, made_by: int, external: int, file: str) -> None:
    if flags & (ENCRYPTED | STRONGLY_ENCRYPTED | MASKED_HEADERS):
        raise UnreadableFileError(file, reason="is encrypted", remedy="send it without a password")
    kind = (external >> 16) & UNIX_TYPE_MASK
    if made_by >> 8 == 3 and kind not in (0, UNIX_FILE, UNIX_FOLDER):
        raise HostileFileError(file, reason=f"holds {name!r}, a link or a device and no file")


def _refuse_doubles(entries: list[Entry], file: str) -> None:
    seen: set[str] = set()
    for entry in entries:
        folded = entry.name.casefold().rstrip("/")
        if folded in seen:
            raise HostileFileError(file, reason=f"holds two files named {entry.name!r}")
        seen.add(folded)


def _refuse_overlaps(entries: list[Entry], file: str) -> None:
    end = 0
    for entry in entries:
        if entry.header_start < end:
            raise HostileFileError(file, reason="is an archive whose members overlap")
        end = entry.data_end
    if entries and entries[0].header_start != 0:
        raise HostileFileError(file, reason="is an archive with something before its first member")


def _fits(content: bytes, at: int, size: int, signature: bytes) -> bool:
    return 0 <= at <= len(content) - size and content.startswith(signature, at)
