"""The inspection report: each characteristic, what it should be and what was measured."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partwright.web.documents.kinds import PaperKind
from partwright.web.documents.papers.letter import Letter, require, written
from partwright.web.documents.writing import SPACE, day, deviation, number


class Verdict(StrEnum):
    """Whether a characteristic is as it should be."""

    PASS = "pass"  # noqa: S105 -- no password
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Characteristic:
    """A measured length, angle or form. `lower` and `upper` are deviations from `nominal`, or limits without one.

    All are in `unit`, and so is `measured`: one value for each piece that was measured. The verdict follows.
    """

    name: str
    unit: str
    measured: tuple[Decimal, ...]
    nominal: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    instrument: str = ""

    @property
    def verdict(self) -> Verdict:
        """A value on a limit is within it."""
        zero = self.nominal or Decimal(0)
        inside = all(
            (self.lower is None or value >= zero + self.lower) and (self.upper is None or value <= zero + self.upper)
            for value in self.measured
        )
        return Verdict.PASS if inside else Verdict.FAIL

    def cells(self) -> tuple[str, str, str]:
        """Nominal, tolerance and measured values as they are written."""
        nominal = "–" if self.nominal is None else f"{number(self.nominal)}{SPACE}{self.unit}"
        return nominal, self._tolerance(), f"{' · '.join(number(value) for value in self.measured)}{SPACE}{self.unit}"

    def _tolerance(self) -> str:
        lower, upper = self.lower, self.upper
        if self.nominal is None:
            limits = [
                f"≥ {number(lower)}" if lower is not None else "",
                f"≤ {number(upper)}" if upper is not None else "",
            ]
            return " ".join(filter(None, limits))
        if lower is not None and upper is not None:
            return f"±{number(upper)}" if upper == -lower else f"{deviation(upper)} / {deviation(lower)}"
        return f"{deviation(upper)} / –" if upper is not None else f"– / {deviation(lower or Decimal(0))}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Something that is seen or gauged and not measured: a thread, a marking, a surface."""

    name: str
    wanted: str
    found: str
    verdict: Verdict
    instrument: str = ""

    def cells(self) -> tuple[str, str, str]:
        """What is wanted, no tolerance, what was found."""
        return self.wanted, "–", self.found


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionReport(Letter):
    """What was measured on how many pieces of a part. The picture `part`, if there is one, shows it."""

    order_number: str
    part: str
    pieces: int
    pieces_inspected: int
    characteristics: tuple[Characteristic | Check, ...]
    inspected_by: str
    inspected_on: date
    purchase_order: str = ""
    revision: str = ""
    material: str = ""
    batch: str = ""

    def __post_init__(self) -> None:
        self.check_parties()
        require(self.characteristics, _("a characteristic that was inspected"))
        for one in self.characteristics:
            if isinstance(one, Characteristic):
                require(one.measured, _("what was measured of %(name)s") % {"name": one.name})
                require(
                    one.lower is not None or one.upper is not None, _("the tolerance of %(name)s") % {"name": one.name}
                )

    def as_data(self) -> dict[str, Any]:
        """What the template `inspection_report` says."""
        facts = written(
            (_("Order"), self.order_number),
            (_("Your purchase order"), self.purchase_order),
            (_("Part"), self.part),
            (_("Revision"), self.revision),
            (_("Material"), self.material),
            (_("Batch"), self.batch),
            (_("Pieces"), number(self.pieces)),
            (_("Inspected"), number(self.pieces_inspected)),
        )
        words = {
            "position": _("No."),
            "characteristic": _("Characteristic"),
            "nominal": _("Nominal"),
            "tolerance": _("Tolerance"),
            "measured": _("Measured"),
            "verdict": _("Verdict"),
            "inspected": _("Inspected by"),
        }
        title = _("Inspection report {number}")
        return self.letter(PaperKind.INSPECTION_REPORT, title=title, facts=facts, words=words) | {
            "part": self.part,
            "summary": self._summary(),
            "passed": self._failed() == 0,
            "rows": [_row(position, one) for position, one in enumerate(self.characteristics, start=1)],
            "inspected": [self.inspected_by, day(self.inspected_on)],
        }

    def _failed(self) -> int:
        return sum(one.verdict is Verdict.FAIL for one in self.characteristics)

    def _summary(self) -> str:
        count, failed = len(self.characteristics), self._failed()
        if failed:
            sentence = ngettext(
                "%(failed)d of %(count)d characteristic is out of tolerance.",
                "%(failed)d of %(count)d characteristics are out of tolerance.",
                count,
            )
            return sentence % {"failed": failed, "count": count}
        sentence = ngettext(
            "The characteristic inspected is within tolerance.",
            "All %(count)d characteristics are within tolerance.",
            count,
        )
        return sentence % {"count": count}


def _row(position: int, one: Characteristic | Check) -> dict[str, Any]:
    nominal, tolerance, measured = one.cells()
    return {
        "position": str(position),
        "name": one.name,
        "instrument": one.instrument,
        "nominal": nominal,
        "tolerance": tolerance,
        "measured": measured,
        "is_measured": isinstance(one, Characteristic),
        "verdict": one.verdict.value,
        "verdict_word": _("Pass") if one.verdict is Verdict.PASS else _("Fail"),
    }
