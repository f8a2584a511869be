"""Quotes and their lines."""

from __future__ import annotations

import secrets
import uuid

from django.db import models
from django.db.models import Q

from partwright.manufacturing.specification import LeadTime
from partwright.web.accounts.models import Owner
from partwright.web.parts.models import Body, Part
from partwright.web.privacy.rows import PersonalRow
from partwright.web.quoting.naming import MAX_NAME_LENGTH, title_of

MAX_QUANTITY = 100_000  # as pricing.limits.quantity_max


def unguessable() -> str:
    """A word of 256 random bits, for an address that is its own key."""
    return secrets.token_urlsafe(32)


class Quote(PersonalRow):
    """Parts that are priced together. Who has the link may read it; its owner alone may change it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token = models.CharField(max_length=43, unique=True, default=unguessable, editable=False)
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="quotes")
    name = models.CharField(max_length=MAX_NAME_LENGTH, blank=True)  # "" where its owner gave none; see `title`
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True, null=True)  # None: it stays until its owner deletes it

    def __str__(self) -> str:
        return str(self.id)

    @property
    def title(self) -> str:
        """What the quote is called: by its owner, or by its day."""
        return title_of(self.name, created_at=self.created_at)


class QuoteLine(PersonalRow):
    """One body of a part, as it is wanted.

    Until the part is analyzed there is no body and no process; afterwards `process` is "" only where no process can
    make it. A removed line stays until its quote goes, so that removing can be undone. An alternative names the first
    line of its body in the quote, so that it finds its body when the part is analyzed again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="lines")
    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="lines")
    body = models.ForeignKey(Body, on_delete=models.SET_NULL, null=True, related_name="lines")
    alternative_of = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="alternatives")
    position = models.PositiveIntegerField()
    process = models.CharField(max_length=40, blank=True)
    material = models.CharField(max_length=60, blank=True)
    finish = models.CharField(max_length=60, blank=True)
    tolerance = models.CharField(max_length=60, blank=True)
    quantity = models.PositiveIntegerField(default=1)
    lead_time = models.CharField(
        max_length=10, choices=[(lead_time.value, lead_time.value) for lead_time in LeadTime], default=LeadTime.STANDARD
    )
    removed_at = models.DateTimeField(null=True)

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.CheckConstraint(
                name="quoteline_has_a_sane_quantity", condition=Q(quantity__gte=1, quantity__lte=MAX_QUANTITY)
            ),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return str(self.id)
