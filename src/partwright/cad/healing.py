"""Triangles into bodies: corners joined, pieces told apart, windings made to agree, small holes filled."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import breadth_first_order, connected_components
from scipy.spatial import cKDTree

from partwright.cad.soup import Floats, Indexes, Soup, without_unused
from partwright.geometry.enclosure import encloses
from partwright.geometry.mass import triangle_areas

# Of the diagonal: corners this close are one, when joining them closes gaps.
JOINED_WITHIN = 1e-5
# Of the cubed diagonal: a closed shell around less encloses nothing.
NOTHING = 1e-12
# A hole is filled when it has at most so many sides and such a share of the surface.
MOST_SIDES = 12
LARGEST_HOLE = 0.01
# Fewer triangles than a tetrahedron enclose nothing.
SMALLEST_PIECE = 4
# More closed shells than this are kept together as one body: a lattice or an engraved text, not an assembly.
MOST_BODIES = 500


@dataclass(frozen=True, slots=True)
class Healed:
    """One body's triangles, wound outward where it is closed. `repairs` counts what was done, by note code."""

    soup: Soup
    watertight: bool
    repairs: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Sides:
    """The 3 m sides of m triangles. keys: (3m,) the same for both directions. forward: (3m,) whether it runs from the
    lower to the higher corner. Side s belongs to triangle s % m."""

    keys: Indexes
    forward: NDArray[np.bool_]


def heal(soup: Soup, *, welded: bool) -> tuple[Healed, ...]:
    """The bodies in a soup, in the order of their first triangles.

    `welded` tells whether the format lets triangles share corners; where it cannot, joining equal ones is no repair.
    """
    repairs: dict[str, int] = {}
    soup = _join_corners(soup, repairs, welded=welded)
    soup = _drop_worthless(soup, repairs)
    if not len(soup.triangles):
        return ()
    triangles, piece = _wind_alike(soup.triangles, repairs)
    triangles, piece = _fill_holes(soup.vertices, triangles, piece, repairs)
    closed = _closed_pieces(triangles, piece)
    groups = _bodies(soup.vertices, triangles, piece, closed, repairs)
    healed = [
        Healed(without_unused(soup.vertices, group), tight, repairs if number == 0 else {})
        for number, (group, tight) in enumerate(groups)
    ]
    return tuple(healed)


def _join_corners(soup: Soup, repairs: dict[str, int], *, welded: bool) -> Soup:
    """Equal corners joined, and nearly equal ones where that closes gaps."""
    unique, places = np.unique(soup.vertices + 0.0, axis=0, return_inverse=True)
    joined = Soup(unique, places.reshape(-1)[soup.triangles])
    if welded and len(unique) < len(soup.vertices):
        before, after = _open_sides(soup.triangles), _open_sides(joined.triangles)
        if after < before:
            repairs["healed.duplicate_vertices"] = len(soup.vertices) - len(unique)
    gaps = _open_sides(joined.triangles)
    if not gaps:
        return joined
    tolerance = JOINED_WITHIN * float(np.linalg.norm(np.ptp(unique, axis=0)))
    pairs = cKDTree(unique).query_pairs(tolerance, output_type="ndarray")
    if not len(pairs):
        return joined
    graph = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(unique),) * 2)
    count, cluster = connected_components(graph, directed=False)
    firsts = np.full(count, len(unique))
    np.minimum.at(firsts, cluster, np.arange(len(unique)))
    closer = Soup(unique[firsts], cluster.astype(np.int64)[joined.triangles])
    if _open_sides(closer.triangles) >= gaps:
        return joined
    repairs["healed.duplicate_vertices"] = repairs.get("healed.duplicate_vertices", 0) + len(unique) - count
    return closer


def _drop_worthless(soup: Soup, repairs: dict[str, int]) -> Soup:
    """Without triangles that have a corner twice or stand there twice."""
    triangles = soup.triangles
    a, b, c = triangles.T
    whole = (a != b) & (b != c) & (c != a)
    kept = triangles[whole]
    _, firsts = np.unique(np.sort(kept, axis=1), axis=0, return_index=True)
    kept = kept[np.sort(firsts)]
    dropped = len(triangles) - len(kept)
    if dropped:
        repairs["healed.degenerate"] = dropped
    return Soup(soup.vertices, kept)


