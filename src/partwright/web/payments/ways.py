"""The three ways to pay."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from django.conf import settings

from partwright.web.actor import Actor
from partwright.web.jobs import services as jobs
from partwright.web.jobs.models import JobKind
from partwright.web.payments.errors import CreditExceededError, PoNumberMissingError, WayNotOfferedError
from partwright.web.payments.models import CreditAccount, Payment, Refund, Way
from partwright.web.payments.money import THREE_DECIMALS
from partwright.web.payments.provider import PaymentWay
from partwright.web.shop.selectors import get_shop


class Card:
    """On Stripe's own page; nothing of the card but its brand and last four digits is ever told to us."""

    way = Way.CARD

    def is_offered(self, owner_id: UUID, currency: str) -> bool:
        return card_is_configured() and currency not in THREE_DECIMALS

    def prepare(self, payment: Payment) -> None:
        if not self.is_offered(payment.owner_id, payment.currency):
            raise WayNotOfferedError

    def release(self, payment: Payment, *, by: Actor) -> None:
        if payment.session_id:  # whoever still has the page open must not pay by it
            jobs.enqueue(JobKind.CHECK_PAYMENT, payment.id, by=by)

    def send_back(self, refund: Refund, *, by: Actor) -> None:
        jobs.enqueue(JobKind.SEND_REFUND, refund.id, by=by)


class OnAccount:
    """Against a purchase order, within a credit limit, once staff have approved it."""

    way = Way.ON_ACCOUNT

    def is_offered(self, owner_id: UUID, currency: str) -> bool:
        credit = CreditAccount.objects.filter(owner_id=owner_id, active=True, currency=currency).first()
        return credit is not None and credit.limit > used_credit(owner_id)

    def prepare(self, payment: Payment) -> None:
        if not payment.po_number:
            raise PoNumberMissingError
        locked = CreditAccount.objects.select_for_update()
        credit = locked.filter(owner_id=payment.owner_id, active=True, currency=payment.currency).first()
        if credit is None:
            raise WayNotOfferedError
        left = credit.limit - used_credit(payment.owner_id)
        if payment.amount > left:
            raise CreditExceededError(left=max(left, Decimal(0)), currency=credit.currency)

    def release(self, payment: Payment, *, by: Actor) -> None:
        """A closed payment uses no credit."""

    def send_back(self, refund: Refund, *, by: Actor) -> None:
        """Staff write a credit note, or transfer."""


class Transfer:
    """In advance, to the account that the pro-forma invoice names; staff note what came."""

    way = Way.TRANSFER

    def is_offered(self, owner_id: UUID, currency: str) -> bool:
        return bool(get_shop().bank_iban)

    def prepare(self, payment: Payment) -> None:
        if not self.is_offered(payment.owner_id, payment.currency):
            raise WayNotOfferedError

    def release(self, payment: Payment, *, by: Actor) -> None:
        """Nothing was."""

    def send_back(self, refund: Refund, *, by: Actor) -> None:
        """Staff transfer it."""


_WAYS: Mapping[Way, PaymentWay] = {way.way: way for way in (Card(), OnAccount(), Transfer())}


def ways() -> tuple[PaymentWay, ...]:
    """Every way, in the order they are offered."""
    return tuple(_WAYS.values())


def way_of(payment: Payment) -> PaymentWay:
    """The way of a payment."""
    return _WAYS[Way(payment.way)]


def card_is_configured() -> bool:
    """Whether this installation has what Stripe needs."""
    return bool(settings.ENVIRONMENT.stripe_secret_key and settings.ENVIRONMENT.stripe_webhook_secret)


def used_credit(owner_id: UUID) -> Decimal:
    """What a customer owes on account, with what is not approved yet."""
    owed = Payment.objects.filter(owner_id=owner_id, way=Way.ON_ACCOUNT, closed_at=None).only(
        "way", "amount", "received", "refunded", "closed_at"
    )
    return sum((payment.outstanding for payment in owed), Decimal(0))
