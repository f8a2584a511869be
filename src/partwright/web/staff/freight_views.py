"""Customers who wait to hear what sending costs, where no table tells it, and the form that offers it."""

from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from partwright.web.accounts.customers import name_of
from partwright.web.accounts.entering import see_other
from partwright.web.accounts.requests import require_actor
from partwright.web.actor import StaffRole
from partwright.web.ordering.checkout import summarize
from partwright.web.ordering.delivery import pieces_of
from partwright.web.ordering.errors import CheckoutFieldError
from partwright.web.ordering.freight import (
    MOST_FREIGHT,
    MOST_TRANSIT_DAYS,
    NAME_LENGTH,
    FreightTerms,
    answer_freight,
    freight_questions,
    get_freight_question,
)
from partwright.web.ordering.history import REASON_LENGTH
from partwright.web.ordering.models import Checkout
from partwright.web.payments.errors import CardNumberError
from partwright.web.payments.models import MONEY
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.staff.access import staff_only
from partwright.web.staff.paging import query_without_page
from partwright.web.staff.styled_form import StyledForm

LIST_LENGTH = 50


class FreightForm(StyledForm):
    """What sending costs, and how it is sent."""

    name = forms.CharField(label=_("Carrier and service"), max_length=NAME_LENGTH)
    price = forms.DecimalField(label=_("Price before tax"), min_value=0, max_value=MOST_FREIGHT, **MONEY)
    transit_days = forms.IntegerField(label=_("Working days on the way"), min_value=0, max_value=MOST_TRANSIT_DAYS)
    reason = forms.CharField(
        label=_("Where the price comes from"),
        max_length=REASON_LENGTH,
        help_text=_("For the shop alone, such as the number of the carrier's offer."),
    )


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(StaffRole.SALES)
def questions(request: HttpRequest) -> HttpResponse:
    """Who waits, the longest first."""
    page = Paginator(freight_questions(), LIST_LENGTH).get_page(request.GET.get("page"))
    context = {
        "rows": [(one, name_of(one.owner)) for one in page],
        "page": page,
        "query": query_without_page(request),
        "done": request.GET.get("done") == "1",
    }
    return render(request, "staff/freight.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(StaffRole.SALES)
def question(request: HttpRequest, checkout_id: UUID) -> HttpResponse:
    """What is to be sent where; a post offers the freight and tells the customer."""
    by = require_actor(request)
    found = get_freight_question(checkout_id, by=by)
    if request.method != "POST":
        return _page(request, found, FreightForm(name="freight"))
    form = FreightForm(request.POST, name="freight")
    if form.is_valid():
        try:
            answer_freight(checkout_id, FreightTerms(**form.cleaned_data), by=by)
        except CheckoutFieldError as refusal:
            form.add_error(refusal.field, str(refusal))
        except CardNumberError as refusal:
            form.add_error("reason", str(refusal))
        else:
            return see_other(f"{reverse('staff:freight')}?done=1")
    return _page(request, found, form, status=422)


def _page(request: HttpRequest, found: Checkout, form: FreightForm, *, status: int = 200) -> HttpResponse:
    summary = summarize(found)
    pieces = [] if summary.fault else pieces_of(summary.lines)
    context = {
        "question": found,
        "customer": name_of(found.owner),
        "summary": summary,
        "pieces": list(zip(summary.lines, (piece for piece, _count in pieces), strict=False)),
        "mass_kg": sum(piece.mass_kg * count for piece, count in pieces),
        "form": form,
    }
    return render(request, "staff/freight_question.html", context, status=status)
