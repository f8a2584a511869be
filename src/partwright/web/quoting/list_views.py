"""The page of all quotes of somebody and of their teams, and what is done to one there."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from partwright.web.accounts.entering import see_other
from partwright.web.accounts.requests import actor_of, require_actor
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.quoting import archiving
from partwright.web.quoting.figures import figures_of
from partwright.web.quoting.listing import LONGEST_SEARCH, Sorting, Wanted, list_quotes

SORTINGS = {
    Sorting.CHANGED: _("Last change"),
    Sorting.CREATED: _("Newest"),
    Sorting.NAME: _("Name"),
}


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@cache_control(private=True, no_store=True)
def quotes(request: HttpRequest) -> HttpResponse:
    """The quotes of whoever asks, found and ordered as the query says; what it says wrongly is left out."""
    by, wanted = actor_of(request), _wanted(request)
    context = {"known": by is not None, "wanted": wanted, "search_max": LONGEST_SEARCH, "sortings": SORTINGS.items()}
    if by is not None:
        context |= {
            "list": list_quotes(wanted, page=request.GET.get("page"), by=by),
            "own_owner": by.owner_id,
            "query": _query(wanted),
            "figures": figures_of(request),
        }
    return render(request, "quoting/quotes.html", context)


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
def archive(request: HttpRequest, token: str) -> HttpResponse:
    """Puts a quote aside."""
    archiving.archive_quote(token, by=require_actor(request))
    return see_other(_back(request, token))


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
def bring_back(request: HttpRequest, token: str) -> HttpResponse:
    """Brings a quote back that was put aside."""
    archiving.bring_back_quote(token, by=require_actor(request))
    return see_other(_back(request, token))


def _wanted(request: HttpRequest) -> Wanted:
    sorting = request.GET.get("sort", "")
    return Wanted(
        text="".join(filter(str.isprintable, request.GET.get("search", "")))[:LONGEST_SEARCH].strip(),
        owner_id=_owner(request.GET.get("of", "")),
        archived=request.GET.get("archived") == "1",
        sorting=Sorting(sorting) if sorting in set(Sorting) else Sorting.CHANGED,
    )


def _owner(word: str) -> UUID | None:
    try:
        return UUID(word)
    except ValueError:
        return None


def _query(wanted: Wanted) -> str:
    """What is wanted as the query of an address, to which a page is added."""
    said = {
        "search": wanted.text,
        "of": str(wanted.owner_id or ""),
        "archived": "1" if wanted.archived else "",
        "sort": "" if wanted.sorting is Sorting.CHANGED else wanted.sorting.value,
    }
    return urlencode({name: value for name, value in said.items() if value})


def _back(request: HttpRequest, token: str) -> str:
    """The page of this site that the form stood on, else the quote's."""
    page = request.POST.get("back", "")
    if page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None):
        return page
    return reverse("quoting:quote", args=[token])
