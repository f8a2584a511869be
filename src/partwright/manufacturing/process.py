"""What a process room offers: survey, findings, plan and cost of a body, as plain values.

    body ──survey──▶ Survey ──plan──▶ Plan ──cost──▶ CostItem…
                        └────findings──▶ Finding…

`survey` runs once, in the child process, and needs geometry; everything after it is arithmetic on the survey, the
specification and the tables, fast enough to answer a click.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, TypeVar

from partwright.geometry.anatomy import Anatomy
from partwright.geometry.part import Vector
from partwright.manufacturing.specification import ProcessId, Specification
from partwright.manufacturing.tables import Tables


class Severity(StrEnum):
    """What a finding means for the price."""

    INFO = "info"
    WARNING = "warning"  # still priced
    BLOCKER = "blocker"  # cannot be made this way


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something about a body that makes it hard, dear or impossible to make.

    `faces` are file-wide ids; `triangles` index the body's mesh where it has no faces, else None.
    `measured` and `limit` are in `unit`; None where the rule has no number.
    """

    body: int
    process: ProcessId
    rule: str
    severity: Severity
    faces: tuple[int, ...] = ()
    triangles: tuple[int, ...] | None = None
    measured: float | None = None
    limit: float | None = None
    unit: str | None = None
    message: str
    advice: str
    source: str


class OperationId(StrEnum):
    """The fixed vocabulary of operations, in the order of the contract."""

    PROGRAM = "program"
    SETUP = "setup"
    LOAD = "load"
    ROUGH = "rough"
    FINISH = "finish"
    DRILL = "drill"
    TAP = "tap"
    TOOL_CHANGE = "tool_change"
    DEBURR = "deburr"
    TURN = "turn"
    CUT = "cut"
    BEND = "bend"
    PRINT = "print"
    SUPPORT_REMOVAL = "support_removal"
    MOLD = "mold"
    INJECT = "inject"
    INSPECT = "inspect"
    FINISH_TREATMENT = "finish_treatment"
    PACK = "pack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One piece of work. `setup_s` is spent once an order, `run_s` once a piece; `setup` indexes `Plan.setups`.

    `features` index the body's features, `faces` are positions in `Body.faces`; `note` says in words where the time
    comes from, such as "18.2 cm³ at 42 cm³/min, 10 mm end mill".
    """

    operation: OperationId
    setup: int | None = None
    tool: str | None = None
    features: tuple[int, ...] = ()
    faces: tuple[int, ...] = ()
    setup_s: float = 0.0
    run_s: float = 0.0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """One clamping. `direction` points from the part to the spindle, in the file's frame."""

    direction: Vector
    operations: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Why a person must look before there is a price."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How one body is made to one specification.

    `orientation` is a rotation matrix, row by row, from the file's frame to the machine's. `parameters` have units in
    their names. `stock_mm` is the piece that is bought or sawn, None for additive processes.
    """

    machine: str
    orientation: tuple[float, ...]
    stock_mm: Vector | None
    parameters: dict[str, float | bool | str]
    setups: tuple[Setup, ...]
    operations: tuple[Operation, ...]
    review: tuple[Review, ...] = ()


class CostKind(StrEnum):
    """What a line of a price is for, in the order of the contract."""

    MATERIAL = "material"
    MACHINE = "machine"
    LABOR = "labor"
    BOUGHT = "bought"
    MARGIN = "margin"
    MINIMUM = "minimum"
    LEAD_TIME = "lead_time"
    QUANTITY = "quantity"
    ROUNDING = "rounding"


@dataclass(frozen=True, slots=True, kw_only=True)
class CostItem:
    """One line of cost as a function of quantity q, in the price book's currency, before margin.

    cost(q) = max(order_cost + piece_cost · q + batch_cost · ⌈q / batch_size⌉, minimum_cost), and seconds(q) likewise
    without the minimum. `rate` is money an hour for machine and labor lines, else None. `operation` indexes
    `Plan.operations`.
    """

    kind: CostKind
    operation: int | None = None
    rate: Decimal | None = None
    order_s: float = 0.0
    piece_s: float = 0.0
    batch_s: float = 0.0
    order_cost: Decimal = Decimal(0)
    piece_cost: Decimal = Decimal(0)
    batch_cost: Decimal = Decimal(0)
    batch_size: int = 1
    minimum_cost: Decimal = Decimal(0)
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineEntry:
    """A machine and all that its times come from; `parameters` have units in their names."""

    id: str
    envelope_mm: Vector
    parameters: dict[str, float | bool | str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialEntry:
    """A material; exactly one of a process is its default."""

    id: str
    name: str
    density_g_cm3: float
    default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishEntry:
    """A finish and the materials it goes on."""

    id: str
    name: str
    materials: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToleranceEntry:
    """A tolerance class."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessCatalog:
    """What a process offers, in the order shown to the customer."""

    id: ProcessId
    name: str
    machines: tuple[MachineEntry, ...]
    materials: tuple[MaterialEntry, ...]
    finishes: tuple[FinishEntry, ...]
    tolerances: tuple[ToleranceEntry, ...]

    @property
    def default_material(self) -> str:
        """Id of the material that is used where none is wished."""
        return next(material.id for material in self.materials if material.default)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """How much of the shop an order takes: hours on the machine for the first piece and each more, and whether work
    goes out of the house (a bought finish), for the lead time."""

    first_h: float
    piece_h: float
    outside_days: int = 0


S = TypeVar("S")


class Process(Protocol[S]):
    """One room of the workshop. `S` is the room's own survey: a frozen dataclass of plain values and arrays."""

    id: ProcessId

    def survey(self, anatomy: Anatomy, *, tables: Tables) -> S:
        """All that plan and findings need of the geometry, whatever the specification. Runs in the child."""
        ...

    def findings(self, survey: S, specification: Specification, *, tables: Tables) -> tuple[Finding, ...]:
        """What is hard or impossible in this process and material."""
        ...

    def plan(self, survey: S, specification: Specification, *, tables: Tables) -> Plan:
        """How it is made."""
        ...

    def cost(self, plan: Plan, specification: Specification, *, tables: Tables) -> tuple[CostItem, ...]:
        """What the plan costs before margin, line by line."""
        ...

    def capacity(self, plan: Plan, specification: Specification, *, tables: Tables) -> Capacity:
        """How much of the shop an order takes."""
        ...

    def catalog(self, tables: Tables) -> ProcessCatalog:
        """What can be chosen."""
        ...
