"""What printing needs to know of a body: how it lies, its traced print, and what may go wrong. Runs in the child."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from partwright.geometry.anatomy import Anatomy
from partwright.geometry.arrays import FloatArray, IntArray
from partwright.geometry.features.feature import Hole
from partwright.geometry.part import Body, Mesh, Vector
from partwright.manufacturing.processes.fused_filament.motion import Floats
from partwright.manufacturing.processes.fused_filament.orientation import choose_pose, read_weights
from partwright.manufacturing.processes.fused_filament.sampling import Effort
from partwright.manufacturing.processes.fused_filament.settings import ROOM, Machine, machine_ids, read_machine
from partwright.manufacturing.processes.fused_filament.slabs import Facets, facets
from partwright.manufacturing.processes.fused_filament.supports import overhanging
from partwright.manufacturing.processes.fused_filament.tracing import Trace, trace
from partwright.manufacturing.specification import ProcessId
from partwright.manufacturing.tables import Tables

_WELD_MM = 1e-5
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spots:
    """Triangles with something in common. face_ids: (n,) file-wide id of the face of each, -1 where a mesh has none.

    measured_mm: (n,) what was measured there, 0 where nothing is.
    """

    triangles: IntArray
    face_ids: IntArray
    measured_mm: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Bore:
    """A round hole: its diameter and the ids of its faces."""

    diameter_mm: float
    face_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FilamentSurvey:
    """A body as the printing room sees it.

    machine: the smallest that takes it, or the largest where none does and `fits` is False. orientation: rotation
    matrix, row by row. size_mm: the box it fills on the bed, x, y, z. overhang_mm2: area that needs support, seen from
    below. cavity_mm3: volume closed in all around.
    """

    process: Literal[ProcessId.FUSED_FILAMENT] = ProcessId.FUSED_FILAMENT
    body: int
    watertight: bool
    volume_mm3: float
    area_mm2: float
    machine: str
    fits: bool
    orientation: tuple[float, ...]
    size_mm: Vector
    trace: Trace
    thin_walls: Spots
    bores: tuple[Bore, ...]
    overhangs: Spots
    overhang_mm2: float
    cavities: Spots
    cavity_mm3: float


def survey_body(anatomy: Anatomy, *, tables: Tables) -> FilamentSurvey:
    """The survey of a body, whatever its material, finish and tolerance."""
    body = anatomy.body
    vertices, triangles = _welded(body.mesh)
    machines = [read_machine(tables, machine) for machine in machine_ids(tables)]
    pose, chosen = choose_pose(
        body, vertices, triangles, [(machine, read_weights(tables, machine.id)) for machine in machines]
    )
    machine = chosen or machines[-1]
    standing = vertices @ pose.rotation.T
    standing -= standing.min(axis=0) + np.array([pose.size_mm[0] / 2.0, pose.size_mm[1] / 2.0, 0.0])
    faces = facets(standing, triangles)
    hanging = np.flatnonzero(overhanging(faces, angle_deg=machine.lines.support_angle_deg))
    cavity, cavity_mm3 = _cavities(vertices, triangles)
    return FilamentSurvey(
        body=body.index,
        watertight=body.watertight,
        volume_mm3=body.mass.volume_mm3,
        area_mm2=body.mass.area_mm2,
        machine=machine.id,
        fits=chosen is not None,
        orientation=tuple(np.round(pose.rotation, 12).ravel().tolist()),
        size_mm=pose.size_mm,
        trace=_trace(standing, triangles, faces, hanging, machine, tables),
        thin_walls=_thin_walls(anatomy, tables),
        bores=_bores(anatomy),
        overhangs=_spots(body, hanging),
        overhang_mm2=float((faces.area * np.abs(faces.normal[:, 2]))[hanging].sum()),
        cavities=_spots(body, cavity),
        cavity_mm3=cavity_mm3,
    )


def _trace(
    standing: Floats,
    triangles: NDArray[np.int32],
    faces: Facets,
    hanging: NDArray[np.int64],
    machine: Machine,
    tables: Tables,
) -> Trace:
    return trace(
        standing,
        triangles,
        machine,
        faces=faces,
        hanging=hanging,
        slabs=round(tables.value(f"{ROOM}.survey.slabs", "1")),
        levels=round(tables.value(f"{ROOM}.survey.levels", "1")),
        tolerance_mm=tables.value(f"{ROOM}.survey.section_tolerance", "mm"),
        support_tolerance_mm=tables.value(f"{ROOM}.survey.support_tolerance", "mm"),
        effort=Effort(
            segments=round(tables.value(f"{ROOM}.survey.segments", "1")),
            error=tables.value(f"{ROOM}.survey.error", "%") / 100.0,
        ),
    )


def _welded(mesh: Mesh) -> tuple[Floats, NDArray[np.int32]]:
    """Vertices that triangles of neighboring faces share, and all triangles of the mesh in its order."""
    grid = np.round(mesh.vertices / _WELD_MM).astype(np.int64)
    # One number for three coordinates, mixed by odd factors that wrap around, so that points hardly ever clash.
    key = grid.astype(np.uint64) @ _MIX
    _, first, number = np.unique(key, return_index=True, return_inverse=True)
    return mesh.vertices[first], number[mesh.triangles].astype(np.int32)


def _spots(body: Body, triangles: NDArray[np.int64], measured: Floats | None = None) -> Spots:
    if body.faces:
        ids = np.array([face.id for face in body.faces], dtype=np.int32)[body.mesh.face_of_triangle()[triangles]]
    else:
        ids = np.full(len(triangles), -1, dtype=np.int32)
    return Spots(
        triangles=triangles.astype(np.int32),
        face_ids=ids,
        measured_mm=np.zeros(len(triangles)) if measured is None else measured,
    )


def _thin_walls(anatomy: Anatomy, tables: Tables) -> Spots:
    """Where a wall is thinner than the strictest material wants it."""
    thickest = max(tables.value(f"{ROOM}.walls.{family}", "mm") for family in tables.rows(f"{ROOM}.walls"))
    thickness = anatomy.walls.thickness_mm
    thin = np.flatnonzero(thickness < thickest)
    return _spots(anatomy.body, thin, thickness[thin])


def _bores(anatomy: Anatomy) -> tuple[Bore, ...]:
    return tuple(
        Bore(
            diameter_mm=feature.diameter_mm,
            face_ids=tuple(anatomy.body.faces[face].id for face in feature.faces),
        )
        for feature in anatomy.features
        if isinstance(feature, Hole)
    )


def _cavities(vertices: Floats, triangles: NDArray[np.int32]) -> tuple[NDArray[np.int64], float]:
    """Triangles of shells that close in a void, and the volume of those voids: their own volume is negative."""
    joined = coo_array(
        (np.ones(2 * len(triangles), dtype=np.int8), (triangles[:, [0, 1]].ravel(), triangles[:, [1, 2]].ravel())),
        shape=(len(vertices), len(vertices)),
    )
    shells, shell_of_vertex = connected_components(joined, directed=False)
    if shells == 1:
        return np.zeros(0, dtype=np.int64), 0.0
    a, b, c = (vertices[triangles[:, corner]] - vertices[0] for corner in range(3))
    shell = shell_of_vertex[triangles[:, 0]]
    volume = np.bincount(shell, weights=np.einsum("ij,ij->i", np.cross(a, b), c) / 6.0, minlength=shells)
    void = volume < 0.0
    return np.flatnonzero(void[shell]), float(-volume[void].sum())
