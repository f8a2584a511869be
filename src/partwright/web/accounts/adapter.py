"""What allauth asks of us: how a person is made, where mail goes, and what an address is for limits."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils import timezone

from partwright.web.accounts.models import Person
from partwright.web.accounts.requests import address_of
from partwright.web.accounts.services import new_owner
from partwright.web.actor import Channel


class Adapter(DefaultAccountAdapter):
    """Sign-up, sign-in and recovery as allauth does them, with our people and our mail."""

    def new_user(self, request: HttpRequest) -> Person:
        """A person that is not stored yet."""
        return Person(channel=Channel.WEB, created_at=timezone.now())

    def save_user(self, request: HttpRequest, user: Person, form: BaseForm, commit: bool = True) -> Person:
        """Stores a new person, with an owner row of their own."""
        with transaction.atomic():
            user.owner = new_owner(channel=Channel.WEB)
            super().save_user(request, user, form, commit=commit)
        return user

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that limits count by: behind proxies the one they vouch for."""
        return address_of(request)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: a page says itself what was done."""
