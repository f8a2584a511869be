"""The features of a body, found by one recognizer after another."""

from collections.abc import Iterable

from partwright.geometry.face_graph import FaceGraph, face_graph
from partwright.geometry.facets import Facets
from partwright.geometry.features.chamfers import find_chamfers
from partwright.geometry.features.feature import Feature
from partwright.geometry.features.fillets import find_fillets
from partwright.geometry.features.holes import find_holes
from partwright.geometry.features.passages import passage_of
from partwright.geometry.features.pockets import pocket_of
from partwright.geometry.features.recess import recess_groups, recess_of
from partwright.geometry.features.slots import slot_of
from partwright.geometry.features.steps import step_of
from partwright.geometry.part import Body, SurfaceKind


def recognize(body: Body, *, facets: Facets | None = None) -> tuple[Feature, ...]:
    """The features of a body by their first face, none for a mesh; each face belongs to at most one.

    Bores come first, then bevels and outer rounds, whose edges would hide where a recess opens to; then what inside
    edges join; what is left of rounds is a fillet of its own, and every other face is stock.

    `facets` are those of the body's mesh, where they are known already.
    """
    if not body.faces or body.faces[0].surface is SurfaceKind.FACETS:
        return ()
    graph = face_graph(body, facets=facets)
    free = {face for face in range(len(body.faces)) if graph.has_triangles(face)}
    features: list[Feature] = []
    _keep(find_holes(graph), features, free)
    _keep(find_chamfers(graph, free), features, free)
    rounds = [fillet for fillet in find_fillets(graph, free) if fillet.convex]
    _keep(rounds, features, free)
    bevels = {face for feature in features if feature.type != "hole" for face in feature.faces}
    _keep(_recesses(graph, free, bevels), features, free)
    _keep(find_fillets(graph, free), features, free)
    return tuple(sorted(features, key=lambda feature: feature.faces))


def _recesses(graph: FaceGraph, free: set[int], bevels: set[int]) -> Iterable[Feature]:
    for group in recess_groups(graph, free):
        recess = recess_of(graph, group, bevels)
        if recess is None:
            continue
        found = passage_of(graph, recess) or pocket_of(graph, recess) or slot_of(graph, recess) or step_of(recess)
        if found is not None:
            yield found


def _keep(found: Iterable[Feature], features: list[Feature], free: set[int]) -> None:
    """Add features whose faces are all still free, and take those faces."""
    for feature in list(found):
        if free.issuperset(feature.faces):
            features.append(feature)
            free.difference_update(feature.faces)
