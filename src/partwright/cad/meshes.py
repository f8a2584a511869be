"""STL, OBJ, PLY and 3MF files as bodies: read, taken apart, healed, and what was healed said."""

import io
import logging
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import trimesh

from partwright.cad.formats import FileFormat
from partwright.cad.healing import Healed, heal
from partwright.cad.obj import read_obj
from partwright.cad.soup import MeshFile, Placement, Soup, without_unused
from partwright.cad.threemf import read_threemf
from partwright.errors import EmptyFileError, NotSolidError, UnreadableFileError
from partwright.geometry.creases import crease_lines
from partwright.geometry.mass import Solidity, solidity_of, triangle_areas
from partwright.geometry.oriented_box import oriented_box
from partwright.geometry.part import Body, BodyKind, Instance, MassProperties, Mesh, Note, OrientedBox, Vector
from partwright.geometry.vectors import vector
from partwright.units import LengthUnit

# trimesh complains of textures and materials, which do not matter here.
logging.getLogger("trimesh").setLevel(logging.CRITICAL)

# Numbers a part is rarely drawn with in mm: below the first its longest side is taken for inches, below the second for
# meters. A guess is marked as one and can be changed.
INCHES_BELOW = 3.0
METERS_BELOW = 0.3


@dataclass(frozen=True, slots=True)
class MeshContents:
    """The bodies of a mesh file in mm, where they stand, what was healed, and the unit that was used."""

    bodies: tuple[Body, ...]
    instances: tuple[Instance, ...]
    notes: tuple[Note, ...]
    unit_mm: float
    guessed: bool


def read_mesh_file(content: bytes, *, name: str, file_format: FileFormat) -> MeshFile:
    """The triangles in a mesh file.

    Raises:
        UnreadableFileError: it does not follow its format.
        EmptyFileError: it holds nothing.
        NotSolidError: it holds only points or lines.
    """
    if file_format is FileFormat.THREEMF:
        return read_threemf(content, name=name)
    soup = (
        read_obj(content, name=name) if file_format is FileFormat.OBJ else _read_by_trimesh(content, name, file_format)
    )
    if not np.isfinite(soup.vertices).all():
        raise UnreadableFileError(name, reason="has corners at infinity")
    stem = name.rsplit("/", 1)[-1].rpartition(".")[0] or name
    return MeshFile((soup,), (Placement(0, stem, (stem,), np.eye(4)),), None, file_format is not FileFormat.STL)


def _read_by_trimesh(content: bytes, name: str, file_format: FileFormat) -> Soup:
    try:
        loaded = trimesh.load_scene(io.BytesIO(content), file_type=file_format.value, process=False)
    except Exception as fault:  # trimesh answers damage with whatever broke first
        raise UnreadableFileError(name, reason=f"cannot be read as {file_format.value.upper()}") from fault
    geometries = loaded.dump()
    meshes = [geometry for geometry in geometries if isinstance(geometry, trimesh.Trimesh) and len(geometry.faces)]
    if not meshes:
        if any(len(getattr(geometry, "vertices", ())) for geometry in geometries):
            raise NotSolidError(name, reason="holds only points or lines, no faces")
        raise EmptyFileError(name, reason="has no triangles")
    vertices = np.concatenate([np.asarray(mesh.vertices, dtype=np.float64) for mesh in meshes])
    offsets = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes[:-1])])
    triangles = [np.asarray(mesh.faces, np.int64) + offset for mesh, offset in zip(meshes, offsets, strict=True)]
    return without_unused(vertices, np.concatenate(triangles))


