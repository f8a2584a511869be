"""The job row: what is to be done, and who is doing it until when."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from partwright.web.actor import Channel


class JobKind(models.TextChoices):
    """Every kind of work. The handler of each is registered by the slice that does it."""

    ANALYZE_PART = "analyze_part"
    DRAW_PICTURE = "draw_picture"
    ENFORCE_RETENTION = "enforce_retention"
    SEND_MAIL = "send_mail"
    SEND_REFUND = "send_refund"
    CHECK_PAYMENT = "check_payment"
    FETCH_MAIL = "fetch_mail"
    TRY_PRICES = "try_prices"


class JobState(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(models.Model):
    """One piece of work on one row, written in the transaction that makes it necessary.

    `owner` is who waits for it, for a fair queue: a visitor's id, None for work of the house. `attempt` counts the
    leases given; only the holder of the latest may store a result, until `lease_until`. `period` names the hour or day
    of work that recurs, so that several processes queue it once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40, choices=JobKind.choices)
    subject = models.UUIDField(null=True)
    owner = models.UUIDField(null=True)
    channel = models.CharField(max_length=8, choices=[(channel.value, channel.name) for channel in Channel], blank=True)
    period = models.CharField(max_length=20, null=True)  # noqa: DJ001 -- null, not "": only named periods are unique
    state = models.CharField(max_length=8, choices=JobState.choices, default=JobState.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    run_after = models.DateTimeField()
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="job_of_a_visitor_has_a_channel",
                condition=Q(owner__isnull=True, channel="") | Q(owner__isnull=False, channel__in=list(Channel)),
            ),
            models.CheckConstraint(
                name="job_runs_with_a_lease",
                condition=~Q(state="running") | Q(lease_until__isnull=False, started_at__isnull=False),
            ),
            models.UniqueConstraint(name="job_once_a_period", fields=["kind", "period"]),
        ]
        indexes = [
            models.Index(name="job_queue", fields=["state", "run_after"]),
            models.Index(name="job_owner_running", fields=["owner", "state"]),
            models.Index(name="job_owner_served", fields=["owner", "started_at"]),
            models.Index(name="job_subject", fields=["subject"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
