"""The GLB of a part: read back by another program, it is the same part."""

import io
import json
import struct

import numpy as np
import pytest
import trimesh
from tests.shapes.cube import cube_body, moved, part_of

from partwright.cad.scene import glb
from partwright.geometry.part import Instance


def header(content: bytes) -> dict:
    length = struct.unpack_from("<I", content, 12)[0]
    return json.loads(content[20 : 20 + length])


def loaded(content: bytes) -> trimesh.Scene:
    return trimesh.load(io.BytesIO(content), file_type="glb")


def test_another_reader_sees_a_cube_of_the_same_size_in_meters() -> None:
    scene = loaded(glb(part_of(cube_body(10.0))))
    assert scene.extents == pytest.approx([0.01, 0.01, 0.01])
    solid = next(shape for shape in scene.geometry.values() if isinstance(shape, trimesh.Trimesh))
    assert solid.volume == pytest.approx(1000.0)


def test_z_of_the_part_points_up() -> None:
    placed = Instance(0, "cube", ("cube",), moved(z=100.0))
    scene = loaded(glb(part_of(cube_body(10.0), instances=(placed,))))
    assert scene.bounds[:, 1] == pytest.approx([0.1, 0.11])


def test_every_instance_is_a_node_of_the_same_mesh() -> None:
    instances = tuple(Instance(0, f"cube {n}", ("cube",), moved(x=20.0 * n)) for n in range(3))
    content = glb(part_of(cube_body(10.0), instances=instances))
    document = header(content)
    assert len(document["meshes"]) == 1
    assert [node.get("mesh") for node in document["nodes"]] == [None, 0, 0, 0]
    assert loaded(content).extents[0] == pytest.approx(0.05)


def test_triangles_are_found_by_face() -> None:
    document = header(glb(part_of(cube_body(), cube_body(5.0, index=1, first_face=6))))
    extras = document["meshes"][1]["primitives"][0]["extras"]
    assert extras == {"face_starts": [0, 2, 4, 6, 8, 10, 12], "face_ids": [6, 7, 8, 9, 10, 11]}


def test_edges_are_one_line_primitive_of_separate_pieces() -> None:
    document = header(glb(part_of(cube_body())))
    lines = document["meshes"][0]["primitives"][1]
    assert lines["mode"] == 1
    assert document["accessors"][lines["attributes"]["POSITION"]]["count"] == 24


def test_the_file_says_its_own_length_and_is_aligned() -> None:
    content = glb(part_of(cube_body()))
    assert struct.unpack_from("<III", content)[2] == len(content)
    assert len(content) % 4 == 0


def test_the_same_part_gives_the_same_bytes() -> None:
    assert glb(part_of(cube_body())) == glb(part_of(cube_body()))


def test_a_part_without_instances_is_still_a_file() -> None:
    document = header(glb(part_of(cube_body(), instances=())))
    assert "children" not in document["nodes"][0]
    assert np.isfinite(document["accessors"][0]["max"]).all()
