"""What the ordering slice refuses.

PartwrightError
├── OrderNotFoundError        order.not_found: no such order, checkout or file, or not this actor's to see or change
├── CheckoutFieldError        order.field: a field of a form that cannot be so
├── CheckoutClosedError       order.checkout_closed: the shop is not set up, or the frozen prices cannot be ordered
├── AddressUnprovenError      order.address_unproven: the customer's e-mail address is not verified
├── TermsChangedError         order.terms: terms that were not accepted, or are not the current ones
├── FreightUnknownError       order.freight_unknown: no table tells the freight, and staff have not
├── OrderChangedError         order.changed: what is to be paid is not what the customer saw
├── OrderStateError           order.state: nothing of the kind can be done with the order as it stands
├── ReasonMissingError        order.reason: an override or refusal without a reason
├── ShipmentError             order.shipment: pieces that were not ordered, or have gone already
├── OrderFileError            order.file: a file that is no document, or too large
└── FilesGoneError            order.files_gone: what would be needed again was deleted
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from partwright.errors import PartwrightError


class OrderNotFoundError(PartwrightError):
    """No such order, checkout or file, or somebody who may not see or change it."""

    code = "order.not_found"

    def __init__(self) -> None:
        super().__init__(_("There is no such order here: look for it in the list of your orders."))


class CheckoutFieldError(PartwrightError):
    """A field that cannot be so; `field` names it."""

    code = "order.field"

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


class CheckoutClosedError(PartwrightError):
    """The shop takes no orders, or not this one; `reasons` are sentences."""

    code = "order.checkout_closed"

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(" ".join(reasons))


class AddressUnprovenError(PartwrightError):
    """Somebody orders whose address nobody verified."""

    code = "order.address_unproven"

    def __init__(self) -> None:
        super().__init__(_("Your e-mail address is not verified: enter the code that we sent you, then order."))


class TermsChangedError(PartwrightError):
    """The terms of this day were not accepted."""

    code = "order.terms"

    def __init__(self) -> None:
        super().__init__(_("Read the terms and tick that you accept them."))


class FreightUnknownError(PartwrightError):
    """Nobody has said what the freight costs."""

    code = "order.freight_unknown"

    def __init__(self) -> None:
        super().__init__(_("The freight to this address is not known: ask for it, and order when we have answered."))


class OrderChangedError(PartwrightError):
    """The sum is not the one that was shown."""

    code = "order.changed"

    def __init__(self) -> None:
        super().__init__(_("Freight or tax have changed since this page was shown: check the new sum and order again."))


class OrderStateError(PartwrightError):
    """Something that the order's present state, `state`, does not allow."""

    code = "order.state"

    def __init__(self, state: str) -> None:
        self.state = state
        super().__init__(_("This cannot be done with the order as it stands now: look at it once more."))


class ReasonMissingError(PartwrightError):
    """Nobody says why."""

    code = "order.reason"

    def __init__(self) -> None:
        super().__init__(_("Say why: the reason stands in the order's history."))


class ShipmentError(PartwrightError):
    """A shipment that cannot be."""

    code = "order.shipment"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)


class OrderFileError(PartwrightError):
    """A file that is not taken."""

    code = "order.file"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)


class FilesGoneError(PartwrightError):
    """Files or specifications that were deleted."""

    code = "order.files_gone"

    def __init__(self) -> None:
        super().__init__(_("The files of this order were deleted: upload them again for a new quote."))
