"""Mesh files that lie about themselves, and honest ones to hide them among."""

import random
import struct
from collections.abc import Iterator, Mapping

from tests.attacks.attack import EMPTY, NOT_SOLID, UNREADABLE, UNSUPPORTED, Attack

CORNERS = ((0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0), (0, 0, 1), (1, 0, 1), (1, 1, 1), (0, 1, 1))
TRIANGLES = (
    (0, 2, 1), (0, 3, 2), (4, 5, 6), (4, 6, 7), (0, 1, 5), (0, 5, 4),
    (1, 2, 6), (1, 6, 5), (2, 3, 7), (2, 7, 6), (3, 0, 4), (3, 4, 7),
)  # fmt: skip
EVERY_BREAKAGE = 12


def binary_stl(
    side_mm: float = 20.0, *, header: bytes = b"", count: int | None = None, corner: float | None = None
) -> bytes:
    """A cube; `count` and the first coordinate may lie."""
    rows = []
    for triangle in TRIANGLES:
        points = [c * side_mm for corner_index in triangle for c in CORNERS[corner_index]]
        rows.append(struct.pack("<12fH", 0, 0, 0, *points, 0))
    body = b"".join(rows)
    if corner is not None:
        body = body[:12] + struct.pack("<f", corner) + body[16:]
    return header.ljust(80, b"\0")[:80] + struct.pack("<I", len(rows) if count is None else count) + body


CUBE_STL = binary_stl()


def text_stl(side_mm: float = 20.0) -> bytes:
    """The cube as text."""
    lines = ["solid cube"]
    for triangle in TRIANGLES:
        lines += ["facet normal 0 0 0", " outer loop"]
        lines += ["  vertex " + " ".join(str(c * side_mm) for c in CORNERS[corner]) for corner in triangle]
        lines += [" endloop", "endfacet"]
    return "\n".join([*lines, "endsolid cube", ""]).encode()


def obj(side_mm: float = 20.0) -> bytes:
    """The cube as OBJ."""
    lines = ["# cube", *("v " + " ".join(str(c * side_mm) for c in corner) for corner in CORNERS)]
    lines += ["f " + " ".join(str(corner + 1) for corner in triangle) for triangle in TRIANGLES]
    return "\n".join([*lines, ""]).encode()


def ply(side_mm: float = 20.0, *, vertices: int = 8, faces: int = 12) -> bytes:
    """The cube as PLY; the header may lie."""
    lines = ["ply", "format ascii 1.0", f"element vertex {vertices}"]
    lines += [f"property float {axis}" for axis in "xyz"]
    lines += [f"element face {faces}", "property list uchar int vertex_indices", "end_header"]
    lines += [" ".join(str(c * side_mm) for c in corner) for corner in CORNERS]
    lines += ["3 " + " ".join(map(str, triangle)) for triangle in TRIANGLES]
    return "\n".join([*lines, ""]).encode()


def binary_ply(side_mm: float = 20.0, *, faces: int = 12, index: int = 0) -> bytes:
    """The cube as binary PLY; the header and the first index may lie."""
    header = ply(side_mm, faces=faces).split(b"end_header\n")[0].replace(b"ascii", b"binary_little_endian")
    points = b"".join(struct.pack("<3f", *(c * side_mm for c in corner)) for corner in CORNERS)
    rows = [struct.pack("<B3i", 3, *triangle) for triangle in ((index, 2, 1), *TRIANGLES[1:])]
    return header + b"end_header\n" + points + b"".join(rows)


def honest_meshes() -> dict[str, bytes]:
    """Files without fault, by name."""
    return {
        "cube.stl": CUBE_STL,
        "solid.stl": binary_stl(header=b"solid exported by a program that knows no better"),
        "text.stl": text_stl(),
        "cube.obj": obj(),
        "cube.ply": ply(),
        "binary.ply": binary_ply(),
    }


