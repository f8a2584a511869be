"""Pages for people with an account: anybody else is asked to sign in and comes back."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from partwright.web.accounts.entering import see_other
from partwright.web.accounts.requests import person_of

View = Callable[..., HttpResponseBase]


def people_only(view: View) -> View:
    """Sends who is signed out to sign in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return ask_in(request.path) if person_of(request) is None else view(request, *args, **kwargs)

    return guarded


def ask_in(onward: str) -> HttpResponse:
    """To the page of signing in, which leads on to an address."""
    return see_other(f"{reverse('account_login')}?{urlencode({'next': onward})}")
