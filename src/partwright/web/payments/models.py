"""Payments, what came and what went back, what the provider told, and who may pay later."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from partwright.web.privacy.rows import PersonalRow

MONEY = {"max_digits": 12, "decimal_places": 2}


class Way(models.TextChoices):
    """How an order is paid."""

    CARD = "card"
    ON_ACCOUNT = "on_account"
    TRANSFER = "transfer"


class PaymentState(models.TextChoices):
    """Where a payment stands; follows from its facts, see `states.state_of`."""

    OPEN = "open"  # the customer is to act
    PENDING = "pending"  # the provider or the staff are to act, or a part has come
    APPROVED = "approved"  # on account: staff have agreed, the money comes later
    RECEIVED = "received"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class RefundState(models.TextChoices):
    REQUESTED = "requested"
    SETTLED = "settled"
    FAILED = "failed"


class Payment(PersonalRow):
    """One attempt to pay one order; an order has one that is not closed, and may have closed ones before it.

    `order_id` is a row of a slice above. The facts are `completed_at` (the provider's page is done, money may still
    come), `approved_at`, `received`, `refunded` (what was really given back) and `closed_as` with `closed_at`; `state`
    follows from them. `settled_at` is when the order could go on. `reference` is what a bank transfer names.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order_id = models.UUIDField(db_index=True)
    owner = models.ForeignKey("accounts.Owner", on_delete=models.PROTECT, related_name="payments")
    person_id = models.UUIDField(null=True)
    way = models.CharField(max_length=10, choices=Way.choices)
    state = models.CharField(max_length=15, choices=PaymentState.choices, default=PaymentState.OPEN)
    amount = models.DecimalField(**MONEY)
    currency = models.CharField(max_length=3)
    received = models.DecimalField(**MONEY, default=Decimal(0))
    refunded = models.DecimalField(**MONEY, default=Decimal(0))
    reference = models.CharField(max_length=40, blank=True)
    po_number = models.CharField(max_length=80, blank=True)
    session_id = models.CharField(max_length=120, blank=True)
    intent_id = models.CharField(max_length=120, blank=True)
    brand = models.CharField(max_length=20, blank=True)
    last4 = models.CharField(max_length=4, blank=True)
    approved_by = models.UUIDField(null=True)
    due_on = models.DateField(null=True)
    created_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_as = models.CharField(max_length=9, blank=True)
    next_check_at = models.DateTimeField(null=True, db_index=True)

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.UniqueConstraint(
                name="payment_one_live_of_an_order", fields=["order_id"], condition=Q(closed_at=None)
            ),
            models.UniqueConstraint(name="payment_session_once", fields=["session_id"], condition=~Q(session_id="")),
            models.UniqueConstraint(name="payment_intent_once", fields=["intent_id"], condition=~Q(intent_id="")),
            models.CheckConstraint(name="payment_of_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="payment_receives_what_is_owed", condition=Q(received__gte=0, received__lte=F("amount"))
            ),
            models.CheckConstraint(
                name="payment_refunds_what_it_took", condition=Q(refunded__gte=0, refunded__lte=F("amount"))
            ),
            models.CheckConstraint(
                name="payment_closed_as_something",
                condition=Q(closed_at=None, closed_as="")
                | Q(closed_at__isnull=False, closed_as__in=[PaymentState.FAILED, PaymentState.CANCELLED]),
            ),
            models.CheckConstraint(
                name="payment_received_is_settled",
                condition=Q(settled_at__isnull=False) | Q(approved_at=None, received__lt=F("amount")),
            ),
        ]
        indexes = [models.Index(name="payment_of_owner", fields=["owner", "way"])]

    def __str__(self) -> str:
        return f"{self.way} {self.id}"

    @property
    def outstanding(self) -> Decimal:
        """What is still to come; on account, what was credited is not owed any more."""
        if self.closed_at is not None:
            return Decimal(0)
        credited = self.refunded if self.way == Way.ON_ACCOUNT else Decimal(0)
        return max(Decimal(0), self.amount - self.received - credited)


class Receipt(PersonalRow):
    """Money that staff found on the bank account; `reference` is the bank's, once a payment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="receipts")
    amount = models.DecimalField(**MONEY)
    reference = models.CharField(max_length=80)
    received_on = models.DateField()
    entered_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.UniqueConstraint(name="receipt_once_a_payment", fields=["payment", "reference"]),
            models.CheckConstraint(name="receipt_of_something", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"receipt {self.id}"


class Refund(PersonalRow):
    """Money that goes back, or on account is taken off what is owed.

    The id is the idempotency key at the provider. `provider_id` is the provider's name of it, `reference` the bank's
    or that of a credit note.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="refunds")
    amount = models.DecimalField(**MONEY)
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=9, choices=RefundState.choices, default=RefundState.REQUESTED)
    provider_id = models.CharField(max_length=120, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    requested_by = models.UUIDField(null=True)
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.CheckConstraint(name="refund_of_something", condition=Q(amount__gt=0)),
            models.UniqueConstraint(name="refund_provider_once", fields=["provider_id"], condition=~Q(provider_id="")),
            models.CheckConstraint(
                name="refund_settled_at_some_time", condition=~Q(state="settled") | Q(settled_at__isnull=False)
            ),
        ]
        indexes = [models.Index(name="refund_state", fields=["state", "created_at"])]

    def __str__(self) -> str:
        return f"refund {self.id}"


class ProviderEvent(PersonalRow):
    """One thing that the provider told, by its id: the second time it is told, nothing happens.

    `told` is what was read from it, without names or addresses. One without `applied_at` waits for another that has
    not come yet: a refund for the money it gives back. `intent_id` says which.
    """

    event_id = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=60)
    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, null=True, related_name="events")
    intent_id = models.CharField(max_length=120, blank=True, db_index=True)
    told = models.JSONField()
    received_at = models.DateTimeField(db_index=True)
    applied_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"


class CreditAccount(PersonalRow):
    """That a customer may pay later: up to how much at once, and within how many days of the approval."""

    owner = models.OneToOneField("accounts.Owner", on_delete=models.PROTECT, related_name="credit")
    limit = models.DecimalField(**MONEY)
    currency = models.CharField(max_length=3)
    net_days = models.PositiveSmallIntegerField()
    approved_by = models.UUIDField(null=True)
    active = models.BooleanField(default=True)
    changed_at = models.DateTimeField(db_index=True)

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.CheckConstraint(name="credit_not_below_nothing", condition=Q(limit__gte=0)),
        ]

    def __str__(self) -> str:
        return f"credit of {self.owner_id}"
