"""The ledger of what left the house."""

from __future__ import annotations

from django.db import models

from partwright.web.privacy.rows import PersonalRow


class Outcome(models.TextChoices):
    """What became of a disclosure. One that was attempted and has no other row was cut off: it may have left."""

    ATTEMPTED = "attempted"
    DONE = "done"
    FAILED = "failed"


class LedgerRow(PersonalRow):
    """One event of one disclosure; written once, never changed (`ledger.guard` makes the database refuse it).

    `disclosure` joins the rows of one attempt. `subject` is a pseudonym of whose data it is, "" where no account is
    known; no column holds a personal value. `recipient`, `purpose` and `basis` are those of `policy.disclosure`.
    """

    disclosure = models.UUIDField()
    at = models.DateTimeField(db_index=True)
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    recipient = models.CharField(max_length=30)
    categories = models.JSONField()
    purpose = models.CharField(max_length=30)
    basis = models.CharField(max_length=30)
    subject = models.CharField(max_length=64, blank=True, db_index=True)
    what = models.CharField(max_length=80)
    payload_digest = models.CharField(max_length=64)

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.UniqueConstraint(name="ledger_outcome_once", fields=["disclosure", "outcome"]),
        ]

    def __str__(self) -> str:
        return f"{self.what}: {self.outcome}"
