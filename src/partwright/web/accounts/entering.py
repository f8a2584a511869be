"""How a session begins, whichever page somebody came in by."""

from allauth.account.adapter import get_adapter
from allauth.account.signals import user_logged_in
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from partwright.web.accounts.models import Person
from partwright.web.accounts.requests import forget_visitor


def let_in(request: HttpRequest, person: Person, *, onward: str = "/") -> HttpResponse:
    """Begins a person's session and sends them on; what this browser's visitor had is theirs, and its cookie goes."""
    get_adapter().login(request, person)
    user_logged_in.send(sender=Person, request=request, user=person)  # for the list of sign-ins
    response = see_other(onward)
    forget_visitor(request, response)
    return response


def see_other(address: str) -> HttpResponse:
    """A redirect after a form, which a browser follows by reading."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
