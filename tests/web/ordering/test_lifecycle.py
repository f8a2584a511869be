"""From the payment to the last parcel, and off the way: on hold, cancelled, returned, complained about."""

import datetime as dt
import io
import json
import uuid
import zipfile
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from partwright.web.documents.kinds import PaperKind
from partwright.web.documents.selectors import documents_of
from partwright.web.jobs.worker import do_all
from partwright.web.mailing.models import Message
from partwright.web.ordering import complaints, reordering, services, shipping
from partwright.web.ordering.errors import (
    FilesGoneError,
    OrderNotFoundError,
    OrderStateError,
    ReasonMissingError,
    ShipmentError,
)
from partwright.web.ordering.exporting import export_order
from partwright.web.ordering.files import add_paper, forget_files, read_file
from partwright.web.ordering.models import Checkout, Order
from partwright.web.ordering.models.complaint import ComplaintState, Fault, Remedy
from partwright.web.ordering.models.order import FileKind
from partwright.web.ordering.papers import certify
from partwright.web.ordering.paying import pay_otherwise
from partwright.web.ordering.shipping import Consignment, note_delivery, ship
from partwright.web.ordering.states import ENDED, STEPS, Action, OrderState
from partwright.web.ordering.wording import BUTTONS
from partwright.web.payments.models import Payment, PaymentState, Refund, Way
from partwright.web.payments.selectors import payment_of
from partwright.web.payments.services import settle_refund
from partwright.web.privacy.models import LedgerRow
from partwright.web.quoting.models import Quote
from partwright.web.shop.models import Closure

pytestmark = pytest.mark.django_db(transaction=True)


def made(order: Order, *, by) -> Order:
    return services.advance(order.id, Action.PRODUCE, by=by)


def everything(order: Order, *, number: int = 1) -> Consignment:
    pieces = {line.id: line.to_ship for line in order.lines.all()}
    return Consignment(number=number, pieces=pieces, carrier="DHL", tracking_number="0034")


def mails(template: str) -> int:
    return Message.objects.filter(template=f"ordering.{template}").count()


def papers(order: Order) -> list[str]:
    return [paper.kind for paper in documents_of(order.id)]


def test_a_settled_payment_approves_the_order(approved: Order) -> None:
    assert approved.state == OrderState.APPROVED
    assert PaperKind.ORDER_CONFIRMATION in papers(approved)
    assert mails("confirmed") == 1


def test_an_order_goes_its_way(approved: Order, production, customer) -> None:
    for action in (Action.REVIEW, Action.PRODUCE, Action.INSPECT, Action.REWORK, Action.INSPECT):
        services.advance(approved.id, action, by=production, reason="Burr at the hole.")
    shipment = ship(approved.id, everything(approved), by=production)
    note_delivery(shipment.id, by=production)
    services.advance(approved.id, Action.CLOSE, by=production)
    approved.refresh_from_db()
    assert approved.state == OrderState.CLOSED
    assert papers(approved).count(PaperKind.INVOICE) == papers(approved).count(PaperKind.PACKING_SLIP) == 1
    actions = [event.action for event in approved.events.all()]
    assert actions == [
        "place", "confirm", "review", "produce", "inspect", "rework", "inspect", "ship", "deliver", "close",
    ]  # fmt: skip
    assert all(event.by_staff for event in approved.events.all()[1:])


def test_parts_of_an_order_leave_one_after_the_other(approved: Order, production) -> None:
    made(approved, by=production)
    first, second = approved.lines.all()
    ship(approved.id, Consignment(number=1, pieces={first.id: 1}, carrier="UPS"), by=production)
    approved.refresh_from_db()
    assert approved.state == OrderState.IN_PRODUCTION
    assert PaperKind.INVOICE not in papers(approved)
    rest = Consignment(number=2, pieces={first.id: first.quantity - 1, second.id: second.quantity}, carrier="UPS")
    shipment = ship(approved.id, rest, by=production)
    assert ship(approved.id, rest, by=production) == shipment
    approved.refresh_from_db()
    assert approved.state == OrderState.SHIPPED
    assert all(line.to_ship == 0 for line in approved.lines.all())
    slips = [paper for paper in documents_of(approved.id) if paper.kind == PaperKind.PACKING_SLIP]
    assert [line["to_follow"] for line in slips[0].data["lines"]] == [str(first.quantity - 1), str(second.quantity)]
    assert mails("shipped") == 2


