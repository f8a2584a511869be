"""Forty at once on whole orders: one has an effect, and none of the others is shown anything but a clean answer."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.ordering.conftest import ADDRESS, consent
from tests.web.ordering.test_lifecycle import everything, made, mails, papers
from tests.web.payments.conftest import BACK, renewed
from tests.web.payments.test_parallel import MANY, at_once

from partwright.web.blobs import read
from partwright.web.conversations.models import Entry
from partwright.web.documents.kinds import PaperKind
from partwright.web.documents.models import IssuedDocument
from partwright.web.jobs.worker import do_all
from partwright.web.ordering import checkout as steps
from partwright.web.ordering import complaints, services
from partwright.web.ordering.files import ORDERS
from partwright.web.ordering.models import Checkout, Complaint, Order, OrderEvent, OrderFile, Shipment
from partwright.web.ordering.models.complaint import Fault, Remedy
from partwright.web.ordering.paying import pay_otherwise
from partwright.web.ordering.placing import place_order
from partwright.web.ordering.shipping import Consignment, note_delivery, ship
from partwright.web.ordering.states import Action, OrderState
from partwright.web.payments.checkout import start_card_checkout
from partwright.web.payments.events import handle_event
from partwright.web.payments.models import Payment, PaymentState, Refund, Way
from partwright.web.payments.recording import close
from partwright.web.payments.selectors import credit_of, payment_of
from partwright.web.payments.services import approve_on_account, mark_received, request_refund, set_credit
from partwright.web.quoting import services as quotes
from partwright.web.quoting.revisions import freeze_quote
from partwright.web.quoting.selectors import lines_of

pytestmark = pytest.mark.django_db(transaction=True)

Ready = Callable[..., Checkout]


@pytest.fixture
def ready(revision, customer) -> Ready:
    """A checkout that only wants its last button."""

    def tell(way: Way = Way.TRANSFER, *, number: int = revision.number) -> Checkout:
        begun = steps.open_checkout(revision.quote.token, number, by=customer)
        steps.tell_addresses(begun.id, ADDRESS, by=customer)
        return steps.tell_choices(begun.id, {"way": way, "po_number": f"PO-{number}"}, by=customer)

    return tell


def assert_placed_once() -> None:
    """One order with its payment, its number, its mail, and no file that nobody names."""
    order = Order.objects.get()
    assert (order.number, Payment.objects.get().order_id) == ("ORD-00001", order.id)
    assert mails("placed") == 1
    assert [event.action for event in order.events.all()] == [Action.PLACE]
    named = set(OrderFile.objects.values_list("stored", flat=True))
    assert len(named) == 2
    assert all(read(name) for name in named)
    lying = default_storage.listdir(f"{ORDERS.root}/{order.folder}")[1]
    assert {f"{ORDERS.root}/{order.folder}/{name}" for name in lying} == named


def test_one_checkout_becomes_one_order(ready: Ready, customer) -> None:
    checkout = ready()
    agreed = consent(checkout.id, by=customer)
    assert at_once(lambda number: place_order(checkout.id, agreed, by=customer)) == {"done": MANY}
    assert_placed_once()
    assert IssuedDocument.objects.get(kind=PaperKind.PRO_FORMA).number.endswith("-00001")


def test_the_last_button_pressed_forty_times_orders_once(ready: Ready, customer, browser: Client) -> None:
    checkout = ready()
    agreed = consent(checkout.id, by=customer)
    form = {
        "way": checkout.way,
        "po_number": checkout.po_number,
        "service": checkout.service,
        "note": "",
        "accept": "1",
        "total": str(agreed.total),
        "terms": str(agreed.terms_version),
        "place": "1",
    }

    def press(number: int) -> None:
        client = Client()
        client.cookies = browser.cookies
        answer = client.post(reverse("ordering:summary", args=[checkout.id]), form)
        order = Order.objects.get()
        assert (answer.status_code, answer["Location"]) == (
            303,
            f"{reverse('ordering:order', args=[order.id])}?placed=1",
        )

    assert at_once(press) == {"done": MANY}
    assert_placed_once()


def test_credit_that_is_enough_for_one_order_places_it_whoever_presses(ready: Ready, customer, finance) -> None:
    set_credit(customer.owner_id, Decimal(100_000), 30, by=finance, currency="EUR")
    checkout = ready(Way.ON_ACCOUNT)
    agreed = consent(checkout.id, by=customer)
    set_credit(customer.owner_id, agreed.total, 30, by=finance, currency="EUR")
    assert at_once(lambda number: place_order(checkout.id, agreed, by=customer)) == {"done": MANY}
    assert_placed_once()


def test_the_last_credit_is_used_by_as_many_orders_as_fit(ready: Ready, revision, customer, finance) -> None:
    set_credit(customer.owner_id, Decimal(1_000_000), 30, by=finance, currency="EUR")
    line = lines_of(revision.quote)[0]
    checkouts = []
    for quantity in range(1, MANY + 1):
        quotes.configure_line(line.id, by=customer, process="cnc_milling", quantity=quantity + 10)
        frozen = freeze_quote(revision.quote.token, by=customer)
        checkouts.append(ready(Way.ON_ACCOUNT, number=frozen.number))
    agreed = [consent(checkout.id, by=customer) for checkout in checkouts]
    limit = sum((one.total for one in agreed[:3]), Decimal(0))
    set_credit(customer.owner_id, limit, 30, by=finance, currency="EUR")
    answers = at_once(lambda number: place_order(checkouts[number].id, agreed[number], by=customer))
    assert set(answers) <= {"done", "payment.credit_exceeded", "order.field"}
    placed = list(Order.objects.all())
    assert len(placed) == answers["done"] == Payment.objects.count()
    assert 1 <= len(placed) <= 3
    left = credit_of(customer.owner_id).left
    assert left == limit - sum(order.total for order in placed) >= 0
    assert sorted(order.number for order in placed) == [f"ORD-{number + 1:05}" for number in range(len(placed))]


def test_an_order_is_cancelled_once(approved: Order, customer) -> None:
    assert at_once(lambda number: services.cancel(approved.id, by=customer)) == {"done": MANY}
    approved.refresh_from_db()
    assert (approved.state, mails("cancelled")) == (OrderState.CANCELLED, 1)
    assert Refund.objects.count() == 1
    assert papers(approved).count(PaperKind.INVOICE) <= 1


def test_an_order_on_account_is_approved_once(place, finance) -> None:
    order = place(Way.ON_ACCOUNT)
    payment = payment_of(order.id)
    assert at_once(lambda number: approve_on_account(payment.id, by=finance)) == {"done": MANY}
    order.refresh_from_db()
    assert (order.state, mails("confirmed")) == (OrderState.APPROVED, 1)
    assert papers(order).count(PaperKind.ORDER_CONFIRMATION) == 1


def test_an_order_on_account_is_approved_beside_its_cancelling(place, customer, finance) -> None:
    order = place(Way.ON_ACCOUNT)
    payment = payment_of(order.id)

    def act(number: int) -> None:
        if number % 2:
            services.cancel(order.id, by=customer)
        else:
            approve_on_account(payment.id, by=finance)

    answers = at_once(act)
    assert set(answers) <= {"done", "payment.state"}
    order.refresh_from_db()
    assert (order.state, mails("cancelled")) == (OrderState.CANCELLED, 1)
    ended = renewed(payment)
    if ended.closed_at is None:  # approved first: what it comes to is credited, less the fee
        assert (mails("confirmed"), Refund.objects.count()) == (1, 1)
    else:
        assert (mails("confirmed"), Refund.objects.count()) == (0, 0)


def test_money_that_comes_beside_cancelling_is_kept_or_goes_back(place, stripe, customer) -> None:
    order = place(Way.CARD)
    payment = payment_of(order.id)
    start_card_checkout(payment.id, *BACK, by=customer)
    stripe.press(renewed(payment).session_id, "pay")
    pairs = stripe.webhooks()

    def act(number: int) -> None:
        if number % 2:
            services.cancel(order.id, by=customer)
        else:
            handle_event(*pairs[number // 2 % len(pairs)])

    assert at_once(act) == {"done": MANY}
    do_all()
    order.refresh_from_db()
    ended = renewed(payment)
    invoice = IssuedDocument.objects.filter(subject=order.id, kind=PaperKind.INVOICE).first()
    kept = Decimal(invoice.data["total"]) if invoice else Decimal(0)
    assert (order.state, ended.received) == (OrderState.CANCELLED, order.total)
    assert ended.refunded == ended.received - kept
    assert sum(row["amount"] for row in stripe.books.refunds.values()) == ended.refunded * 100


def test_an_order_is_paid_anew_once(place, customer) -> None:
    order = place()
    with transaction.atomic():
        close(payment_of(order.id), closed_as=PaymentState.FAILED)
    assert at_once(lambda number: pay_otherwise(order.id, Way.TRANSFER, by=customer)) == {"done": MANY}
    assert Payment.objects.filter(order_id=order.id, closed_at=None).count() == 1
    assert papers(order).count(PaperKind.PRO_FORMA) == 2
    assert OrderEvent.objects.filter(order=order, action=Action.PAY).count() == 1


def test_no_payment_stays_open_that_was_chosen_beside_cancelling(place, customer, finance, stripe) -> None:
    order = place()

    def act(number: int) -> None:
        if number % 4 == 0:
            services.cancel(order.id, by=customer)
        else:
            pay_otherwise(order.id, (Way.CARD, Way.TRANSFER)[number % 2], by=customer)

    answers = at_once(act)
    assert set(answers) <= {"done", "order.state", "payment.already_open"}
    order.refresh_from_db()
    assert order.state == OrderState.CANCELLED
    assert not Payment.objects.filter(order_id=order.id, closed_at=None).exists()


def test_a_shipment_leaves_once(approved: Order, production) -> None:
    made(approved, by=production)
    first = approved.lines.first()
    consignment = Consignment(number=1, pieces={first.id: 1}, carrier="UPS")
    assert at_once(lambda number: ship(approved.id, consignment, by=production)) == {"done": MANY}
    first.refresh_from_db()
    assert (Shipment.objects.count(), first.shipped, mails("shipped")) == (1, 1, 1)
    assert papers(approved).count(PaperKind.PACKING_SLIP) == 1


def test_all_that_is_left_leaves_arrives_and_is_invoiced_once(approved: Order, production) -> None:
    made(approved, by=production)
    consignment = everything(approved)
    assert at_once(lambda number: ship(approved.id, consignment, by=production)) == {"done": MANY}
    shipment = Shipment.objects.get()
    assert at_once(lambda number: note_delivery(shipment.id, by=production)) == {"done": MANY}
    approved.refresh_from_db()
    assert (approved.state, papers(approved).count(PaperKind.INVOICE)) == (OrderState.DELIVERED, 1)
    assert OrderEvent.objects.filter(order=approved, action__in=(Action.SHIP, Action.DELIVER)).count() == 2


def test_pieces_leave_or_the_order_is_cancelled(approved: Order, production, customer) -> None:
    made(approved, by=production)
    consignment = everything(approved)

    def act(number: int) -> None:
        if number % 2:
            services.cancel(approved.id, by=customer)
        else:
            ship(approved.id, consignment, by=production)

    assert set(at_once(act)) == {"done", "order.state"}
    approved.refresh_from_db()
    gone = Shipment.objects.count()
    assert (approved.state, gone, Refund.objects.count()) in [
        (OrderState.SHIPPED, 1, 0),
        (OrderState.CANCELLED, 0, 1),
    ]


def test_one_form_complains_once(approved: Order, production, customer) -> None:
    made(approved, by=production)
    ship(approved.id, everything(approved), by=production)
    answers = at_once(
        lambda number: complaints.complain(approved.id, Fault.OUT_OF_TOLERANCE, Remedy.REMAKE, "Too wide.", by=customer)
    )
    assert answers == {"done": MANY}
    complaint = Complaint.objects.get()
    assert (complaint.number, mails("complaint")) == ("CMP-00001", 1)
    assert Entry.objects.filter(conversation_id=complaint.conversation_id).count() == 1


def test_forty_different_complaints_are_one_with_all_that_was_said(approved: Order, production, customer) -> None:
    made(approved, by=production)
    ship(approved.id, everything(approved), by=production)
    answers = at_once(
        lambda number: complaints.complain(
            approved.id, Fault.OUT_OF_TOLERANCE, Remedy.REMAKE, f"Piece {number}.", by=customer
        )
    )
    assert answers == {"done": MANY}
    said = Entry.objects.filter(conversation_id=Complaint.objects.get().conversation_id)
    assert {entry.text for entry in said} == {f"Piece {number}." for number in range(MANY)}


def test_forty_orders_get_numbers_without_a_gap(ready: Ready, revision, customer, finance) -> None:
    line = lines_of(revision.quote)[0]
    checkouts = []
    for quantity in range(1, MANY + 1):
        quotes.configure_line(line.id, by=customer, process="cnc_milling", quantity=quantity + 10)
        checkouts.append(ready(number=freeze_quote(revision.quote.token, by=customer).number))
    agreed = [consent(checkout.id, by=customer) for checkout in checkouts]
    assert at_once(lambda number: place_order(checkouts[number].id, agreed[number], by=customer)) == {"done": MANY}
    numbers = sorted(Order.objects.values_list("number", flat=True))
    assert numbers == [f"ORD-{number + 1:05}" for number in range(MANY)]
    assert Payment.objects.filter(closed_at=None).count() == mails("placed") == MANY


def test_an_order_is_paid_once_and_goes_on_once(place, finance) -> None:
    order = place()
    payment = payment_of(order.id)
    day = timezone.localdate()
    answers = at_once(lambda number: mark_received(payment.id, order.total, "bank 1", day, by=finance))
    assert answers == {"done": MANY}
    assert (mails("confirmed"), papers(order).count(PaperKind.ORDER_CONFIRMATION)) == (1, 1)


def test_a_refund_is_given_beside_cancelling_and_never_too_much(approved: Order, customer, finance) -> None:
    payment = payment_of(approved.id)

    def act(number: int) -> None:
        if number % 2:
            services.cancel(approved.id, by=customer)
        else:
            request_refund(payment.id, approved.total, "Sorry.", by=finance)

    answers = at_once(act)
    assert set(answers) <= {"done", "payment.refund_too_large"}
    assert sum(refund.amount for refund in Refund.objects.all()) <= approved.total
