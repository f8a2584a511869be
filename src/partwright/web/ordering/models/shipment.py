"""Parcels that left the shop, and which pieces were in them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from partwright.web.ordering.models.order import Order, OrderLine
from partwright.web.privacy.rows import PersonalRow


class Shipment(PersonalRow):
    """One consignment; an order may go in several."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="shipments")
    number = models.PositiveIntegerField()
    carrier = models.CharField(max_length=80)
    tracking_number = models.CharField(max_length=80, blank=True)
    boxes = models.PositiveIntegerField(default=1)
    shipped_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.UniqueConstraint(name="shipment_number_once", fields=["order", "number"]),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.number}"


class ShipmentLine(PersonalRow):
    """Pieces of one line in a shipment."""

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="shipped_in")
    quantity = models.PositiveIntegerField()

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.UniqueConstraint(name="shipmentline_once", fields=["shipment", "line"]),
            models.CheckConstraint(name="shipmentline_of_something", condition=Q(quantity__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.shipment_id} {self.quantity}"
