"""Who is told of what happens to an order: the person who placed it, by mail, in the transaction that makes it so."""

from decimal import Decimal

from django.urls import reverse

from partwright.web.accounts.selectors import person_by_id
from partwright.web.actor import Actor
from partwright.web.documents.papers import BankAccount
from partwright.web.documents.writing import day, money
from partwright.web.mailing import services as mailing
from partwright.web.mailing.errors import AddressUnverifiedError
from partwright.web.mailing.letterhead import absolute
from partwright.web.mailing.templates import MailTemplate
from partwright.web.ordering import mails
from partwright.web.ordering.models import Complaint, Order, Shipment
from partwright.web.ordering.papers import bank_of, line_name
from partwright.web.ordering.states import OrderState
from partwright.web.payments.models import Way
from partwright.web.shop.selectors import get_shop


def tell_placed(order: Order, *, by: Actor) -> None:
    """That an order came in, what it holds, and for a transfer where to."""
    bank: BankAccount | None = bank_of(get_shop()) if order.way == Way.TRANSFER else None
    _tell(
        mails.PLACED,
        order,
        by=by,
        total=money(order.total, order.currency),
        lines=[f"{line.quantity} × {line_name(line)}: {line.configuration}" for line in order.lines.all()],
        way=order.way,
        bank=[list(fact) for fact in bank.facts()] if bank else [],
    )


def tell_confirmed(order: Order, *, by: Actor) -> None:
    """That the payment is settled, and when the parts come."""
    _tell(mails.CONFIRMED, order, by=by, **_days(order))


def tell_moved(order: Order, *, by: Actor, reason: str = "") -> None:
    """That an order is in another state."""
    state = OrderState(order.state)
    if state is OrderState.ON_HOLD:
        _tell(mails.HELD, order, by=by, reason=reason)
    else:
        _tell(mails.MOVED, order, by=by, state=str(state.label), reason=reason)


def tell_rescheduled(order: Order, *, by: Actor, reason: str) -> None:
    """That the promised day has changed, and why."""
    _tell(mails.RESCHEDULED, order, by=by, reason=reason, **_days(order))


def tell_shipped(order: Order, shipment: Shipment, *, by: Actor) -> None:
    """That parcels left, with what, and how to follow them."""
    rows = shipment.lines.select_related("line")
    _tell(
        mails.SHIPPED,
        order,
        by=by,
        carrier=shipment.carrier,
        tracking_number=shipment.tracking_number,
        lines=[f"{row.quantity} × {line_name(row.line)}" for row in rows],
        whole=order.state == OrderState.SHIPPED,
    )


def tell_cancelled(order: Order, *, fee: Decimal, back: Decimal, by: Actor, reason: str) -> None:
    """That an order is cancelled, what that costs and what comes back."""
    _tell(
        mails.CANCELLED,
        order,
        by=by,
        fee=money(fee, order.currency) if fee else "",
        back=money(back, order.currency) if back else "",
        reason=reason,
    )


def tell_payment_failed(order: Order, *, by: Actor) -> None:
    """That the money will not come, and where to pay in another way."""
    _tell(mails.PAYMENT_FAILED, order, by=by)


def tell_refunded(order: Order, *, amount: Decimal, reason: str, by: Actor) -> None:
    """That money was given back."""
    _tell(mails.REFUNDED, order, by=by, amount=money(amount, order.currency), reason=reason)


def tell_complaint(complaint: Complaint, *, by: Actor) -> None:
    """That a complaint came in."""
    _tell(mails.COMPLAINT, complaint.order, by=by, complaint=complaint.number)


def tell_decided(complaint: Complaint, *, by: Actor) -> None:
    """How a complaint was decided."""
    _tell(
        mails.DECIDED,
        complaint.order,
        by=by,
        complaint=complaint.number,
        accepted=bool(complaint.remedy),
        remedy=complaint.get_remedy_display(),
        reason=complaint.reason,
    )


def _tell(template: MailTemplate, order: Order, *, by: Actor, reason: str = "", **context: object) -> None:
    person = person_by_id(order.person_id)
    if person is None:
        return  # they had their account deleted; what the order owes them went to the papers
    try:
        mailing.send(
            template.id,
            to=person.email,
            to_name=person.name,
            person_id=person.id,
            context={
                "number": order.number,
                "address": absolute(reverse("ordering:order", args=[order.id])),
                "reason": reason,
                **context,
            },
            by=by,
        )
    except AddressUnverifiedError:
        return  # the page says it all the same


def _days(order: Order) -> dict[str, str]:
    return {"ready_on": day(order.ready_on), "arrives_on": day(order.arrives_on)}
