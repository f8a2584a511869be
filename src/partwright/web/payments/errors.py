"""What the payments slice refuses.

PartwrightError
├── PaymentNotFoundError       payment.not_found: no such payment, or not this actor's to see or change
├── WayNotOfferedError         payment.not_offered: not configured here, or not for this customer or currency
├── AlreadyOpenError           payment.already_open: the order is being paid in another way
├── PaymentStateError          payment.state: nothing of the kind can be done with it any more, or yet
├── PaymentAmountError         payment.amount: not an amount of money that this payment can take
├── PoNumberMissingError       payment.po_missing: on account without a purchase order
├── CreditExceededError        payment.credit_exceeded: more than is left of the customer's credit
├── CreditTermsError           payment.credit_terms: a limit or term that nobody can give
├── RefundTooLargeError        payment.refund_too_large: more than is left to give back
├── CardNumberError            payment.card_number: a card number in a field of ours
├── EventSignatureError        payment.signature: a webhook that the provider did not sign, or long ago
├── ProviderUnavailableError   payment.provider_unavailable: the provider does not answer now
└── ProviderRefusedError       payment.provider_refused: the provider refuses what we ask
"""

from decimal import Decimal

from django.utils.translation import gettext as _

from partwright.errors import PartwrightError


class PaymentNotFoundError(PartwrightError):
    """No such payment, or somebody who may not see or change it."""

    code = "payment.not_found"

    def __init__(self) -> None:
        super().__init__(_("There is no payment here that you can change: look at the order once more."))


class WayNotOfferedError(PartwrightError):
    """A way to pay that is not open to this customer."""

    code = "payment.not_offered"

    def __init__(self) -> None:
        super().__init__(_("This way to pay is not offered for this order: choose one of those shown."))


class AlreadyOpenError(PartwrightError):
    """A second payment of one order, other than the one that is open."""

    code = "payment.already_open"

    def __init__(self) -> None:
        super().__init__(_("This order is being paid in another way: cancel that payment first."))


class PaymentStateError(PartwrightError):
    """Something that the payment's present state, `state`, does not allow."""

    code = "payment.state"

    def __init__(self, state: str) -> None:
        self.state = state
        super().__init__(_("This cannot be done with the payment as it stands now: look at the order once more."))


class PaymentAmountError(PartwrightError):
    """An amount that is not more than nothing, has fractions of a cent, or is more than is owed."""

    code = "payment.amount"

    def __init__(self, *, at_most: Decimal | None = None) -> None:
        if at_most is None:
            super().__init__(_("An amount is more than 0, with at most two decimals: type it anew."))
        else:
            super().__init__(
                _("Only %(amount)s is owed: note that much, and give the rest back.") % {"amount": at_most}
            )


class PoNumberMissingError(PartwrightError):
    """An order on account without the number of a purchase order."""

    code = "payment.po_missing"

    def __init__(self) -> None:
        super().__init__(_("An order on account needs a purchase order: type its number."))


class CreditExceededError(PartwrightError):
    """An order on account for more than is left of the credit."""

    code = "payment.credit_exceeded"

    def __init__(self, *, left: Decimal, currency: str) -> None:
        self.left = left
        super().__init__(
            _("Your credit has %(left)s %(currency)s left, less than this order: pay open invoices or in another way.")
            % {"left": left, "currency": currency}
        )


class CreditTermsError(PartwrightError):
    """A limit below nothing or not a sum of money, or a term out of bounds."""

    code = "payment.credit_terms"

    def __init__(self, *, most_days: int) -> None:
        super().__init__(
            _("A credit has a limit of 0 or more and a term from 0 to %(days)s days: type them anew.")
            % {"days": most_days}
        )


class RefundTooLargeError(PartwrightError):
    """A refund of more than is left."""

    code = "payment.refund_too_large"

    def __init__(self, *, left: Decimal, currency: str) -> None:
        self.left = left
        super().__init__(
            _("At most %(left)s %(currency)s can be given back: type a smaller amount.")
            % {"left": left, "currency": currency}
        )


class CardNumberError(PartwrightError):
    """What looks like the number of a card, in a field of ours."""

    code = "payment.card_number"

    def __init__(self) -> None:
        super().__init__(
            _("This looks like a card number. Do not type card numbers here: the provider's own page asks for it.")
        )


class EventSignatureError(PartwrightError):
    """A webhook whose signature is missing, wrong, or too old."""

    code = "payment.signature"

    def __init__(self) -> None:
        super().__init__(
            _("This event is not signed with the webhook's secret, or was signed long ago: send it again.")
        )


class ProviderUnavailableError(PartwrightError):
    """The provider does not answer, or is too busy."""

    code = "payment.provider_unavailable"
    retry_after_s = 10

    def __init__(self) -> None:
        super().__init__(_("The payment provider does not answer right now: try again in a moment."))


class ProviderRefusedError(PartwrightError):
    """The provider refuses what we ask; `reason` is its code, which names no person."""

    code = "payment.provider_refused"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(_("The payment provider refuses this payment: choose another way to pay, or write to us."))
