"""What is promised to be deleted is deleted, from database and disk, without anybody asking."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from partwright.web.accounts.models import GivenAnswer, Visitor
from partwright.web.jobs.models import Job, JobKind
from partwright.web.jobs.worker import do_all
from partwright.web.parts import storage
from partwright.web.parts.models import Part
from partwright.web.parts.services import upload_part
from partwright.web.privacy.retention import queue_retention
from partwright.web.quoting.models import Quote
from partwright.web.quoting.services import quote_parts

pytestmark = pytest.mark.django_db(transaction=True)

DAY = dt.timedelta(days=1)


def enforce() -> None:
    assert queue_retention()
    do_all()


@pytest.fixture
def quote(ready, by) -> Quote:
    return quote_parts([ready], by=by)


def test_everything_of_a_visitor_is_gone_after_its_time(quote, data_dir) -> None:
    with time_machine.travel(timezone.now() + 31 * DAY):
        enforce()
        assert not Part.objects.exists()
        assert not Quote.objects.exists()
        assert not Visitor.objects.exists()
        assert [path for path in (data_dir / "files").rglob("*") if path.is_file()] == []
        assert storage.folders() == []


def test_nothing_goes_before_its_time(quote, data_dir) -> None:
    with time_machine.travel(timezone.now() + 29 * DAY):
        enforce()
        assert Part.objects.count() == Quote.objects.count() == Visitor.objects.count() == 1
        assert storage.read(Part.objects.get().original)


def test_the_period_is_a_setting(settings, upload) -> None:
    settings.VISITOR_RETENTION = 3 * DAY
    upload()
    with time_machine.travel(timezone.now() + 4 * DAY):
        enforce()
    assert not Part.objects.exists()


def test_a_visitor_who_came_back_stays_with_the_newer_files(upload, by) -> None:
    upload()
    with time_machine.travel(timezone.now() + 20 * DAY):
        from django.core.files.base import ContentFile

        upload_part(ContentFile(b"x"), name="newer.stl", by=by)
    with time_machine.travel(timezone.now() + 35 * DAY):
        enforce()
    assert [part.name for part in Part.objects.all()] == ["newer.stl"]
    assert Visitor.objects.count() == 1


def test_a_folder_that_no_row_names_is_deleted_once_it_is_old(upload) -> None:
    upload()
    orphan = storage.new_folder()
    storage.store(orphan, b"left by a process that was killed between file and row")
    enforce()
    assert len(storage.folders()) == 2
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        enforce()
    assert storage.folders() == [Part.objects.get().folder]


def test_an_empty_folder_that_no_row_names_is_deleted(data_dir) -> None:
    (data_dir / "files" / "parts" / "abc").mkdir(parents=True)
    enforce()
    assert storage.folders() == []


def test_finished_jobs_go_after_a_week(upload, reader) -> None:
    upload()
    do_all()
    with time_machine.travel(timezone.now() + 6 * DAY):
        enforce()
        assert Job.objects.filter(kind=JobKind.ANALYZE_PART).exists()
    with time_machine.travel(timezone.now() + 8 * DAY):
        enforce()
        assert not Job.objects.filter(kind=JobKind.ANALYZE_PART).exists()


def test_given_answers_go_after_a_day() -> None:
    GivenAnswer.objects.create(key_digest="k", request_digest="r", channel="web", expires_at=timezone.now() + DAY)
    enforce()
    assert GivenAnswer.objects.exists()
    with time_machine.travel(timezone.now() + 2 * DAY):
        enforce()
    assert not GivenAnswer.objects.exists()


def test_retention_is_queued_once_an_hour(db) -> None:
    with time_machine.travel(dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC), tick=False) as clock:
        assert [queue_retention(), queue_retention()] == [True, False]
        clock.shift(3600)
        assert queue_retention()
