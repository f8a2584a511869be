"""What people think of the site, its quotes and its prices."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partwright.web.privacy.rows import PersonalRow

WORST, BEST = 1, 5
LONGEST_TEXT = 4000


class About(models.TextChoices):
    """What is rated."""

    PAGE = "page", _("The website")
    QUOTE = "quote", _("A quote")
    PRICE = "price", _("A price")


class Feedback(PersonalRow):
    """One rating with words. Who gave it is not noted; `conversation` is there where an answer is wanted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    about = models.CharField(max_length=5, choices=About.choices)
    rating = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    created_at = models.DateTimeField(db_index=True)
    conversation = models.ForeignKey(
        "conversations.Conversation", on_delete=models.SET_NULL, null=True, related_name="feedback"
    )

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.CheckConstraint(name="feedback_rating_in_bounds", condition=Q(rating__gte=WORST, rating__lte=BEST)),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.rating}"
