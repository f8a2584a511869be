"""A part as one GLB file (binary glTF 2.0), for the viewer and any other program that reads the format.

One glTF mesh per body: a triangle primitive whose triangles stand in the order of `Mesh.triangles`, with `face_starts`
and `face_ids` in its extras, and a line primitive of its edges. One node per instance. Positions are mm in the body's
own frame; the root node `part` turns z up into glTF's y up and mm into its meters.
"""

import json
import struct
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from partwright.geometry.part import Body, Instance, Part, Vector
from partwright.geometry.shading import Shading, shade

NEUTRAL: Vector = (0.72, 0.74, 0.76)
MM_TO_METERS_Y_UP = (0.001, 0.0, 0.0, 0.0, 0.0, 0.0, -0.001, 0.0, 0.0, 0.001, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0)

GLTF_MAGIC, JSON_CHUNK, BINARY_CHUNK = 0x46546C67, 0x4E4F534A, 0x004E4942
FLOAT, UNSIGNED_INT = 5126, 5125
VERTICES, INDICES = 34962, 34963
TRIANGLES, LINES = 4, 1


def glb(part: Part) -> bytes:
    """The whole part as GLB bytes."""
    buffer = _Buffer()
    meshes = [_mesh(body, buffer) for body in part.bodies]
    placed = range(1, len(part.instances) + 1)
    root: dict[str, Any] = {"name": "part", "matrix": MM_TO_METERS_Y_UP}
    document = {
        "asset": {"version": "2.0", "generator": "Partwright"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [root | ({"children": list(placed)} if placed else {}), *map(_node, part.instances)],
        "materials": [_material(body.color or NEUTRAL) for body in part.bodies],
        "meshes": meshes,
        "accessors": buffer.accessors,
        "bufferViews": buffer.views,
        "buffers": [{"byteLength": buffer.length}],
    }
    return _container(document, b"".join(buffer.chunks))


@dataclass(slots=True)
class _Buffer:
    """The binary chunk as it grows, with the accessors that point into it."""

    chunks: list[bytes] = field(default_factory=list)
    views: list[dict[str, Any]] = field(default_factory=list)
    accessors: list[dict[str, Any]] = field(default_factory=list)
    length: int = 0

    def vectors(self, rows: NDArray[Any], *, bounded: bool = False) -> int:
        """Number of the accessor for (n, 3) vectors; positions must carry their bounds."""
        values = np.ascontiguousarray(rows, dtype="<f4")
        accessor: dict[str, Any] = {"componentType": FLOAT, "count": len(values), "type": "VEC3"}
        if bounded:
            accessor |= {"min": values.min(axis=0).tolist(), "max": values.max(axis=0).tolist()}
        return self._append(values.tobytes(), accessor, VERTICES)

    def indices(self, numbers: NDArray[Any]) -> int:
        values = np.ascontiguousarray(numbers, dtype="<u4")
        return self._append(
            values.tobytes(), {"componentType": UNSIGNED_INT, "count": values.size, "type": "SCALAR"}, INDICES
        )

    def _append(self, content: bytes, accessor: dict[str, Any], target: int) -> int:
        self.views.append({"buffer": 0, "byteOffset": self.length, "byteLength": len(content), "target": target})
        self.accessors.append(accessor | {"bufferView": len(self.views) - 1})
        self.chunks.append(content)
        self.length += len(content)
        return len(self.accessors) - 1


def _mesh(body: Body, buffer: _Buffer) -> dict[str, Any]:
    shading = shade(body.mesh)
    mesh: dict[str, Any] = {"name": body.name or f"body {body.index}", "primitives": []}
    if len(body.mesh.triangles):
        mesh["primitives"].append(_surface(body, shading, buffer))
    segments = _edge_segments(body, shading)
    if len(segments):
        mesh["primitives"].append(
            {"attributes": {"POSITION": buffer.vectors(segments.reshape(-1, 3), bounded=True)}, "mode": LINES}
        )
    return mesh


def _surface(body: Body, shading: Shading, buffer: _Buffer) -> dict[str, Any]:
    return {
        "attributes": {
            "POSITION": buffer.vectors(shading.positions, bounded=True),
            "NORMAL": buffer.vectors(shading.normals),
        },
        "indices": buffer.indices(shading.triangles.ravel()),
        "material": body.index,
        "mode": TRIANGLES,
        "extras": {"face_starts": body.mesh.face_starts.tolist(), "face_ids": [face.id for face in body.faces]},
    }


def _edge_segments(body: Body, shading: Shading) -> NDArray[np.float64]:
    """(n, 2, 3) float64: the pieces of every edge's polyline; creases where the file has no edges."""
    points, starts = body.mesh.edge_points, body.mesh.edge_starts
    if len(points) < 2:
        return shading.creases
    joined = np.ones(len(points) - 1, dtype=bool)
    joined[starts[1:-1] - 1] = False
    return np.stack([points[:-1][joined], points[1:][joined]], axis=1)


def _node(instance: Instance) -> dict[str, Any]:
    columns = np.asarray(instance.transform, dtype=float).reshape(4, 4).T.ravel()
    return {"name": instance.name, "mesh": instance.body, "matrix": columns.tolist()}


def _material(color: Vector) -> dict[str, Any]:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color]
    return {
        "pbrMetallicRoughness": {"baseColorFactor": [*linear, 1.0], "metallicFactor": 0.1, "roughnessFactor": 0.6},
        "doubleSided": True,
    }


def _container(document: dict[str, Any], binary: bytes) -> bytes:
    header = json.dumps(document, separators=(",", ":"), allow_nan=False).encode()
    header += b" " * (-len(header) % 4)
    length = 12 + 8 + len(header) + 8 + len(binary)
    return b"".join(
        [
            struct.pack("<III", GLTF_MAGIC, 2, length),
            struct.pack("<II", len(header), JSON_CHUNK),
            header,
            struct.pack("<II", len(binary), BINARY_CHUNK),
            binary,
        ]
    )
