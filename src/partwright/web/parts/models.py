"""Parts as they were uploaded, their bodies, and how many came within the hour."""

from __future__ import annotations

import uuid

from django.db import models

from partwright.units import LengthUnit
from partwright.web.accounts.models import Owner
from partwright.web.privacy.rows import PersonalRow


class PartState(models.TextChoices):
    UPLOADED = "uploaded"  # waits for a worker
    ANALYZING = "analyzing"
    READY = "ready"
    UNPACKED = "unpacked"  # an archive: its members are parts of their own
    FAILED = "failed"


class Part(PersonalRow):
    """One uploaded file. Its blobs lie in one folder of the storage, under a random name.

    `stage` is what the analysis is doing, in the user's words. `original`, `answer`, `model` and `picture` are names in
    the storage, "" where there is none yet. Notes and findings are read from the answer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="parts")
    archive = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="members")
    name = models.CharField(max_length=255)
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    declared_units = models.CharField(
        max_length=4, choices=[(unit.value, unit.value) for unit in LengthUnit], blank=True
    )
    units = models.CharField(max_length=4, blank=True)
    unit_source = models.CharField(max_length=8, blank=True)
    format = models.CharField(max_length=8, blank=True)
    state = models.CharField(max_length=9, choices=PartState.choices, default=PartState.UPLOADED)
    stage = models.CharField(max_length=40, blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    error_message = models.TextField(blank=True)
    engine_version = models.CharField(max_length=40, blank=True)
    folder = models.CharField(max_length=32, unique=True)
    original = models.CharField(max_length=100, blank=True)
    answer = models.CharField(max_length=100, blank=True)
    model = models.CharField(max_length=100, blank=True)
    picture = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField()
    analyzed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(db_index=True, null=True)  # None: it stays until its owner deletes it

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_settled(self) -> bool:
        """Whether the analysis has come to its end, good or bad."""
        return self.state in (PartState.READY, PartState.UNPACKED, PartState.FAILED)


class Body(PersonalRow):
    """One distinct shape of a part, with what lists and prices need of it.

    `picture` is a name in the storage, "" until it is drawn and where the part's own shows this body and nothing else.
    """

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="bodies")
    index = models.PositiveIntegerField()
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=8)
    instances = models.PositiveIntegerField()
    watertight = models.BooleanField()
    volume_mm3 = models.FloatField()
    area_mm2 = models.FloatField()
    box_x_mm = models.FloatField()
    box_y_mm = models.FloatField()
    box_z_mm = models.FloatField()
    min_wall_mm = models.FloatField(null=True)
    face_count = models.PositiveIntegerField()
    picture = models.CharField(max_length=100, blank=True)

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.UniqueConstraint(name="body_once_in_part", fields=["part", "index"]),
        ]
        ordering = ["index"]

    def __str__(self) -> str:
        return f"{self.part_id}/{self.index}"


class BodySurvey(PersonalRow):
    """What one process saw in a body: all that a price needs. `content` is `analysis.answer.encode_survey`'s."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="surveys")
    process = models.CharField(max_length=40)
    content = models.BinaryField()

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.UniqueConstraint(name="survey_once_in_body", fields=["body", "process"]),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.process}"


class UploadCount(PersonalRow):
    """Files that came from one address, or from one visitor, within one hour.

    `key` is a digest under the installation's secret key of which of them and of the hour, so that a row tells neither
    who it was nor that two hours were the same one's.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key[:8]
