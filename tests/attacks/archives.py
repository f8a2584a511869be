"""ZIP and gzip that lie, climb, blow up or hide."""

import gzip
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator

from tests.attacks.attack import EMPTY, HOSTILE, TOO_LARGE, UNREADABLE, UNSUPPORTED, Attack
from tests.attacks.meshes import CUBE_STL

SYMBOLIC_LINK = 0o120777 << 16


def zipped(members: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An honest archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return stream.getvalue()


def archive_attacks(seed: int) -> Iterator[Attack]:
    """Every archive attack."""
    yield from _bombs()
    yield from _names()
    yield from _lies(seed)
    yield from _nestings()


def _bombs() -> Iterator[Attack]:
    zeros = bytes(64 * 1024**2)
    yield Attack("flat-bomb.zip", zipped({"zeros.stl": zeros}), (HOSTILE, TOO_LARGE))
    yield Attack("bomb.stl.gz", gzip.compress(zeros, 9, mtime=0), (HOSTILE, TOO_LARGE))
    yield Attack("bomb.3mf", zipped({"[Content_Types].xml": b"<Types/>", "3D/a.model": zeros}), (HOSTILE, TOO_LARGE))
    yield Attack("many-members.zip", zipped({f"{n}.stl": CUBE_STL for n in range(201)}), (TOO_LARGE,))
    yield Attack("bomb-in-gzip-in.zip", zipped({"a.stl.gz": gzip.compress(zeros, 9, mtime=0)}), (HOSTILE, TOO_LARGE))
    # No member of this one is suspicious by itself: only their sum is too much.
    block = random.Random(0).randbytes(1 << 19) * 80
    yield Attack("sum-bomb.zip", _repeated(block, 7), (TOO_LARGE,))
    yield Attack("sum-bomb-of-gzip.zip", _repeated(gzip.compress(block, 1, mtime=0), 7), (TOO_LARGE,))


def _repeated(content: bytes, times: int) -> bytes:
    """An archive of equal members, packed once."""
    packed = zlib.compress(content, 9)[2:-4]
    sizes = (zlib.crc32(content), len(packed), len(content))
    body = directory = b""
    for number in range(times):
        name = b"%d.stl" % number
        directory += _listed(name, sizes, len(body))
        body += _header(name, sizes) + packed
    return body + directory + _end(times, directory, body)


def _names() -> Iterator[Attack]:
    for title, name in (
        ("climbing", "../evil.stl"),
        ("climbing-inside", "a/../../evil.stl"),
        ("absolute", "/etc/evil.stl"),
        ("drive", "C:evil.stl"),
        ("nothing-but-dots", "a/.."),
    ):
        yield Attack(f"{title}.zip", zipped({name: CUBE_STL}), (HOSTILE,))
    # zipfile itself turns backslashes around, so they go in afterwards.
    yield Attack("backslash.zip", zipped({"..#evil.stl": CUBE_STL}).replace(b"..#", b"..\\"), (HOSTILE,))
    doubled = zipped({"a.stl": CUBE_STL, "b.stl": CUBE_STL}).replace(b"b.stl", b"A.stl")
    yield Attack("doubled-name.zip", doubled, (HOSTILE,))
    link = zipfile.ZipInfo("link.stl")
    link.create_system, link.external_attr = 3, SYMBOLIC_LINK
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    yield Attack("link.zip", stream.getvalue(), (HOSTILE,))


def _lies(seed: int) -> Iterator[Attack]:
    honest = zipped({"cube.stl": CUBE_STL})
    central = honest.index(b"PK\x01\x02")
    end = honest.index(b"PK\x05\x06")
    yield Attack("lying-size.zip", _patched(honest, central + 24, "<I", 10), (HOSTILE,))
    both = _patched(_patched(honest, central + 24, "<I", 10), 22, "<I", 10)
    yield Attack("lying-size-twice.zip", both, (HOSTILE,))
    yield Attack("lying-packed-size.zip", _patched(honest, central + 20, "<I", 0x7FFFFFFF), (HOSTILE,))
    yield Attack("lying-count.zip", _patched(_patched(honest, end + 8, "<H", 9), end + 10, "<H", 9), (HOSTILE,))
    yield Attack("wrong-checksum.zip", _patched(_patched(honest, central + 16, "<I", 1), 14, "<I", 1), (UNREADABLE,))
    yield Attack("encrypted.zip", _patched(_patched(honest, central + 8, "<H", 1), 6, "<H", 1), (UNREADABLE,))
    yield Attack("differing-names.zip", honest.replace(b"cube.stl", b"tube.stl", 1), (HOSTILE,))
    yield Attack("prefixed.zip", b"GIF89a" + honest, (UNSUPPORTED,))
    yield Attack("prefixed-by-a-member.zip", honest[:central] + honest, (HOSTILE,))
    yield Attack("something-behind.zip", honest + b"<script>alert(1)</script>", (HOSTILE, UNREADABLE))
    yield Attack("cut.zip", honest[: random.Random(seed).randrange(40, central)], (UNREADABLE,))
    yield Attack("overlapping.zip", _overlapping(), (HOSTILE,))
    yield Attack("long-sizes-missing.zip", _patched(honest, central + 24, "<I", 0xFFFFFFFF), (HOSTILE,))
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, 1 << 60, 1)
    yield Attack("long-directory-lies.zip", honest[:end] + locator + honest[end:], (HOSTILE,))
    yield Attack("unknown-method.zip", _patched(_patched(honest, central + 10, "<H", 14), 8, "<H", 14), (UNREADABLE,))