@pytest.mark.parametrize("change", [{"carrier": " "}, {"boxes": 0}, {"number": 3}, {"pieces": {}}])
def test_a_shipment_that_cannot_be_is_refused(approved: Order, production, change) -> None:
    made(approved, by=production)
    right = {"number": 1, "pieces": {approved.lines.first().id: 1}, "carrier": "UPS"}
    with pytest.raises(ShipmentError):
        ship(approved.id, Consignment(**right | change), by=production)


def test_no_more_leaves_than_was_ordered(approved: Order, production) -> None:
    made(approved, by=production)
    line = approved.lines.first()
    too_many = Consignment(number=1, pieces={line.id: line.quantity + 1}, carrier="UPS")
    with pytest.raises(ShipmentError):
        ship(approved.id, too_many, by=production)
    with pytest.raises(ShipmentError):
        ship(approved.id, Consignment(number=1, pieces={uuid.uuid4(): 1}, carrier="UPS"), by=production)


@pytest.mark.parametrize("action", list(BUTTONS))
def test_only_who_does_the_work_moves_an_order(approved: Order, action, customer, finance) -> None:
    for stranger in (customer, finance):
        with pytest.raises(OrderNotFoundError):
            services.advance(approved.id, action, by=stranger, reason="because")


@pytest.mark.parametrize("action", [action for action in BUTTONS if action not in (Action.REVIEW, Action.PRODUCE)])
def test_what_does_not_follow_is_refused(approved: Order, action, production) -> None:
    with pytest.raises(OrderStateError):
        services.advance(approved.id, action, by=production, reason="because")


def test_an_order_comes_off_hold_where_it_was(approved: Order, production) -> None:
    made(approved, by=production)
    with pytest.raises(ReasonMissingError):
        services.hold(approved.id, by=production, reason=" ")
    services.hold(approved.id, by=production, reason="The drawing names no thread.")
    assert mails("held") == 1
    assert services.advance(approved.id, Action.RESUME, by=production).state == OrderState.IN_PRODUCTION


def test_money_that_comes_on_hold_approves_what_comes_off_it(place, sales, finance) -> None:
    from partwright.web.payments.services import mark_received

    order = place()
    services.hold(order.id, by=sales, reason="Address in doubt.")
    mark_received(payment_of(order.id).id, order.total, "b", timezone.localdate(), by=finance)
    assert services.advance(order.id, Action.RESUME, by=sales).state == OrderState.APPROVED


def test_cancelling_before_payment_costs_nothing(place, customer) -> None:
    order = place()
    assert services.cancel(order.id, by=customer).state == OrderState.CANCELLED
    assert payment_of(order.id).state == PaymentState.CANCELLED
    assert not Refund.objects.exists()
    assert services.cancel(order.id, by=customer).events.count() == 2


def test_cancelling_in_production_keeps_the_fee_of_the_stage(approved: Order, production, customer) -> None:
    made(approved, by=production)
    approved.refresh_from_db()
    costs = services.what_cancelling_costs(approved, payment_of(approved.id), left=approved.total)
    assert costs.fee == round(approved.goods * Decimal("0.6"), 2)
    services.cancel(approved.id, by=customer)
    (refund,) = Refund.objects.all()
    assert refund.amount == costs.back == approved.total - costs.fee_gross
    (invoice,) = documents_of(approved.id).filter(kind=PaperKind.INVOICE)
    assert invoice.data["taxes"]


