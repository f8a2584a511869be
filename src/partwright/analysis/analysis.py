"""The analysis of a file as values: its part, and for each body what was found in it."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from partwright.geometry.features.feature import Feature
from partwright.geometry.part import Part
from partwright.manufacturing.processes import Survey


@dataclass(frozen=True, slots=True, eq=False)
class BodyAnalysis:
    """What was found in one body.

    `min_wall_mm` is None where no wall could be measured. One survey for each process, in the order of `PROCESSES`.
    """

    features: tuple[Annotated[Feature, Field(discriminator="type")], ...]
    min_wall_mm: float | None
    surveys: tuple[Annotated[Survey, Field(discriminator="process")], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """Everything that is stored of a file: `bodies[i]` belongs to `part.bodies[i]`.

    `timings_ms` has the keys of the contract: read, transfer, mesh, properties, features, walls, total, and others.
    """

    # Read by pydantic for this type and every dataclass below it: an answer says exactly this and in finite numbers.
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(
        strict=True, allow_inf_nan=False, extra="forbid", ser_json_inf_nan="constants", cache_strings="keys"
    )

    engine_version: str
    part: Part
    bodies: tuple[BodyAnalysis, ...]
    timings_ms: dict[str, float]
