"""The visitor's cookie: none before the first upload, opaque afterwards, and worth nothing to anybody else."""

import base64
import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from partwright.web.accounts.models import Owner
from partwright.web.accounts.personal_data import name_cookie
from partwright.web.privacy.registry import cookies

pytestmark = pytest.mark.django_db

NAME = "partwright_visitor"
PAGES = ("/", "/privacy/", "/api/v1/catalog", "/api/v1/openapi.json", "/nowhere/")


def upload(client: Client, name: str = "part.stl"):
    return client.post("/upload/", {"file": SimpleUploadedFile(name, b"solid")})


@pytest.mark.parametrize("address", PAGES)
def test_reading_sets_no_cookie(browser, address) -> None:
    assert not browser.get(address).cookies


def test_the_first_upload_sets_one_registered_cookie(browser) -> None:
    response = upload(browser)
    assert set(response.cookies) == {NAME} <= set(cookies())
    cookie = response.cookies[NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert cookie["max-age"] == 30 * 24 * 3600


def test_the_cookie_is_random_and_says_nothing(browser) -> None:
    tokens = [upload(Client()).cookies[NAME].value for _ in range(3)]
    assert len(set(tokens)) == 3
    for token in tokens:
        assert len(base64.urlsafe_b64decode(token + "=")) == 32
        visitor = Owner.objects.get(token_digest=hashlib.sha256(token.encode()).hexdigest())
        assert visitor.id.hex not in token


def test_the_second_upload_is_the_same_visitors_and_sets_none(browser) -> None:
    upload(browser)
    assert not upload(browser).cookies
    assert Owner.objects.count() == 1


def test_a_cookie_that_nobody_gave_out_is_replaced(browser) -> None:
    browser.cookies[NAME] = "made-up"
    assert upload(browser).cookies[NAME].value != "made-up"


def test_the_cookie_is_sent_by_https_only_where_the_site_is(browser, settings) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"https": True})
    assert upload(browser).cookies[NAME]["secure"]


def test_the_token_itself_is_nowhere_in_the_database(browser) -> None:
    token = upload(browser).cookies[NAME].value
    rows = list(Owner.objects.values_list())
    assert token not in repr(rows)


def test_a_page_that_sets_an_unregistered_cookie_does_not(rf) -> None:
    from django.http import HttpResponse

    from partwright.web.site.middleware import guard_response

    def careless(_request):
        response = HttpResponse()
        response.set_cookie("tracking", "1")
        response.set_cookie(NAME, "1")
        return response

    assert set(guard_response(careless)(rf.post("/")).cookies) == {NAME}
    assert not guard_response(careless)(rf.get("/")).cookies


def test_by_https_no_other_host_of_the_domain_can_set_it() -> None:
    assert name_cookie(https=True) == f"__Host-{NAME}"
    assert name_cookie(https=False) == NAME
