"""The API: upload, state, analysis, price, deletion, and its refusals."""

import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from partwright.web.accounts.models import GivenAnswer, Owner
from partwright.web.jobs.worker import do_all
from partwright.web.parts.models import Part

pytestmark = pytest.mark.django_db(transaction=True)

PARTS = "/api/v1/parts"


def send(client: Client, *, name: str = "plate.step", content: bytes = b"solid", key: str | None = None, **fields):
    headers = {} if key is None else {"idempotency-key": key}
    return client.post(PARTS, {"file": SimpleUploadedFile(name, content), **fields}, headers=headers)


@pytest.fixture
def client(db) -> Client:
    return Client()


@pytest.fixture
def ready_at(client, reader) -> str:
    """The address of an analyzed part of `client`."""
    answer = send(client)
    do_all()
    return answer["Location"]


def ask(client: Client, address: str, wish: object = None):
    return client.post(f"{address}/quote", json.dumps({} if wish is None else wish), content_type="application/json")


def code_of(answer) -> tuple[int, str]:
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["title"]
    assert body["detail"]
    return answer.status_code, body["code"]


def test_an_upload_is_taken_and_can_be_polled(client, reader) -> None:
    taken = send(client)
    assert taken.status_code == 202
    assert taken["Retry-After"] == "1"
    body = taken.json()
    assert taken["Location"] == f"{PARTS}/{body['id']}"
    waiting = client.get(taken["Location"])
    assert (waiting.json()["state"], waiting.json()["settled"], waiting["Retry-After"]) == ("uploaded", False, "1")
    do_all()
    settled = client.get(taken["Location"])
    assert (settled.json()["state"], settled.json()["settled"]) == ("ready", True)
    assert "Retry-After" not in settled


def test_the_token_of_the_answer_is_as_good_as_the_cookie(client, reader) -> None:
    taken = send(client)
    token = taken.json()["token"]
    assert token == taken.cookies["partwright_visitor"].value
    program = Client(headers={"authorization": f"Bearer {token}"})
    assert program.get(taken["Location"]).status_code == 200
    again = send(program)
    assert again.json()["token"] is None
    assert not again.cookies
    assert Owner.objects.count() == 1


def test_nobody_sees_the_part_of_another(client, ready_at) -> None:
    stranger = Client()
    assert code_of(stranger.get(ready_at)) == (401, "visitor.unknown")
    send(stranger)
    for answer in (
        stranger.get(ready_at),
        stranger.get(f"{ready_at}/analysis"),
        ask(stranger, ready_at),
        stranger.delete(ready_at),
    ):
        assert code_of(answer) == (404, "part.not_found")
    assert Part.objects.count() == 2


def test_units_can_be_declared(client, reader) -> None:
    send(client, units="inch")
    assert Part.objects.get().declared_units == "inch"
    assert code_of(send(client, units="cubit")) == (422, "request.invalid")


def test_the_analysis_is_that_of_the_command(client, ready_at) -> None:
    report = client.get(f"{ready_at}/analysis").json()
    assert list(report) == [
        "schema", "engine_version", "file", "error", "notes", "instances", "bodies", "findings",
    ]  # fmt: skip
    assert report["file"]["name"] == "plate.step"


def test_an_analysis_that_is_not_there_yet_is_told_so(client, reader) -> None:
    address = send(client)["Location"]
    answer = client.get(f"{address}/analysis")
    assert code_of(answer) == (409, "part.not_ready")
    assert answer["Retry-After"] == "1"
    assert code_of(ask(client, address)) == (409, "part.not_ready")


def test_a_part_that_could_not_be_read_answers_with_its_error(client, reader) -> None:
    from partwright.errors import HostileFileError

    reader.answers[".step"] = HostileFileError("plate.step", reason="holds a bomb")
    address = send(client)["Location"]
    do_all()
    assert client.get(address).json()["error"]["code"] == "file.hostile"
    assert code_of(client.get(f"{address}/analysis")) == (422, "file.hostile")


def test_a_price_list_is_that_of_the_command(client, ready_at) -> None:
    answer = ask(client, ready_at, {"process": "cnc_milling", "quantity": [1, 10]})
    assert answer.status_code == 200
    [option] = answer.json()["options"]
    assert (option["process"], option["currency"]) == ("cnc_milling", "EUR")
    assert [price["quantity"] for price in option["prices"]] == [1, 10]
    assert {price["lead_time"] for price in option["prices"]} == {"standard"}


@pytest.mark.parametrize("quantity", [7, [7], "7"])
def test_a_quantity_may_be_a_number_a_list_or_the_commands_words(client, ready_at, quantity) -> None:
    options = ask(client, ready_at, {"quantity": quantity}).json()["options"]
    assert all(price["quantity"] == 7 for option in options for price in option["prices"])


def test_every_process_is_priced_where_none_is_named(client, ready_at) -> None:
    from partwright.manufacturing.processes import PROCESSES

    assert {option["process"] for option in ask(client, ready_at).json()["options"]} == set(PROCESSES)


