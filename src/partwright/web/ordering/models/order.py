"""An order, its lines, what happened to it, and its files."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Abs
from django.db.models.lookups import LessThan

from partwright.web.ordering.states import Action, OrderState
from partwright.web.payments.models import MONEY, Way
from partwright.web.privacy.rows import PersonalRow

HALF_A_CENT = Decimal("0.005")


class Order(PersonalRow):
    """What a customer has bought, in values of its own: it says the same when quote and parts are gone.

    `goods`, `freight` and `tax` come to `total`. `held_from` is the state it goes back to when it comes off hold.
    `ready_on` is the promised day of shipping, `arrives_on` that of arrival; both count anew from the day the payment
    is settled. `folder` holds its files.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=30, unique=True)
    checkout_id = models.UUIDField(unique=True)
    revision = models.ForeignKey("quoting.Revision", on_delete=models.SET_NULL, null=True, related_name="orders")
    owner = models.ForeignKey("accounts.Owner", on_delete=models.PROTECT, related_name="orders")
    person_id = models.UUIDField(db_index=True)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=13, choices=OrderState.choices, default=OrderState.PLACED)
    held_from = models.CharField(max_length=13, choices=OrderState.choices, blank=True)
    currency = models.CharField(max_length=3)
    goods = models.DecimalField(**MONEY)
    freight = models.DecimalField(**MONEY)
    tax = models.DecimalField(**MONEY)
    total = models.DecimalField(**MONEY)
    freight_tax = models.DecimalField(**MONEY)
    freight_rate_percent = models.DecimalField(max_digits=6, decimal_places=3)
    freight_tax_text = models.CharField(max_length=300)
    tax_reason = models.CharField(max_length=30)
    billing = models.JSONField()
    shipping = models.JSONField()
    vat_id = models.CharField(max_length=20, blank=True)
    way = models.CharField(max_length=10, choices=Way.choices)
    po_number = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=500, blank=True)
    service = models.CharField(max_length=40)
    service_name = models.CharField(max_length=80)
    transit_days = models.PositiveSmallIntegerField()
    business_days = models.PositiveSmallIntegerField()
    terms_version = models.PositiveIntegerField()
    placed_at = models.DateTimeField(db_index=True)
    ready_on = models.DateField()
    arrives_on = models.DateField()
    changed_at = models.DateTimeField()
    files_forgotten_at = models.DateTimeField(null=True)
    folder = models.CharField(max_length=32, unique=True)

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            # SQLite adds floats: 0.1 + 0.2 is not 0.3 there.
            models.CheckConstraint(
                name="order_adds_up",
                condition=LessThan(Abs(F("total") - F("goods") - F("freight") - F("tax")), HALF_A_CENT),
            ),
            models.CheckConstraint(
                name="order_on_hold_comes_from_somewhere",
                condition=Q(state="on_hold") & ~Q(held_from="") | ~Q(state="on_hold") & Q(held_from=""),
            ),
        ]
        indexes = [
            models.Index(name="order_of_owner", fields=["owner", "-placed_at"]),
            models.Index(name="order_state_due", fields=["state", "ready_on"]),
        ]

    def __str__(self) -> str:
        return self.number


class OrderLine(PersonalRow):
    """Pieces of one part. `option` is the contract's object as it was frozen; {} once the customer had it deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    part = models.ForeignKey("parts.Part", on_delete=models.SET_NULL, null=True, related_name="order_lines")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=255)
    body_name = models.CharField(max_length=255, blank=True)
    sha256 = models.CharField(max_length=64)
    configuration = models.CharField(max_length=500)
    required = models.TextField(blank=True)
    quantity = models.PositiveIntegerField()
    lead_time = models.CharField(max_length=10)
    business_days = models.PositiveSmallIntegerField()
    unit = models.DecimalField(max_digits=16, decimal_places=4)
    total = models.DecimalField(**MONEY)
    rate_percent = models.DecimalField(max_digits=6, decimal_places=3)
    tax = models.DecimalField(**MONEY)
    tax_text = models.CharField(max_length=300)
    option = models.JSONField()
    shipped = models.PositiveIntegerField(default=0)

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.UniqueConstraint(name="orderline_once_at_a_place", fields=["order", "position"]),
            models.CheckConstraint(
                name="orderline_ships_what_was_ordered", condition=Q(shipped__gte=0, shipped__lte=F("quantity"))
            ),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.position}"

    @property
    def to_ship(self) -> int:
        """Pieces that have not gone yet."""
        return self.quantity - self.shipped


class OrderEvent(PersonalRow):
    """One thing that happened to an order; never changed. An `internal` one is for staff alone."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=14, choices=Action.choices)
    state = models.CharField(max_length=13, choices=OrderState.choices)
    person_id = models.UUIDField(null=True)
    by_staff = models.BooleanField()
    reason = models.CharField(max_length=500, blank=True)
    internal = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.UniqueConstraint(name="orderevent_number_once", fields=["order", "number"]),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.order_id} {self.action}"


class FileKind(models.TextChoices):
    """What a file of an order is."""

    MODEL = "model"
    DRAWING = "drawing"
    PURCHASE_ORDER = "purchase_order"
    CERTIFICATE = "certificate"
    INSPECTION = "inspection"
    OTHER = "other"


class OrderFile(PersonalRow):
    """A file of an order, byte for byte as it came. `stored` is its name in the storage."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=14, choices=FileKind.choices)
    name = models.CharField(max_length=255)
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=120)
    by_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta(PersonalRow.Meta):
        constraints = [*PersonalRow.Meta.constraints]
        ordering = ["created_at", "name"]

    def __str__(self) -> str:
        return str(self.id)
