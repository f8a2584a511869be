"""The words of the quote pages: what is configured, what costs what, what was found, as a reader is told it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from partwright.geometry.features.feature import Feature, public_parameters
from partwright.manufacturing.process import CostKind, Finding, Operation, OperationId, ProcessCatalog, Severity
from partwright.manufacturing.specification import LeadTime
from partwright.pricing.book import PriceBook
from partwright.pricing.breakdown import Line
from partwright.web.quoting.figures import Figures
from partwright.web.quoting.models import QuoteLine
from partwright.web.quoting.selectors import PricedLine

LEAD_TIMES: Mapping[LeadTime, str] = {
    LeadTime.ECONOMY: "Economy",
    LeadTime.STANDARD: "Standard",
    LeadTime.EXPEDITE: "Expedite",
}

OPERATIONS: Mapping[OperationId, str] = {
    OperationId.PROGRAM: "Programming",
    OperationId.SETUP: "Set-up",
    OperationId.LOAD: "Loading",
    OperationId.ROUGH: "Roughing",
    OperationId.FINISH: "Finishing",
    OperationId.DRILL: "Drilling",
    OperationId.TAP: "Tapping",
    OperationId.TOOL_CHANGE: "Tool changes",
    OperationId.DEBURR: "Deburring",
    OperationId.TURN: "Turning",
    OperationId.CUT: "Cutting",
    OperationId.BEND: "Bending",
    OperationId.PRINT: "Printing",
    OperationId.SUPPORT_REMOVAL: "Removing supports",
    OperationId.MOLD: "Mold",
    OperationId.INJECT: "Injecting",
    OperationId.INSPECT: "Inspection",
    OperationId.FINISH_TREATMENT: "Finish",
    OperationId.PACK: "Packing",
}

# Each stands for many things: what it is of them is in its note.
NAMED_BY_NOTE = (OperationId.FINISH_TREATMENT, OperationId.INSPECT)

COSTS: Mapping[CostKind, str] = {
    CostKind.MATERIAL: "Material",
    CostKind.MACHINE: "Machine",
    CostKind.LABOR: "Labor",
    CostKind.BOUGHT: "Bought work",
    CostKind.MARGIN: "Margin",
    CostKind.MINIMUM: "Minimum charge",
    CostKind.LEAD_TIME: "Lead time",
    CostKind.QUANTITY: "Quantity",
    CostKind.ROUNDING: "Rounding",
}

SEVERITIES: Mapping[Severity, str] = {
    Severity.INFO: "Note",
    Severity.WARNING: "Warning",
    Severity.BLOCKER: "Cannot be made this way",
}

EDGE_BREAKS = ("fillet", "chamfer")  # listed last: they are many and say least

PARAMETERS: Mapping[str, str] = {
    "diameter_mm": "Ø {} mm",
    "depth_mm": "{} mm deep",
    "corner_radius_mm": "corners R {} mm",
    "width_mm": "{} mm wide",
    "radius_mm": "R {} mm",
    "angle_deg": "{}°",
}


@dataclass(frozen=True, slots=True)
class BreakdownRow:
    """One line of a price, in words."""

    name: str
    detail: str
    line: Line


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding with what its button says and lights."""

    id: str
    finding: Finding
    severity: str
    announcement: str

    @property
    def lights(self) -> bool:
        return bool(self.finding.faces or self.finding.triangles)


def specification_in_words(line: QuoteLine, catalog: ProcessCatalog | None) -> str:
    """What is configured, such as `CNC milling, Aluminum 6061, as machined, ISO 2768-m`."""
    if catalog is None:
        return ""
    names = [catalog.name]
    for chosen, entries in (
        (line.material, catalog.materials),
        (line.finish, catalog.finishes),
        (line.tolerance, catalog.tolerances),
    ):
        names += [entry.name for entry in entries if entry.id == chosen]
    return ", ".join(names)


def breakdown(priced: PricedLine) -> tuple[BreakdownRow, ...]:
    """The lines of the chosen price, dearest step of the work first as they were planned."""
    if priced.price is None or priced.option is None or priced.option.plan is None:
        return ()
    return tuple(_row(line, priced.option.plan.operations) for line in priced.price.lines)


def _row(line: Line, operations: tuple[Operation, ...]) -> BreakdownRow:
    if line.operation is None:
        return BreakdownRow(COSTS[line.kind], "", line)
    operation = operations[line.operation]
    kind = COSTS[line.kind].lower() if line.kind in (CostKind.MACHINE, CostKind.LABOR) else ""
    name, note = OPERATIONS[operation.operation], operation.note
    if note and operation.operation in NAMED_BY_NOTE:
        name, note = note[0].upper() + note[1:], None
    return BreakdownRow(name, ", ".join(filter(None, [kind, operation.tool, note])), line)


def exchange_in_words(currency: str, *, book: PriceBook, figures: Figures) -> str:
    """The rate a currency was converted by and where it comes from; nothing for the currency of the price book."""
    if currency == book.base_currency:
        return ""
    rate = figures.written(f"{book.exchange_rate(currency).normalize():f}")
    return f"1 {book.base_currency} = {rate} {currency}: {book.exchange_source(currency)}."


def shown_findings(findings: Mapping[str, Finding]) -> tuple[ShownFinding, ...]:
    """The findings, those that stop a process first."""
    order = list(reversed(Severity))
    ranked = sorted(findings.items(), key=lambda item: order.index(item[1].severity))
    return tuple(
        ShownFinding(finding_id, finding, SEVERITIES[finding.severity], _announcement(finding))
        for finding_id, finding in ranked
    )


def _announcement(finding: Finding) -> str:
    lit = len(finding.faces) or len(finding.triangles or ())
    what = ("face" if finding.faces else "triangle") + ("" if lit == 1 else "s")
    return f"{SEVERITIES[finding.severity]}: {finding.message} {lit} {what} lit in the view."


def features_in_words(features: Iterable[Feature]) -> tuple[str, ...]:
    """The features of a body, equal ones counted together: `4 × hole, Ø 6.6 mm, 20 mm deep, through`."""
    counted = Counter(
        feature_in_words(feature) for feature in sorted(features, key=lambda found: found.type in EDGE_BREAKS)
    )
    return tuple(f"{count} × {name}" for name, count in counted.items())


def feature_in_words(feature: Feature) -> str:
    """One feature: `hole, Ø 6.6 mm, 20 mm deep, through`."""
    words = [feature.type]
    for name, value in public_parameters(feature).items():
        if name == "convex":
            words[0] = "rounded edge" if value else "fillet"
        elif name in PARAMETERS and isinstance(value, float | int) and not isinstance(value, bool):
            words.append(PARAMETERS[name].format(f"{value:.2f}".rstrip("0").rstrip(".")))
        elif value is True:
            words.append(name)
        elif isinstance(value, str):
            words.append(f"{value} bottom")
    return ", ".join(words)
