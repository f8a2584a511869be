"""Triangles of a shape: BRepMesh at the project's deflection, copied out of OpenCASCADE in bulk."""

import io
import struct
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from OCP.BinTools import BinTools, BinTools_FormatVersion
from OCP.BRep import BRep_Builder, BRep_Tool
from OCP.BRepMesh import BRepMesh_IncrementalMesh
from OCP.BRepTools import BRepTools
from OCP.Message import Message_ProgressRange
from OCP.Poly import Poly_Triangulation
from OCP.TopAbs import TopAbs_REVERSED
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS_Compound, TopoDS_Edge, TopoDS_Face, TopoDS_Shape

from partwright.cad.kernel.extent import diagonal_mm
from partwright.cad.kernel.topology import faces_of
from partwright.geometry.part import Mesh

DEFLECTION_PER_DIAGONAL = 0.001
ANGULAR_DEFLECTION_RAD = 0.35
# Where two sides of a face nearly touch, their polylines may cross and BRepMesh gives the face up: then other
# polylines are tried, first with a little finer angle, then much nearer to the curves. Shares of both deflections.
ATTEMPTS = ((1.0, 1.0), (1.0, 0.8), (0.125, 1.0))

_SECTION = b"\nTriangulations "
_HEADER = struct.Struct("<ii??d")  # nodes, triangles, has UV, has normals, deflection


def triangulate(shape: TopoDS_Shape) -> None:
    """Give every face of `shape` its triangles, within 0.1 % of the diagonal and 0.35 rad; finer where that fails."""
    deflection_mm = max(diagonal_mm(shape) * DEFLECTION_PER_DIAGONAL, 1e-6)
    for linear, angular in ATTEMPTS:
        BRepTools.Clean_s(shape)
        BRepMesh_IncrementalMesh(shape, linear * deflection_mm, False, angular * ANGULAR_DEFLECTION_RAD, False)
        if all(BRep_Tool.Triangulation_s(face, TopLoc_Location()) is not None for face in faces_of(shape)):
            return


def mesh_of(faces: Sequence[TopoDS_Face], *, edges: Sequence[tuple[TopoDS_Edge, int | None]]) -> Mesh:
    """The welded triangles of triangulated `faces`, in their order, and a polyline for each edge.

    Each edge comes with the position of a face that it bounds; one without a face draws nothing.
    """
    locations = [TopLoc_Location() for _ in faces]
    triangulations = [
        BRep_Tool.Triangulation_s(face, location) for face, location in zip(faces, locations, strict=True)
    ]
    nodes, triangles = _copy_out([t for t in triangulations if t is not None])
    runs = _runs(triangulations, nodes, triangles)
    for position, location in enumerate(locations):
        if not location.IsIdentity():
            runs[position] = (_moved(runs[position][0], location), runs[position][1])
    counts = np.array([len(run[0]) for run in runs], dtype=np.int64)
    offsets = np.concatenate([[0], np.cumsum(counts)])
    points = np.concatenate([run[0] for run in runs]) if runs else np.zeros((0, 3))
    corners = [run[1].astype(np.int64) - 1 + offset for run, offset in zip(runs, offsets[:-1], strict=True)]
    for position, face in enumerate(faces):
        if face.Orientation() == TopAbs_REVERSED:
            corners[position] = corners[position][:, ::-1]
    edge_points, edge_starts = _polylines(edges, triangulations, locations, points, offsets)
    vertices, merged = weld(points)
    return _assembled(vertices, merged, corners, edge_points, edge_starts)


