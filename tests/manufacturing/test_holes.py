"""What can be picked on a body."""

import pytest
from tests.shapes.analyses import plate_analysis

from partwright.geometry.features.feature import Hole
from partwright.manufacturing.holes import holes_of

FEATURES = plate_analysis().bodies[0].features
FACES = [face.id for face in plate_analysis().part.bodies[0].faces]


def test_every_face_of_a_hole_leads_to_it_and_no_other_face_does() -> None:
    facts = holes_of(FEATURES, face_ids=FACES)
    of_holes = {FACES[position] for feature in FEATURES if isinstance(feature, Hole) for position in feature.faces}
    assert facts.holes.keys() == of_holes
    assert facts.positions == {face: position for position, face in enumerate(FACES)}


def test_a_hole_has_the_size_of_its_feature() -> None:
    facts = holes_of(FEATURES, face_ids=FACES)
    assert len({fact.feature for fact in facts.holes.values()}) == 4
    for fact in facts.holes.values():
        assert fact.diameter_mm == pytest.approx(6.6)
        assert fact.depth_mm == pytest.approx(20.0)
        assert fact.through


def test_ids_of_the_file_may_start_anywhere() -> None:
    plain, moved = holes_of(FEATURES, face_ids=FACES), holes_of(FEATURES, face_ids=[face + 70 for face in FACES])
    assert {face + 70: fact for face, fact in plain.holes.items()} == moved.holes


def test_a_mesh_has_nothing_to_pick() -> None:
    facts = holes_of((), face_ids=())
    assert (facts.positions, facts.holes) == ({}, {})
