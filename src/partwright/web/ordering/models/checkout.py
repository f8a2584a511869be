"""What leads to an order: a checkout that is being filled in, terms, freight that staff named, exemptions from tax."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from partwright.web.payments.models import MONEY, Way
from partwright.web.privacy.rows import PersonalRow


class Terms(models.Model):
    """The terms of sale in one version; the latest are those that an order accepts."""

    version = models.PositiveIntegerField(primary_key=True)
    text = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"terms {self.version}"


class Checkout(PersonalRow):
    """What somebody has said so far about how a frozen quote is to be ordered; an order names the one it came of.

    `billing` and `shipping` are as `Address.as_plain`; {} where nothing was said yet. `freight_asked_at` is set while
    the customer waits to hear what sending to that address costs.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    revision = models.ForeignKey("quoting.Revision", on_delete=models.CASCADE, related_name="checkouts")
    owner = models.ForeignKey("accounts.Owner", on_delete=models.CASCADE, related_name="checkouts")
    person_id = models.UUIDField()
    billing = models.JSONField(default=dict)
    shipping = models.JSONField(default=dict)
    vat_id = models.CharField(max_length=20, blank=True)
    service = models.CharField(max_length=40, blank=True)
    way = models.CharField(max_length=10, choices=Way.choices, blank=True)
    po_number = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=500, blank=True)
    folder = models.CharField(max_length=32, unique=True)
    po_stored = models.CharField(max_length=120, blank=True)
    po_name = models.CharField(max_length=255, blank=True)
    freight_asked_at = models.DateTimeField(null=True, db_index=True)
    changed_at = models.DateTimeField(db_index=True)

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.UniqueConstraint(name="checkout_once_a_person", fields=["revision", "person_id"]),
        ]

    def __str__(self) -> str:
        return str(self.id)


class FreightOffer(PersonalRow):
    """What staff say that sending a frozen quote to a place costs, where no table tells it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    revision = models.ForeignKey("quoting.Revision", on_delete=models.CASCADE, related_name="freight_offers")
    country = models.CharField(max_length=2)
    postal_code = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=80)
    price = models.DecimalField(**MONEY)
    transit_days = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=500)
    offered_by = models.UUIDField(null=True)
    offered_at = models.DateTimeField()

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.CheckConstraint(name="freightoffer_not_below_nothing", condition=Q(price__gte=0)),
        ]
        ordering = ["price", "offered_at"]

    def __str__(self) -> str:
        return f"freight of {self.revision_id}"


class TaxExemption(PersonalRow):
    """A certificate by which a customer need not pay tax, once staff have accepted it.

    `place` is the country or region it holds in, "" for everywhere. `accepted` is None until staff decide.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey("accounts.Owner", on_delete=models.CASCADE, related_name="tax_exemptions")
    certificate = models.CharField(max_length=80)
    ground = models.CharField(max_length=200)
    place = models.CharField(max_length=10, blank=True)
    valid_until = models.DateField(null=True)
    claimed_at = models.DateTimeField()
    accepted = models.BooleanField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.CheckConstraint(
                name="taxexemption_decided_at_some_time",
                condition=Q(accepted=None, decided_at=None) | Q(accepted__isnull=False, decided_at__isnull=False),
            ),
        ]
        ordering = ["-claimed_at"]

    def __str__(self) -> str:
        return f"exemption of {self.owner_id}"