def _sides(triangles: Indexes) -> _Sides:
    begins = triangles.T.reshape(-1)
    ends = np.roll(triangles, -1, axis=1).T.reshape(-1)
    low, high = np.minimum(begins, ends), np.maximum(begins, ends)
    return _Sides(low * (int(triangles.max()) + 1) + high, begins < ends)


def _open_sides(triangles: Indexes) -> int:
    """How many sides have no neighbor, or more than one."""
    _, counts = np.unique(_sides(triangles).keys, return_counts=True)
    return int((counts != 2).sum())


def _wind_alike(triangles: Indexes, repairs: dict[str, int]) -> tuple[Indexes, Indexes]:
    """Triangles wound like their neighbors, and the connected piece each belongs to."""
    count = len(triangles)
    sides = _sides(triangles)
    order = np.argsort(sides.keys, kind="stable")
    keys = sides.keys[order]
    firsts = np.flatnonzero(np.diff(keys, prepend=-1))
    pairs = firsts[np.diff(np.append(firsts, len(keys))) == 2]
    one, other = order[pairs], order[pairs + 1]
    against = sides.forward[one] == sides.forward[other]
    owner, neighbor = one % count, other % count
    graph = coo_matrix((np.ones(len(pairs), dtype=np.int8), (owner, neighbor)), shape=(count, count)).tocsr()
    _, piece = connected_components(graph, directed=False)
    if not against.any():
        return triangles, piece.astype(np.int64)
    wrong = {(int(a), int(b)) for a, b in zip(owner[against], neighbor[against], strict=True)}
    wrong |= {(b, a) for a, b in wrong}
    turned = np.zeros(count, dtype=bool)
    for number in np.unique(piece[owner[against]]).tolist():
        members = np.flatnonzero(piece == number)
        visits, parents = breadth_first_order(graph, members[0], directed=False)
        for triangle in visits[1:].tolist():
            parent = int(parents[triangle])
            turned[triangle] = turned[parent] ^ ((parent, triangle) in wrong)
        if 2 * turned[members].sum() > len(members):
            turned[members] ^= True
    if turned.any():
        repairs["healed.flipped"] = int(turned.sum())
        triangles = triangles.copy()
        triangles[turned] = triangles[turned][:, ::-1]
    return triangles, piece.astype(np.int64)


def _fill_holes(
    vertices: Floats, triangles: Indexes, piece: Indexes, repairs: dict[str, int]
) -> tuple[Indexes, Indexes]:
    """With a fan of triangles in every small simple hole."""
    sides = _sides(triangles)
    _, places, counts = np.unique(sides.keys, return_inverse=True, return_counts=True)
    lonely = np.flatnonzero(counts[places] == 1)
    if not len(lonely):
        return triangles, piece
    begins = triangles.T.reshape(-1)[lonely]
    ends = np.roll(triangles, -1, axis=1).T.reshape(-1)[lonely]
    following = {}
    forked = set()
    for begin, end, side in zip(begins.tolist(), ends.tolist(), lonely.tolist(), strict=True):
        if end in following:
            forked.add(end)
        following[end] = (begin, side % len(triangles))  # a patch runs against the sides it joins
    areas = np.bincount(piece, weights=triangle_areas(vertices[triangles]))
    sizes = np.bincount(piece)
    patches, owners = [], []
    for start in list(following):
        loop: list[int] = []
        corner, owner = start, 0
        while corner in following and corner not in forked and len(loop) < MOST_SIDES:
            following_corner, owner = following.pop(corner)
            loop.append(corner)
            corner = following_corner
            if corner == start:
                fan = np.array([(loop[0], loop[n], loop[n + 1]) for n in range(1, len(loop) - 1)], dtype=np.int64)
                area = float(triangle_areas(vertices[fan]).sum())
                if sizes[piece[owner]] >= SMALLEST_PIECE and area <= LARGEST_HOLE * areas[piece[owner]]:
                    patches.append(fan)
                    owners.append(np.full(len(fan), piece[owner]))
                break
    if not patches:
        return triangles, piece
    repairs["healed.missing_facets"] = sum(map(len, patches))
    return np.concatenate([triangles, *patches]), np.concatenate([piece, *owners])


