"""Outward unit normals of faces at the middle of their edges."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from OCP.BRep import BRep_Tool
from OCP.gp import gp_Pnt, gp_Vec
from OCP.TopoDS import TopoDS_Edge, TopoDS_Face

from partwright.cad.kernel.curves import Curves
from partwright.cad.kernel.surface import Surface
from partwright.geometry.part import SurfaceKind
from partwright.geometry.vectors import unit_rows

Floats = NDArray[np.float64]


def normals_at(
    curves: Curves,
    numbers: NDArray[np.int64],
    positions: NDArray[np.int64],
    surfaces: Sequence[Surface],
    faces: Sequence[TopoDS_Face],
    edge_shapes: Sequence[TopoDS_Edge],
) -> Floats:
    """(k, 3): the outward normal of face `positions[i]` at the middle of edge `numbers[i]`.

    Closed forms where the surface has one, else the parametric normal by way of the edge's curve on the surface.
    """
    normals = np.zeros((len(numbers), 3))
    by_kind: dict[SurfaceKind, list[int]] = {}
    for row, position in enumerate(positions.tolist()):
        by_kind.setdefault(surfaces[position].kind, []).append(row)
    for kind, rows in by_kind.items():
        own = [surfaces[position] for position in positions[rows].tolist()]
        points = curves.middles[numbers[rows]]
        closed_form = _CLOSED_FORMS.get(kind)
        if closed_form is not None:
            outward = np.array([surface.outward for surface in own], dtype=np.float64)[:, None]
            normals[rows] = closed_form(points, own) * outward
            continue
        for row, surface in zip(rows, own, strict=True):
            number, position = int(numbers[row]), int(positions[row])
            middle = 0.5 * float(curves.low[number] + curves.high[number])
            normals[row] = _parametric(edge_shapes[number], faces[position], surface, middle)
    return normals


def _column(surfaces: Sequence[Surface], name: str) -> Floats:
    return np.array([getattr(surface, name) for surface in surfaces], dtype=np.float64)


def _radial(points: Floats, surfaces: Sequence[Surface]) -> tuple[Floats, Floats, Floats]:
    """From each surface's origin to the point: unit direction across the axis, height along it, the axis."""
    axes = _column(surfaces, "axis")
    across = points - _column(surfaces, "origin")
    heights = np.einsum("ij,ij->i", across, axes)[:, None]
    return unit_rows(across - heights * axes), heights, axes


def _plane(_: Floats, surfaces: Sequence[Surface]) -> Floats:
    return _column(surfaces, "axis")


def _cylinder(points: Floats, surfaces: Sequence[Surface]) -> Floats:
    return _radial(points, surfaces)[0]


def _cone(points: Floats, surfaces: Sequence[Surface]) -> Floats:
    radial, _, axes = _radial(points, surfaces)
    slope = np.radians(_column(surfaces, "half_angle_deg"))[:, None]
    normal: Floats = np.cos(slope) * radial - np.sin(slope) * axes
    return normal


def _sphere(points: Floats, surfaces: Sequence[Surface]) -> Floats:
    return unit_rows(points - _column(surfaces, "origin"))


def _torus(points: Floats, surfaces: Sequence[Surface]) -> Floats:
    radial, _, _ = _radial(points, surfaces)
    middle_of_tube = _column(surfaces, "origin") + _column(surfaces, "radius_mm")[:, None] * radial
    return unit_rows(points - middle_of_tube)


_CLOSED_FORMS: dict[SurfaceKind, Any] = {
    SurfaceKind.PLANE: _plane,
    SurfaceKind.CYLINDER: _cylinder,
    SurfaceKind.CONE: _cone,
    SurfaceKind.SPHERE: _sphere,
    SurfaceKind.TORUS: _torus,
}


def _parametric(edge: TopoDS_Edge, face: TopoDS_Face, surface: Surface, middle: float) -> Floats:
    """The normal where the edge's curve on the surface is at `middle`; zero where the surface is singular."""
    path = BRep_Tool.CurveOnSurface_s(edge, face, 0.0, 0.0)
    if path is None:
        return np.zeros(3)
    place = path.Value(middle)
    point, along_u, along_v = gp_Pnt(), gp_Vec(), gp_Vec()
    surface.handle.D1(place.X(), place.Y(), point, along_u, along_v)
    normal = np.cross(along_u.Coord(), along_v.Coord())
    outward: Floats = unit_rows(normal[None, :])[0] * surface.outward
    return outward
