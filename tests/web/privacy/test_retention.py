"""What is promised to be deleted is deleted, from database and disk, without anybody asking."""

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from partwright.web.accounts.models import GivenAnswer, Owner
from partwright.web.jobs.models import Job, JobKind
from partwright.web.jobs.worker import do_all
from partwright.web.parts import storage
from partwright.web.parts.models import Part
from partwright.web.parts.services import delete_part, upload_part
from partwright.web.privacy import registry
from partwright.web.privacy.registry import Retention
from partwright.web.privacy.retention import empty_journal, enforce_retention, queue_retention
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
        assert not Owner.objects.exists()
        assert [path for path in (data_dir / "files").rglob("*") if path.is_file()] == []
        assert storage.folders() == []


def test_nothing_goes_before_its_time(quote, data_dir) -> None:
    with time_machine.travel(timezone.now() + 29 * DAY):
        enforce()
        assert Part.objects.count() == Quote.objects.count() == Owner.objects.count() == 1
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
    assert Owner.objects.count() == 1


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


def test_what_processes_that_were_killed_had_received_goes_after_an_hour(db, data_dir) -> None:
    left = data_dir / "receiving" / "half.upload"
    left.write_bytes(b"half a drawing")
    enforce()
    assert left.exists()
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        enforce()
    assert not left.exists()


def test_one_routine_that_fails_does_not_hold_up_the_others(db, monkeypatch) -> None:
    def fail(now: dt.datetime) -> int:
        raise OSError("the disk is read-only")

    monkeypatch.setitem(registry._erasers, Retention.VISITOR_FILES, fail)
    GivenAnswer.objects.create(key_digest="k", request_digest="r", channel="web", expires_at=timezone.now())
    with pytest.raises(ExceptionGroup, match="Not everything"):
        enforce_retention(None)
    assert not GivenAnswer.objects.exists()


def test_the_database_keeps_no_trace_of_what_was_deleted(upload, by) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite keeps a journal that we can empty")
    part = upload(name="canary-4711.step")
    delete_part(part.id, by=by)
    assert empty_journal()
    file = Path(connection.settings_dict["NAME"])
    for kept in file.parent.glob(f"{file.name}*"):
        assert b"canary-4711" not in kept.read_bytes(), kept


def test_a_journal_in_use_is_emptied_later_and_nobody_waits(upload) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite keeps a journal that we can empty")
    upload()
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM parts_part").fetchone()
        assert not empty_journal()
        reader.rollback()
    assert empty_journal()
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone()[0] == 20_000
