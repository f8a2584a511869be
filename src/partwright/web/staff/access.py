"""Who sees a page of the staff."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from partwright.web.accounts.requests import actor_of, person_of
from partwright.web.actor import StaffRole

View = Callable[..., HttpResponse]
SIGN_IN = "/account/login/"


def staff_only(*roles: StaffRole) -> Callable[[View], View]:
    """Keeps a page to staff with one of the roles, any staff if none is named; the shop's owner sees all.

    Somebody signed out is asked to sign in. Anybody else is told that there is nothing here.
    """
    wanted = roles or tuple(StaffRole)

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if person_of(request) is None:
                return HttpResponseRedirect(f"{SIGN_IN}?{urlencode({'next': request.path})}")
            by = actor_of(request)
            if by is None or not by.works_as(*wanted):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return guard
