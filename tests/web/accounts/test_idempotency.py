"""No answer that is given again reaches somebody it was not meant for."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from partwright.web.accounts.models import Owner

pytestmark = pytest.mark.django_db

SHORT = "1"
LONG = "7c9e6679-7425-40de-944b-e07fc1f90ae7"


def send(client: Client, *, key: str, **headers: str):
    file = SimpleUploadedFile("a.stl", b"solid")
    return client.post("/api/v1/parts", {"file": file}, headers={"idempotency-key": key, **headers})


def test_a_key_that_others_may_hit_on_gives_no_stranger_the_token() -> None:
    first, second = send(Client(), key=SHORT), send(Client(), key=SHORT)
    assert first.json()["token"] != second.json()["token"]
    assert first.json()["id"] != second.json()["id"]
    assert Owner.objects.count() == 2


@pytest.mark.parametrize("key", [SHORT, LONG])
def test_who_got_the_token_gets_the_answer_again(key) -> None:
    client = Client()
    first = send(client, key=key)
    assert send(client, key=key).content == first.content
    assert send(Client(), key=key, authorization=f"Bearer {first.json()['token']}").content == first.content
    assert Owner.objects.count() == 1


@pytest.mark.parametrize("other", [{"user-agent": "another"}, {"authorization": "Bearer \u00e9"}])
def test_somebody_else_with_the_same_long_key_gets_another_answer(other) -> None:
    first = send(Client(), key=LONG, **{"user-agent": "one"})
    second = send(Client(), key=LONG, **{"user-agent": "one"} | other)
    assert first.json()["id"] != second.json()["id"]