def bodies_of(file: MeshFile, *, declared: LengthUnit | None, stage: Callable[[str], None]) -> MeshContents:
    """The bodies of a mesh file, in mm, after healing.

    Closed shells are bodies, a closed shell inside another a void in it; whatever is left open is one body.
    """
    stage("meshing")
    unit_mm = declared.in_mm if declared else file.unit_mm or guess_unit_mm(file)
    scale = np.diag([unit_mm, unit_mm, unit_mm, 1.0])
    healed = [heal(Soup(soup.vertices * unit_mm, soup.triangles), welded=file.welded) for soup in file.soups]
    bodies: list[Body] = []
    first_of: list[range] = []
    for pieces in healed:
        first_of.append(range(len(bodies), len(bodies) + len(pieces)))
        bodies.extend(_body(piece) for piece in pieces)
    instances = []
    for placement in file.placements:
        numbers = first_of[placement.soup]
        transform = scale @ placement.transform @ np.linalg.inv(scale)
        for count, number in enumerate(numbers, 1):
            name = placement.name if len(numbers) == 1 else f"{placement.name} {count}"
            place = tuple((transform + 0.0).reshape(-1).tolist())
            instances.append(Instance(number, name, placement.path, place))
    names = {instance.body: instance.name for instance in reversed(instances)}
    used = sorted(names)
    return MeshContents(
        bodies=tuple(replace(bodies[number], index=index, name=names[number]) for index, number in enumerate(used)),
        instances=tuple(replace(instance, body=used.index(instance.body)) for instance in instances),
        notes=tuple(_notes(healed)),
        unit_mm=unit_mm,
        guessed=declared is None and file.unit_mm is None,
    )


def guess_unit_mm(file: MeshFile) -> float:
    """The unit that makes the file's numbers a part of ordinary size, in mm."""
    longest = max(float(np.ptp(soup.vertices, axis=0).max()) for soup in file.soups)
    if longest < METERS_BELOW:
        return LengthUnit.M.in_mm
    return LengthUnit.INCH.in_mm if longest < INCHES_BELOW else LengthUnit.MM.in_mm


def _body(piece: Healed) -> Body:
    vertices, triangles = piece.soup.vertices, piece.soup.triangles.astype(np.int32)
    edge_points, edge_starts = crease_lines(vertices, triangles)
    mesh = Mesh(
        vertices=vertices,
        triangles=triangles,
        face_starts=np.array([0, len(triangles)], dtype=np.int32),
        edge_points=edge_points,
        edge_starts=edge_starts,
    )
    solidity, box = solidity_of(mesh.corners()), oriented_box((), mesh)
    mass = MassProperties(
        volume_mm3=solidity.volume_mm3 if piece.watertight else _estimated_volume(solidity, box),
        area_mm2=solidity.area_mm2,
        center_of_mass=solidity.center if piece.watertight else _center_of_surface(mesh),
        inertia=solidity.inertia,
        box_min=vector(vertices.min(axis=0)),
        box_max=vector(vertices.max(axis=0)),
        oriented_box=box,
    )
    return Body(
        index=0,
        name="",
        kind=BodyKind.MESH,
        watertight=piece.watertight,
        color=None,
        faces=(),
        edges=(),
        mesh=mesh,
        mass=mass,
    )


def _estimated_volume(solidity: Solidity, box: OrientedBox) -> float:
    """Volume of an open surface: what it nearly encloses, at most its box and the ball of its area."""
    ball = math.sqrt(solidity.area_mm2**3 / (36.0 * math.pi))
    return min(abs(solidity.volume_mm3), math.prod(box.size_mm), ball)


def _center_of_surface(mesh: Mesh) -> Vector:
    """Where an open surface balances: what it does not enclose has no center, and the formula for it no bounds."""
    corners = mesh.corners()
    return vector(np.average(corners.mean(axis=1), axis=0, weights=triangle_areas(corners)))


_MESSAGES = {
    "healed.duplicate_vertices": "{} corners that lay on others were joined with them.",
    "healed.degenerate": "{} triangles without an area or given twice were left out.",
    "healed.flipped": "{} triangles faced the wrong way and were turned over.",
    "healed.missing_facets": "{} missing triangles were filled in.",
}


def _notes(healed: list[tuple[Healed, ...]]) -> Iterator[Note]:
    for code, message in _MESSAGES.items():
        count = sum(piece.repairs.get(code, 0) for pieces in healed for piece in pieces)
        if count:
            yield Note(code, message.format(count))
    if any(not piece.watertight for pieces in healed for piece in pieces):
        yield Note("mesh.open", "The surface has holes or loose ends: its volume is an estimate.")
