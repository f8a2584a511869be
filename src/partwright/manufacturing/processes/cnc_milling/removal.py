"""Which material each setup removes and which faces it makes: the cuts of a body, from features and free faces."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from partwright.geometry.features.feature import (
    Chamfer,
    Feature,
    Hole,
    Passage,
    Pocket,
    Slot,
    Step,
)
from partwright.geometry.part import Body, Convexity, CurveKind, Face, SurfaceKind
from partwright.geometry.vectors import dot, minus, vector
from partwright.manufacturing.processes.cnc_milling.clamping import Clamping
from partwright.manufacturing.processes.cnc_milling.cut import Cut, CutKind, Cuts, merge_equal, pack

Recess = Pocket | Passage | Slot | Step
Shares = tuple[tuple[int, float], ...]
NEGLIGIBLE_MM = 0.01
SHALLOW_MM = 0.05
OPEN = float("inf")
WHOLE = 0.9  # share of a face from which a setup leaves nothing to another: rays at rims and fillets miss some


def assign_faces(clamping: Clamping) -> list[Shares]:
    """For each face the setups that cut it, with the share each cuts.

    The first setup that reaches a face square or along its wall takes it, one that reaches all of it before one that
    would leave some; what is left goes to setups that see it at a slant. A share too small to matter stays with the
    setup before.
    """
    reached = np.array(clamping.reached)
    straight = np.array(clamping.floors) | np.array(clamping.walls)
    whole = straight & (reached >= WHOLE)
    first, found = whole.argmax(axis=0).tolist(), whole.any(axis=0).tolist()
    return [
        ((first[face], 1.0),) if found[face] else _shared(reached[:, face].tolist(), straight[:, face].tolist())
        for face in range(len(clamping.body.faces))
    ]


def _shared(reached: Sequence[float], straight: Sequence[bool]) -> Shares:
    """The shares of a face that no setup makes whole."""
    setups = range(len(reached))
    slanted = [setup for setup in setups if not straight[setup] and reached[setup] > 0]
    slanted.sort(key=lambda setup: -round(reached[setup], 2))
    left, taken = 1.0, []
    for setup in [setup for setup in setups if straight[setup]] + slanted:
        share = min(reached[setup], left)
        if share > 0.1:
            taken.append((setup, share))
            left -= share
        if left < 0.1:
            break
    whole = sum(share for _, share in taken)
    return tuple((setup, share / whole) for setup, share in taken)


def cut_body(clamping: Clamping, features: Sequence[Feature], *, in_box_mm3: float) -> Cuts:
    """Every cut inside the part's box, features first.

    Args:
        in_box_mm3: volume of the box less that of the part, exactly what the clearing cuts and bores remove.
    """
    shares = assign_faces(clamping)
    feature_of_face = {face: number for number, feature in enumerate(features) for face in feature.faces}
    cuts: list[Cut] = []
    for number, feature in enumerate(features):
        match feature:
            case Hole():
                cuts += _bore(clamping, number, feature)
            case Pocket() | Passage() | Slot() | Step() if feature.depth_mm > SHALLOW_MM:
                cuts += _recess(clamping, shares, number, feature)
            case Chamfer():
                cuts += _bevel(clamping, shares, number, feature)
            case _:  # a fillet, or a recess too shallow to be one
                for face in feature.faces:
                    cuts += _free_face(clamping, shares, face, (number,))
    for face in range(len(clamping.body.faces)):
        if face not in feature_of_face:
            cuts += _free_face(clamping, shares, face, ())
    return merge_equal(_balance(cuts, in_box_mm3, clamping))


def _bore(clamping: Clamping, number: int, hole: Hole) -> list[Cut]:
    along = clamping.directions @ -np.array(hole.axis)
    setup = int(np.argmax(np.abs(along) > 0.99)) if hole.through else int(np.argmax(along))
    return [
        Cut(
            kind=CutKind.BORE,
            setup=setup,
            area_mm2=math.pi * hole.diameter_mm**2 / 4,
            depth_mm=hole.depth_mm,
            width_mm=hole.diameter_mm,
            reach_mm=max(hole.reach_mm, hole.depth_mm),
            closed=not hole.through,
            flat=hole.bottom == "flat",
            features=(number,),
            faces=hole.faces,
        )
    ]


def _main_setup(clamping: Clamping, shares: list[Shares], recess: Recess) -> int:
    """The setup a recess is cut in: the one square to its floors, else the one that makes most of its faces."""
    weights = [0.0] * len(clamping.top_mm)
    for face in recess.faces:
        for setup, share in shares[face]:
            square = 1000.0 if clamping.floors[setup][face] else 1.0
            weights[setup] += square * share * clamping.body.faces[face].area_mm2
    return weights.index(max(weights))


def _recess(clamping: Clamping, shares: list[Shares], number: int, recess: Recess) -> list[Cut]:
    """A pocket, passage, slot or step: cleared, floors and walls finished, corners picked out."""
    setup = _main_setup(clamping, shares, recess)
    lowest = max((clamping.depth_mm(setup, face) for face in recess.faces), default=recess.depth_mm)
    width = OPEN if isinstance(recess, Step) else max(recess.width_mm, NEGLIGIBLE_MM)
    radius = None if isinstance(recess, Step) else recess.corner_radius_mm
    limit = OPEN if radius is None else radius
    closed = isinstance(recess, Passage) or (isinstance(recess, Pocket) and not recess.open)
    cuts: list[Cut] = []
    if recess.depth_mm > NEGLIGIBLE_MM and recess.volume_mm3 > 0:
        area = recess.volume_mm3 / recess.depth_mm
        floors = [face for face in recess.faces if clamping.floors[setup][face]]
        span = max((_span(clamping.body, face) for face in floors), default=0.0) or _long_side(area, width)
        first = Cut(
            kind=CutKind.CLEAR,
            setup=setup,
            area_mm2=area,
            depth_mm=recess.depth_mm,
            span_mm=max(span, math.sqrt(area)),
            width_mm=width,
            reach_mm=lowest,
            closed=closed,
            features=(number,),
            faces=recess.faces,
        )
        cuts.append(first)
        above = lowest - recess.depth_mm
        if above > NEGLIGIBLE_MM:
            # what lies over its mouth, down from the part's top, is cleared with the open country around it
            cuts.append(replace(first, depth_mm=above, width_mm=OPEN, reach_mm=above, closed=False, faces=()))
    walls = 0.0
    for face in recess.faces:
        for cut in _free_face(clamping, shares, face, (number,), width_mm=width, radius_mm=limit, cleared=True):
            if cut.kind is CutKind.WALL and cut.setup == setup:
                walls += cut.span_mm * cut.depth_mm
            else:
                cuts.append(cut)
    corners = 0 if radius is None else _corners(clamping, setup, recess)
    if walls > 0:
        uprights = tuple(face for face in recess.faces if clamping.walls[setup][face])
        cuts.append(
            Cut(
                kind=CutKind.WALL,
                area_mm2=float(corners),
                setup=setup,
                depth_mm=recess.depth_mm,
                span_mm=walls / recess.depth_mm,
                width_mm=width,
                radius_mm=limit,
                reach_mm=recess.depth_mm,
                features=(number,),
                faces=uprights,
            )
        )
    if corners:
        cuts.append(
            Cut(
                kind=CutKind.CORNER,
                setup=setup,
                area_mm2=float(corners),
                depth_mm=recess.depth_mm,
                width_mm=width,
                radius_mm=limit,
                reach_mm=recess.depth_mm,
                features=(number,),
            )
        )
    return cuts


def _corners(clamping: Clamping, setup: int, recess: Recess) -> int:
    """How many upright inside corners a recess has, round or sharp."""
    body, inside = clamping.body, set(recess.faces)
    rounds = sum(
        body.faces[face].surface is SurfaceKind.CYLINDER
        and body.faces[face].convex is False
        and clamping.walls[setup][face]
        for face in recess.faces
    )
    around = {number for face in inside for loop in body.faces[face].loops for number in loop.edges}
    up = vector(clamping.directions[setup])
    sharp = 0
    for edge in (body.edges[number] for number in around):
        drawn_sharp = edge.convexity is Convexity.CONCAVE and edge.curve is CurveKind.LINE
        if drawn_sharp and edge.left in inside and edge.right in inside:
            sharp += abs(dot(minus(edge.end, edge.start), up)) > 0.99 * edge.length_mm
    return rounds + sharp


def _bevel(clamping: Clamping, shares: list[Shares], number: int, chamfer: Chamfer) -> list[Cut]:
    cuts = []
    for face in chamfer.faces:
        length = clamping.body.faces[face].area_mm2 / max(chamfer.width_mm, NEGLIGIBLE_MM)
        # a bevel takes one pass, from whichever side sees it
        if shares[face]:
            cuts.append(
                Cut(kind=CutKind.CHAMFER, setup=shares[face][0][0], span_mm=length, features=(number,), faces=(face,))
            )
    return cuts


def _free_face(
    clamping: Clamping,
    shares: list[Shares],
    face: int,
    features: tuple[int, ...],
    *,
    width_mm: float = OPEN,
    radius_mm: float = OPEN,
    cleared: bool = False,
) -> list[Cut]:
    """The cuts that make one face: clearing down to it unless `cleared`, and finishing by its lie in each setup."""
    surface = clamping.body.faces[face]
    cuts: list[Cut] = []
    for setup, share in shares[face]:
        area, depth = surface.area_mm2 * share, clamping.depth_mm(setup, face)
        if clamping.walls[setup][face]:
            height = (clamping.high_mm[setup][face] - clamping.low_mm[setup][face]) * share
            own = _inside_radius(surface)
            if height > NEGLIGIBLE_MM:
                cuts.append(
                    Cut(
                        kind=CutKind.WALL,
                        setup=setup,
                        depth_mm=height,
                        span_mm=area / height,
                        width_mm=width_mm,
                        radius_mm=min(radius_mm, own),
                        reach_mm=depth,
                        features=features,
                        faces=(face,),
                    )
                )
            continue
        flat = clamping.floors[setup][face]
        seen = clamping.slope_mm2[setup][face] * share
        column = clamping.column_mm3[setup][face] * share
        openings = _openings_mm2(clamping.body, face) if flat else 0.0
        span = max(_span(clamping.body, face, openings), math.sqrt(area + openings))
        if not cleared and seen > 0 and column > NEGLIGIBLE_MM * seen:
            cuts.append(
                Cut(
                    kind=CutKind.CLEAR,
                    setup=setup,
                    area_mm2=seen,
                    depth_mm=column / seen,
                    span_mm=span,
                    reach_mm=depth,
                    features=features,
                    faces=(face,),
                )
            )
        cuts.append(
            Cut(
                kind=CutKind.FLOOR if flat else CutKind.SURFACE,
                setup=setup,
                area_mm2=area + openings,
                depth_mm=depth,
                span_mm=span,
                width_mm=width_mm,
                radius_mm=OPEN if flat else min(radius_mm, _inside_radius(surface)),
                reach_mm=depth,
                features=features,
                faces=(face,),
            )
        )
    return cuts


def _inside_radius(face: Face) -> float:
    """The smallest radius of a face that is hollow, inf where it is not."""
    if face.convex is not False:
        return OPEN
    radii = [radius for radius in (face.minor_radius_mm, face.radius_mm) if radius]
    return min(radii, default=OPEN) if face.surface is not SurfaceKind.CONE else OPEN


def _openings_mm2(body: Body, face: int) -> float:
    """Area of holes and pockets that open in a flat face, which a cutter passes over: circles or squares by outline."""
    total = 0.0
    for loop in body.faces[face].loops:
        edges = [body.edges[edge] for edge in loop.edges]
        if not loop.outer and all(edge.convexity is Convexity.CONVEX for edge in edges):
            round_mouth = all(edge.curve is CurveKind.CIRCLE for edge in edges)
            total += sum(edge.length_mm for edge in edges) ** 2 / (4 * math.pi if round_mouth else 16)
    return total


def _span(body: Body, face: int, openings_mm2: float = 0.0) -> float:
    """The long side of a rectangle with the area and the outline of a face; 0 where it has no outline."""
    outline = sum(body.edges[edge].length_mm for loop in body.faces[face].loops if loop.outer for edge in loop.edges)
    area = body.faces[face].area_mm2 + openings_mm2
    return outline / 4 + math.sqrt(max(outline**2 / 16 - area, 0.0)) if outline > 0 else 0.0


def _long_side(area_mm2: float, width_mm: float) -> float:
    return math.sqrt(area_mm2) if math.isinf(width_mm) else area_mm2 / width_mm


def _balance(cuts: Sequence[Cut], in_box_mm3: float, clamping: Clamping) -> Cuts:
    """The cuts with their clearing volumes summing to what really is removed.

    Columns over free faces seen from several sides overlap, and open country beside the part has no face below it: the
    first are scaled down, the second added to the first setup.
    """
    cleared = [cut for cut in cuts if cut.kind is CutKind.CLEAR]
    left = max(in_box_mm3 - sum(cut.volume_mm3 for cut in cuts if cut.kind is CutKind.BORE), 0.0)
    scales = {}
    for of_feature in (True, False):
        volume = sum(cut.volume_mm3 for cut in cleared if bool(cut.features) is of_feature)
        scales[of_feature] = min(1.0, left / volume) if volume > 0 else 1.0
        left -= volume * scales[of_feature]
    kept = [
        cut
        for cut in cuts
        if cut.kind is not CutKind.CLEAR or scales[bool(cut.features)] * cut.area_mm2 > NEGLIGIBLE_MM
    ]
    by_row = [scales[bool(cut.features)] if cut.kind is CutKind.CLEAR else 1.0 for cut in kept]
    if left > in_box_mm3 * 1e-3 and left > 1.0:
        kept.append(_open_country(left, clamping.height_mm[0]))
        by_row.append(1.0)
    packed = pack(kept)
    packed.measures[:, 0] *= by_row
    return packed


def _open_country(volume_mm3: float, height_mm: float) -> Cut:
    area = volume_mm3 / height_mm
    return Cut(
        kind=CutKind.CLEAR,
        setup=0,
        area_mm2=area,
        depth_mm=height_mm,
        span_mm=math.sqrt(area),
        reach_mm=height_mm,
    )
