"""How a request says who sent it."""

import pytest
from django.test import Client

from partwright.web.accounts.requests import address_of
from partwright.web.accounts.services import welcome_visitor
from partwright.web.actor import Channel


@pytest.mark.parametrize(
    ("sent", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
    ],
)
def test_an_ipv6_address_stands_for_its_network(rf, sent, counted) -> None:
    assert address_of(rf.get("/", REMOTE_ADDR=sent)) == counted


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/api/v1/parts/{}", "/parts/{}/state/"])
def test_a_bearer_token_goes_before_the_cookie_everywhere(upload, address) -> None:
    part = upload()
    _, token = welcome_visitor(channel=Channel.WEB)
    stranger = Client(headers={"authorization": f"Bearer {token}"})
    assert stranger.get(address.format(part.id)).status_code == 404


@pytest.mark.django_db
def test_a_wrong_bearer_token_is_not_made_good_by_the_cookie(browser) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    address = browser.post("/api/v1/parts", {"file": SimpleUploadedFile("a.stl", b"solid")})["Location"]
    assert browser.get(address).status_code == 200
    assert browser.get(address, headers={"authorization": "Bearer wrong"}).status_code == 401
