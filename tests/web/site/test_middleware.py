"""What holds for every answer: writes from other origins refused, headers set, refusals in the right form."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

pytestmark = pytest.mark.django_db


def upload(client, address="/upload/", **headers):
    return client.post(address, {"file": SimpleUploadedFile("a.stl", b"solid")}, headers=headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver:8080"},
        {"sec-fetch-site": "cross-site", "origin": "http://testserver"},
    ],
)
@pytest.mark.parametrize("address", ["/upload/", "/api/v1/parts"])
def test_a_write_from_another_origin_is_refused(browser, address, headers) -> None:
    assert upload(browser, address, **headers).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"origin": "http://testserver"},
    ],
)
def test_a_write_from_here_or_from_a_program_is_taken(browser, headers) -> None:
    assert upload(browser, **headers).status_code == 302
    assert upload(browser, "/api/v1/parts", **headers).status_code == 202


def test_a_trusted_origin_may_write(browser, settings) -> None:
    trusted = settings.ENVIRONMENT.model_copy(update={"trusted_origins": ["https://shop.example"]})
    settings.ENVIRONMENT = trusted
    assert upload(browser, **{"origin": "https://shop.example", "sec-fetch-site": "cross-site"}).status_code == 302


def test_reading_from_anywhere_is_fine(browser) -> None:
    assert browser.get("/", headers={"sec-fetch-site": "cross-site"}).status_code == 200


@pytest.mark.parametrize("address", ["/", "/privacy/", "/nowhere/", "/api/v1/catalog", "/q/nonsense/"])
def test_every_answer_is_guarded(browser, address) -> None:
    headers = browser.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("address", ["/api/v1/nowhere", "/api/v1/parts/not-a-uuid", "/api/nowhere"])
def test_nothing_below_the_api_answers_with_a_page(browser, address) -> None:
    answer = browser.get(address)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "address.unknown"


def test_a_wrong_method_names_the_right_ones(browser) -> None:
    answer = browser.put("/api/v1/catalog")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET"
    assert answer.json()["code"] == "method.not_allowed"


def test_a_mistake_of_the_server_is_a_problem_too(browser, monkeypatch) -> None:
    from partwright.web.quoting import api

    monkeypatch.setattr(api, "report_catalog", lambda book: 1 / 0)
    browser.raise_request_exception = False
    answer = browser.get("/api/v1/catalog")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")


def test_a_host_that_is_not_ours_is_refused(browser) -> None:
    assert browser.get("/", headers={"host": "evil.example"}).status_code == 400


def test_what_is_one_visitors_is_neither_cached_nor_listed(ready, by) -> None:
    from partwright.web.quoting.services import quote_parts

    quote = quote_parts([ready], by=by)
    shared = f"/q/{quote.token}/"
    visitor = Client()
    for address in (
        shared,
        f"{shared}parts/{ready.id}/model.glb",
        f"/api/v1/parts/{ready.id}",
        "/q/gone/",
        "/nowhere/",
    ):
        headers = visitor.get(address).headers
        assert headers["X-Robots-Tag"] == "noindex", address
        assert "private" in headers["Cache-Control"], address
    assert "X-Robots-Tag" not in visitor.get("/").headers


def test_a_model_that_the_browser_has_is_not_sent_again(ready, by) -> None:
    from partwright.web.quoting.services import quote_parts

    address = f"/q/{quote_parts([ready], by=by).token}/parts/{ready.id}/model.glb"
    tag = Client().get(address)["ETag"]
    again = Client().get(address, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_an_unencrypted_page_of_the_same_name_may_not_write(browser, settings) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"https": True})
    assert upload(browser, origin="http://testserver").status_code == 403
    assert upload(browser, origin="https://testserver").status_code == 302
