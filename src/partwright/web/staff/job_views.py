"""Background work that has failed, to be done once more or not at all."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from partwright.web.accounts.entering import see_other
from partwright.web.actor import StaffRole
from partwright.web.jobs import services
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.staff.access import staff_only
from partwright.web.staff.paging import query_without_page
from partwright.web.staff.work_sources import jobs_to_mend

LIST_LENGTH = 50


@require_safe
@purpose(Purpose.ADMINISTER)
@staff_only(StaffRole.OWNER)
def jobs(request: HttpRequest) -> HttpResponse:
    """What has failed, the newest first."""
    page = Paginator(jobs_to_mend(), LIST_LENGTH).get_page(request.GET.get("page"))
    return render(request, "staff/jobs.html", {"page": page, "query": query_without_page(request)})


@require_POST
@purpose(Purpose.ADMINISTER)
@staff_only(StaffRole.OWNER)
def retry(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Has a job done once more."""
    services.retry(job_id)
    return see_other(reverse("staff:jobs"))


@require_POST
@purpose(Purpose.ADMINISTER)
@staff_only(StaffRole.OWNER)
def drop(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Takes a job off the list that is not to be done."""
    services.drop_failed(job_id)
    return see_other(reverse("staff:jobs"))
