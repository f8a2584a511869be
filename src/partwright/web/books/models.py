"""Versions of the price book, the draft of the next one, and trials of a draft."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from partwright.web.privacy.rows import PersonalRow

THE_ROW = 1
MAX_NOTE_LENGTH = 300


class BookVersion(PersonalRow):
    """A published price book: the shipped one with the operator's numbers. Never changed afterwards.

    `overrides` are numbers by path. `digest` is that of the book when it was published: a newer Partwright may ship
    other tables beneath the same overrides.
    """

    number = models.PositiveIntegerField(unique=True)
    overrides = models.JSONField(default=dict)
    note = models.CharField(max_length=MAX_NOTE_LENGTH)
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.UUIDField(null=True)

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.CheckConstraint(name="bookversion_counts_from_1", condition=Q(number__gte=1)),
        ]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"price book {self.number}"


class BookDraft(PersonalRow):
    """What the next version changes of the current one: a number by path, or None for the shipped one.

    There is one draft, which stays empty between versions; every writer of the price book locks its row. `edition`
    counts the writes, so that who has read an older one is told.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ROW, editable=False)
    changes = models.JSONField(default=dict)
    edition = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.UUIDField(null=True)

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.CheckConstraint(name="bookdraft_is_one", condition=Q(id=THE_ROW)),
        ]

    def __str__(self) -> str:
        return f"draft {self.edition}"


class TrialState(models.TextChoices):
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


class Trial(models.Model):
    """What a draft would do to the last quotes. `base` is the number of the version it is compared with, 0 for the
    shipped book; `edition` that of the draft. `left_out` counts quotes that cannot be priced in full any more."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=8, choices=TrialState.choices, default=TrialState.WORKING)
    base = models.PositiveIntegerField()
    edition = models.PositiveIntegerField()
    overrides = models.JSONField()
    planned = models.PositiveSmallIntegerField(default=0)
    tried = models.PositiveSmallIntegerField(default=0)
    left_out = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)


class TrialRow(PersonalRow):
    """One quote before and after. It names the quote and goes with it; the quote knows nothing of it."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="rows")
    quote_id = models.UUIDField(db_index=True)
    currency = models.CharField(max_length=3)
    before = models.DecimalField(max_digits=14, decimal_places=2)
    after = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.UniqueConstraint(name="trialrow_once_a_quote", fields=["trial", "quote_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.trial_id} {self.quote_id}"
