"""The customer's pages: by account, by link, without an account; forms, files, refusals."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from tests.web.conversations.conftest import file, photo

from partwright.web.accounts.services import welcome_visitor
from partwright.web.actor import Channel
from partwright.web.conversations import allowance, services
from partwright.web.conversations.access import address_of, link_of
from partwright.web.conversations.models import Attachment, Conversation, Entry
from partwright.web.mailing.models import Message

pytestmark = pytest.mark.django_db(transaction=True)

HTMX = {"HX-Request": "true"}


@pytest.fixture
def ada_browser(ada) -> Client:
    client = Client()
    client.force_login(ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def sam_browser(sales, make_person) -> Client:
    from partwright.web.accounts.models import Person

    client = Client()
    client.force_login(
        Person.objects.get(id=sales.person_id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def test_the_list_and_the_page_show_what_belongs_to_the_person(ada_browser, thread, by_link, sales) -> None:
    services.write(thread.id, text="Make it <b>0.8</b> mm.", by=sales)
    page = ada_browser.get("/conversations/").content.decode()
    assert "Wall of the housing" in page
    assert "1 new" in page
    assert by_link.title not in page
    page = ada_browser.get(address_of(thread)).content.decode()
    assert "Make it &lt;b&gt;0.8&lt;/b&gt; mm." in page
    assert "1 new" not in ada_browser.get("/conversations/").content.decode()


def test_pages_of_others_are_not_there(thread, browser, stranger) -> None:
    for below in ("", "entries/"):
        assert browser.get(address_of(thread) + below).status_code == 404
    for below in ("", "close/", "reopen/"):
        assert browser.post(address_of(thread) + below, {"text": "x"}).status_code == 404
    assert Entry.objects.count() == 1


def test_an_empty_list_says_what_to_do_first(ada_browser, browser) -> None:
    for client in (ada_browser, browser):
        page = client.get("/conversations/").content.decode()
        assert "Ask a question" in page
    assert "You have no conversations yet" in ada_browser.get("/conversations/").content.decode()


def test_reading_sets_no_cookie(browser) -> None:
    for address in ("/conversations/", "/conversations/new/"):
        response = browser.get(address)
        assert response.status_code == 200
        assert not response.cookies
        assert response["X-Robots-Tag"] == "noindex"
        assert "no-store" in response["Cache-Control"]


def test_a_message_with_files_by_a_plain_form(ada_browser, thread) -> None:
    response = ada_browser.post(
        address_of(thread),
        {"text": "See both.", "file": [file("drawing.pdf", b"%PDF-1.7\n"), file("part.jpg", photo())]},
    )
    assert (response.status_code, response["Location"]) == (302, address_of(thread))
    page = ada_browser.get(address_of(thread)).content.decode()
    drawing, picture = Attachment.objects.order_by("position")
    assert f'href="{address_of(thread)}files/{drawing.id}/"' in page
    assert f'src="{address_of(thread)}pictures/{picture.id}/"' in page
    assert page.count("<img") == 1


def test_a_form_on_another_page_leads_back_there_and_nowhere_else(ada_browser, thread) -> None:
    back = ada_browser.post(address_of(thread), {"text": "x", "back": "/orders/7/"})
    assert back["Location"] == "/orders/7/"
    for hostile in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example", "/\t/evil"):
        response = ada_browser.post(address_of(thread), {"text": "x", "back": hostile})
        assert response["Location"] == address_of(thread)


def test_a_message_by_htmx_answers_with_what_is_new(ada_browser, thread, sales) -> None:
    first = thread.entries.get()
    services.write(thread.id, text="Meanwhile.", by=sales)
    answer = ada_browser.post(address_of(thread), {"text": "Thanks.", "after": str(first.id)}, headers=HTMX)
    page = answer.content.decode()
    assert "Is 0.6 mm enough?" not in page
    assert page.index("Meanwhile.") < page.index("Thanks.")
    assert "Your message was sent." in page
    assert 'id="compose" hx-swap-oob="true"' in page
    assert ada_browser.get(f"{address_of(thread)}entries/", {"after": str(thread.entries.last().id)}).status_code == 204
    news = ada_browser.get(f"{address_of(thread)}entries/", {"after": str(first.id)}).content.decode()
    assert "Thanks." in news
    assert 'id="compose"' not in news


def test_no_customer_sees_that_there_are_notes(ada_browser, thread, sales) -> None:
    services.write(thread.id, text="Only for us.", internal=True, by=sales, files=[file("cost.txt", b"12")])
    hidden = Attachment.objects.get()
    page = ada_browser.get(address_of(thread)).content.decode()
    assert "Only for us." not in page
    assert ada_browser.get(f"{address_of(thread)}files/{hidden.id}/").status_code == 404
    note = Entry.objects.get(internal=True)
    assert ada_browser.get(f"{address_of(thread)}entries/?after={note.id}").status_code == 204


@pytest.mark.parametrize(
    ("text", "files", "code"),
    [
        ("", [], "conversation.empty"),
        ("x" * 20_001, [], "conversation.too_long"),
        ("words", [("page.html", b"<html>")], "attachment.kind"),
        ("words", [("a.txt", b"a")] * 11, "attachment.too_many"),
        ("words", [("a.png", b"\x89PNG\r\n\x1a\n")], "attachment.picture"),
    ],
    ids=["empty", "long", "kind", "many", "picture"],
)
def test_a_refused_message_comes_back_with_words_why(ada_browser, thread, text, files, code) -> None:
    sent = {"text": text, "file": [file(*one) for one in files]}
    response = ada_browser.post(address_of(thread), sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert code in page
    assert "Is 0.6 mm enough?" in page
    if code.startswith("attachment"):
        assert ">words</textarea>" in page
        assert "Choose the files again" in page
    in_place = ada_browser.post(address_of(thread), {"text": text, "file": [file(*one) for one in files]}, headers=HTMX)
    assert in_place["HX-Retarget"] == "#compose-fault"
    assert code in in_place.content.decode()
    assert thread.entries.count() == 1


def test_a_closed_conversation_offers_to_be_reopened(ada_browser, thread) -> None:
    ada_browser.post(f"{address_of(thread)}close/")
    page = ada_browser.get(address_of(thread)).content.decode()
    assert "<textarea" not in page
    assert "Reopen the conversation" in page
    refused = ada_browser.post(address_of(thread), {"text": "x"})
    assert "conversation.closed" in refused.content.decode()
    ada_browser.post(f"{address_of(thread)}reopen/")
    assert "<textarea" in ada_browser.get(address_of(thread)).content.decode()


def test_a_file_is_saved_and_never_shown(ada_browser, thread, customer) -> None:
    services.write(thread.id, text="", files=[file("größe; a.txt", b"<script>1</script>")], by=customer)
    sent = Attachment.objects.get()
    response = ada_browser.get(f"{address_of(thread)}files/{sent.id}/")
    assert b"".join(response.streaming_content) == b"<script>1</script>"
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="groe- a.txt"; filename*=UTF-8')
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert ada_browser.get(f"{address_of(thread)}pictures/{sent.id}/").status_code == 404


def test_a_picture_is_shown_from_what_was_drawn_anew(ada_browser, thread, customer) -> None:
    services.write(thread.id, text="", files=[file("a.png", photo("PNG"))], by=customer)
    response = ada_browser.get(f"{address_of(thread)}pictures/{Attachment.objects.get().id}/")
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"] == 'inline; filename="a.png"'
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none';")
    response.close()


def test_files_of_others_are_not_there(browser, ada_browser, thread, by_link, customer) -> None:
    services.write(thread.id, text="", files=[file("a.png", photo("PNG"))], by=customer)
    sent = Attachment.objects.get()
    for below in (f"files/{sent.id}/", f"pictures/{sent.id}/"):
        assert browser.get(address_of(thread) + below).status_code == 404
        # a file of one conversation is none of another that one may see
        assert browser.get(address_of(by_link, link=link_of(by_link)) + below).status_code == 404


def test_the_link_of_somebody_without_an_account_opens_page_form_and_files(browser, by_link) -> None:
    address = address_of(by_link, link=link_of(by_link))
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"text": "Grade 5.", "file": file("a.txt", b"a")}).status_code == 302
    sent = Attachment.objects.get()
    response = browser.get(f"{address}files/{sent.id}/")
    assert b"".join(response.streaming_content) == b"a"
    assert browser.get(address_of(by_link)).status_code == 404
    wrong = reverse("conversations:linked", args=[by_link.id, "0" * 64])
    assert browser.get(wrong).status_code == 404


def test_a_person_asks_a_question(ada_browser) -> None:
    assert "E-mail" not in ada_browser.get("/conversations/new/").content.decode()
    response = ada_browser.post("/conversations/new/", {"title": "Titanium", "text": "Do you bend it?"})
    started = Conversation.objects.get()
    assert response["Location"] == address_of(started)
    assert not Message.objects.exists()
    empty = ada_browser.post("/conversations/new/", {"title": "Titanium & <more>", "text": ""})
    assert empty.status_code == 422
    assert escape("Titanium & <more>") in empty.content.decode()


def test_somebody_whom_nobody_knows_asks_a_question(browser) -> None:
    form = {"title": "Titanium", "text": "Do you bend it?", "name": "Grace"}
    refused = browser.post("/conversations/new/", form | {"email": "no address"})
    assert "mail.address" in refused.content.decode()
    response = browser.post("/conversations/new/", form | {"email": "grace@example.net"})
    started = Conversation.objects.get()
    assert response["Location"] == address_of(started, link=link_of(started))
    assert browser.get(response["Location"]).status_code == 200
    assert Message.objects.get().to == "grace@example.net"


def test_a_visitor_has_their_question_in_their_list(browser) -> None:
    by, token = welcome_visitor(channel=Channel.WEB)
    browser.cookies["partwright_visitor"] = token
    form = {"title": "Titanium", "text": "Do you bend it?", "email": "grace@example.net"}
    response = browser.post("/conversations/new/", form)
    assert response["Location"] == address_of(Conversation.objects.get())
    assert Conversation.objects.get().owner_id == by.owner_id
    assert "Titanium" in browser.get("/conversations/").content.decode()


def test_staff_write_on_the_same_page_and_are_not_counted(sam_browser, thread, monkeypatch) -> None:
    monkeypatch.setattr(allowance, "MOST_A_CUSTOMER", 0)
    page = sam_browser.get(address_of(thread)).content.decode()
    assert "Internal note, which the customer does not see" in page
    sam_browser.post(address_of(thread), {"text": "Check the drawing.", "internal": "1"})
    assert Entry.objects.filter(internal=True).count() == 1


def test_customers_write_so_many_messages_an_hour(ada_browser, thread, monkeypatch) -> None:
    monkeypatch.setattr(allowance, "MOST_A_CUSTOMER", 2)
    for _ in range(2):
        assert ada_browser.post(address_of(thread), {"text": "x"}).status_code == 302
    refused = ada_browser.post(address_of(thread), {"text": "kept"})
    assert (refused.status_code, "Retry-After" in refused) == (429, True)
    assert "conversation.too_many" in refused.content.decode()
    assert "kept" in refused.content.decode()
    assert thread.entries.count() == 3


def test_an_address_that_somebody_types_gets_few_mails_an_hour(browser) -> None:
    for _ in range(allowance.MOST_STARTS + 2):
        browser.post("/conversations/new/", {"title": "t", "text": "x", "email": "Victim@example.net"})
    assert Message.objects.count() == allowance.MOST_CONFIRMATIONS


def test_a_page_with_fifty_entries_asks_few_questions(
    ada_browser, thread, customer, sales, django_assert_max_num_queries
) -> None:
    for number in range(25):
        services.write(thread.id, text=str(number), by=customer)
        services.write(thread.id, text=str(number), by=sales)
    with django_assert_max_num_queries(15):
        assert ada_browser.get(address_of(thread)).status_code == 200
