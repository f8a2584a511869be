"""What cannot be a thing is refused with a sentence, what can is let through."""

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.shapes import solids

from partwright.cad.gate import admit
from partwright.errors import AbsurdGeometryError
from partwright.geometry.part import Body, BodyKind, OrientedBox

BLOCK = solids.body_of(solids.box(30, 20, 10))
BALL = solids.body_of(solids.sphere(10))


def weighing(body: Body, **mass: object) -> Body:
    return replace(body, mass=replace(body.mass, **mass))


def sized(*sides: float) -> Body:
    box = OrientedBox(BLOCK.mass.oriented_box.center, BLOCK.mass.oriented_box.axes, sides)
    return weighing(BLOCK, oriented_box=box, volume_mm3=0.9 * math.prod(sides), area_mm2=1e9)


@pytest.mark.parametrize("body", [BLOCK, BALL, solids.body_of(solids.torus(20, 5)), solids.body_of(solids.bracket())])
def test_a_thing_passes(body: Body) -> None:
    admit([body], name="part.step", declared=False)


@pytest.mark.parametrize("watertight", [True, False])
@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (weighing(BLOCK, volume_mm3=math.inf), "infinity"),
        (weighing(BLOCK, center_of_mass=(math.nan, 0.0, 0.0)), "infinity"),
        (replace(BLOCK, mesh=replace(BLOCK.mesh, vertices=np.full((24, 3), np.inf))), "infinity"),
        (weighing(BLOCK, area_mm2=0.0), "without any surface"),
        (weighing(BLOCK, volume_mm3=0.0), "without a volume"),
        (weighing(BLOCK, volume_mm3=-1.0), "without a volume"),
        (weighing(BLOCK, volume_mm3=6100.0), "more volume than its box"),
        (weighing(BALL, area_mm2=0.99 * BALL.mass.area_mm2), "less surface than its volume needs"),
        (weighing(BLOCK, center_of_mass=(31.0, 10.0, 5.0)), "center of mass lies outside"),
        (weighing(BLOCK, center_of_mass=(15.0, 10.0, -0.5)), "center of mass lies outside"),
        (sized(20.0, 20.0, 0.009), "0.009 mm thick"),
        (sized(10_001.0, 20.0, 10.0), "long"),
    ],
)
def test_what_cannot_be_a_thing_is_refused_whether_it_closes_or_not(body: Body, fault: str, watertight: bool) -> None:
    with pytest.raises(AbsurdGeometryError, match=fault) as caught:
        admit([BLOCK, replace(body, watertight=watertight)], name="part.step", declared=False)
    assert caught.value.remedy.split()[0] in ("check", "repair")


def test_a_declared_unit_allows_any_length() -> None:
    admit([sized(10_001.0, 20.0, 10.0)], name="part.step", declared=True)


def test_a_surface_has_no_thickness_and_no_volume_to_be_wrong_about() -> None:
    admit([replace(sized(20.0, 20.0, 0.0), kind=BodyKind.SURFACE)], name="part.step", declared=False)
