"""Certificates of exemption from tax that customers have claimed: those that wait, and those that were decided."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from partwright.pricing.places import area_name
from partwright.web.accounts.customers import name_of
from partwright.web.accounts.entering import see_other
from partwright.web.accounts.requests import require_actor
from partwright.web.actor import StaffRole
from partwright.web.ordering.checkout import decide_exemption
from partwright.web.ordering.errors import CheckoutFieldError
from partwright.web.ordering.history import REASON_LENGTH
from partwright.web.ordering.models import TaxExemption
from partwright.web.ordering.selectors import claimed_exemptions, decided_exemptions
from partwright.web.payments.errors import CardNumberError
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.staff.access import staff_only
from partwright.web.staff.paging import query_without_page
from partwright.web.staff.styled_form import StyledForm

LIST_LENGTH = 20
DECIDED = "decided"  # the list of those that were, by the word in the address
ACCEPT = "accept"


class DecisionForm(StyledForm):
    """Why a certificate is declined; one that is accepted needs no reason."""

    reason = forms.CharField(
        label=_("Reason, as the customer reads it; needed to decline"), max_length=REASON_LENGTH, required=False
    )

    @classmethod
    def of(cls, exemption: TaxExemption, data: Any = None) -> "DecisionForm":
        """The form of a certificate."""
        return cls(data, name=f"exemption-{exemption.id.hex}", initial={"reason": exemption.reason})


@require_safe
@purpose(Purpose.MEET_DUTIES)
@staff_only(StaffRole.FINANCE)
def exemptions(request: HttpRequest) -> HttpResponse:
    """Certificates that wait for a decision, or those that have one."""
    return _page(request)


@require_POST
@purpose(Purpose.MEET_DUTIES)
@staff_only(StaffRole.FINANCE)
def decide(request: HttpRequest, exemption_id: UUID) -> HttpResponse:
    """Accepts a certificate or declines it."""
    form = DecisionForm(request.POST, name=f"exemption-{exemption_id.hex}")
    if form.is_valid():
        accepted = request.POST.get("act") == ACCEPT
        try:
            decide_exemption(
                exemption_id, accepted=accepted, reason=form.cleaned_data["reason"], by=require_actor(request)
            )
        except (CheckoutFieldError, CardNumberError) as refusal:
            form.add_error("reason", str(refusal))
        else:
            return see_other(f"{reverse('staff:exemptions')}?done=1")
    return _page(request, refused=form, status=422)


def _place(code: str) -> str:
    """The country or region that a certificate holds in; "" for everywhere."""
    return area_name(code) if code else ""


def _page(request: HttpRequest, *, refused: DecisionForm | None = None, status: int = 200) -> HttpResponse:
    decided = (request.GET.get("show") or request.POST.get("show")) == DECIDED
    found = decided_exemptions() if decided else claimed_exemptions()
    named = found.select_related("owner__person", "owner__team")
    page = Paginator(named, LIST_LENGTH).get_page(request.GET.get("page") or request.POST.get("page"))
    rows = []
    for exemption in page:
        form = DecisionForm.of(exemption)
        if refused is not None and refused.auto_id == form.auto_id:
            form = refused
        rows.append((exemption, name_of(exemption.owner) or _("Visitor"), _place(exemption.place), form))
    context = {
        "rows": rows,
        "page": page,
        "query": query_without_page(request),
        "decided": decided,
        "done": request.GET.get("done") == "1",
    }
    return render(request, "staff/exemptions.html", context, status=status)
