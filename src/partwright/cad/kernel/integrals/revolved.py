"""Integrals of planes, cylinders, cones, balls and rings along their boundary, by Green's theorem.

The round ones are P(u, v) = C + ρ(v) e(u) + ζ(v) Z with e = cos u X + sin u Y; a plane is P = C + u X + v Y. What is
integrated over a face has a closed antiderivative H in u, so a face costs a sum of H dv along its loops.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from OCP.Geom import (
    Geom_ConicalSurface,
    Geom_CylindricalSurface,
    Geom_ElementarySurface,
    Geom_Plane,
    Geom_SphericalSurface,
)
from OCP.TopAbs import TopAbs_REVERSED

from partwright.cad.kernel.integrals.face_integrals import FaceIntegrals
from partwright.cad.kernel.integrals.paths import Paths, paths_of
from partwright.cad.kernel.surface import Surface
from partwright.cad.kernel.topology import Topology
from partwright.geometry.part import SurfaceKind

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Turned:
    """n surfaces, each with the curve in (ρ, ζ) that it turns about its axis: ρ = a + b v + c cos v, ζ = d v + c sin v.

    shapes: (n, 4) a, b, c, d. speeds: (n,) |dP/dv|. frames: (n, 3, 3) rows X, Y, Z. centers: (n, 3) C in that frame.
    hands: (n,) ±1, X × Y = hand · Z.
    """

    shapes: Floats
    speeds: Floats
    frames: Floats
    centers: Floats
    hands: Floats
    planes: NDArray[np.bool_]

    def of(self, rows: Numbers) -> "_Turned":
        """The surfaces of these rows, each as often as it is named."""
        return _Turned(
            self.shapes[rows],
            self.speeds[rows],
            self.frames[rows],
            self.centers[rows],
            self.hands[rows],
            self.planes[rows],
        )


def is_revolved(surface: Surface) -> bool:
    """Whether a face lies on a surface that is integrated here."""
    return isinstance(surface.handle, Geom_ElementarySurface)


def integrate_revolved(
    topology: Topology, chosen: NDArray[np.bool_], reference: Floats, found: FaceIntegrals
) -> NDArray[np.bool_]:
    """Fill in the integrals of the chosen (f,) faces about `reference`; (f,) which of them came out.

    A face whose loops do not close in its parameters, as where a file lacks a seam, does not.
    """
    done = np.zeros(len(chosen), dtype=bool)
    numbers = np.flatnonzero(chosen)
    paths = paths_of(topology, chosen)
    if not len(paths.faces):
        return done
    place = np.zeros(len(chosen), dtype=np.int64)
    place[numbers] = np.arange(len(numbers))
    turned = _turned([topology.surfaces[number].handle for number in numbers.tolist()], reference)
    rows = place[paths.faces]
    sums = np.zeros((len(numbers), 8))
    for chosen_rows, integrate in ((turned.planes[rows], _on_planes), (~turned.planes[rows], _on_round)):
        own = np.flatnonzero(chosen_rows)
        if len(own):
            of_own = rows[own]
            columns = integrate(paths.u[own], paths.v[own], turned.of(of_own)) * paths.dv[own]
            # The points of a face stand together.
            starts = np.flatnonzero(np.diff(of_own, prepend=-1))
            sums[of_own[starts]] = np.add.reduceat(columns, starts, axis=1).T
    facing = np.array([-1.0 if topology.faces[n].Orientation() == TopAbs_REVERSED else 1.0 for n in numbers.tolist()])
    areas = facing * sums[:, 0]
    whole = (areas > 0) & _closed(paths, numbers, topology)
    kept, sums = numbers[whole], sums[whole]
    firsts, moments = (
        np.einsum("ni,nij->nj", columns, turned.frames[whole]) for columns in (sums[:, 1:4], sums[:, 5:8])
    )
    found.areas[kept] = areas[whole]
    found.centroids[kept] = firsts / sums[:, :1]
    found.volumes[kept], found.moments[kept] = sums[:, 4] / 3.0, moments / 4.0
    done[kept] = True
    return done


def _closed(paths: Paths, numbers: Numbers, topology: Topology) -> NDArray[np.bool_]:
    """(n,) whether the loops of each face close; at a pole or an apex they may jump in u, where nothing is to be
    gained."""
    pointed = np.array([topology.surfaces[n].kind in (SurfaceKind.CONE, SurfaceKind.SPHERE) for n in numbers.tolist()])
    open_u, open_v = paths.open[numbers].T
    closed: NDArray[np.bool_] = ~open_v & (~open_u | pointed)
    return closed


def _turned(handles: list[Any], reference: Floats) -> _Turned:
    positions = [handle.Position() for handle in handles]
    frames = np.array(
        [[p.XDirection().Coord(), p.YDirection().Coord(), p.Direction().Coord()] for p in positions], dtype=np.float64
    )
    origins = np.array([p.Location().Coord() for p in positions]) - reference
    shapes, speeds = zip(*map(_shape, handles), strict=True)
    return _Turned(
        shapes=np.array(shapes),
        speeds=np.array(speeds),
        frames=frames,
        centers=np.einsum("nij,nj->ni", frames, origins),
        hands=np.array([1.0 if p.Direct() else -1.0 for p in positions]),
        planes=np.array([isinstance(handle, Geom_Plane) for handle in handles]),
    )


def _shape(handle: Any) -> tuple[tuple[float, float, float, float], float]:
    """a, b, c, d of a surface and the length of its derivative along v."""
    if isinstance(handle, Geom_Plane):
        return (0.0, 0.0, 0.0, 0.0), 1.0
    if isinstance(handle, Geom_CylindricalSurface):
        return (handle.Radius(), 0.0, 0.0, 1.0), 1.0
    if isinstance(handle, Geom_ConicalSurface):
        return (handle.RefRadius(), math.sin(handle.SemiAngle()), 0.0, math.cos(handle.SemiAngle())), 1.0
    if isinstance(handle, Geom_SphericalSurface):
        return (0.0, 0.0, handle.Radius(), 0.0), handle.Radius()
    return (handle.MajorRadius(), 0.0, handle.MinorRadius(), 0.0), handle.MinorRadius()


def _on_planes(u: Floats, v: Floats, turned: _Turned) -> Floats:
    """(8, n) the antiderivatives in u at (n,) places: of the area, the first moment of the surface (3), the flux of P
    and the flux of P weighted by P (3), vectors in the frame of the surface."""
    x, y, z = turned.centers.T
    firsts = np.stack([x * u + 0.5 * u * u, y * u + u * v, z * u])
    heights = turned.hands * z
    return np.concatenate([u[None], firsts, (heights * u)[None], heights * firsts])


def _on_round(u: Floats, v: Floats, turned: _Turned) -> Floats:
    """(8, n) as `_on_planes`."""
    a, b, c, d = turned.shapes.T
    cosine, sine = np.cos(v), np.sin(v)
    rho, rho_step = a + b * v + c * cosine, b - c * sine
    zeta, zeta_step = d * v + c * sine, d + c * cosine
    sin_u, cos_u = np.sin(u), np.cos(u)
    # ∫ e du and ∫ e eᵀ du
    e_x, e_y = sin_u, -cos_u
    e_xx, e_xy, e_yy = 0.5 * (u + sin_u * cos_u), 0.5 * sin_u**2, 0.5 * (u - sin_u * cos_u)
    x, y, z = turned.centers.T
    height = z + zeta
    weight = np.abs(rho) * turned.speeds
    firsts = [x * u + rho * e_x, y * u + rho * e_y, height * u]
    # P · (Pᵤ × Pᵥ) = ρ (ζ' C·e + m), and C·e integrates to `lean`.
    m = zeta_step * rho - rho_step * height
    lean = zeta_step * (x * e_x + y * e_y) + m * u
    bent_x = rho * (zeta_step * (x * e_xx + y * e_xy) + m * e_x)
    bent_y = rho * (zeta_step * (x * e_xy + y * e_yy) + m * e_y)
    signed = turned.hands * rho
    fluxes = [signed * lean, signed * (x * lean + bent_x), signed * (y * lean + bent_y), signed * height * lean]
    return np.stack([weight * u, *(weight * first for first in firsts), *fluxes])