@pytest.mark.parametrize(
    "wish",
    [
        {"process": "whittling"},
        {"material": "unobtainium"},
        {"quantity": 0},
        {"quantity": []},
        {"quantity": "1;2"},
        {"lead_time": "yesterday"},
        {"currency": "XXX"},
        {"colour": "red"},
        [],
        "x",
    ],
)
def test_a_wish_that_is_not_offered_is_refused(client, ready_at, wish) -> None:
    status, code = code_of(ask(client, ready_at, wish))
    assert status == 422
    assert code in ("request.invalid", "specification.invalid")


def test_what_is_not_json_is_refused(client, ready_at) -> None:
    broken = client.post(f"{ready_at}/quote", "{", content_type="application/json")
    assert code_of(broken) == (400, "request.malformed")
    text = client.post(f"{ready_at}/quote", "process=x", content_type="text/plain")
    assert code_of(text) == (415, "request.unsupported_type")


def test_what_is_not_a_form_is_refused(client) -> None:
    assert code_of(client.post(PARTS, "{}", content_type="application/json")) == (415, "request.unsupported_type")
    assert code_of(client.post(PARTS)) == (422, "request.invalid")


def test_too_large_a_file_is_refused(client, settings) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"upload_mb": 1})
    assert code_of(send(client, content=b"x" * 1_000_001)) == (413, "file.too_large")


def test_too_many_uploads_are_refused(client, settings) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"uploads_per_hour_visitor": 1})
    send(client)
    answer = send(client)
    assert code_of(answer) == (429, "upload.too_many")
    assert int(answer["Retry-After"]) > 0


def test_a_deleted_part_is_gone(client, ready_at) -> None:
    assert client.delete(ready_at).status_code == 204
    assert code_of(client.get(ready_at)) == (404, "part.not_found")


def test_the_members_of_an_archive_are_listed(client, reader) -> None:
    address = send(client, name="plates.zip")["Location"]
    do_all()
    members = client.get(address).json()["members"]
    assert [client.get(f"{PARTS}/{member}").json()["name"] for member in members] == [
        "plates.zip/left.step",
        "plates.zip/right/right.step",
    ]


def test_the_catalog_is_that_of_the_command(client) -> None:
    catalog = client.get("/api/v1/catalog").json()
    assert list(catalog) == ["schema", "lead_times", "currencies", "processes", "requirements"]
    assert "cnc_milling" in [process["id"] for process in catalog["processes"]]


def test_the_same_key_and_body_are_done_once(client) -> None:
    first, second = send(client, key="k-1"), send(client, key="k-1")
    assert (first.status_code, second.status_code) == (202, 202)
    assert Part.objects.count() == 1
    third = send(client, key="k-1")
    assert third.content == second.content
    assert third["Location"] == first["Location"]


NOT_GUESSED = "7c9e6679-7425-40de-944b-e07fc1f90ae7"


def test_a_new_visitor_who_did_not_get_the_answer_gets_it_again_token_and_all(db) -> None:
    first = send(Client(), key=NOT_GUESSED)
    again = send(Client(), key=NOT_GUESSED)
    assert again.content == first.content
    assert again.json()["token"] == first.json()["token"]
    assert again.cookies["partwright_visitor"].value == first.json()["token"]
    assert Owner.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(client) -> None:
    first = send(client, key="k-3")
    client = Client(headers={"authorization": f"Bearer {first.json()['token']}"})
    send(client, key="k-4", content=b"one")
    assert code_of(send(client, key="k-4", content=b"two")) == (422, "idempotency.key_reused")
    assert code_of(send(client, key="k-4", content=b"one", units="mm")) == (422, "idempotency.key_reused")
    assert code_of(client.delete(first["Location"], headers={"idempotency-key": "k-4"}))[1] == "idempotency.key_reused"


def test_the_same_key_of_two_visitors_is_two_keys(db) -> None:
    programs = []
    for _ in range(2):
        token = send(Client()).json()["token"]
        programs.append(Client(headers={"authorization": f"Bearer {token}"}))
    answers = [send(program, key="k-5") for program in programs]
    assert answers[0].json()["id"] != answers[1].json()["id"]


def test_a_refused_request_may_be_sent_again_with_its_key(client, settings) -> None:
    environment = settings.ENVIRONMENT
    settings.ENVIRONMENT = environment.model_copy(update={"uploads_per_hour_address": 1})
    send(client)
    assert send(client, key="k-6").status_code == 429
    settings.ENVIRONMENT = environment
    assert send(client, key="k-6").status_code == 202


def test_a_key_whose_first_request_is_at_work_is_told_to_wait(client) -> None:
    token = send(client).json()["token"]
    program = Client(headers={"authorization": f"Bearer {token}"})
    send(program, key="k-7")
    GivenAnswer.objects.update(status=None)
    assert code_of(send(program, key="k-7")) == (409, "idempotency.in_progress")


def test_kept_answers_hold_neither_token_nor_path_nor_writer(client) -> None:
    taken = send(client, key="k-8")
    kept = repr(list(GivenAnswer.objects.values())) + repr(bytes(GivenAnswer.objects.get().content))
    assert taken.json()["token"] not in kept
    assert str(Owner.objects.get().id) not in kept


def test_a_deletion_that_is_sent_twice_answers_twice(client, ready_at) -> None:
    answers = [client.delete(ready_at, headers={"idempotency-key": "gone"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [204, 204]
    assert client.delete(f"{PARTS}/{uuid.uuid4()}").status_code == 404
