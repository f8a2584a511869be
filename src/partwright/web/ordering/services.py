"""Writes to orders: confirm, move, hold, cancel, reschedule, redirect, return.

Each locks the order, so that of many that want the same at once one has an effect. What also changes the payment locks
that first: the payment's own news come with it locked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partwright.pricing.cancellation import cancellation_fee
from partwright.units import round_money
from partwright.web.actor import SYSTEM, Actor, StaffRole
from partwright.web.books.selectors import current_book
from partwright.web.ordering.access import is_staff, lock_order, lock_with_payment, may_change
from partwright.web.ordering.addresses import address_from, check_address
from partwright.web.ordering.delivery import day_in
from partwright.web.ordering.errors import OrderNotFoundError, OrderStateError, ReasonMissingError
from partwright.web.ordering.history import move, note, sound_reason
from partwright.web.ordering.models import Order
from partwright.web.ordering.notices import (
    tell_cancelled,
    tell_confirmed,
    tell_moved,
    tell_rescheduled,
)
from partwright.web.ordering.papers import issue_confirmation, issue_fee_invoice
from partwright.web.ordering.states import BEFORE_SHIPPING, STEPS, Action, OrderState, may_follow
from partwright.web.ordering.wording import BUTTONS
from partwright.web.payments.models import Payment, PaymentState
from partwright.web.payments.recording import refundable
from partwright.web.payments.services import cancel_payment, request_refund
from partwright.web.payments.states import is_settled
from partwright.web.shop.calendar import arrival
from partwright.web.shop.selectors import get_shop


@dataclass(frozen=True, slots=True)
class Cancellation:
    """What cancelling an order costs now: `fee` without tax, `fee_gross` with it, `back` what is given back."""

    fee: Decimal
    fee_gross: Decimal
    back: Decimal


def confirm(order_id: UUID, *, by: Actor) -> Order:
    """Lets an order go on whose payment is settled; its dates count from now. In the caller's transaction."""
    order = lock_order(order_id)
    held = order.state == OrderState.ON_HOLD and order.held_from == OrderState.PLACED
    if order.state != OrderState.PLACED and not held:
        return order
    _count_anew(order, day_in(order.business_days, shop=get_shop()))
    if held:  # it stays on hold, and is approved when it comes off it
        order.held_from = OrderState.APPROVED
        order.save(update_fields=["held_from"])
        note(order, Action.CONFIRM, by=by)
    else:
        move(order, Action.CONFIRM, by=by)
    issue_confirmation(order, by=by)
    tell_confirmed(order, by=by)
    return order


def advance(order_id: UUID, action: Action, *, by: Actor, reason: str = "") -> Order:
    """Moves an order on by one of the actions that staff press a button for.

    Raises:
        OrderNotFoundError: there is none, or it is not the actor's work.
        OrderStateError: it does not follow from where the order stands.
        ReasonMissingError: the action needs a reason.
    """
    if action not in BUTTONS:
        raise OrderNotFoundError
    with transaction.atomic():
        order = _for_staff(order_id, *STEPS[action].roles, by=by)
        return _stepped(order, action, by=by, reason=reason)


def hold(order_id: UUID, *, by: Actor, reason: str) -> Order:
    """Stops an order until it is resumed.

    Raises:
        OrderNotFoundError, OrderStateError, ReasonMissingError: as `advance`.
    """
    with transaction.atomic():
        order = _for_staff(order_id, *STEPS[Action.HOLD].roles, by=by)
        return _stepped(order, Action.HOLD, by=by, reason=reason)


def what_cancelling_costs(
    order: Order, payment: Payment | None, *, left: Decimal, percent: Decimal | None = None
) -> Cancellation:
    """The fee of the stage that an order has come to, or of `percent` of its goods where staff say so.

    `left` is what can still be given back of the payment.
    """
    if percent is not None:
        fee = round_money(order.goods * percent / 100)
    else:
        stage = order.held_from or order.state
        fee = cancellation_fee(order.goods, stage=stage, tables=current_book().tables)
    if payment is None or not is_settled(payment):
        return Cancellation(Decimal(0), Decimal(0), payment.received if payment else Decimal(0))
    gross = fee + round_money(fee * order.freight_rate_percent / 100)
    return Cancellation(fee, gross, max(left - gross, Decimal(0)))


