"""The still picture: the part, framed, on a ground that any page can stand behind."""

import dataclasses
import io

import numpy as np
from PIL import Image
from tests.shapes.cube import cube_body, moved, part_of

from partwright.cad.picture import picture
from partwright.geometry.part import Instance


def pixels(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(content)))


def test_it_has_the_size_asked_for_and_a_transparent_ground() -> None:
    drawn = pixels(picture(part_of(cube_body()), width=120, height=90))
    assert drawn.shape == (90, 120, 4)
    assert drawn[0, 0, 3] == 0
    assert drawn[45, 60, 3] == 255


def test_the_part_fills_the_frame_whatever_its_size_and_place() -> None:
    near = pixels(picture(part_of(cube_body(10.0)), width=80, height=60))
    far = Instance(0, "cube", ("cube",), moved(x=5000.0, y=-900.0))
    away = pixels(picture(part_of(cube_body(250.0), instances=(far,)), width=80, height=60))
    covered = near[..., 3] > 0
    assert covered.any(axis=1).sum() > 50
    assert np.abs(near[..., 3].astype(int) - away[..., 3]).mean() < 2


def test_the_three_faces_in_view_differ_in_brightness() -> None:
    drawn = pixels(picture(part_of(cube_body()), width=160, height=120))
    values, counts = np.unique(drawn[drawn[..., 3] == 255][:, 0], return_counts=True)
    assert (counts > 400).sum() == 3
    assert values.size > 3  # and edges between them


def test_every_instance_is_drawn_and_the_nearer_hides_the_farther() -> None:
    red = dataclasses.replace(cube_body(10.0), color=(1.0, 0.0, 0.0))
    blue = dataclasses.replace(cube_body(10.0, index=1, first_face=6), color=(0.0, 0.0, 1.0))
    instances = (Instance(0, "red", (), moved(y=-15.0)), Instance(1, "blue", (), moved()))
    drawn = pixels(picture(part_of(red, blue, instances=instances), width=160, height=120)).astype(int)
    reddish = (drawn[..., 0] > drawn[..., 2] + 60).sum()
    bluish = (drawn[..., 2] > drawn[..., 0] + 60).sum()
    assert reddish > bluish > 0


def test_a_part_of_nothing_is_an_empty_picture() -> None:
    assert not pixels(picture(part_of(cube_body(), instances=()), width=16, height=12)).any()
