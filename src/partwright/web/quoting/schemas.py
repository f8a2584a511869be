"""What the API says of prices, as types: the objects of `partwright quote --json` and `partwright catalog --json`."""

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field

from partwright.manufacturing.process import CostKind, OperationId
from partwright.manufacturing.requirements import NONE, Certificate, InspectionLevel, Requirements, requirements_from
from partwright.manufacturing.specification import LeadTime, ProcessId
from partwright.pricing.wish import Wish
from partwright.web.parts.schemas import Analysis, Parameters, Triple
from partwright.web.shop.selectors import recent_shop

Money = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$", description="An exact decimal number.")]
MAX_QUANTITIES = 20
Quantity = Annotated[int, Field(ge=1, le=100_000)]
QuantityWords = Annotated[str, Field(pattern=r"^[1-9]\d{0,4}(,[1-9]\d{0,4}){0,19}$")]
Quantities = Annotated[list[Quantity], Field(min_length=1, max_length=MAX_QUANTITIES)]


def _quantities(value: Any) -> Any:
    """One quantity, several, or the command's `1,10,100`, as a list."""
    if isinstance(value, str):
        return [word.strip() for word in value.split(",")]
    return value if isinstance(value, list) else [value]


class ThreadWish(Schema):
    """Equal threads: the faces of their holes, or how many there are on a mesh."""

    model_config = ConfigDict(extra="forbid")

    size: str
    faces: list[int] = []
    count: int | None = None
    depth_mm: float | None = None


class InsertWish(Schema):
    """Equal inserts, picked like threads."""

    model_config = ConfigDict(extra="forbid")

    size: str
    faces: list[int] = []
    count: int | None = None


class CriticalDimension(Schema):
    """What must be measured; `tolerance_mm` is plus and minus."""

    model_config = ConfigDict(extra="forbid")

    faces: list[int] = []
    text: str
    nominal_mm: float | None = None
    tolerance_mm: float | None = None


class Marking(Schema):
    """A text that every piece or its bag carries."""

    model_config = ConfigDict(extra="forbid")

    method: str
    text: str


class RequiredOfPart(Schema):
    """What is required beside process, material, finish and tolerance; the catalog lists sizes and methods."""

    model_config = ConfigDict(extra="forbid")

    threads: list[ThreadWish] = []
    inserts: list[InsertWish] = []
    critical_dimensions: list[CriticalDimension] = []
    inspection: InspectionLevel = InspectionLevel.STANDARD
    certificates: list[Certificate] = []
    marking: Marking | None = None
    export_controlled: bool = False
    notes: str = ""


class WishIn(Schema):
    """The options of `partwright quote`. Without `process`, every process that can make the part is priced.

    `savings` asks what would make each option cheaper: it is looked for by pricing other specifications, so it takes as
    long again; without it `savings` of an option is null.
    """

    model_config = ConfigDict(extra="forbid")

    process: ProcessId | None = None
    material: str | None = None
    finish: str | None = None
    tolerance: str | None = None
    quantity: Annotated[
        Quantities, BeforeValidator(_quantities, json_schema_input_type=Quantity | Quantities | QuantityWords)
    ] = [1]
    lead_time: LeadTime | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    savings: bool = False
    requirements: RequiredOfPart | None = None

    def wish(self) -> Wish:
        """The same for the engine."""
        return Wish(
            process=self.process,
            material=self.material,
            finish=self.finish,
            tolerance=self.tolerance,
            quantities=tuple(self.quantity),
            lead_times=(self.lead_time or LeadTime.STANDARD,),
            currency=self.currency or recent_shop().currency,
        )

    def required(self) -> Requirements:
        """What is required, for the engine.

        Raises:
            SpecificationError: a field that does not fit.
        """
        return NONE if self.requirements is None else requirements_from(self.requirements.model_dump(mode="json"))


class PriceBook(Schema):
    version: str
    digest: str


class Review(Schema):
    code: str
    reason: str


class Setup(Schema):
    direction: Triple
    operations: list[int]


class Operation(Schema):
    operation: OperationId
    setup: int | None
    tool: str | None
    features: list[int]
    faces: list[int]
    setup_s: float
    run_s: float
    note: str | None


class Plan(Schema):
    machine: str
    orientation: Annotated[list[float], Field(min_length=9, max_length=9)]
    stock_mm: Triple | None
    parameters: Parameters
    setups: list[Setup]
    operations: list[Operation]


class Line(Schema):
    kind: CostKind
    operation: int | None
    seconds: float | None
    rate: Money | None
    cost: Money
    source: str


class Price(Schema):
    quantity: int
    lead_time: LeadTime
    business_days: int
    unit: Money
    total: Money
    low: Money
    high: Money
    lines: list[Line]


class Saving(Schema):
    change: str
    unit_before: Money
    unit_after: Money


class Option(Schema):
    body: int
    process: ProcessId
    material: str
    finish: str
    tolerance: str
    currency: str
    price_book: PriceBook
    feasible: bool
    review: list[Review]
    findings: list[str]
    plan: Plan | None
    confidence: float | None
    prices: list[Price]
    savings: list[Saving] | None
    requirements: RequiredOfPart | None = None


class Quotation(Analysis):
    """The object of one file in `partwright quote --json`."""

    options: list[Option]


class Machine(Schema):
    id: str
    envelope_mm: Triple
    parameters: Parameters


class Material(Schema):
    id: str
    name: str
    density_g_cm3: float
    default: bool


class Finish(Schema):
    id: str
    name: str
    materials: list[str]


class Tolerance(Schema):
    id: str
    name: str


class Process(Schema):
    id: ProcessId
    name: str
    machines: list[Machine]
    materials: list[Material]
    finishes: list[Finish]
    tolerances: list[Tolerance]


class ThreadSize(Schema):
    id: str
    name: str
    major_mm: float
    pitch_mm: float
    tap_drill_mm: float
    hole_max_mm: float


class InsertSize(Schema):
    id: str
    name: str
    thread: str
    hole_mm: float
    hole_max_mm: float
    length_mm: float
    processes: list[ProcessId]


class InspectionChoice(Schema):
    id: InspectionLevel
    name: str


class CertificateChoice(Schema):
    id: Certificate
    name: str
    processes: list[ProcessId]


class MarkingMethod(Schema):
    id: str
    name: str
    processes: list[ProcessId]


class Required(Schema):
    """What can be asked for beside process, material, finish and tolerance."""

    threads: list[ThreadSize]
    inserts: list[InsertSize]
    inspection_levels: list[InspectionChoice]
    certificates: list[CertificateChoice]
    marking_methods: list[MarkingMethod]


class Catalog(Schema):
    """The object of `partwright catalog --json`."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    lead_times: list[LeadTime]
    currencies: list[str]
    processes: list[Process]
    requirements: Required