def weld(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Points without exact duplicates, and the place of each given point among them.

    BRepMesh gives the same coordinates to the nodes of an edge in both its faces, so equality needs no tolerance.
    """
    rows = np.ascontiguousarray(points + 0.0)  # no negative zeros
    bits = rows.view(np.uint64).reshape(-1, 3)
    keys = bits[:, 0] * np.uint64(0x9E3779B97F4A7C15)
    for column, factor in ((1, 0xC2B2AE3D27D4EB4F), (2, 0x165667B19E3779F9)):
        keys = (keys ^ (keys >> np.uint64(29)) ^ bits[:, column]) * np.uint64(factor)
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    if not np.array_equal(rows[first][inverse], rows):
        unique, inverse = np.unique(rows, axis=0, return_inverse=True)
        return unique, inverse.reshape(-1)
    return rows[first], inverse


def _copy_out(
    triangulations: Sequence[Poly_Triangulation],
) -> tuple[list[NDArray[np.float64]], list[NDArray[np.int32]]]:
    """Nodes (n, 3) and one-based triangles (m, 3) of each triangulation.

    OCP has no buffers: a call per node costs 1 to 2 µs. Written once in OpenCASCADE's binary format (version 4) and
    read back by NumPy, a hundred thousand of them take some 20 ms.
    """
    builder, compound = BRep_Builder(), TopoDS_Compound()
    builder.MakeCompound(compound)
    for triangulation in triangulations:
        face = TopoDS_Face()
        builder.MakeFace(face, triangulation)
        builder.Add(compound, face)
    stream = io.BytesIO()
    BinTools.Write_s(
        compound, stream, True, False, BinTools_FormatVersion.BinTools_FormatVersion_VERSION_4, Message_ProgressRange()
    )
    content = stream.getvalue()
    at = content.index(_SECTION) + len(_SECTION)
    end = content.index(b"\n", at)
    nodes, triangles = [], []
    count, at = int(content[at:end]), end + 1
    if count != len(triangulations):
        raise RuntimeError(f"{len(triangulations)} triangulations were written as {count}")
    for _ in range(count):
        node_count, triangle_count, has_uv, has_normals, _ = _HEADER.unpack_from(content, at)
        at += _HEADER.size
        nodes.append(np.frombuffer(content, dtype="<f8", count=3 * node_count, offset=at).reshape(-1, 3))
        at += 24 * node_count + (16 * node_count if has_uv else 0)
        triangles.append(np.frombuffer(content, dtype="<i4", count=3 * triangle_count, offset=at).reshape(-1, 3))
        at += 12 * triangle_count + (12 * node_count if has_normals else 0)
    return nodes, triangles


def _runs(
    triangulations: Sequence[Poly_Triangulation | None],
    nodes: list[NDArray[np.float64]],
    triangles: list[NDArray[np.int32]],
) -> list[tuple[NDArray[np.float64], NDArray[np.int32]]]:
    """Nodes and triangles face by face; a face without triangles has none of either."""
    filled = iter(zip(nodes, triangles, strict=True))
    empty = (np.zeros((0, 3)), np.zeros((0, 3), dtype=np.int32))
    return [empty if triangulation is None else next(filled) for triangulation in triangulations]


def _moved(points: NDArray[np.float64], location: TopLoc_Location) -> NDArray[np.float64]:
    transformation = location.Transformation()
    matrix = np.array([[transformation.Value(row, column) for column in range(1, 5)] for row in range(1, 4)])
    moved: NDArray[np.float64] = points @ matrix[:, :3].T + matrix[:, 3]
    return moved


def _polylines(
    edges: Sequence[tuple[TopoDS_Edge, int | None]],
    triangulations: Sequence[Poly_Triangulation | None],
    locations: Sequence[TopLoc_Location],
    points: NDArray[np.float64],
    offsets: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Points of every edge's polyline and where each begins."""
    indexes: list[int] = []
    starts = [0]
    for edge, position in edges:
        if position is not None and triangulations[position] is not None:
            polygon = BRep_Tool.PolygonOnTriangulation_s(edge, triangulations[position], locations[position])
            if polygon is not None:
                offset = int(offsets[position]) - 1
                node = polygon.Node
                indexes.extend([offset + node(number) for number in range(1, polygon.NbNodes() + 1)])
        starts.append(len(indexes))
    return points[np.array(indexes, dtype=np.int64)], np.array(starts, dtype=np.int32)


def _assembled(
    vertices: NDArray[np.float64],
    merged: NDArray[np.int64],
    corners: list[NDArray[np.int64]],
    edge_points: NDArray[np.float64],
    edge_starts: NDArray[np.int32],
) -> Mesh:
    """The mesh without the triangles that welding made degenerate (at a pole or an apex)."""
    counts = np.array([len(run) for run in corners], dtype=np.int64)
    triangles = merged[np.concatenate(corners)] if corners else np.zeros((0, 3), dtype=np.int64)
    a, b, c = triangles.T
    kept = (a != b) & (b != c) & (c != a)
    owner = np.repeat(np.arange(len(counts)), counts)[kept]
    starts = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=len(counts)))])
    return Mesh(
        vertices=vertices,
        triangles=triangles[kept].astype(np.int32),
        face_starts=starts.astype(np.int32),
        edge_points=edge_points,
        edge_starts=edge_starts,
    )
