"""Reads of feedback for the shop."""

from django.db.models import QuerySet

from partwright.web.feedback.models import About, Feedback

LIST_LENGTH = 50


def find_feedback(*, about: str = "", rating: int | None = None) -> QuerySet[Feedback]:
    """What was given, the newest first; of one kind or rating if they are named."""
    found = Feedback.objects.order_by("-created_at", "id")
    if about in About.values:
        found = found.filter(about=about)
    return found if rating is None else found.filter(rating=rating)
