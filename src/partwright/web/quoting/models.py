"""Quotes and their lines."""

from __future__ import annotations

import secrets
import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from partwright.manufacturing.specification import LeadTime
from partwright.web.accounts.models import Owner, Person
from partwright.web.conversations.models import Conversation
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
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="quotes")  # of its parts too
    brought_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")  # to its team
    name = models.CharField(max_length=MAX_NAME_LENGTH, blank=True)  # "" where its owner gave none; see `title`
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(default=timezone.now)  # to the minute; see `services.touch`
    archived_at = models.DateTimeField(null=True)  # None: it stands in the list of those at work
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
    requirements = models.JSONField(default=dict, blank=True)  # as `Requirements.as_plain`; {} asks for nothing
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


class Revision(PersonalRow):
    """The prices of a quote as they were frozen on a day, to be held until another; never changed afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    total = models.DecimalField(max_digits=14, decimal_places=2)
    frozen_at = models.DateTimeField()
    valid_until = models.DateField()
    digest = models.CharField(max_length=64)  # SHA-256 of what its lines say: the same wish at the same prices

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.UniqueConstraint(name="revision_once_in_a_quote", fields=["quote", "number"]),
        ]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.quote_id} revision {self.number}"


class RevisionLine(PersonalRow):
    """One line of a frozen quote, in values of its own: it says the same when its part or its line is gone.

    `option` is the contract's object of the option, with its plan and the one price that was chosen.
    """

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey(QuoteLine, on_delete=models.SET_NULL, null=True, related_name="frozen")
    part = models.ForeignKey(Part, on_delete=models.SET_NULL, null=True, related_name="frozen")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=255)
    body_name = models.CharField(max_length=255, blank=True)
    sha256 = models.CharField(max_length=64)
    configuration = models.CharField(max_length=500)
    quantity = models.PositiveIntegerField()
    lead_time = models.CharField(max_length=10)
    business_days = models.PositiveSmallIntegerField()
    unit = models.DecimalField(max_digits=16, decimal_places=4)
    total = models.DecimalField(max_digits=14, decimal_places=2)
    option = models.JSONField()

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.UniqueConstraint(name="revisionline_once_at_a_place", fields=["revision", "position"]),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.revision_id}/{self.position}"


class ReviewState(models.TextChoices):
    OPEN = "open"  # waits for an answer of staff
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class ReviewRequest(PersonalRow):
    """That a person is to look at a quote. `revision` holds the prices it was answered with."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="reviews")
    conversation = models.ForeignKey(Conversation, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=ReviewState.choices, default=ReviewState.OPEN)
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.UniqueConstraint(name="review_open_once_a_quote", fields=["quote"], condition=Q(state="open")),
        ]
        indexes = [models.Index(name="review_turn", fields=["state", "asked_at"])]

    def __str__(self) -> str:
        return str(self.id)


class LineOffer(PersonalRow):
    """A price and time that staff gave for a line, for one configuration of it; see `line_offers`.

    `digest` is that of the configuration. `unit_before` and `days_before` are what was computed, None where nothing
    was.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(ReviewRequest, on_delete=models.CASCADE, related_name="offers")
    line = models.ForeignKey(QuoteLine, on_delete=models.CASCADE, related_name="offers")
    digest = models.CharField(max_length=64)
    currency = models.CharField(max_length=3)
    quantity = models.PositiveIntegerField()
    unit = models.DecimalField(max_digits=16, decimal_places=4)
    business_days = models.PositiveSmallIntegerField()
    unit_before = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    days_before = models.PositiveSmallIntegerField(null=True)
    note = models.CharField(max_length=1000, blank=True)  # for the customer
    reason = models.CharField(max_length=500, blank=True)
    given_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField()
    valid_until = models.DateField()

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.UniqueConstraint(name="lineoffer_once_in_a_review", fields=["review", "line"]),
            models.CheckConstraint(name="lineoffer_costs_something", condition=Q(unit__gt=0)),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ChangeState(models.TextChoices):
    OPEN = "open"  # the new part stands beside the old one
    ACCEPTED = "accepted"
    KEPT = "kept"  # the old part stays, the new one was dropped


class PartChange(PersonalRow):
    """A new revision of a part of a quote. The old part stays until the quote goes, so that it can be taken back.

    `required_before` is what was required of each line, by id, before the new part was taken: some of it may have stood
    on faces that are no more. `new_part` is None once it was dropped.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="part_changes")
    old_part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="replaced_in")
    new_part = models.ForeignKey(Part, on_delete=models.SET_NULL, null=True, related_name="proposed_in")
    state = models.CharField(max_length=8, choices=ChangeState.choices, default=ChangeState.OPEN)
    required_before = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")  # None: a visitor
    at = models.DateTimeField()  # of the last step

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.UniqueConstraint(
                name="partchange_open_once_a_part", fields=["quote", "old_part"], condition=Q(state="open")
            ),
        ]
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.id)