def test_staff_take_another_fee_and_say_why(approved: Order, production, sales, customer) -> None:
    made(approved, by=production)
    with pytest.raises(ReasonMissingError):
        services.cancel(approved.id, by=sales, percent=Decimal(0))
    with pytest.raises(OrderNotFoundError):
        services.cancel(approved.id, by=customer, percent=Decimal(0))
    services.cancel(approved.id, by=sales, percent=Decimal(0), reason="Our machine broke.")
    assert Refund.objects.get().amount == approved.total


def test_what_has_left_is_not_cancelled(approved: Order, production, customer) -> None:
    made(approved, by=production)
    ship(approved.id, Consignment(number=1, pieces={approved.lines.first().id: 1}, carrier="UPS"), by=production)
    with pytest.raises(OrderStateError):
        services.cancel(approved.id, by=customer)


def test_a_new_date_is_told_with_its_reason(approved: Order, production) -> None:
    later = approved.ready_on + dt.timedelta(days=7)
    services.reschedule(approved.id, later, by=production, reason="The material came late.")
    approved.refresh_from_db()
    assert approved.ready_on == later < approved.arrives_on
    assert mails("rescheduled") == 1
    with pytest.raises(OrderStateError):
        services.reschedule(approved.id, dt.date(2020, 1, 1), by=production, reason="Back in time.")


def test_the_promise_counts_from_the_payment_over_the_shops_closures(place, finance) -> None:
    from partwright.web.payments.services import mark_received

    order = place()
    Closure.objects.create(day=order.ready_on, name="Stock-taking")
    mark_received(payment_of(order.id).id, order.total, "b", timezone.localdate(), by=finance)
    promised = order.ready_on
    order.refresh_from_db()
    assert order.ready_on > promised


def test_a_corrected_address_stays_in_its_country(approved: Order, sales) -> None:
    typed = {
        "shipping_name": "Ada",
        "shipping_street": "3 Mill Lane",
        "shipping_city": "Munich",
        "shipping_postal_code": "80331",
        "shipping_country": "FR",
    }
    services.redirect(approved.id, typed, by=sales, reason="A slip of the pen.")
    approved.refresh_from_db()
    assert (approved.shipping["street"], approved.shipping["country"]) == ("3 Mill Lane", "DE")


def test_a_complaint_with_photographs_ends_in_a_refund_and_a_credit_note(
    approved: Order, production, customer, sales, finance
) -> None:
    with pytest.raises(OrderStateError):
        complaints.complain(approved.id, Fault.DAMAGED, Remedy.REFUND, "Bent.", by=customer)
    made(approved, by=production)
    ship(approved.id, everything(approved), by=production)
    complaint = complaints.complain(approved.id, Fault.DAMAGED, Remedy.REFUND, "Bent.", by=customer)
    assert complaints.complain(approved.id, Fault.OTHER, Remedy.REFUND, "All of them.", by=customer) == complaint
    complaints.decide(complaint.id, Remedy.REFUND, by=sales, reason="Our packing.")
    refund_id = uuid.uuid4()
    for _press in range(2):
        refund = complaints.refund(approved.id, Decimal("10.00"), by=finance, reason="Bent.", refund_id=refund_id)
    settle_refund(refund.id, "transfer-1", by=finance)
    assert Refund.objects.count() == 1
    (note,) = documents_of(approved.id).filter(kind=PaperKind.CREDIT_NOTE)
    assert note.data["totals"][-1][1].startswith("10.00")
    assert (mails("complaint"), mails("decided"), mails("refunded")) == (1, 1, 1)


def test_a_complaint_is_declined_with_a_reason(approved: Order, production, customer, sales) -> None:
    made(approved, by=production)
    ship(approved.id, everything(approved), by=production)
    complaint = complaints.complain(approved.id, Fault.OTHER, Remedy.REMAKE, "Too blue.", by=customer)
    with pytest.raises(ReasonMissingError):
        complaints.decide(complaint.id, None, by=sales)
    declined = complaints.decide(complaint.id, None, by=sales, reason="Blue was ordered.")
    assert declined.state == ComplaintState.DECLINED
    with pytest.raises(OrderStateError):
        complaints.decide(complaint.id, Remedy.REMAKE, by=sales)


