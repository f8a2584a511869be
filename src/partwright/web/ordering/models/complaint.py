"""That something is wrong with what came, what the customer wants, and how it ended."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partwright.web.ordering.models.order import Order
from partwright.web.privacy.rows import PersonalRow


class Fault(models.TextChoices):
    """What is wrong."""

    DAMAGED = "damaged", _("Damaged on the way")
    OUT_OF_TOLERANCE = "out_of_tolerance", _("Not to size or shape")
    WRONG_MATERIAL = "wrong_material", _("Wrong material or finish")
    MISSING = "missing", _("Pieces missing")
    OTHER = "other", _("Something else")


class Remedy(models.TextChoices):
    """What is to be done about it."""

    REMAKE = "remake", _("Make them again")
    REFUND = "refund", _("Give money back")
    RETURN = "return", _("Return the parts for a refund")


class ComplaintState(models.TextChoices):
    OPEN = "open", _("Being looked at")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class Complaint(PersonalRow):
    """A complaint about an order; what is said about it, with photographs, is in its conversation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=30, unique=True)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="complaints")
    fault = models.CharField(max_length=16, choices=Fault.choices)
    wanted = models.CharField(max_length=6, choices=Remedy.choices)
    state = models.CharField(max_length=8, choices=ComplaintState.choices, default=ComplaintState.OPEN)
    remedy = models.CharField(max_length=6, choices=Remedy.choices, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    conversation_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(db_index=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.CheckConstraint(
                name="complaint_decided_at_some_time",
                condition=Q(state="open", decided_at=None) | ~Q(state="open") & Q(decided_at__isnull=False),
            ),
            models.UniqueConstraint(name="complaint_one_open_of_an_order", fields=["order"], condition=Q(state="open")),
        ]
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.number
