"""The surface under a face as plain numbers, turned so that it is seen from outside the material."""

import math
from typing import Any

import numpy as np
from OCP.BRep import BRep_Tool
from OCP.BRepTools import BRepTools
from OCP.Geom import (
    Geom_BezierSurface,
    Geom_BSplineSurface,
    Geom_ConicalSurface,
    Geom_CylindricalSurface,
    Geom_Plane,
    Geom_RectangularTrimmedSurface,
    Geom_SphericalSurface,
    Geom_ToroidalSurface,
)
from OCP.TopAbs import TopAbs_REVERSED
from OCP.TopoDS import TopoDS_Face

from partwright.cad.kernel.canonical import recognize_surface
from partwright.cad.kernel.surface import Surface
from partwright.geometry.part import SurfaceKind
from partwright.geometry.vectors import vector


def surface_of(face: TopoDS_Face) -> Surface:
    """The surface of a face. A trimmed surface counts as the one it trims, a free form as what it comes out as."""
    handle = BRep_Tool.Surface_s(face)
    while isinstance(handle, Geom_RectangularTrimmedSurface):
        handle = handle.BasisSurface()
    facing = -1 if face.Orientation() == TopAbs_REVERSED else 1
    reader = _READERS.get(type(handle))
    if reader is None:
        recognized = recognize_surface(handle, facing, face)
        if recognized is not None:
            return recognized
        kind = (
            SurfaceKind.BSPLINE if isinstance(handle, (Geom_BSplineSurface, Geom_BezierSurface)) else SurfaceKind.OTHER
        )
        return Surface(kind, handle, facing)
    surface: Surface = reader(handle, facing, face)
    return surface


def _sweep(face: TopoDS_Face) -> float:
    u_low, u_high, _, _ = BRepTools.UVBounds_s(face)
    return min(math.degrees(u_high - u_low), 360.0)


def _handed(position: Any, facing: int) -> int:
    """Facing, turned over where the surface's own axes are left-handed."""
    return facing if position.Direct() else -facing


def _plane(handle: Any, facing: int, _: TopoDS_Face) -> Surface:
    position = handle.Position()
    outward = _handed(position, facing)
    normal = position.Direction().Coord()
    axis = normal if outward > 0 else (-normal[0], -normal[1], -normal[2])
    return Surface(SurfaceKind.PLANE, handle, 1, origin=position.Location().Coord(), axis=axis)


def _cylinder(handle: Any, facing: int, face: TopoDS_Face) -> Surface:
    position = handle.Position()
    return Surface(
        SurfaceKind.CYLINDER,
        handle,
        _handed(position, facing),
        origin=position.Location().Coord(),
        axis=position.Direction().Coord(),
        radius_mm=handle.Radius(),
        sweep_deg=_sweep(face),
    )


def _cone(handle: Any, facing: int, face: TopoDS_Face) -> Surface:
    """A cone whose axis points where it widens, its origin on the same side of the apex as the face."""
    position = handle.Position()
    direction = np.array(position.Direction().Coord())
    origin = np.array(position.Location().Coord())
    half_angle, radius = handle.SemiAngle(), handle.RefRadius()
    u_low, u_high, v_low, v_high = BRepTools.UVBounds_s(face)
    # On the far side of the apex the radius is negative and the parametric normal points at the axis.
    beyond_apex = radius + 0.5 * (v_low + v_high) * math.sin(half_angle) < 0
    if beyond_apex:
        origin, radius = origin - direction * radius / math.tan(half_angle), 0.0
    widening = 1.0 if (half_angle > 0) != beyond_apex else -1.0
    return Surface(
        SurfaceKind.CONE,
        handle,
        _handed(position, facing) * (-1 if beyond_apex else 1),
        origin=vector(origin),
        axis=vector(direction * widening),
        radius_mm=radius,
        half_angle_deg=math.degrees(abs(half_angle)),
        sweep_deg=min(math.degrees(u_high - u_low), 360.0),
    )


def _sphere(handle: Any, facing: int, face: TopoDS_Face) -> Surface:
    position = handle.Position()
    return Surface(
        SurfaceKind.SPHERE,
        handle,
        _handed(position, facing),
        origin=position.Location().Coord(),
        radius_mm=handle.Radius(),
        sweep_deg=_sweep(face),
    )


def _torus(handle: Any, facing: int, face: TopoDS_Face) -> Surface:
    position = handle.Position()
    return Surface(
        SurfaceKind.TORUS,
        handle,
        _handed(position, facing),
        origin=position.Location().Coord(),
        axis=position.Direction().Coord(),
        radius_mm=handle.MajorRadius(),
        minor_radius_mm=handle.MinorRadius(),
        sweep_deg=_sweep(face),
    )


_READERS = {
    Geom_Plane: _plane,
    Geom_CylindricalSurface: _cylinder,
    Geom_ConicalSurface: _cone,
    Geom_SphericalSurface: _sphere,
    Geom_ToroidalSurface: _torus,
}
