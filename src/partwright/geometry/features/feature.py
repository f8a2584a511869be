"""What a machinist would call the parts of a part. `faces` are positions in `Body.faces`; lengths mm, angles degrees.

The public parameters of a feature (see the contract) are its fields that carry a unit or a word the contract names;
`axis`, `opening` and `floor` place it for planning and stay inside.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from partwright.geometry.part import Vector

Parameter = float | bool | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """A round hole. `axis` points from the opening into the material; `opening` is the center of its mouth.

    `reach_mm` is how deep a tool must go from the outermost opening above it, counterbores included.
    """

    type: Literal["hole"] = "hole"
    public: ClassVar[tuple[str, ...]] = ("diameter_mm", "depth_mm", "through", "bottom")
    faces: tuple[int, ...]
    diameter_mm: float
    depth_mm: float
    through: bool
    bottom: Literal["flat", "conical"] | None
    axis: Vector
    opening: Vector
    reach_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pocket:
    """A recess with a floor. `axis` points from the mouth into the material; None where it is not prismatic.

    `corner_radius_mm` is the smallest inside radius of its upright corners: 0 where one is sharp, None without corners.
    `floor_radius_mm`: the fillet between wall and floor, 0 where sharp. `open`: a side lets the tool in.
    `width_mm`: the widest cutter that passes its narrowest place. `volume_mm3`: the material to remove.
    """

    type: Literal["pocket"] = "pocket"
    public: ClassVar[tuple[str, ...]] = ("depth_mm", "corner_radius_mm", "open")
    faces: tuple[int, ...]
    depth_mm: float
    corner_radius_mm: float | None
    floor_radius_mm: float
    open: bool
    width_mm: float
    volume_mm3: float
    axis: Vector | None
    floor: Vector | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A closed pocket right through, not round."""

    type: Literal["passage"] = "passage"
    public: ClassVar[tuple[str, ...]] = ("depth_mm", "corner_radius_mm")
    faces: tuple[int, ...]
    depth_mm: float
    corner_radius_mm: float | None
    width_mm: float
    volume_mm3: float
    axis: Vector | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A recess open at both ends of its length, between two walls."""

    type: Literal["slot"] = "slot"
    public: ClassVar[tuple[str, ...]] = ("depth_mm", "width_mm", "corner_radius_mm")
    faces: tuple[int, ...]
    depth_mm: float
    width_mm: float
    corner_radius_mm: float | None
    volume_mm3: float
    axis: Vector | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A shoulder: material gone from an edge or corner of the body, open to two sides or more."""

    type: Literal["step"] = "step"
    public: ClassVar[tuple[str, ...]] = ("depth_mm",)
    faces: tuple[int, ...]
    depth_mm: float
    volume_mm3: float
    axis: Vector | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chamfer:
    """A flat or conical bevel of an edge."""

    type: Literal["chamfer"] = "chamfer"
    public: ClassVar[tuple[str, ...]] = ("width_mm", "angle_deg")
    faces: tuple[int, ...]
    width_mm: float
    angle_deg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fillet:
    """A rounded edge; `convex` where it rounds an outer edge, else it fills an inside one."""

    type: Literal["fillet"] = "fillet"
    public: ClassVar[tuple[str, ...]] = ("radius_mm", "convex")
    faces: tuple[int, ...]
    radius_mm: float
    convex: bool


Feature = Hole | Pocket | Passage | Slot | Step | Chamfer | Fillet


def public_parameters(feature: Feature) -> Mapping[str, Parameter | None]:
    """The parameters of a feature that other programs may rely on, with units in their names."""
    return {name: getattr(feature, name) for name in feature.public}
