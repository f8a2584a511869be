"""Ratings: noted without a name, or a conversation where an answer is wanted; what the shop sees of them."""

import datetime as dt

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from partwright.web.actor import Channel
from partwright.web.conversations.models import Conversation, Kind
from partwright.web.feedback.models import Feedback
from partwright.web.feedback.retention import FEEDBACK_STAYS, erase_feedback
from partwright.web.mailing.models import Message

pytestmark = pytest.mark.django_db(transaction=True)

RATING = {"about": "quote", "rating": "4", "text": "Quick."}


@pytest.fixture
def browser() -> Client:
    return Client()


def test_a_rating_is_a_row_and_nothing_else(browser) -> None:
    response = browser.post("/feedback/", RATING | {"name": "Grace", "email": "grace@example.net"})
    assert (response.status_code, response["Location"]) == (303, "/feedback/sent/")
    row = Feedback.objects.get()
    assert (row.about, row.rating, row.text, row.conversation) == ("quote", 4, "Quick.", None)
    assert not Conversation.objects.exists()
    assert not Message.objects.exists()


def test_a_rating_needs_no_words(browser) -> None:
    assert browser.post("/feedback/", RATING | {"text": ""}).status_code == 303


def test_where_an_answer_is_wanted_a_conversation_begins(browser) -> None:
    browser.post("/feedback/", RATING | {"answer": "on", "email": "grace@example.net"})
    conversation = Feedback.objects.get().conversation
    assert (conversation.kind, conversation.contact_email) == (Kind.FEEDBACK, "grace@example.net")
    assert conversation.entries.get().text == "Quick."


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rating": ""}, "id_rating_error"),
        ({"rating": "6"}, "id_rating_error"),
        ({"about": "weather"}, "id_about_error"),
        ({"text": "x" * 4001}, "id_text_error"),
        ({"answer": "on"}, "id_email_error"),
        ({"answer": "on", "email": "grace@example.net", "text": " "}, "id_text_error"),
        ({"fax": "1"}, 'role="alert"'),
    ],
)
def test_a_refused_rating_is_shown_again_with_its_fault(browser, change, field) -> None:
    response = browser.post("/feedback/", RATING | change)
    assert response.status_code == 422
    assert field in response.content.decode()
    assert not Feedback.objects.exists()


def test_what_is_rated_can_be_named_in_the_link(browser) -> None:
    page = browser.get("/feedback/?about=price").content.decode()
    assert '<option value="price" selected>' in page


def test_ratings_end() -> None:
    now = timezone.now()
    for age in (FEEDBACK_STAYS - dt.timedelta(days=1), FEEDBACK_STAYS + dt.timedelta(days=1)):
        Feedback.objects.create(channel=Channel.WEB, about="page", rating=3, created_at=now - age)
    assert erase_feedback(now) == 1


def test_the_database_holds_no_other_rating() -> None:
    with pytest.raises(IntegrityError):
        Feedback.objects.create(channel=Channel.WEB, about="page", rating=6, created_at=timezone.now())