def _closed_pieces(triangles: Indexes, piece: Indexes) -> NDArray[np.bool_]:
    """(pieces,) whether every side in a piece has exactly one neighbor, running the other way."""
    sides = _sides(triangles)
    _, places, counts = np.unique(sides.keys, return_inverse=True, return_counts=True)
    balance = np.bincount(places, weights=np.where(sides.forward, 1, -1))
    # A side shared by an even number of triangles, as many either way, still closes (bodies that touch along it).
    sound = (counts % 2 == 0) & (balance == 0)
    closed = np.ones(int(piece.max()) + 1, dtype=bool)
    closed[np.tile(piece, 3)[~sound[places]]] = False
    return closed


def _bodies(
    vertices: Floats, triangles: Indexes, piece: Indexes, closed: NDArray[np.bool_], repairs: dict[str, int]
) -> list[tuple[Indexes, bool]]:
    """The triangles of every body and whether it is closed: outer shells with their voids, then all that is open."""
    volumes = _volumes(vertices, triangles, piece, len(closed))
    # Two coincident sheets close too, around nothing.
    closed = closed & (np.abs(volumes) > NOTHING * float(np.linalg.norm(np.ptp(vertices, axis=0))) ** 3)
    shells = np.flatnonzero(closed).tolist()
    members = {shell: triangles[piece == shell] for shell in shells} if len(shells) <= MOST_BODIES else {}
    if not members and shells:
        return _kept_together(vertices, triangles, bool(closed.all()), repairs)
    parents = _depths(vertices, members)
    for shell in shells:
        void = len(parents[shell]) % 2 == 1
        if (volumes[shell] < 0) != void:
            members[shell] = members[shell][:, ::-1]
            repairs["healed.flipped"] = repairs.get("healed.flipped", 0) + len(members[shell])
    groups: dict[int, list[Indexes]] = {}
    for shell in shells:
        ancestors = parents[shell]
        # A void belongs to the shell right around it: the innermost of those that enclose it.
        host = shell if len(ancestors) % 2 == 0 else max(ancestors, key=lambda outer: len(parents[outer]))
        groups.setdefault(host, []).append(members[shell])
    bodies = [(np.concatenate(groups[host]), True) for host in sorted(groups)]
    loose = triangles[~closed[piece]]
    if len(loose):
        bodies.append((loose, False))
    return bodies


def _kept_together(
    vertices: Floats, triangles: Indexes, tight: bool, repairs: dict[str, int]
) -> list[tuple[Indexes, bool]]:
    volume = float(_volumes(vertices, triangles, np.zeros(len(triangles), dtype=np.int64), 1)[0])
    if volume < 0:
        repairs["healed.flipped"] = len(triangles)
        triangles = triangles[:, ::-1]
    return [(triangles, tight)]


def _volumes(vertices: Floats, triangles: Indexes, piece: Indexes, count: int) -> Floats:
    a, b, c = (vertices[triangles[:, column]] - vertices.mean(axis=0) for column in range(3))
    sixfold = np.einsum("ij,ij->i", a, np.cross(b, c))
    return np.asarray(np.bincount(piece, weights=sixfold, minlength=count) / 6.0, dtype=np.float64)


def _depths(vertices: Floats, members: dict[int, Indexes]) -> dict[int, list[int]]:
    """The closed shells around each closed shell."""
    boxes = {
        shell: (vertices[own].reshape(-1, 3).min(axis=0), vertices[own].reshape(-1, 3).max(axis=0))
        for shell, own in members.items()
    }
    around: dict[int, list[int]] = {shell: [] for shell in members}
    for inner, (low, high) in boxes.items():
        for outer, (outer_low, outer_high) in boxes.items():
            if inner == outer or not ((outer_low <= low).all() and (high <= outer_high).all()):
                continue
            if encloses(vertices[members[outer]], vertices[members[inner][0]].mean(axis=0)):
                around[inner].append(outer)
    return around
