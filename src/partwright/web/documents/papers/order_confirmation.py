"""The confirmation of an order: what is made, by when, for how much."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from partwright.web.documents.kinds import PaperKind
from partwright.web.documents.papers.letter import require, written
from partwright.web.documents.papers.priced import PricedLetter
from partwright.web.documents.writing import day


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderConfirmation(PricedLetter):
    """What was ordered and is promised. `delivery` says how it is sent."""

    ordered_on: date
    ready_on: date
    delivery: str
    arrives_on: date | None = None

    def __post_init__(self) -> None:
        self.check_parties()
        self.check_amounts()
        require(self.order_number, _("the number of the order"))

    def as_data(self) -> dict[str, Any]:
        """What the template `order_confirmation` says."""
        facts = written(
            (_("Order"), self.order_number),
            (_("Ordered on"), day(self.ordered_on)),
            (_("Your purchase order"), self.purchase_order),
            (_("Ready to ship"), day(self.ready_on)),
            (_("Delivery"), self.delivery),
            (_("Arrives"), day(self.arrives_on) if self.arrives_on else ""),
        )
        title = _("Order confirmation {number}")
        letter = self.letter(PaperKind.ORDER_CONFIRMATION, title=title, facts=facts, words=self.priced_words())
        lead = _("Thank you for your order. We make what is listed here, as it is described here.")
        return letter | self.priced() | {"lead": lead}
