"""Number series, and the papers that were issued, frozen."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from partwright.web.documents.kinds import PaperKind
from partwright.web.documents.series import Series
from partwright.web.privacy.rows import PersonalRow


class NumberSeries(models.Model):
    """The next count of a series in a year. A row stays for ever: no number comes twice."""

    series = models.CharField(max_length=20, choices=[(series.value, series.name) for series in Series])
    year = models.PositiveSmallIntegerField()
    next = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="series_once_a_year", fields=["series", "year"]),
            models.CheckConstraint(name="series_counts_from_1", condition=Q(next__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}"


class IssuedDocument(PersonalRow):
    """A paper that left the shop under a number. The database refuses to change it (`guard`).

    `data` is all that its template says, `pictures` the digests of its pictures by name, `digest` the SHA-256 of kind,
    data and pictures. `file` and `file_sha256` are empty until it is first read: then it is set, once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=30, choices=[(kind.value, kind.name) for kind in PaperKind])
    series = models.CharField(max_length=20, choices=[(series.value, series.name) for series in Series])
    number = models.CharField(max_length=30, unique=True)
    issued_on = models.DateField()
    subject = models.UUIDField(db_index=True)
    owner_id = models.UUIDField(db_index=True)
    data = models.JSONField()
    pictures = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    kept_through = models.DateField(db_index=True)
    file = models.CharField(max_length=120, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.CheckConstraint(
                name="document_file_has_a_digest",
                condition=Q(file="", file_sha256="") | ~Q(file="") & ~Q(file_sha256=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class DocumentPicture(models.Model):
    """A picture on papers, such as the shop's logo: stored once, under its SHA-256, as long as a paper needs it.

    It is here and not among the files so that a paper is whole as soon as its row is there.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()
    kept_through = models.DateField(db_index=True)

    def __str__(self) -> str:
        return self.digest[:8]
