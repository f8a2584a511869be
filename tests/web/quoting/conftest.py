"""Fixtures of the quotes' tests: browsers that are somebody's."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from tests.web.accounts.test_owners import make_person

from partwright.web.accounts.models import Owner, Post
from partwright.web.accounts.personal_data import VISITOR_COOKIE
from partwright.web.accounts.selectors import actor_for
from partwright.web.accounts.tokens import digest_token, new_token
from partwright.web.actor import Actor, Channel, StaffRole


@pytest.fixture
def browser_of(db: None) -> Callable[[Actor], Client]:
    """The browser of a visitor."""

    def open_browser(actor: Actor) -> Client:
        token = new_token()
        Owner.objects.filter(id=actor.owner_id).update(token_digest=digest_token(token))
        client = Client()
        client.cookies[VISITOR_COOKIE.name] = token
        return client

    return open_browser


@pytest.fixture
def sales(db: None) -> Actor:
    """Somebody of the shop who answers reviews."""
    person = make_person("sam@example.org")
    Post.objects.create(channel=Channel.STAFF, person=person, role=StaffRole.SALES, since=timezone.now())
    return actor_for(person)