def mesh_attacks() -> Iterator[Attack]:
    """Headers that lie, numbers that are none, indexes that point nowhere, and meshes that are something else too."""
    lie = (UNREADABLE,)
    yield Attack("lie.stl", binary_stl(count=0xFFFFFFFF), lie)
    yield Attack("too-few.stl", binary_stl(count=3), lie)
    yield Attack("solid-lie.stl", binary_stl(header=b"solid", count=7), lie)
    yield Attack("nan.stl", binary_stl(corner=float("nan")), lie)
    yield Attack("infinite.stl", binary_stl(corner=float("inf")), lie)
    yield Attack("far.stl", binary_stl(corner=3e38), lie)
    yield Attack("nan-text.stl", text_stl().replace(b"vertex 0.0", b"vertex nan", 1), lie)
    yield Attack("cut-text.stl", text_stl()[:-200], lie)
    yield Attack("none.stl", b"\0" * 84, (EMPTY,))
    yield Attack("none-text.stl", b"solid nothing\nendsolid nothing\n", (EMPTY,))
    yield Attack("pdf.stl", binary_stl(header=b"%PDF-1.7"), (UNSUPPORTED,))
    yield Attack("html.stl", binary_stl(header=b"<html><script>alert(1)</script>"), (UNSUPPORTED,))
    yield Attack("program.stl", binary_stl(header=b"\x7fELF"), (UNSUPPORTED,))
    yield Attack("beyond.obj", obj() + b"f 1 2 9\n", lie)
    yield Attack("zero.obj", obj() + b"f 0 1 2\n", lie)
    yield Attack("back-beyond.obj", obj() + b"f -1 -2 -9\n", lie)
    yield Attack("long-index.obj", obj() + b"f 1 2 " + b"9" * 100_000 + b"\n", lie)
    yield Attack("nan.obj", obj().replace(b"v 0.0", b"v nan", 1), lie)
    yield Attack("points.obj", obj().split(b"f ")[0], (NOT_SOLID,))
    yield Attack("rows.ply", ply(vertices=4_000_000), lie)
    yield Attack("rows-binary.ply", binary_ply(faces=4_000_000), lie)
    yield Attack("beyond.ply", ply().replace(b"3 0 2 1", b"3 0 2 8"), lie)
    yield Attack("beyond-binary.ply", binary_ply(index=8), lie)
    yield Attack("negative-binary.ply", binary_ply(index=-1), lie)
    yield Attack("points.ply", ply(faces=0), (NOT_SOLID,))
    yield Attack("header-without-end.ply", b"ply\n" + b"comment x\n" * 20_000, lie)


def broken_meshes(
    count: int, *, seed: int, originals: Mapping[str, bytes] | None = None
) -> Iterator[tuple[str, bytes]]:
    """Meshes with faults as users have them: cut, overwritten, open, flipped, doubled, flat. Any clean end is right."""
    chance = random.Random(seed)
    pool = tuple((originals or honest_meshes()).items())
    for number in range(count):
        name, content = pool[number % len(pool)]
        data = bytearray(content)
        match number % 5:
            case 0:
                del data[chance.randrange(len(data) // 2, len(data)) :]
            case 1:
                for _ in range(chance.randrange(1, EVERY_BREAKAGE)):
                    data[chance.randrange(len(data))] = chance.randrange(256)
            case 2:
                start = chance.randrange(len(data))
                del data[start : start + chance.randrange(1, 60)]
            case 3:
                start = chance.randrange(len(data))
                data[start:start] = data[start : start + chance.randrange(1, 120)]
            case _:
                data = bytearray(_broken_stl(chance))
                name = "broken.stl"
        yield f"{number:03d}-{name}", bytes(data)


def _broken_stl(chance: random.Random) -> bytes:
    """A binary STL whose structure is right and whose geometry is not."""
    rows = [CUBE_STL[at : at + 50] for at in range(84, len(CUBE_STL), 50)]
    match chance.randrange(4):
        case 0:
            rows.pop(chance.randrange(len(rows)))
        case 1:
            rows.append(rows[chance.randrange(len(rows))])
        case 2:
            rows = [struct.pack("<12fH", *([0.0] * 3), *([1.0] * 9), 0)] * 12
        case _:
            rows = [row[:12] + row[24:36] + row[12:24] + row[36:] for row in rows]
    return bytes(80) + struct.pack("<I", len(rows)) + b"".join(rows)
