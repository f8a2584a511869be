"""Customers: the list, and the page of one with credit, payments, conversations and quotes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Case, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from partwright.web.accounts.customers import NAMED_BY, customers, name_of
from partwright.web.accounts.models import Membership, Owner
from partwright.web.accounts.requests import require_actor
from partwright.web.actor import Right, StaffRole
from partwright.web.conversations.selectors import conversations_for_staff
from partwright.web.ordering.selectors import orders_of_owner
from partwright.web.payments.models import Payment, PaymentState, Refund, RefundState, Way
from partwright.web.payments.selectors import credit_of, may_book
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.quoting.models import Quote
from partwright.web.shop.selectors import get_shop
from partwright.web.staff.access import staff_only
from partwright.web.staff.navigation import CUSTOMER_ROLES
from partwright.web.staff.paging import query_without_page
from partwright.web.staff.payment_forms import CreditForm, ReceivedForm, RefundForm, SettledForm

LIST_LENGTH = 50
LATEST = 10
MOST_PAYMENTS = 50
LONGEST_SEARCH = 100
_RIGHTS = {
    Right.VIEW: gettext_lazy("view"),
    Right.QUOTE: gettext_lazy("quote"),
    Right.ORDER: gettext_lazy("order"),
    Right.ADMIN: gettext_lazy("administer"),
}
_DONE = (PaymentState.RECEIVED, PaymentState.REFUNDED, PaymentState.FAILED, PaymentState.CANCELLED)


@dataclass(frozen=True, slots=True)
class RefundRow:
    """A refund with what can be done about it."""

    refund: Refund
    settled_form: SettledForm | None
    may_retry: bool


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment with what can be done about it; a form that is None is not offered."""

    payment: Payment
    refunds: Sequence[RefundRow]
    may_approve: bool
    received_form: ReceivedForm | None
    refund_form: RefundForm | None


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(*CUSTOMER_ROLES)
def customer_list(request: HttpRequest) -> HttpResponse:
    """People with an account and teams, found by name, address or company."""
    search = request.GET.get("search", "")[:LONGEST_SEARCH].replace("\0", "")
    page = Paginator(customers(search), LIST_LENGTH).get_page(request.GET.get("page"))
    context = {
        "search": search,
        "page": page,
        "rows": [(owner, name_of(owner)) for owner in page],
        "query": query_without_page(request),
    }
    return render(request, "staff/customers.html", context)


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(*CUSTOMER_ROLES)
def customer(request: HttpRequest, owner_id: UUID) -> HttpResponse:
    """One customer."""
    return show_customer(request, owner_id)


def show_customer(request: HttpRequest, owner_id: UUID, *, refused: Any = None, status: int = 200) -> HttpResponse:
    """The page of a customer; `refused` is a form of it that is shown again with its faults."""
    by = require_actor(request)
    owner = Owner.objects.filter(id=owner_id).select_related(*NAMED_BY).first()
    if owner is None:
        raise Http404
    credit = credit_of(owner_id)
    books = may_book(by)
    credit_form = refused if isinstance(refused, CreditForm) else CreditForm.of(credit, currency=get_shop().currency)
    context = {
        "owner": owner,
        "name": name_of(owner) or _("Visitor without an account"),
        "members": _members(owner),
        "credit": credit,
        "credit_form": credit_form if books else None,
        "payments": _payments(owner_id, may_book=books, refused=refused),
        "orders": orders_of_owner(owner_id)[:LATEST],
        "quotes": _quotes(owner_id) if by.works_as(StaffRole.SALES) else None,
        "conversations": conversations_for_staff(by).filter(owner_id=owner_id).order_by("-last_message_at")[:LATEST],
    }
    return render(request, "staff/customer.html", context, status=status)


def _members(owner: Owner) -> list[tuple[Membership, str]]:
    team = getattr(owner, "team", None)
    if team is None:
        return []
    found = team.memberships.select_related("person").order_by("-right", "person__first_name")
    return [(membership, str(_RIGHTS[Right(membership.right)])) for membership in found]


def _quotes(owner_id: UUID) -> Sequence[Quote]:
    return list(Quote.objects.filter(owner_id=owner_id).order_by("-created_at")[:LATEST])


def _payments(owner_id: UUID, *, may_book: bool, refused: Any) -> list[PaymentRow]:
    """What is still to be done first, then the latest."""
    done_last = Case(When(state__in=_DONE, then=Value(1)), default=Value(0))
    found = Payment.objects.filter(owner_id=owner_id).order_by(done_last, "-created_at").prefetch_related("refunds")
    return [_row(payment, may_book=may_book, refused=refused) for payment in found[:MOST_PAYMENTS]]


def _row(payment: Payment, *, may_book: bool, refused: Any) -> PaymentRow:
    def form(offered: bool, made: Any) -> Any:
        """The form that was refused in place of the one with its name."""
        if not (may_book and offered):
            return None
        return refused if refused is not None and refused.auto_id == made.auto_id else made

    taken = payment.approved_at is not None or payment.received > 0
    refunds = [
        RefundRow(
            refund,
            form(refund.state == RefundState.REQUESTED and payment.way != Way.CARD, SettledForm.of(refund)),
            may_retry=may_book and refund.state == RefundState.REQUESTED and payment.way == Way.CARD,
        )
        for refund in payment.refunds.all()
    ]
    waits = payment.way == Way.ON_ACCOUNT and payment.approved_at is None and payment.closed_at is None
    return PaymentRow(
        payment,
        refunds,
        may_approve=may_book and waits and payment.state != PaymentState.RECEIVED,
        received_form=form(payment.way != Way.CARD and payment.outstanding > 0, ReceivedForm.of(payment)),
        refund_form=form(taken and payment.refunded < payment.amount, RefundForm.of(payment)),
    )
