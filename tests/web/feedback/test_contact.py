"""The form by which anybody writes to the shop."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.web.accounts.test_owners import make_person

from partwright.web.conversations import allowance
from partwright.web.conversations.models import Attachment, Conversation, State
from partwright.web.mailing.models import Message

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = {"name": "Grace", "email": "grace@example.net", "title": "Do you bend titanium?", "text": "2 mm."}


@pytest.fixture
def browser() -> Client:
    return Client()


def test_a_message_becomes_a_conversation_and_is_confirmed(browser) -> None:
    file = SimpleUploadedFile("note.txt", b"2 mm")
    response = browser.post("/contact/", WORDS | {"file": file})
    assert (response.status_code, response["Location"]) == (303, "/contact/sent/")
    conversation = Conversation.objects.get()
    assert (conversation.contact_name, conversation.contact_email) == ("Grace", "grace@example.net")
    assert (conversation.title, conversation.state) == ("Do you bend titanium?", State.WAITING_FOR_STAFF)
    assert Attachment.objects.get().name == "note.txt"
    assert Message.objects.get().to == "grace@example.net"
    assert "We have your message" in browser.get("/contact/sent/").content.decode()


def test_a_second_message_within_the_hour_is_taken_and_not_confirmed(browser) -> None:
    for _ in range(2):
        browser.post("/contact/", WORDS)
    assert Conversation.objects.count() == 2
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": ""}, "id_email_error"),
        ({"email": "grace"}, "id_email_error"),
        ({"title": ""}, "id_title_error"),
        ({"title": "x" * 121}, "id_title_error"),
        ({"text": ""}, "id_text_error"),
        ({"text": "x" * 20_001}, "id_text_error"),
        ({"file": SimpleUploadedFile("a.exe", b"MZ\0")}, "id_file_error"),
        ({"fax": "1"}, 'role="alert"'),
    ],
)
def test_a_refused_message_is_shown_again_with_its_fault(browser, change, field) -> None:
    response = browser.post("/contact/", WORDS | change)
    page = response.content.decode()
    assert response.status_code == 422
    assert field in page
    assert 'value="Grace"' in page
    assert not Conversation.objects.exists()


def test_an_address_sends_a_few_messages_an_hour(browser) -> None:
    answers = [browser.post("/contact/", WORDS) for _ in range(allowance.MOST_STARTS + 1)]
    assert [answer.status_code for answer in answers] == [303] * allowance.MOST_STARTS + [429]
    assert int(answers[-1]["Retry-After"]) > 0


def test_a_person_writes_as_themselves_whatever_is_sent(browser) -> None:
    person = make_person("ada@example.org")
    person.first_name, person.created_at = "Ada", timezone.now()
    person.save()
    browser.force_login(person)
    assert 'value="ada@example.org"' in browser.get("/contact/").content.decode()
    assert browser.post("/contact/", WORDS).status_code == 303
    conversation = Conversation.objects.get()
    assert (conversation.owner_id, conversation.contact_email) == (person.owner_id, "")


def test_no_page_sets_a_cookie(browser) -> None:
    for address in ("/contact/", "/contact/sent/", "/feedback/", "/feedback/sent/"):
        assert browser.get(address).status_code == 200
    assert not browser.cookies


def test_every_page_leads_to_both_forms(browser) -> None:
    page = browser.get("/").content.decode()
    assert 'href="/contact/"' in page
    assert 'href="/feedback/"' in page