def test_ordering_again_is_one_step_at_todays_price(approved: Order, customer) -> None:
    begun = reordering.reorder(approved.id, by=customer)
    assert isinstance(begun, Checkout)
    again = list(begun.revision.lines.values_list("name", "quantity", "configuration", "total"))
    assert again == list(approved.lines.values_list("name", "quantity", "configuration", "total"))
    assert begun.billing == approved.billing


def test_ordering_again_without_the_quote_begins_from_the_orders_files(approved: Order, customer) -> None:
    from partwright.web.quoting.services import delete_quote

    delete_quote(approved.revision.quote.token, by=customer)
    begun = reordering.reorder(approved.id, by=customer)
    assert isinstance(begun, Quote)
    do_all()
    assert {line.part.name for line in begun.lines.all()} == {"first.step", "second.step"}


def test_a_customer_deletes_the_files_of_an_order_that_has_ended(approved: Order, customer) -> None:
    with pytest.raises(OrderStateError):
        forget_files(approved.id, by=customer)
    services.cancel(approved.id, by=customer)
    files = list(approved.files.all())
    forget_files(approved.id, by=customer)
    for file in files:
        with pytest.raises(FilesGoneError):
            read_file(file)
    assert {json.dumps(line.option) for line in approved.lines.all()} == {"{}"}
    with pytest.raises(FilesGoneError):
        reordering.reorder(approved.id, by=customer)


def test_everything_of_an_order_comes_as_a_zip_and_stands_in_the_ledger(approved: Order, customer, production) -> None:
    add_paper(approved.id, FileKind.INSPECTION, ContentFile(b"%PDF-1.7 measured", name="report.pdf"), by=production)
    content = export_order(approved.id, by=customer)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        told = json.loads(archive.read("order.json"))
        inside = set(archive.namelist())
        assert archive.read("files/3-report.pdf") == b"%PDF-1.7 measured"
    assert told["total"] == str(approved.total)
    assert len([name for name in inside if name.startswith("papers/")]) == len(told["papers"]) == 2
    assert LedgerRow.objects.filter(what="export: one order", outcome="done").count() == 1


def test_a_failed_way_to_pay_is_followed_by_another(place, customer, finance) -> None:
    from partwright.web.payments.services import set_credit

    order = place()
    set_credit(customer.owner_id, Decimal(100_000), 14, by=finance, currency="EUR")
    payment = pay_otherwise(order.id, Way.ON_ACCOUNT, by=customer, po_number="PO-9")
    order.refresh_from_db()
    assert (order.way, order.po_number) == (Way.ON_ACCOUNT, "PO-9")
    assert Payment.objects.filter(order_id=order.id, closed_at=None).get() == payment


def test_an_order_on_account_is_invoiced_with_its_day(on_account: Order, production) -> None:
    made(on_account, by=production)
    ship(on_account.id, everything(on_account), by=production)
    (invoice,) = documents_of(on_account.id).filter(kind=PaperKind.INVOICE)
    assert ["Due", invoice.data["facts"][1][1]] in invoice.data["facts"]
    assert invoice.data["bank"]


def test_a_certificate_that_is_pressed_twice_is_issued_once(approved: Order, production) -> None:
    words = {"signed_by": "Bo", "signed_as": "Inspector"}
    first = certify(approved.id, batch="H 12", by=production, **words)
    assert certify(approved.id, batch="H 12", by=production, **words) == first
    assert certify(approved.id, batch="H 13", by=production, **words) != first


def test_nothing_leads_out_of_an_ended_order_but_a_return() -> None:
    for action, step in STEPS.items():
        assert not (step.from_states & ENDED) or action is Action.RETURN


@given(state=st.sampled_from(sorted(OrderState)), action=st.sampled_from(sorted(STEPS)))
def test_every_step_leads_somewhere_else(state: OrderState, action: Action) -> None:
    step = STEPS[action]
    assert step.to != state or state not in step.from_states


def test_the_next_shipment_has_the_next_number(approved: Order, production) -> None:
    made(approved, by=production)
    assert shipping.next_number(approved) == 1
