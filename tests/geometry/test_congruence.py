"""Copies are found wherever they stand; mirror images and near misses are not copies."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.shapes import solids

from partwright.geometry.congruence import find_motion, merge_congruent
from partwright.geometry.part import BodyKind, Instance

SHAPES = {
    "block": solids.box(10, 20, 30),
    "cube": solids.box(10, 10, 10),
    "bar": solids.cylinder(5, 10),
    "cone": solids.cone(5, 0, 10),
    "ball": solids.sphere(5),
    "ring": solids.torus(20, 5),
    "tube": solids.tube(10, 8, 30),
    "bracket": solids.bracket(),
    "lopsided": solids.lopsided(),
    "plate": solids.plate_with_pocket(),
}
BODIES = {name: solids.body_of(shape) for name, shape in SHAPES.items()}
IDENTITY = tuple(np.eye(4).reshape(-1).tolist())


def hand(name):
    return solids.body_of(solids.mirrored(SHAPES[name]))


@settings(max_examples=25, deadline=None)
@given(
    name=st.sampled_from(sorted(SHAPES)),
    degrees=st.floats(0, 360),
    axis=st.tuples(*[st.floats(0.1, 1)] * 3),
    shift=st.tuples(*[st.floats(-500, 500)] * 3),
)
@example(  # its squares are cut along other diagonals
    name="cube",
    degrees=261.2553347328625,
    axis=(0.10548080962446581, 0.3333333333333333, 0.703125),
    shift=(0.0, 265.0, 1.0),
)
def test_a_moved_copy_is_found_with_a_motion_that_brings_one_onto_the_other(name, degrees, axis, shift):
    one = BODIES[name]
    other = solids.body_of(solids.moved(SHAPES[name], by=shift, about=axis, degrees=degrees))
    motion = find_motion(one, other)
    assert motion is not None
    assert motion[:3, :3] @ motion[:3, :3].T == pytest.approx(np.eye(3), abs=1e-9)
    assert np.linalg.det(motion[:3, :3]) == pytest.approx(1)
    centroids = np.array([face.centroid for face in one.faces]) @ motion[:3, :3].T + motion[:3, 3]
    targets = np.array([face.centroid for face in other.faces])
    for centroid in centroids:
        assert np.linalg.norm(targets - centroid, axis=1).min() < 1e-3


def test_a_mirror_image_is_another_shape():
    assert find_motion(BODIES["lopsided"], hand("lopsided")) is None


@pytest.mark.parametrize("name", ["block", "bar", "bracket", "plate"])
def test_a_symmetric_shape_is_its_own_mirror_image(name):
    assert find_motion(BODIES[name], hand(name)) is not None


def test_shapes_that_differ_in_one_small_thing_are_different():
    plate = solids.plate_with_pocket()
    assert find_motion(BODIES["plate"], solids.body_of(solids.plate_with_pocket(hole_diameter=6.7))) is None
    assert find_motion(BODIES["plate"], solids.body_of(solids.plate_with_pocket(inset=9.0))) is None
    extra = solids.cut(plate, solids.cylinder(0.5, 1, at=(50, 5, 19)))
    assert find_motion(BODIES["plate"], solids.body_of(extra)) is None


def test_meshes_are_compared_by_their_corners():
    def as_mesh(body):
        return replace(body, faces=(), edges=(), kind=BodyKind.MESH)

    moved = solids.body_of(solids.moved(SHAPES["lopsided"], by=(1, 2, 3), about=(1, 1, 0), degrees=50))
    assert find_motion(as_mesh(BODIES["lopsided"]), as_mesh(moved)) is not None
    assert find_motion(as_mesh(BODIES["lopsided"]), as_mesh(hand("lopsided"))) is None


def test_merging_keeps_the_first_and_places_the_others_as_it():
    shape = SHAPES["lopsided"]
    moved = solids.body_of(solids.moved(shape, by=(100, 0, 0), about=(0, 0, 1), degrees=90))
    bodies = (BODIES["lopsided"], BODIES["block"], moved, hand("lopsided"))
    instances = tuple(Instance(index, f"n{index}", (), IDENTITY) for index in range(4))
    kept, placed = merge_congruent(bodies, instances)
    assert [body.index for body in kept] == [0, 1, 2]
    assert [instance.body for instance in placed] == [0, 1, 0, 2]
    center = np.array(placed[2].transform).reshape(4, 4) @ (*BODIES["lopsided"].mass.center_of_mass, 1)
    assert center[:3] == pytest.approx(moved.mass.center_of_mass, abs=1e-6)
