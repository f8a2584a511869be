"""Mail as staff see it: boxes, what a mail says, sending again, every template, and what is nobody's to read."""

import uuid

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from tests.web.staff.conftest import assert_queries_do_not_grow

from partwright.web.accounts.selectors import actor_for
from partwright.web.actor import SYSTEM, StaffRole
from partwright.web.conversations.mails import RECEIVED
from partwright.web.jobs.models import Job, JobKind
from partwright.web.mailing import services
from partwright.web.mailing.models import Message, MessageState
from partwright.web.mailing.own_mails import TEST
from partwright.web.mailing.selectors import list_templates
from partwright.web.staff.mail_views import MAIL_SANDBOX
from partwright.web.staff.work_list import work_for

BOX = "/staff/mail/"


@pytest.fixture
def sales(as_role) -> Client:
    return as_role(StaffRole.SALES)


def written(state: MessageState = MessageState.QUEUED, template: str = TEST.id) -> Message:
    context = RECEIVED.sample if template == RECEIVED.id else {}
    message = services.send(template, to="ada@customer.example", context=context, by=SYSTEM)
    sent_at = timezone.now() if state is MessageState.SENT else None
    error = "550 no such mailbox" if state is MessageState.FAILED else ""
    Message.objects.filter(id=message.id).update(state=state, sent_at=sent_at, last_error=error)
    message.refresh_from_db()
    return message


@pytest.mark.parametrize(
    ("box", "state"),
    [("sent", MessageState.SENT), ("waiting", MessageState.QUEUED), ("failed", MessageState.FAILED)],
)
def test_each_box_shows_its_own(sales, box: str, state: MessageState) -> None:
    shown = written(state)
    for one in ("sent", "waiting", "failed"):
        page = sales.get(f"{BOX}?box={one}").content.decode()
        assert (f"{BOX}{shown.id}/" in page) == (one == box)
    assert sales.get(f"{BOX}?box=nonsense&page=x").status_code == 200


def test_a_message_is_shown_as_text_and_as_html_in_a_sandbox(sales) -> None:
    message = written()
    page = sales.get(f"{BOX}{message.id}/")
    assert f'src="{BOX}{message.id}/html/" sandbox'.encode() in page.content
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    framed = sales.get(f"{BOX}{message.id}/html/")
    assert framed.content.decode() == message.html
    assert framed["Content-Security-Policy"] == MAIL_SANDBOX


def test_a_failed_message_is_work_until_it_is_sent_again(works, browser_of) -> None:
    sam = works(StaffRole.SALES)
    browser, message = browser_of(sam), written(MessageState.FAILED)
    (item,) = work_for(actor_for(sam)).items
    assert (item.action, item.where, item.is_urgent) == ("Send again", f"{BOX}{message.id}/", True)
    assert b"550 no such mailbox" in browser.get(item.where).content
    assert browser.post(f"{item.where}retry/").status_code == 303
    message.refresh_from_db()
    assert message.state == MessageState.QUEUED
    assert Job.objects.filter(kind=JobKind.SEND_MAIL, subject=message.id).count() == 2
    assert work_for(actor_for(sam)).items == []
    assert browser.post(f"{item.where}retry/").status_code == 404


def test_a_failed_message_that_is_given_up_is_no_work_and_can_still_be_sent(works, browser_of) -> None:
    sam = works(StaffRole.SALES)
    browser, message = browser_of(sam), written(MessageState.FAILED)
    assert browser.post(f"{BOX}{message.id}/give-up/").status_code == 303
    assert work_for(actor_for(sam)).items == []
    assert b"given up" in browser.get(f"{BOX}?box=failed").content
    assert browser.post(f"{BOX}{message.id}/retry/").status_code == 303
    message.refresh_from_db()
    assert message.given_up_at is None


def test_what_is_not_there_is_not_found(sales) -> None:
    for below in ("", "html/"):
        assert sales.get(f"{BOX}{uuid.uuid4()}/{below}").status_code == 404
    assert sales.post(f"{BOX}{written().id}/give-up/").status_code == 404
    for below in ("", "html/"):
        assert sales.get(f"{BOX}templates/no.such_mail/{below}").status_code == 404


def test_what_is_for_its_receiver_alone_the_owner_reads_only_while_nothing_is_sent(as_role, sales, settings) -> None:
    secret = written(template=RECEIVED.id)
    address, word = f"{BOX}{secret.id}/", b"5c1f"
    assert word not in sales.get(address).content
    assert sales.get(f"{address}html/").status_code == 404
    owner = as_role(StaffRole.OWNER)
    assert word in owner.get(address).content
    assert owner.get(f"{address}html/").status_code == 200
    settings.ENVIRONMENT = django_settings.ENVIRONMENT.model_copy(
        update={"mail_url": "smtp://127.0.0.1:2525?tls=none", "mail_from": "shop@example.com"}
    )
    assert word not in owner.get(address).content
    assert owner.get(f"{address}html/").status_code == 404


def test_every_template_is_listed_and_shown(sales) -> None:
    listed = sales.get(f"{BOX}templates/").content.decode()
    for template in list_templates():
        assert f"{BOX}templates/{template.id}/" in listed
        assert sales.get(f"{BOX}templates/{template.id}/").status_code == 200
        framed = sales.get(f"{BOX}templates/{template.id}/html/")
        assert b"<!DOCTYPE html>" in framed.content
        assert framed["Content-Security-Policy"] == MAIL_SANDBOX


def test_a_test_mail_goes_to_who_asks(works, browser_of) -> None:
    sam = works(StaffRole.SALES)
    answer = browser_of(sam).post(f"{BOX}test/", follow=True)
    assert f"A test mail to {sam.email} is on its way.".encode() in answer.content
    assert Message.objects.get().to == sam.email


def test_more_mail_asks_no_more_queries(sales) -> None:
    assert_queries_do_not_grow(sales, f"{BOX}?box=failed", lambda: written(MessageState.FAILED))
    assert_queries_do_not_grow(sales, "/staff/", lambda: written(MessageState.FAILED))
