"""Integrals of one face at a time by OpenCASCADE's Gauss integration: for whatever no other way is known."""

import numpy as np
from numpy.typing import NDArray
from OCP.BRepGProp import BRepGProp_Domain, BRepGProp_Face, BRepGProp_Sinert, BRepGProp_Vinert
from OCP.Geom import Geom_BoundedSurface, Geom_ElementarySurface
from OCP.gp import gp_Pnt
from OCP.TopoDS import TopoDS_Face

from partwright.cad.kernel.integrals.face_integrals import FaceIntegrals
from partwright.cad.kernel.surface import Surface

Floats = NDArray[np.float64]

# Where adaptive Gauss integration of a face may stop; what it reaches is some 100 times better. Adaptive, because the
# plain one is off by up to 0.5 % of a face on free forms. On swept surfaces it is the adaptive one that stops early,
# and on planes that splines bound the one for areas.
RELATIVE_ERROR = 1e-3
_ADAPTIVE_AREA = (Geom_BoundedSurface,)
_ADAPTIVE_VOLUME = (Geom_ElementarySurface, Geom_BoundedSurface)


def integrate_by_gauss(
    face: TopoDS_Face, position: int, surface: Surface, reference: Floats, found: FaceIntegrals
) -> None:
    """Fill in the integrals of one face about `reference`."""
    point, adapted, domain = gp_Pnt(*reference.tolist()), BRepGProp_Face(face), BRepGProp_Domain(face)
    flat = BRepGProp_Sinert(adapted, domain, point, *_limit(surface, _ADAPTIVE_AREA))
    found.areas[position] = flat.Mass()
    found.centroids[position] = flat.CentreOfMass().Coord() - reference
    domain.Init(face)
    bulk = BRepGProp_Vinert(adapted, domain, point, *_limit(surface, _ADAPTIVE_VOLUME))
    found.volumes[position] = bulk.Mass()
    found.moments[position] = bulk.Mass() * (bulk.CentreOfMass().Coord() - reference)


def _limit(surface: Surface, adaptive: tuple[type, ...]) -> tuple[float, ...]:
    return (RELATIVE_ERROR,) if isinstance(surface.handle, adaptive) else ()