def cancel(order_id: UUID, *, by: Actor, reason: str = "", percent: Decimal | None = None) -> Order:
    """Cancels an order before it ships, and gives back what was paid, less the fee of its stage.

    Staff may take another share of the goods, `percent`, and say why. One that is cancelled stays so.

    Raises:
        OrderNotFoundError: there is none that the actor may cancel.
        OrderStateError: something of it has left.
        ReasonMissingError: staff cancel without a reason.
    """
    with transaction.atomic():
        payment, order = lock_with_payment(order_id)
        staff = is_staff(by, *STEPS[Action.CANCEL].roles)
        if not (staff or may_change(order, by=by)) or (percent is not None and not staff):
            raise OrderNotFoundError
        if order.state == OrderState.CANCELLED:
            return order
        shipped = order.lines.filter(shipped__gt=0).exists()
        if not may_follow(Action.CANCEL, order.state) or shipped:
            raise OrderStateError(order.state)
        if not may_change(order, by=by) and not sound_reason(reason):
            raise ReasonMissingError
        if percent is not None and not (0 <= percent <= 100):
            raise OrderStateError(order.state)
        left = refundable(payment) if payment else Decimal(0)
        costs = what_cancelling_costs(order, payment, left=left, percent=percent)
        if payment is not None:
            _settle(order, payment, costs, by=by)
        move(order, Action.CANCEL, by=by, reason=reason)
        tell_cancelled(order, fee=costs.fee_gross, back=costs.back, by=by, reason=sound_reason(reason))
    return order


def reschedule(order_id: UUID, ready_on: date, *, by: Actor, reason: str) -> Order:
    """Promises another day of shipping, and says why.

    Raises:
        OrderNotFoundError, OrderStateError, ReasonMissingError: as `advance`, or the day is over.
    """
    with transaction.atomic():
        order = _for_staff(order_id, StaffRole.SALES, StaffRole.PRODUCTION, by=by)
        _require_reason(reason)
        before_shipping = BEFORE_SHIPPING | {OrderState.ON_HOLD}
        if OrderState(order.state) not in before_shipping or ready_on < timezone.localdate():
            raise OrderStateError(order.state)
        if ready_on == order.ready_on:
            return order
        _count_anew(order, ready_on)
        note(order, Action.RESCHEDULE, by=by, reason=reason)
        tell_rescheduled(order, by=by, reason=sound_reason(reason))
    return order


def redirect(order_id: UUID, typed: Mapping[str, str], *, by: Actor, reason: str) -> Order:
    """Corrects the delivery address within the same country, so that freight and tax stay what they are.

    Raises:
        OrderNotFoundError, OrderStateError, ReasonMissingError: as `advance`.
        CheckoutFieldError: a field that cannot be so.
    """
    with transaction.atomic():
        order = _for_staff(order_id, StaffRole.SALES, StaffRole.PRODUCTION, by=by)
        _require_reason(reason)
        if OrderState(order.state) not in BEFORE_SHIPPING | {OrderState.ON_HOLD}:
            raise OrderStateError(order.state)
        before = address_from(order.shipping)
        fixed = {"shipping_country": before.country, "shipping_region": before.region}
        order.shipping = check_address({**typed, **fixed}, prefix="shipping").as_plain()
        order.save(update_fields=["shipping"])
        note(order, Action.REDIRECT, by=by, reason=reason)
    return order


def take_back(order_id: UUID, *, by: Actor, reason: str) -> Order:
    """Notes that the parts came back.

    Raises:
        OrderNotFoundError, OrderStateError, ReasonMissingError: as `advance`.
    """
    with transaction.atomic():
        order = _for_staff(order_id, *STEPS[Action.RETURN].roles, by=by)
        return _stepped(order, Action.RETURN, by=by, reason=reason)


def _stepped(order: Order, action: Action, *, by: Actor, reason: str) -> Order:
    if STEPS[action].to == order.state:
        return order  # somebody was faster with the same
    if not may_follow(action, order.state):
        raise OrderStateError(order.state)
    if STEPS[action].needs_reason:
        _require_reason(reason)
    event = move(order, action, by=by, reason=reason)
    tell_moved(order, by=by, reason=event.reason)
    return order


def _settle(order: Order, payment: Payment, costs: Cancellation, *, by: Actor) -> None:
    """Ends a locked payment: closed if the money has not come, else given back less the fee, which is invoiced."""
    if payment.closed_at is None and payment.received < payment.amount and payment.state != PaymentState.APPROVED:
        received = payment.received
        cancel_payment(payment.id, by=SYSTEM)
        if received:
            _give_back(order, payment, received)
        return
    if costs.back:
        _give_back(order, payment, costs.back)
    if costs.fee:
        issue_fee_invoice(order, costs.fee, payment, by=by)


def _give_back(order: Order, payment: Payment, amount: Decimal) -> None:
    request_refund(payment.id, amount, _("Order %(number)s is cancelled.") % {"number": order.number}, by=SYSTEM)


def _for_staff(order_id: UUID, *roles: StaffRole, by: Actor) -> Order:
    """A locked order that the actor works on."""
    if not is_staff(by, *roles):
        raise OrderNotFoundError
    return lock_order(order_id)


def _require_reason(reason: str) -> None:
    if not sound_reason(reason):
        raise ReasonMissingError


def _count_anew(order: Order, ready_on: date) -> None:
    order.ready_on = ready_on
    country = address_from(order.shipping).country
    order.arrives_on = arrival(ready_on, transit_days=order.transit_days, country=country)
    order.save(update_fields=["ready_on", "arrives_on"])
