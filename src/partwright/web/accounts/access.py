"""Who sees a page of an account."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from partwright.web.accounts.entering import see_other
from partwright.web.accounts.requests import person_of

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """Keeps a page to people who are signed in; anybody else is asked to sign in and comes back to what they read."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if person_of(request) is None:
            return see_other(sign_in_address(request.path if request.method in ("GET", "HEAD") else "/"))
        return view(request, *args, **kwargs)

    return guarded


def sign_in_address(onward: str) -> str:
    """Where somebody signs in who wants to go on to a page of this site."""
    return f"{reverse('account_login')}?{urlencode({'next': onward})}"
