"""Failed work: seen by the owner, done once more, or dropped."""

import uuid

from django.utils import timezone
from tests.web.staff.conftest import assert_queries_do_not_grow

from partwright.web.accounts.selectors import actor_for
from partwright.web.actor import StaffRole
from partwright.web.jobs.models import Job, JobKind, JobState
from partwright.web.jobs.services import claim
from partwright.web.staff.work_items import WorkKind
from partwright.web.staff.work_list import work_for

LIST = "/staff/jobs/"


def failed(kind: JobKind = JobKind.ANALYZE_PART) -> Job:
    now = timezone.now()
    return Job.objects.create(
        kind=kind,
        subject=uuid.uuid4(),
        state=JobState.FAILED,
        attempt=3,
        run_after=now,
        created_at=now,
        finished_at=now,
        error="MemoryError",
    )


def test_a_failed_job_is_the_owners_work_until_it_is_tried_again(works, browser_of) -> None:
    owner = works(StaffRole.OWNER)
    browser, job = browser_of(owner), failed()
    (item,) = work_for(actor_for(owner)).items
    assert (item.kind, item.where) == (WorkKind.JOB, f"{LIST}#job-{job.id}")
    assert b"MemoryError" in browser.get(LIST).content
    assert browser.post(f"{LIST}{job.id}/retry/").status_code == 303
    lease = claim()
    assert lease is not None
    assert (lease.job_id, lease.attempt, lease.last) == (job.id, 1, False)
    assert work_for(actor_for(owner)).items == []
    assert browser.post(f"{LIST}{job.id}/retry/").status_code == 404
    assert browser.post(f"{LIST}{job.id}/drop/").status_code == 404


def test_a_job_that_is_dropped_is_gone(as_role) -> None:
    job, browser = failed(), as_role(StaffRole.OWNER)
    assert browser.post(f"{LIST}{job.id}/drop/").status_code == 303
    assert not Job.objects.exists()
    assert b"Nothing has failed." in browser.get(LIST).content


def test_failed_mail_stands_under_mail(as_role) -> None:
    failed(JobKind.SEND_MAIL)
    assert b"Nothing has failed." in as_role(StaffRole.OWNER).get(LIST).content


def test_more_failures_ask_no_more_queries(as_role) -> None:
    assert_queries_do_not_grow(as_role(StaffRole.OWNER), LIST, failed)
