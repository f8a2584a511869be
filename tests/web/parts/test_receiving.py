"""Limits of uploads, and visitors that come with them."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.web import processes

from partwright.web.accounts.models import Owner
from partwright.web.parts.allowance import count_uploads
from partwright.web.parts.errors import TooManyUploadsError
from partwright.web.parts.models import Part, UploadCount
from partwright.web.parts.retention import erase_upload_counts

pytestmark = pytest.mark.django_db

START = dt.datetime(2026, 3, 1, 12, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _small_limits(settings) -> None:
    limits = {"uploads_per_hour_address": 6, "uploads_per_hour_visitor": 4, "upload_mb": 1}
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update=limits)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as travel:
        yield travel


def send(client: Client, *, count: int = 1, address: str = "198.51.100.7", size: int = 10):
    files = [SimpleUploadedFile(f"part{number}.stl", b"x" * size) for number in range(count)]
    return client.post("/upload/", {"file": files}, REMOTE_ADDR=address)


def test_a_visitor_may_upload_so_many_an_hour(clock, browser) -> None:
    assert send(browser, count=4).status_code == 302
    refused = send(browser, address="203.0.113.9")
    assert refused.status_code == 429
    assert refused["Retry-After"] == "1800"
    assert Part.objects.count() == 4
    clock.shift(1800)
    assert send(browser).status_code == 302


def test_an_address_may_upload_so_many_an_hour_whoever_sits_there(clock) -> None:
    assert send(Client(), count=4).status_code == 302
    assert send(Client(), count=2).status_code == 302
    assert send(Client()).status_code == 429
    assert send(Client(), address="203.0.113.9").status_code == 302


def test_a_refused_upload_counts_for_nothing(clock, by) -> None:
    with pytest.raises(TooManyUploadsError):
        count_uploads(5, address="a", by=by)
    count_uploads(4, address="a", by=by)


def test_addresses_are_kept_only_as_digests_that_change_every_hour(clock, browser) -> None:
    send(browser, address="198.51.100.7")
    first = list(UploadCount.objects.values())
    assert len(first) == 2  # the address and the visitor
    assert "198.51.100.7" not in repr(first)
    assert str(Owner.objects.get().id) not in repr(first)
    clock.shift(3600)
    send(browser, address="198.51.100.7")
    assert len(set(UploadCount.objects.values_list("key"))) == 4


def test_counts_of_an_hour_go_when_it_is_over(clock, browser) -> None:
    send(browser)
    assert erase_upload_counts(timezone.now()) == 0
    clock.shift(1800)
    assert erase_upload_counts(timezone.now()) == 2
    assert not UploadCount.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_processes_share_one_count(by) -> None:
    count_uploads(3, address="a", by=by)
    other = processes.start("tests/web/parts/counting_process.py", "3", "a")
    assert processes.expect(other, "counted") == "counted 3"
    other.communicate()
    with pytest.raises(TooManyUploadsError):
        count_uploads(1, address="a", by=None)


@pytest.mark.django_db(transaction=True)
def test_many_uploads_at_once_pass_no_limit() -> None:
    def one(_number: int) -> bool:
        try:
            count_uploads(1, address="a", by=None)
        except TooManyUploadsError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(30))) == 6
    assert UploadCount.objects.get().count == 6


def test_forwarded_addresses_count_only_behind_our_own_proxies(clock, rf, settings) -> None:
    from partwright.web.accounts.requests import address_of

    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="1.1.1.1, 2.2.2.2")
    assert address_of(request) == "10.0.0.1"
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"trusted_proxies": 1})
    assert address_of(request) == "2.2.2.2"


def test_a_file_over_the_limit_is_refused_with_a_sentence(browser) -> None:
    refused = send(browser, size=1_000_001)
    assert refused.status_code == 413
    assert "is larger than 1 MB" in refused.content.decode()
    assert not Part.objects.exists()
    assert not Owner.objects.exists()


def test_a_file_at_the_limit_is_taken(browser) -> None:
    assert send(browser, size=1_000_000).status_code == 302


def test_an_upload_without_a_file_is_refused_and_makes_nobody_a_visitor(browser) -> None:
    assert browser.post("/upload/").status_code == 422
    assert not Owner.objects.exists()


def test_too_many_files_at_once_are_refused_with_a_sentence(browser, settings) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 3
    refused = send(browser, count=4)
    assert refused.status_code == 413
    assert "more than 3 files" in refused.content.decode()


def test_several_files_make_one_quote_of_one_visitor(browser) -> None:
    assert send(browser, count=3).status_code == 302
    assert Part.objects.count() == 3
    assert Owner.objects.count() == 1
