"""What those who work with money do on a customer's page: approve, note what came, give back, grant credit."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from partwright.web.accounts.entering import see_other
from partwright.web.accounts.models import Owner
from partwright.web.accounts.requests import require_actor
from partwright.web.actor import StaffRole
from partwright.web.payments import services
from partwright.web.payments.errors import (
    CardNumberError,
    CreditTermsError,
    PaymentAmountError,
    PaymentNotFoundError,
    PaymentStateError,
    RefundTooLargeError,
)
from partwright.web.payments.models import Payment, Refund
from partwright.web.payments.selectors import get_payment
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.staff.access import staff_only
from partwright.web.staff.customer_views import show_customer
from partwright.web.staff.payment_forms import CreditForm, ReceivedForm, RefundForm, SettledForm


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(StaffRole.FINANCE)
def approve(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """Lets an order on account go on."""
    payment = services.approve_on_account(payment_id, by=require_actor(request))
    return _to(payment)


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(StaffRole.FINANCE)
def receive(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """Notes money on the bank account."""
    by = require_actor(request)
    payment = get_payment(payment_id, by=by)
    form = ReceivedForm.of(payment, request.POST)
    if form.is_valid():
        try:
            services.mark_received(payment_id, by=by, **form.cleaned_data)
        except (PaymentAmountError, PaymentStateError) as refusal:
            form.add_error("amount", str(refusal))
        except CardNumberError as refusal:
            form.add_error("reference", str(refusal))
        else:
            return _to(payment)
    return show_customer(request, payment.owner_id, refused=form, status=422)


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(StaffRole.FINANCE)
def refund(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """Gives money back, all or a part, for a reason."""
    by = require_actor(request)
    payment = get_payment(payment_id, by=by)
    form = RefundForm.of(payment, request.POST)
    if form.is_valid():
        try:
            services.request_refund(payment_id, by=by, **form.cleaned_data)
        except (PaymentAmountError, RefundTooLargeError) as refusal:
            form.add_error("amount", str(refusal))
        except CardNumberError as refusal:
            form.add_error("reason", str(refusal))
        else:
            return _to(payment)
    return show_customer(request, payment.owner_id, refused=form, status=422)


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(StaffRole.FINANCE)
def settle(request: HttpRequest, refund_id: UUID) -> HttpResponse:
    """Notes that a refund was carried out."""
    found = _refund(refund_id)
    form = SettledForm.of(found, request.POST)
    if form.is_valid():
        services.settle_refund(refund_id, by=require_actor(request), **form.cleaned_data)
        return _to(found.payment)
    return show_customer(request, found.payment.owner_id, refused=form, status=422)


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(StaffRole.FINANCE)
def retry(request: HttpRequest, refund_id: UUID) -> HttpResponse:
    """Has the provider asked once more for a refund by card."""
    return _to(services.retry_refund(refund_id, by=require_actor(request)).payment)


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(StaffRole.FINANCE)
def set_credit(request: HttpRequest, owner_id: UUID) -> HttpResponse:
    """Lets a customer pay later, or changes how."""
    if not Owner.objects.filter(id=owner_id).exists():
        raise PaymentNotFoundError
    form = CreditForm(request.POST)
    if form.is_valid():
        try:
            services.set_credit(owner_id, by=require_actor(request), **form.cleaned_data)
        except (CreditTermsError, PaymentAmountError) as refusal:
            form.add_error("limit", str(refusal))
        else:
            return see_other(f"{reverse('staff:customer', args=[owner_id])}#credit")
    return show_customer(request, owner_id, refused=form, status=422)


def _refund(refund_id: UUID) -> Refund:
    found = Refund.objects.filter(id=refund_id).select_related("payment").first()
    if found is None:
        raise PaymentNotFoundError
    return found


def _to(payment: Payment) -> HttpResponse:
    return see_other(f"{reverse('staff:customer', args=[payment.owner_id])}#payment-{payment.id}")
