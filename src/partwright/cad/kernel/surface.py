"""What a face's surface is, in plain numbers."""

from dataclasses import dataclass
from typing import Any

from partwright.geometry.part import SurfaceKind, Vector


@dataclass(frozen=True, slots=True)
class Surface:
    """Parameters of one face's surface, named as in `geometry.part.Face`.

    `outward` is +1 where the normal that the parameters imply (away from axis or center, away from the tube's middle)
    points out of the material, −1 where it points in; `handle` is OpenCASCADE's surface.
    """

    kind: SurfaceKind
    handle: Any
    outward: int
    origin: Vector | None = None
    axis: Vector | None = None
    radius_mm: float | None = None
    minor_radius_mm: float | None = None
    half_angle_deg: float | None = None
    sweep_deg: float | None = None

    @property
    def convex(self) -> bool | None:
        """Whether the material lies inside the curvature; None for planes and free forms."""
        if self.kind in (SurfaceKind.CYLINDER, SurfaceKind.CONE, SurfaceKind.SPHERE, SurfaceKind.TORUS):
            return self.outward > 0
        return None
