"""The certificate of conformity: that parts are what was ordered, said by somebody who answers for it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from partwright.web.documents.kinds import PaperKind
from partwright.web.documents.papers.letter import Letter, require, written
from partwright.web.documents.writing import day, number


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedItem:
    """Parts of one kind. `batch` is the heat, lot or build they can be traced to."""

    name: str
    quantity: int
    material: str
    revision: str = ""
    batch: str = ""
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateOfConformity(Letter):
    """What conforms to what. `standards` are those it was made and checked by; `signed_by` a person and their post."""

    order_number: str
    items: tuple[CertifiedItem, ...]
    signed_by: str
    signed_as: str
    signed_on: date
    purchase_order: str = ""
    standards: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.check_parties()
        require(self.items, _("a part that is certified"))
        require(self.signed_by and self.signed_as, _("who signs, and as what"))

    def as_data(self) -> dict[str, Any]:
        """What the template `certificate_of_conformity` says."""
        facts = written((_("Order"), self.order_number), (_("Your purchase order"), self.purchase_order))
        words = {
            "position": _("No."),
            "part": _("Part"),
            "revision": _("Revision"),
            "material": _("Material"),
            "batch": _("Batch"),
            "quantity": _("Quantity"),
            "standards": _("Made and checked by"),
            "signature": _("Signature"),
        }
        items = [
            {
                "position": str(position),
                "name": item.name,
                "details": list(item.details),
                "revision": item.revision,
                "material": item.material,
                "batch": item.batch,
                "quantity": number(item.quantity),
            }
            for position, item in enumerate(self.items, start=1)
        ]
        title = _("Certificate of conformity {number}")
        return self.letter(PaperKind.CERTIFICATE_OF_CONFORMITY, title=title, facts=facts, words=words) | {
            "statement": _(
                "We certify that the parts listed here were made from the materials named, and that they conform to "
                "the drawings, models and specifications of the order."
            ),
            "items": items,
            "standards": list(self.standards),
            "signed": [self.signed_by, self.signed_as, day(self.signed_on)],
        }
