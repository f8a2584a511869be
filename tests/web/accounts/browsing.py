"""What tests of accounts do in a browser: people with a password, signing in, and reading the mail."""

import re

from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from tests.web.accounts.test_owners import make_person

from partwright.web.accounts.models import Person
from partwright.web.mailing.models import Message

PASSWORD = "seven brass gears turning"  # noqa: S105 -- of nobody
NEW_PASSWORD = "eight steel cams waiting"  # noqa: S105 -- of nobody


def make_account(address: str = "ada@example.org", *, verified: bool = True) -> Person:
    """A person with a password."""
    person = make_person(address)
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=address, verified=verified, primary=True)
    return person


def sign_in(browser: Client, *, email: str = "ada@example.org", password: str = PASSWORD, onward: str = "/"):
    return browser.post("/account/login/", {"login": email, "password": password, "next": onward})


def confirm(browser: Client, password: str = PASSWORD):
    """Types the password once more, as before what matters."""
    return browser.post("/account/confirm/", {"password": password})


def last_mail(to: str) -> Message:
    return Message.objects.filter(to=to).order_by("-created_at")[0]


def code_for(to: str) -> str:
    """The code in the last mail to an address."""
    found = re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", last_mail(to).text, re.MULTILINE)
    assert found, last_mail(to).text
    return found[1]


def forget_limits() -> None:
    """As if some time had passed."""
    cache.clear()
