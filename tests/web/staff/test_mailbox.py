"""What the shop sees of its mailbox."""

from collections.abc import Callable
from itertools import count

import pytest
from django.utils import timezone
from tests.web.staff.conftest import assert_queries_do_not_grow

from partwright.web.actor import Channel, StaffRole
from partwright.web.conversations import fetching
from partwright.web.conversations.models import FetchedMail, FetchState, Mailbox

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/staff/mailbox/"
URL = "imap://me:secret@127.0.0.1:1"
_uids = count(1)


@pytest.fixture
def mailbox(settings) -> Mailbox:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"support_url": URL})
    with pytest.raises(fetching.MailboxFaultError):
        fetching.fetch_mails(fetching.support_mailbox())
    return Mailbox.objects.get()


def set_aside(mailbox: Mailbox, *, fault: str = "automatic") -> FetchedMail:
    return FetchedMail.objects.create(
        channel=Channel.WEB,
        mailbox=mailbox,
        uid_validity=1,
        uid=next(_uids),
        state=FetchState.SET_ASIDE,
        fault=fault,
        sender="news@example.net",
        title="Our <new> mills",
        fetched_at=timezone.now(),
    )


def test_without_a_mailbox_the_page_says_so(as_role: Callable) -> None:
    assert "No mailbox is set up" in as_role(StaffRole.SALES).get(PAGE).content.decode()


def test_a_mailbox_that_fails_is_told(as_role: Callable, mailbox: Mailbox) -> None:
    page = as_role(StaffRole.SALES).get(PAGE).content.decode()
    assert "Mail cannot be fetched since" in page
    assert "secret" not in page


@pytest.mark.parametrize("fault", fetching.Fault)
def test_what_was_set_aside_is_listed_with_its_reason_and_can_be_taken(as_role, mailbox, fault) -> None:
    mail = set_aside(mailbox, fault=fault)
    browser = as_role(StaffRole.SALES)
    page = browser.get(PAGE).content.decode()
    assert "Our &lt;new&gt; mills" in page
    assert "news@example.net" in page
    assert browser.post(f"{PAGE}{mail.id}/take/").status_code == 303
    mail.refresh_from_db()
    assert (mail.state, mail.wanted, mail.sender) == (FetchState.AT_WORK, True, "")
    assert browser.post(f"{PAGE}{mail.id}/take/").status_code == 404


def test_others_find_nothing(as_role: Callable, mailbox: Mailbox) -> None:
    mail = set_aside(mailbox)
    browser = as_role(StaffRole.PRODUCTION)
    assert browser.get(PAGE).status_code == 404
    assert browser.post(f"{PAGE}{mail.id}/take/").status_code == 404


def test_a_longer_list_asks_no_more_queries(as_role: Callable, mailbox: Mailbox) -> None:
    assert_queries_do_not_grow(as_role(StaffRole.SALES), PAGE, lambda: set_aside(mailbox))
