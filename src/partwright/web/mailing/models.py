"""A message as a row: written with what makes it necessary, sent by the queue."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from partwright.web.privacy.rows import PersonalRow


class MessageState(models.TextChoices):
    QUEUED = "queued"
    SENDING = "sending"  # an attempt is at it, or died of it
    SENT = "sent"
    FAILED = "failed"  # nobody tries again by themselves


class Message(PersonalRow):
    """One mail to one address, for one purpose.

    `message_id` is made with the row and the same at every attempt, so that a mail that leaves twice is known as one.
    `attachments` names files of the storage, which belong to other rows. `refused` says that the receiving side turned
    this message down; any other failure says something about the way there. `given_up_at` is when somebody of the shop
    decided that a failed one is not sent again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message_id = models.CharField(max_length=200, unique=True)
    template = models.CharField(max_length=80)
    purpose = models.CharField(max_length=30)
    person_id = models.UUIDField(null=True, db_index=True)
    to = models.EmailField()
    to_name = models.CharField(max_length=200, blank=True)
    subject = models.TextField()
    text = models.TextField()
    html = models.TextField()
    headers = models.JSONField(default=dict)
    attachments = models.JSONField(default=list)
    state = models.CharField(max_length=7, choices=MessageState.choices, default=MessageState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    refused = models.BooleanField(default=False)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_index=True)
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.CheckConstraint(
                name="message_sent_at_some_time",
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at=None),
            ),
        ]
        indexes = [models.Index(name="message_state", fields=["state", "created_at"])]

    def __str__(self) -> str:
        return f"{self.template} {self.id}"
