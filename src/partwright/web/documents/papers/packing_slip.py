"""The packing slip: what is in the boxes. It has no prices, as whoever unpacks them need not know."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from partwright.web.documents.kinds import PaperKind
from partwright.web.documents.papers.letter import Letter, require, written
from partwright.web.documents.writing import number


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingSlipLine:
    """Pieces of one part: how many were ordered, are in this shipment, and went in earlier ones."""

    name: str
    ordered: int
    shipped: int
    shipped_before: int = 0
    details: tuple[str, ...] = ()

    @property
    def to_follow(self) -> int:
        """Pieces that come later."""
        return max(self.ordered - self.shipped_before - self.shipped, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingSlip(Letter):
    """What a shipment holds. `recipient` is where it goes; `boxes` and `weight` are as written on the label."""

    order_number: str
    lines: tuple[PackingSlipLine, ...]
    purchase_order: str = ""
    carrier: str = ""
    tracking_number: str = ""
    boxes: int = 1
    weight: str = ""

    def __post_init__(self) -> None:
        self.check_parties()
        require(self.lines, _("a line with what is shipped"))
        require(any(line.shipped > 0 for line in self.lines), _("a part that is shipped"))

    def as_data(self) -> dict[str, Any]:
        """What the template `packing_slip` says."""
        facts = written(
            (_("Order"), self.order_number),
            (_("Your purchase order"), self.purchase_order),
            (_("Carrier"), self.carrier),
            (_("Tracking number"), self.tracking_number),
            (_("Boxes"), number(self.boxes)),
            (_("Weight"), self.weight),
        )
        words = {
            "position": _("No."),
            "description": _("Part"),
            "ordered": _("Ordered"),
            "shipped": _("In this shipment"),
            "to_follow": _("To follow"),
            "check": _("Please check the shipment and tell us within your terms if something is missing or damaged."),
        }
        lines = [
            {
                "position": str(position),
                "name": line.name,
                "details": list(line.details),
                "ordered": number(line.ordered),
                "shipped": number(line.shipped),
                "to_follow": number(line.to_follow),
            }
            for position, line in enumerate(self.lines, start=1)
        ]
        title = _("Packing slip {number}")
        return self.letter(PaperKind.PACKING_SLIP, title=title, facts=facts, words=words) | {"lines": lines}