def _nestings() -> Iterator[Attack]:
    honest = zipped({"cube.stl": CUBE_STL})
    packed = gzip.compress(CUBE_STL, mtime=0)
    yield Attack("nested.zip", zipped({"inner.zip": honest}), (HOSTILE,))
    yield Attack("nested-under-another-name.zip", zipped({"inner.step": honest}), (HOSTILE,))
    yield Attack("zip-in-gzip-in-zip.zip", zipped({"cubes.zip.gz": gzip.compress(honest, mtime=0)}), (HOSTILE,))
    yield Attack("gzip-in-gzip-in-zip.zip", zipped({"a.stl.gz": gzip.compress(packed, mtime=0)}), (HOSTILE,))
    yield Attack("cut-gzip-in.zip", zipped({"cube.stl.gz": packed[:-12]}), (UNREADABLE,))
    yield Attack("zip-in-gzip.gz", gzip.compress(honest, mtime=0), (HOSTILE,))
    yield Attack("gzip-in-gzip.stl.gz.gz", gzip.compress(packed, mtime=0), (HOSTILE,))
    yield Attack("cut.stl.gz", packed[:-12], (UNREADABLE,))
    yield Attack("behind.stl.gz", packed + b"more", (UNREADABLE,))
    yield Attack("empty.stl.gz", gzip.compress(b"", mtime=0), (EMPTY,))
    yield Attack("empty.zip", zipped({}), (EMPTY, UNREADABLE, UNSUPPORTED))
    yield Attack("folders-only.zip", zipped({"a/": b"", "a/b/": b""}), (EMPTY,))


def _overlapping() -> bytes:
    """A second member inside the data of the first: the way to a bomb without nesting (Fifield, 2019)."""
    packed = zlib.compress(CUBE_STL)[2:-4]
    second = (zlib.crc32(CUBE_STL), len(packed), len(CUBE_STL))
    inner = _header(b"b.stl", second) + packed
    first = (zlib.crc32(CUBE_STL), len(inner), len(CUBE_STL))
    outer = _header(b"a.stl", first) + inner
    places = ((b"a.stl", first, 0), (b"b.stl", second, len(outer) - len(inner)))
    directory = b"".join(_listed(name, sizes, at) for name, sizes, at in places)
    return outer + directory + _end(2, directory, outer)


def _header(name: bytes, sizes: tuple[int, int, int]) -> bytes:
    return struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, *sizes, len(name), 0) + name


def _listed(name: bytes, sizes: tuple[int, int, int], at: int) -> bytes:
    return struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, *sizes, len(name), 0, 0, 0, 0, 0, at) + name


def _end(count: int, directory: bytes, body: bytes) -> bytes:
    return struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0)


def _patched(content: bytes, at: int, layout: str, value: int) -> bytes:
    return content[:at] + struct.pack(layout, value) + content[at + struct.calcsize(layout) :]
