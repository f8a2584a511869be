"""Everything the process rooms want to know of a body, found once: features, walls, a scene for rays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from partwright.geometry.facets import facets_of
from partwright.geometry.features.feature import Feature
from partwright.geometry.features.recognize import recognize
from partwright.geometry.part import Body
from partwright.geometry.rays import RayScene
from partwright.geometry.walls import WallField, measure_walls


@dataclass(frozen=True, slots=True, eq=False)
class Anatomy:
    """A body with what was found in it. `feature_of_face` maps a position in `body.faces` to one in `features`."""

    body: Body
    features: tuple[Feature, ...]
    feature_of_face: Mapping[int, int]
    walls: WallField
    scene: RayScene


def _told_nobody(_step: str) -> None:
    """What `begin` does where nobody listens."""


def anatomize(body: Body, *, begin: Callable[[str], None] = _told_nobody) -> Anatomy:
    """The anatomy of a body. `begin` is told each step as it begins: features, walls."""
    begin("features")
    facets = facets_of(body.mesh)
    features = recognize(body, facets=facets)
    begin("walls")
    scene = RayScene(body.mesh, facets=facets)
    return Anatomy(
        body=body,
        features=features,
        feature_of_face={face: number for number, feature in enumerate(features) for face in feature.faces},
        walls=measure_walls(body, scene),
        scene=scene,
    )
