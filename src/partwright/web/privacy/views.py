"""The page that says what is kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.privacy.registry import cookies


@require_safe
@purpose(Purpose.INFORM)
def policy(request: HttpRequest) -> HttpResponse:
    """What is kept of visitors, what for and how long: the same for everybody, without a cookie."""
    return render(request, "privacy/policy.html", {"cookies": list(cookies().values())})
