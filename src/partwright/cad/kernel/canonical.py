"""Planes, cylinders, cones, spheres and tori that a file writes as free forms or swept curves.

IGES has no cylinder that every program writes, and some STEP writers revolve or extrude everything: a hole is a hole
all the same.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from OCP.BRepTools import BRepTools
from OCP.Geom import (
    Geom_ConicalSurface,
    Geom_CylindricalSurface,
    Geom_Plane,
    Geom_SphericalSurface,
    Geom_SurfaceOfLinearExtrusion,
    Geom_SurfaceOfRevolution,
    Geom_ToroidalSurface,
)
from OCP.GeomConvert import GeomConvert_SurfToAnaSurf
from OCP.gp import gp_Pnt, gp_Vec
from OCP.Standard import Standard_Failure
from OCP.TopoDS import TopoDS_Face

from partwright.cad.kernel.surface import Surface
from partwright.geometry.part import SurfaceKind
from partwright.geometry.vectors import unit_rows, vector

Floats = NDArray[np.float64]

# As near as programs write what is meant to be exact.
WITHIN_MM = 1e-4
_SAMPLES = 13


def recognize_surface(handle: Any, facing: int, face: TopoDS_Face) -> Surface | None:
    """The elementary surface that `handle` is within a tenth of a micrometer, None when it is a free form.

    A free-form surface that happens to be a torus stays free-form: fillets of varying form come close to one.
    """
    bounds = BRepTools.UVBounds_s(face)
    found = _converted(handle, bounds)
    swept = isinstance(handle, (Geom_SurfaceOfRevolution, Geom_SurfaceOfLinearExtrusion))
    if found is None or (isinstance(found, Geom_ToroidalSurface) and not swept):
        return None
    point, normal = _middle(handle, bounds)
    return _described(found, handle, point, normal * facing, bounds)


def _converted(handle: Any, bounds: tuple[float, float, float, float]) -> Any:
    """OpenCASCADE's elementary surface, of all of `handle` or, where it has no end, of what the face uses."""
    converter = GeomConvert_SurfToAnaSurf(handle)
    try:
        if isinstance(handle, Geom_SurfaceOfLinearExtrusion):
            return converter.ConvertToAnalytical(WITHIN_MM, *bounds)
        return converter.ConvertToAnalytical(WITHIN_MM)
    except Standard_Failure:
        return None


def _middle(handle: Any, bounds: tuple[float, float, float, float]) -> tuple[Floats, Floats]:
    """A point in the middle of the parameter range and the parametric normal there."""
    point, along_u, along_v = gp_Pnt(), gp_Vec(), gp_Vec()
    handle.D1(0.5 * (bounds[0] + bounds[1]), 0.5 * (bounds[2] + bounds[3]), point, along_u, along_v)
    return np.array(point.Coord()), unit_rows(np.cross(along_u.Coord(), along_v.Coord())[None, :])[0]


def _described(
    found: Any, handle: Any, point: Floats, outside: Floats, bounds: tuple[float, float, float, float]
) -> Surface | None:
    position = found.Position()
    origin = np.array(position.Location().Coord())
    if isinstance(found, Geom_Plane):
        return Surface(SurfaceKind.PLANE, handle, 1, origin=vector(point), axis=vector(outside))
    axis = np.array(position.Direction().Coord())
    across = point - origin - ((point - origin) @ axis) * axis
    radial = unit_rows(across[None, :])[0]
    sweep = _sweep_deg(handle, origin, axis, bounds)
    if isinstance(found, Geom_CylindricalSurface):
        return Surface(
            SurfaceKind.CYLINDER,
            handle,
            _sign(radial @ outside),
            origin=vector(origin),
            axis=vector(axis),
            radius_mm=found.Radius(),
            sweep_deg=sweep,
        )
    if isinstance(found, Geom_ConicalSurface):
        half_angle = abs(found.SemiAngle())
        apex = np.array(found.Apex().Coord())
        widening = axis * _sign((point - apex) @ axis)
        return Surface(
            SurfaceKind.CONE,
            handle,
            _sign((math.cos(half_angle) * radial - math.sin(half_angle) * widening) @ outside),
            origin=vector(apex),
            axis=vector(widening),
            radius_mm=0.0,
            half_angle_deg=math.degrees(half_angle),
            sweep_deg=sweep,
        )
    if isinstance(found, Geom_SphericalSurface):
        return Surface(
            SurfaceKind.SPHERE,
            handle,
            _sign((point - origin) @ outside),
            origin=vector(origin),
            radius_mm=found.Radius(),
            sweep_deg=sweep,
        )
    if isinstance(found, Geom_ToroidalSurface):
        return Surface(
            SurfaceKind.TORUS,
            handle,
            _sign((point - origin - found.MajorRadius() * radial) @ outside),
            origin=vector(origin),
            axis=vector(axis),
            radius_mm=found.MajorRadius(),
            minor_radius_mm=found.MinorRadius(),
            sweep_deg=sweep,
        )
    return None


def _sign(value: float) -> int:
    return 1 if value >= 0 else -1


def _sweep_deg(handle: Any, origin: Floats, axis: Floats, bounds: tuple[float, float, float, float]) -> float:
    """The angle about the axis that the parameter range covers, along whichever parameter turns."""
    u_low, u_high, v_low, v_high = bounds
    u_middle, v_middle = 0.5 * (u_low + u_high), 0.5 * (v_low + v_high)
    across = np.eye(3)[int(np.argmin(np.abs(axis)))]
    first = unit_rows(np.cross(axis, across)[None, :])[0]
    second = np.cross(axis, first)
    widest = 0.0
    for places in (
        [(u, v_middle) for u in np.linspace(u_low, u_high, _SAMPLES)],
        [(u_middle, v) for v in np.linspace(v_low, v_high, _SAMPLES)],
    ):
        points = np.array([handle.Value(float(u), float(v)).Coord() for u, v in places]) - origin
        angles = np.unwrap(np.arctan2(points @ second, points @ first))
        widest = max(widest, float(np.ptp(angles)))
    return min(math.degrees(widest), 360.0)
