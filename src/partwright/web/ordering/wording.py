"""Words of the order pages."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partwright.web.documents.kinds import PaperKind
from partwright.web.ordering.models.order import FileKind
from partwright.web.ordering.states import Action
from partwright.web.payments.models import PaymentState, Way

Words = str | Promise

# Field, label, what a browser may fill it with, and whether it is needed.
ADDRESS_FIELDS: tuple[tuple[str, Words, str, bool], ...] = (
    ("name", _("First and last name"), "name", True),
    ("company", _("Company"), "organization", False),
    ("street", _("Street and number"), "address-line1", True),
    ("extra", _("Building, department, gate"), "address-line2", False),
    ("postal_code", _("Postal code"), "postal-code", False),
    ("city", _("City"), "address-level2", True),
    ("country", _("Country"), "country", True),
    ("region", _("State or province (United States and Canada)"), "address-level1", False),
    ("phone", _("Telephone for the carrier"), "tel", False),
)

WAYS: Mapping[Way, tuple[Words, Words]] = {
    Way.CARD: (_("Card"), _("On the page of our payment provider; we never see the card's number.")),
    Way.ON_ACCOUNT: (_("On account"), _("Against your purchase order, within your credit; we check it first.")),
    Way.TRANSFER: (_("Bank transfer in advance"), _("You get a pro forma invoice; we begin when the money is there.")),
}

# What a button of the staff does; the history calls it by the name of the action.
BUTTONS: Mapping[Action, Words] = {
    Action.REVIEW: _("Begin the review"),
    Action.PRODUCE: _("Begin production"),
    Action.INSPECT: _("Begin the inspection"),
    Action.REWORK: _("Back to production"),
    Action.DELIVER: _("All of it has arrived"),
    Action.CLOSE: _("Close the order"),
    Action.RESUME: _("Take off hold"),
}

PAYMENT_STATES: Mapping[PaymentState, Words] = {
    PaymentState.OPEN: _("waits for you"),
    PaymentState.PENDING: _("is being checked"),
    PaymentState.APPROVED: _("approved, due later"),
    PaymentState.RECEIVED: _("received"),
    PaymentState.PARTLY_REFUNDED: _("partly given back"),
    PaymentState.REFUNDED: _("given back"),
    PaymentState.FAILED: _("did not work"),
    PaymentState.CANCELLED: _("cancelled"),
}

PAPERS: Mapping[PaperKind, Words] = {
    PaperKind.ORDER_CONFIRMATION: _("Order confirmation"),
    PaperKind.PRO_FORMA: _("Pro forma invoice"),
    PaperKind.INVOICE: _("Invoice"),
    PaperKind.CREDIT_NOTE: _("Credit note"),
    PaperKind.PACKING_SLIP: _("Packing slip"),
    PaperKind.CERTIFICATE_OF_CONFORMITY: _("Certificate of conformity"),
    PaperKind.INSPECTION_REPORT: _("Inspection report"),
}

FILES: Mapping[FileKind, Words] = {
    FileKind.MODEL: _("Model"),
    FileKind.DRAWING: _("Drawing"),
    FileKind.PURCHASE_ORDER: _("Purchase order"),
    FileKind.CERTIFICATE: _("Certificate"),
    FileKind.INSPECTION: _("Inspection report"),
    FileKind.OTHER: _("Document"),
}
