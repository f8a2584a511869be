"""The pages from frozen prices to an order: addresses, summary, terms. Each is a form that works without a script."""

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partwright.errors import PartwrightError
from partwright.pricing.places import countries, regions
from partwright.web.accounts.access import sign_in_address, signed_in
from partwright.web.accounts.entering import see_other
from partwright.web.accounts.requests import person_of, require_actor
from partwright.web.ordering import checkout as steps
from partwright.web.ordering.addresses import LENGTHS, address_from
from partwright.web.ordering.errors import (
    CheckoutFieldError,
    FreightUnknownError,
    OrderChangedError,
    TermsChangedError,
)
from partwright.web.ordering.freight import ask_for_freight
from partwright.web.ordering.models import Checkout, Order, TaxExemption
from partwright.web.ordering.paying import card_page
from partwright.web.ordering.placing import Consent, place_order
from partwright.web.ordering.terms import current_terms, terms_in
from partwright.web.ordering.wording import ADDRESS_FIELDS, WAYS
from partwright.web.payments.errors import (
    CreditExceededError,
    PaymentStateError,
    PoNumberMissingError,
    ProviderRefusedError,
    ProviderUnavailableError,
    WayNotOfferedError,
)
from partwright.web.payments.models import Way
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.quoting.figures import figures_of

