"""Reads about the queue."""

from django.db.models import QuerySet

from partwright.web.jobs.models import Job, JobState


def failed_jobs() -> QuerySet[Job]:
    """What nobody tries any more, until somebody asks for it; the newest failure first."""
    return Job.objects.filter(state=JobState.FAILED).order_by("-finished_at", "id")
