"""Visitors, and the answers already given to them."""

from __future__ import annotations

import uuid

from django.db import models

from partwright.web.privacy.rows import PersonalRow


class Visitor(PersonalRow):
    """Somebody without an account, from the first upload on.

    The row holds the SHA-256 of a random token of 256 bits that only the visitor's browser or program has.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_seen_on = models.DateField(db_index=True)

    def __str__(self) -> str:
        return str(self.id)


class GivenAnswer(PersonalRow):
    """The answer to a write that named an idempotency key, kept to be given again.

    `key_digest` covers the writer's token and key, `request_digest` operation and body: neither tells who did what.
    `status` is None while the first request is still at work; `content` has a placeholder where a new token stood.
    """

    key_digest = models.CharField(max_length=64, primary_key=True)
    request_digest = models.CharField(max_length=64)
    nonce = models.CharField(max_length=43)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    content = models.BinaryField(default=bytes)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key_digest[:8]