_FORGIVEN = (
    CheckoutFieldError,
    TermsChangedError,
    FreightUnknownError,
    OrderChangedError,
    PoNumberMissingError,
    CreditExceededError,
    WayNotOfferedError,
)
COUNTRIES_WITH_REGIONS = ("US", "CA")


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
def begin(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """Begins to order frozen prices; who is signed out signs in first and comes back to them."""
    if person_of(request) is None:
        return see_other(sign_in_address(reverse("quoting:revision", args=[token, number])))
    begun = steps.open_checkout(token, number, by=require_actor(request))
    return see_other(reverse("ordering:checkout", args=[begun.id]))


@require_http_methods(["GET", "HEAD", "POST"])
@purpose(Purpose.PROVIDE_SERVICES)
@signed_in
def addresses(request: HttpRequest, checkout_id: UUID) -> HttpResponse:
    """Where the bill and the parts go, and the VAT number."""
    by = require_actor(request)
    found = steps.get_checkout(checkout_id, by=by)
    if request.method != "POST":
        return _address_page(request, found, _told(request, found))
    try:
        steps.tell_addresses(checkout_id, request.POST.dict(), by=by)
    except CheckoutFieldError as fault:
        return _address_page(request, found, request.POST.dict(), fault=fault)
    return see_other(reverse("ordering:summary", args=[checkout_id]))


@require_http_methods(["GET", "HEAD", "POST"])
@purpose(Purpose.PROVIDE_SERVICES)
@signed_in
def summary(request: HttpRequest, checkout_id: UUID) -> HttpResponse:
    """What is ordered, how it is sent and paid, and what it comes to; a post changes a choice or orders."""
    by = require_actor(request)
    found = steps.get_checkout(checkout_id, by=by)
    if not found.shipping:
        return see_other(reverse("ordering:checkout", args=[checkout_id]))
    if request.method != "POST":
        return _summary_page(request, found)
    try:
        found = steps.tell_choices(checkout_id, request.POST.dict(), po_file=request.FILES.get("po_file"), by=by)
        if "place" not in request.POST:
            return see_other(f"{reverse('ordering:summary', args=[checkout_id])}#sum")
        order = place_order(checkout_id, _consent(request), by=by)
    except _FORGIVEN as fault:
        return _summary_page(request, steps.get_checkout(checkout_id, by=by), fault=fault)
    return _onward(request, order)


@require_POST
@purpose(Purpose.MEET_DUTIES)
@signed_in
def exemption(request: HttpRequest, checkout_id: UUID) -> HttpResponse:
    """Claims that no tax is owed; staff decide."""
    by = require_actor(request)
    try:
        steps.claim_exemption(checkout_id, request.POST.dict(), by=by)
    except CheckoutFieldError as fault:
        return _summary_page(request, steps.get_checkout(checkout_id, by=by), fault=fault)
    return see_other(f"{reverse('ordering:summary', args=[checkout_id])}#exemption")


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@signed_in
def ask_freight(request: HttpRequest, checkout_id: UUID) -> HttpResponse:
    """Asks staff what sending costs, where no table tells it."""
    conversation = ask_for_freight(checkout_id, by=require_actor(request))
    return see_other(reverse("conversations:conversation", args=[conversation.id]))


@require_safe
@purpose(Purpose.INFORM)
def terms(request: HttpRequest, version: int | None = None) -> HttpResponse:
    """The terms of sale, of today or as an order accepted them."""
    text = current_terms() if version is None else terms_in(version)
    return render(request, "ordering/terms.html", {"terms": text})


def _told(request: HttpRequest, found: Checkout) -> dict[str, str]:
    """The fields of the form as far as somebody has told them: now, or in their account."""
    person = person_of(request)
    known = {"name": person.name, "company": person.company} if person else {}
    billing = {**known, **found.billing}
    told = {f"billing_{name}": value for name, value in billing.items()}
    told |= {f"shipping_{name}": value for name, value in (found.shipping or known).items()}
    same = not found.shipping or found.shipping == found.billing
    return told | {"vat_id": found.vat_id, "same": "1" if same else ""}


def _address_page(
    request: HttpRequest, found: Checkout, told: dict[str, str], *, fault: CheckoutFieldError | None = None
) -> HttpResponse:
    forms = [
        (
            prefix,
            [
                {
                    "name": f"{prefix}_{name}",
                    "label": label,
                    "value": told.get(f"{prefix}_{name}", ""),
                    "autocomplete": f"{prefix} {hint}",
                    "most": LENGTHS[name],
                    "needed": needed,
                    "kind": name,
                    "fault": str(fault) if fault and fault.field == f"{prefix}_{name}" else "",
                }
                for name, label, hint, needed in ADDRESS_FIELDS
            ],
        )
        for prefix in ("billing", "shipping")
    ]
    context = {
        "checkout": found,
        "forms": forms,
        "told": told,
        "countries": countries(),
        "regions": [region for country in COUNTRIES_WITH_REGIONS for region in regions(country).items()],
        "vat_fault": str(fault) if fault and fault.field == "vat_id" else "",
        "fault": fault,
    }
    return render(request, "ordering/addresses.html", context, status=422 if fault else 200)


def _summary_page(request: HttpRequest, found: Checkout, *, fault: PartwrightError | None = None) -> HttpResponse:
    summed = steps.summarize(found)
    field = getattr(fault, "field", "")
    if isinstance(fault, PoNumberMissingError):
        field = "po_number"
    context: dict[str, Any] = {
        "checkout": found,
        "summary": summed,
        "currency": found.revision.currency,
        "way": found.way or (summed.ways[0] if len(summed.ways) == 1 else ""),
        "ways": [(way, *WAYS[Way(way)]) for way in summed.ways],
        "terms": current_terms(),
        "exemptions": TaxExemption.objects.filter(owner_id=found.owner_id),
        "fault": fault,
        "field": field,
        "figures": figures_of(request),
        "address": address_from(found.shipping),
    }
    return render(request, "ordering/summary.html", context, status=422 if fault else 200)


def _consent(request: HttpRequest) -> Consent:
    """What somebody saw and ticked."""
    if request.POST.get("accept") != "1":
        raise TermsChangedError
    try:
        return Consent(total=Decimal(request.POST["total"]), terms_version=int(request.POST["terms"]))
    except (KeyError, ValueError, InvalidOperation):
        raise OrderChangedError from None


def _onward(request: HttpRequest, order: Order) -> HttpResponse:
    """To the provider's page for a card, else to the order."""
    person = person_of(request)
    if order.way == Way.CARD and person is not None:
        try:
            return see_other(card_page(order.id, by=require_actor(request), email=person.email))
        except (ProviderUnavailableError, ProviderRefusedError):
            return see_other(reverse("ordering:card", args=[order.id]))
        except PaymentStateError:  # it is paid already: somebody came back to an old page
            pass
    return see_other(f"{reverse('ordering:order', args=[order.id])}?placed=1")
