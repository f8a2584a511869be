"""Card payments between us and Stripe's page: the way there, and looking how they stand."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from partwright.policy.categories import Category
from partwright.policy.disclosure import Basis, Disclosure, RecipientKind, digest_of, make_disclosure
from partwright.policy.purposes import Purpose
from partwright.web.actor import SYSTEM, Actor, Channel
from partwright.web.jobs import services as jobs
from partwright.web.jobs.models import JobKind
from partwright.web.payments import stripe_api
from partwright.web.payments.errors import PaymentNotFoundError, PaymentStateError, ProviderRefusedError
from partwright.web.payments.events import apply
from partwright.web.payments.models import Payment, PaymentState, Way
from partwright.web.payments.money import to_minor
from partwright.web.payments.recording import FIRST_CHECK, LONGEST_PAUSE, lock_payment, record
from partwright.web.payments.selectors import get_payment, may_pay
from partwright.web.payments.states import is_paid
from partwright.web.payments.telling import PAYMENT_KEY, Told, read_charge, read_refund, read_session
from partwright.web.privacy.outbound import disclose

NAME_LENGTH = 250  # of what is paid for, on Stripe's page


def start_card_checkout(payment_id: UUID, success_url: str, cancel_url: str, *, by: Actor, email: str = "") -> str:
    """The address of Stripe's page where the payment is made; asked again, the same page.

    Called outside a transaction. The session is Stripe's answer to the payment's id as idempotency key, and its address
    is given to nobody before it is stored here: a process that dies in between leaves a page that nobody can reach.

    Raises:
        PaymentNotFoundError: there is none by card, or the actor may not pay it.
        PaymentStateError: it is paid or closed, or the page is over.
        ProviderUnavailableError, ProviderRefusedError: Stripe does not answer, or refuses.
    """
    payment = get_payment(payment_id, by=by)
    if payment.way != Way.CARD or not may_pay(payment.owner_id, by=by):
        raise PaymentNotFoundError
    if payment.state != PaymentState.OPEN:
        raise PaymentStateError(payment.state)
    if payment.session_id:
        session = stripe_api.get_session(payment.session_id)
        if session["status"] != "open":
            raise PaymentStateError(_look(payment, session).state)
        return str(session["url"])
    params = _session_params(payment, success_url=success_url, cancel_url=cancel_url, email=email)
    session = disclose(
        _disclosure(payment, params, what="open: card checkout", email=email),
        lambda: stripe_api.create_session(params, key=str(payment.id)),
        channel=Channel(payment.channel),
    )
    with transaction.atomic():
        payment = lock_payment(payment_id)
        if not payment.session_id:
            record(payment, session_id=session["id"], next_check_at=timezone.now() + FIRST_CHECK)
            if payment.closed_at is not None:
                jobs.enqueue(JobKind.CHECK_PAYMENT, payment.id, by=SYSTEM)
    if payment.state != PaymentState.OPEN:
        raise PaymentStateError(payment.state)
    return str(session["url"])


def check_card_payment(payment_id: UUID) -> Payment:
    """A card payment as Stripe says it stands, now: for the page somebody comes back to, and for lost webhooks.

    Called outside a transaction. Where the payment was closed here, the page at Stripe is closed too.

    Raises:
        PaymentNotFoundError: there is none by card.
        ProviderUnavailableError, ProviderRefusedError: Stripe does not answer, or does not know it.
    """
    payment = Payment.objects.filter(id=payment_id, way=Way.CARD).first()
    if payment is None:
        raise PaymentNotFoundError
    if not payment.session_id:
        return payment
    session = stripe_api.get_session(payment.session_id)
    if payment.closed_at is not None and session["status"] == "open":
        try:
            session = stripe_api.expire_session(payment.session_id)
        except ProviderRefusedError:  # somebody has paid by it in this moment
            session = stripe_api.get_session(payment.session_id)
    return _look(payment, session)


def make_payment_disclosure(payment: Payment, params: dict[str, Any], *, what: str) -> Disclosure:
    """That Stripe is told of a payment without a mail address."""
    return _disclosure(payment, params, what=what, email="")


def _look(payment: Payment, session: dict[str, Any]) -> Payment:
    """The payment with everything that Stripe tells of a session, its intent and its refunds."""
    told: list[Told] = []
    kind = ""
    if session.get("payment_intent"):
        intent = stripe_api.get_intent(session["payment_intent"])
        if session["payment_status"] != "paid" and intent["status"] in ("requires_payment_method", "canceled"):
            kind = "checkout.session.async_payment_failed"
        if intent.get("latest_charge"):
            told.append(read_charge(intent["latest_charge"]))
        told += [read_refund(refund) for refund in stripe_api.list_refunds(intent["id"])]
    with transaction.atomic():
        payment = lock_payment(payment.id)
        page = read_session(session, kind)
        for one in (page, *told):
            apply(one, payment)
        waits = not page.over and not is_paid(payment)
        return record(payment, next_check_at=_next_check(payment) if waits else None)


def _next_check(payment: Payment) -> datetime:
    """As long again as the payment is old, at most an hour."""
    now = timezone.now()
    return now + min(max(now - payment.created_at, FIRST_CHECK), LONGEST_PAUSE)


def _session_params(payment: Payment, *, success_url: str, cancel_url: str, email: str) -> dict[str, Any]:
    ours = {PAYMENT_KEY: str(payment.id)}
    params: dict[str, Any] = {
        "mode": "payment",
        "client_reference_id": str(payment.id),
        "success_url": success_url,
        "cancel_url": cancel_url,
        "adaptive_pricing": {"enabled": False},  # the price is the one that was quoted, in its currency
        "metadata": ours,
        "payment_intent_data": {"metadata": ours},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": payment.currency.lower(),
                    "unit_amount": to_minor(payment.amount, payment.currency),
                    "product_data": {"name": (payment.reference or str(payment.order_id))[:NAME_LENGTH]},
                },
            }
        ],
    }
    return params | ({"customer_email": email} if email else {})


def _disclosure(payment: Payment, params: dict[str, Any], *, what: str, email: str) -> Disclosure:
    categories = {Category.PSEUDONYM, Category.FINANCIAL} | ({Category.EMAIL} if email else set())
    return make_disclosure(
        RecipientKind.PAYMENT_PROVIDER,
        categories=categories,
        purpose=Purpose.PROVIDE_SERVICES,
        basis=Basis.CONTRACT,
        subject=payment.person_id or payment.owner_id,
        what=what,
        digest=digest_of(params),
    )
