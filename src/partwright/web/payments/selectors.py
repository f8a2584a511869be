"""Reads about payments."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import F, QuerySet

from partwright.web.actor import Actor, ActorKind, Right, StaffRole
from partwright.web.payments.errors import PaymentNotFoundError
from partwright.web.payments.models import CreditAccount, Payment, PaymentState, Refund, RefundState, Way
from partwright.web.payments.ways import used_credit, ways


@dataclass(frozen=True, slots=True)
class Credit:
    """What a customer may owe, and owes."""

    limit: Decimal
    used: Decimal
    currency: str
    net_days: int
    active: bool

    @property
    def left(self) -> Decimal:
        return max(Decimal(0), self.limit - self.used) if self.active else Decimal(0)


def offered_ways(owner_id: UUID, currency: str) -> tuple[Way, ...]:
    """The ways to pay that are open to a customer; one that is not configured is not among them."""
    return tuple(way.way for way in ways() if way.is_offered(owner_id, currency))


def get_payment(payment_id: UUID, *, by: Actor) -> Payment:
    """A payment that the actor may see.

    Raises:
        PaymentNotFoundError: there is none, or it is somebody else's.
    """
    payment = Payment.objects.filter(id=payment_id).first()
    if payment is None or not may_see(payment, by=by):
        raise PaymentNotFoundError
    return payment


def payment_of(order_id: UUID) -> Payment | None:
    """The payment of an order: the live one, else the last that was closed."""
    return Payment.objects.filter(order_id=order_id).order_by(F("closed_at").desc(nulls_first=True)).first()


def payments_of(order_id: UUID) -> QuerySet[Payment]:
    """Every attempt to pay an order, the newest first, with what came and went."""
    return Payment.objects.filter(order_id=order_id).order_by("-created_at").prefetch_related("receipts", "refunds")


def refunds_of(payment_id: UUID) -> QuerySet[Refund]:
    """The refunds of a payment, the newest first."""
    return Refund.objects.filter(payment_id=payment_id).order_by("-created_at")


def awaiting_approval() -> QuerySet[Payment]:
    """Payments on account that staff have to look at, the oldest first."""
    waiting = Payment.objects.filter(way=Way.ON_ACCOUNT, approved_at=None, closed_at=None)
    return waiting.exclude(state=PaymentState.RECEIVED).order_by("created_at")


def awaiting_money() -> QuerySet[Payment]:
    """Payments whose money comes to the bank account: transfers in advance, and what is owed on account."""
    owed = Payment.objects.filter(closed_at=None).exclude(way=Way.CARD)
    states = (PaymentState.OPEN, PaymentState.PENDING, PaymentState.APPROVED, PaymentState.PARTLY_REFUNDED)
    still = owed.filter(state__in=states, received__lt=F("amount"))  # a part that was given back is not owed anew
    return still.exclude(way=Way.ON_ACCOUNT, amount__lte=F("received") + F("refunded")).order_by("created_at")


def overdue(today: date) -> QuerySet[Payment]:
    """What was to be paid before today, the longest ago first."""
    return awaiting_money().filter(due_on__lt=today).order_by("due_on")


def refunds_to_settle() -> QuerySet[Refund]:
    """Refunds that people carry out, the oldest first."""
    waiting = Refund.objects.filter(state=RefundState.REQUESTED).exclude(payment__way=Way.CARD)
    return waiting.select_related("payment").order_by("created_at")


def credit_of(owner_id: UUID) -> Credit | None:
    """A customer's credit; None if nobody ever gave any."""
    row = CreditAccount.objects.filter(owner_id=owner_id).first()
    if row is None:
        return None
    return Credit(row.limit, used_credit(owner_id), row.currency, row.net_days, row.active)


def may_see(payment: Payment, *, by: Actor) -> bool:
    """Whose order it is, and those of the shop who work with money or customers."""
    return _is_staff(by, StaffRole.FINANCE, StaffRole.SALES) or by.may(Right.VIEW, payment.owner_id)


def may_pay(owner_id: UUID, *, by: Actor) -> bool:
    """Who may order for the owner, and sales, who write down what a customer said."""
    return _is_staff(by, StaffRole.FINANCE, StaffRole.SALES) or by.may(Right.ORDER, owner_id)


def may_book(by: Actor) -> bool:
    """Who notes money, gives it back and grants credit."""
    return _is_staff(by, StaffRole.FINANCE)


def _is_staff(by: Actor, *roles: StaffRole) -> bool:
    return by.kind is ActorKind.SYSTEM or by.works_as(*roles)
