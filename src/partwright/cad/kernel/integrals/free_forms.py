"""Integrals of B-spline surfaces along their boundary, by Green's theorem.

∬ h du dv over a face is −∮ K du with K(u, v) = ∫ h dv from the low end of the surface up to v, or ∮ H dv with H the
integral along u. The inner integral goes along a parameter without period, that with fewer knots; where a loop follows
a line of constant parameter, as most edges of a fillet do, its step vanishes and nothing has to be evaluated there.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from OCP.Geom import Geom_BSplineSurface
from OCP.TopAbs import TopAbs_REVERSED

from partwright.cad.kernel.integrals.face_integrals import FaceIntegrals
from partwright.cad.kernel.integrals.paths import paths_of
from partwright.cad.kernel.integrals.splines import SplineSurface, spline_surface, surface_knots
from partwright.cad.kernel.surface import Surface
from partwright.cad.kernel.topology import Topology

Floats = NDArray[np.float64]

# Gauss points of the inner integral on each piece between knots.
INNER = 5
# More places than this OpenCASCADE integrates faster.
MOST_PLACES = 60_000
# Of the range of the parameter: a step this short adds nothing.
STILL = 1e-12

_PLACES, _WEIGHTS = np.polynomial.legendre.leggauss(INNER)


def is_free_form(surface: Surface) -> bool:
    """Whether a face lies on a surface that is integrated here."""
    handle = surface.handle
    return isinstance(handle, Geom_BSplineSurface) and not (handle.IsUPeriodic() and handle.IsVPeriodic())


@dataclass(frozen=True, slots=True)
class _Loop:
    """Places along the loops of one face, its two parameters swapped where the inner integral goes along the first.

    outer, inner: (n,) parameters. step: (n,) of the outer one, times the weight and the sign of Green's theorem.
    """

    outer: Floats
    inner: Floats
    step: Floats


def integrate_free_forms(
    topology: Topology, chosen: NDArray[np.bool_], reference: Floats, found: FaceIntegrals
) -> NDArray[np.bool_]:
    """Fill in the integrals of the chosen (f,) faces about `reference`; (f,) which of them came out."""
    done = np.zeros(len(chosen), dtype=bool)
    handles = {number: topology.surfaces[number].handle for number in np.flatnonzero(chosen).tolist()}
    paths = paths_of(topology, chosen, knots={number: surface_knots(handle) for number, handle in handles.items()})
    ends = np.searchsorted(paths.faces, np.arange(len(chosen) + 1))
    for position in np.flatnonzero(chosen & ~paths.open.any(axis=1)).tolist():
        run = slice(int(ends[position]), int(ends[position + 1]))
        u, v, du, dv = paths.u[run], paths.v[run], paths.du[run], paths.dv[run]
        handle = handles[position]
        fewer = handle.NbUKnots() < handle.NbVKnots()
        swapped = handle.IsVPeriodic() or (fewer and not handle.IsUPeriodic())
        loop = _Loop(v, u, dv) if swapped else _Loop(u, v, -du)
        spline = spline_surface(handle, swapped=swapped)
        sums = _around(loop, spline, reference)
        if sums is None:
            continue
        facing = -1.0 if topology.faces[position].Orientation() == TopAbs_REVERSED else 1.0
        if facing * sums[0] <= 0:
            continue
        found.areas[position] = facing * sums[0]
        found.centroids[position] = sums[1:4] / sums[0]
        found.volumes[position], found.moments[position] = sums[4] / 3.0, sums[5:8] / 4.0
        done[position] = True
    return done


def _around(loop: _Loop, spline: SplineSurface, reference: Floats) -> Floats | None:
    """(8,) area, first moment of the surface (3), flux of the place and flux weighted by the place (3), times the
    facing of the loop; None where there would be too many places to evaluate."""
    low, high = spline.inner_knots[0], spline.inner_knots[-1]
    moving = np.abs(loop.step) > STILL * np.abs(loop.step).max(initial=0.0)
    outer, step = loop.outer[moving], loop.step[moving]
    inner = np.clip(loop.inner[moving], low, high)
    if not len(outer) or len(outer) * (len(spline.inner_knots) - 1) * INNER > MOST_PLACES:
        return None
    # Of each piece between knots the part below the loop; what lies above has no length and no weight.
    begins = np.minimum(spline.inner_knots[None, :-1], inner[:, None])
    halves = 0.5 * (np.minimum(spline.inner_knots[None, 1:], inner[:, None]) - begins)
    places = (begins + halves)[:, :, None] + halves[:, :, None] * _PLACES
    weights = (step[:, None] * halves)[:, :, None] * _WEIGHTS
    used = weights.ravel() != 0.0
    at_outer = np.broadcast_to(outer[:, None, None], places.shape).ravel()[used]
    points, normals = spline.at(at_outer, places.ravel()[used])
    points = points - reference
    weight = weights.ravel()[used]
    area = np.sqrt(np.einsum("ij,ij->i", normals, normals)) * weight
    flux = np.einsum("ij,ij->i", points, normals) * weight
    return np.concatenate([[area.sum()], area @ points, [flux.sum()], flux @ points])
