"""The customer's pages and the staff's, as browsers without scripts use them."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.ordering.conftest import ADDRESS

from partwright.web.accounts.models import Person
from partwright.web.actor import Actor
from partwright.web.ordering.models import Order, OrderLine
from partwright.web.ordering.shipping import Consignment, ship
from partwright.web.ordering.states import Action, OrderState
from partwright.web.payments.events import handle_event
from partwright.web.payments.models import Payment, PaymentState
from partwright.web.payments.selectors import payment_of
from partwright.web.quoting.models import Revision

pytestmark = pytest.mark.django_db(transaction=True)
MOST_QUERIES = 15


def begin(browser: Client, revision: Revision) -> str:
    """Presses "Order" and gives the addresses; the address of the summary."""
    begun = browser.post(reverse("ordering:begin", args=[revision.quote.token, revision.number]))
    assert begun.status_code == 303
    told = browser.post(begun["Location"], ADDRESS)
    assert told.status_code == 303
    return told["Location"]


def order_by(browser: Client, summary: str, **choices: str):
    """Ticks the terms and orders what the page shows."""
    page = browser.get(summary).content.decode()
    total = re.search(r'name="total" value="([\d.]+)"', page)[1]
    terms = re.search(r'name="terms" value="(\d+)"', page)[1]
    return browser.post(summary, {"place": "1", "accept": "1", "total": total, "terms": terms, **choices})


def client_of(person_id) -> Client:
    client = Client()
    client.force_login(Person.objects.get(id=person_id), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_somebody_orders_by_transfer(revision: Revision, browser: Client) -> None:
    shown = browser.get(reverse("quoting:revision", args=[revision.quote.token, revision.number]))
    assert "Order at these prices" in shown.content.decode()
    placed = order_by(browser, begin(browser, revision), way="transfer")
    assert placed.status_code == 303
    page = browser.get(placed["Location"]).content.decode()
    assert "DE02 1203 0000 0000 2020 51" in page
    assert Order.objects.get().number in page


def test_a_visitor_is_asked_to_sign_in_and_comes_back(revision: Revision) -> None:
    answer = Client().post(reverse("ordering:begin", args=[revision.quote.token, revision.number]))
    assert answer.status_code == 303
    assert answer["Location"].startswith("/account/login/?next=%2Fq%2F")


def test_what_was_typed_stays_when_a_field_is_refused(revision: Revision, browser: Client) -> None:
    begun = browser.post(reverse("ordering:begin", args=[revision.quote.token, revision.number]))
    answer = browser.post(begun["Location"], ADDRESS | {"billing_postal_code": "1"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="1 Mill Lane"' in page
    assert 'id="billing_postal_code-fault"' in page


@pytest.mark.parametrize(
    ("change", "code"),
    [({"accept": ""}, 422), ({"total": "1.00"}, 422), ({"total": "x"}, 422), ({"way": "barter"}, 422)],
)
def test_an_order_that_cannot_be_is_shown_again(revision: Revision, browser: Client, change, code) -> None:
    answer = order_by(browser, begin(browser, revision), **{"way": "transfer"} | change)
    assert answer.status_code == 422
    assert not Order.objects.exists()


def test_a_card_leads_to_the_providers_page_and_its_news_approve_the_order(
    revision: Revision, browser: Client, stripe
) -> None:
    placed = order_by(browser, begin(browser, revision), way="card")
    assert placed["Location"].startswith(stripe.url)
    order = Order.objects.get()
    payment = payment_of(order.id)
    stripe.press(payment.session_id, "pay")
    for pair in stripe.webhooks():
        handle_event(*pair)
    back = browser.get(reverse("ordering:paid", args=[order.id]))
    assert back.status_code == 303
    order.refresh_from_db()
    assert order.state == OrderState.APPROVED
    assert Payment.objects.get().state == PaymentState.RECEIVED


def test_a_customer_reads_papers_and_files_and_takes_everything_along(approved: Order, browser: Client) -> None:
    page = browser.get(reverse("ordering:order", args=[approved.id])).content.decode()
    links = re.findall(rf'href="(/orders/{approved.id}/(?:papers|files)/[^"]+)"', page)
    assert len(links) == 4
    for link in links:
        assert browser.get(link).status_code == 200
    answer = browser.post(reverse("ordering:export", args=[approved.id]))
    assert answer["Content-Type"] == "application/zip"


def test_a_customer_cancels_orders_again_and_writes(approved: Order, browser: Client) -> None:
    again = browser.post(reverse("ordering:again", args=[approved.id]))
    assert re.fullmatch(r"/checkout/[0-9a-f-]+/summary/", again["Location"])
    written = browser.post(reverse("ordering:write", args=[approved.id]), {"text": "When does it come?"})
    assert written["Location"].startswith("/conversations/")
    browser.post(reverse("ordering:cancel", args=[approved.id]))
    approved.refresh_from_db()
    assert approved.state == OrderState.CANCELLED


def test_a_customer_complains_with_a_photograph(approved: Order, browser: Client, production: Actor) -> None:
    from partwright.web.ordering import services

    services.advance(approved.id, Action.PRODUCE, by=production)
    pieces = {line.id: line.quantity for line in approved.lines.all()}
    ship(approved.id, Consignment(number=1, pieces=pieces, carrier="DHL"), by=production)
    address = reverse("ordering:complain", args=[approved.id])
    assert browser.post(address, {"text": "Bent."}).status_code == 422
    photo = SimpleUploadedFile("x.exe", b"MZ")
    refused = browser.post(address, {"fault": "damaged", "wanted": "refund", "text": "Bent.", "file": photo})
    assert refused.status_code == 422
    answer = browser.post(address, {"fault": "damaged", "wanted": "refund", "text": "Bent."})
    assert answer.status_code == 303


def test_an_order_is_paid_in_another_way(place, browser: Client, finance: Actor) -> None:
    order = place()
    address = reverse("ordering:pay", args=[order.id])
    assert "Bank transfer" in browser.get(address).content.decode()
    for way in ("", "barter", "card"):
        assert browser.post(address, {"way": way}).status_code == 422
    assert browser.post(address, {"way": "transfer"}).status_code == 303


def test_strangers_find_no_order(approved: Order, other: Actor, db) -> None:
    from tests.web.accounts.test_owners import make_person

    stranger = client_of(make_person("eve@example.org").id)
    for name in ("order", "card", "complain"):
        assert stranger.get(reverse(f"ordering:{name}", args=[approved.id])).status_code == 404
    for name in ("cancel", "again", "write", "export", "forget", "pay"):
        answer = stranger.post(reverse(f"ordering:{name}", args=[approved.id]), {"way": "transfer"})
        assert answer.status_code == 404
    assert Client().get(reverse("ordering:order", args=[approved.id])).status_code == 303


def test_staff_take_an_order_from_the_work_list_to_delivery(
    approved: Order, production: Actor, sales: Actor, browser: Client
) -> None:
    maker = client_of(production.person_id)
    assert approved.number in maker.get("/staff/").content.decode()
    address = reverse("staff:order", args=[approved.id])
    assert "received" not in maker.get(address).content.decode()
    for action in ("review", "produce", "inspect"):
        assert maker.post(f"{address}advance/{action}/").status_code == 303
    refused = maker.post(f"{address}ship/", {"carrier": "", "boxes": "1", "number": "1"})
    assert refused.status_code == 422
    pieces = {f"pieces-{line.id}": line.quantity for line in approved.lines.all()}
    shipped = maker.post(f"{address}ship/", {"carrier": "DHL", "boxes": "1", "number": "1", **pieces})
    assert shipped.status_code == 303
    issued = maker.post(f"{address}certificate/", {"signed_by": "Bo", "signed_as": "Inspector", "batch": "H 12"})
    assert issued.status_code == 303
    shipment = approved.shipments.get()
    client_of(sales.person_id).post(reverse("staff:shipment-delivered", args=[shipment.id]))
    approved.refresh_from_db()
    assert approved.state == OrderState.DELIVERED
    assert "COC-" in browser.get(reverse("ordering:order", args=[approved.id])).content.decode()


def test_a_shipment_that_is_sent_twice_leaves_once_and_shows_no_error(approved: Order, production: Actor) -> None:
    """The second time less is left than the form says."""
    maker, address = client_of(production.person_id), reverse("staff:order", args=[approved.id])
    maker.post(f"{address}advance/produce/")
    most = {f"pieces-{line.id}": str(line.quantity) for line in approved.lines.all()}
    form = {"carrier": "DHL", "boxes": "1", "number": "1", **most, next(iter(most)): "3"}
    for _attempt in range(2):
        assert maker.post(f"{address}ship/", form).status_code == 303
    assert [line.shipped for line in approved.lines.all()] == [3, 1]
    refused = maker.post(f"{address}ship/", form | {"number": "2"})
    assert refused.status_code == 422
    assert "More pieces than are left to ship" in refused.content.decode()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("hold", {"reason": " "}),
        ("reschedule", {"ready_on": "2020-01-01", "reason": "Back."}),
        ("reschedule", {"ready_on": "x", "reason": "Back."}),
        ("redirect", {"reason": "A slip."}),
        ("cancel", {"percent": "101", "reason": "No."}),
        ("return", {"reason": "Too early."}),
    ],
)
def test_a_change_of_staff_that_cannot_be_is_shown_again(approved: Order, sales: Actor, name: str, typed) -> None:
    answer = client_of(sales.person_id).post(reverse(f"staff:order-{name}", args=[approved.id]), typed)
    assert answer.status_code == 422


def copies(order: Order, count: int) -> None:
    """More orders like one, straight into the database."""
    import uuid

    lines = list(order.lines.all())
    for _copy in range(count):
        row = Order.objects.get(id=order.id)
        row.id, row.number, row.checkout_id = uuid.uuid4(), uuid.uuid4().hex[:20], uuid.uuid4()
        row.folder = uuid.uuid4().hex
        row.save(force_insert=True)
        for line in lines:
            kept = {field.attname: getattr(line, field.attname) for field in OrderLine._meta.concrete_fields}
            OrderLine.objects.create(**kept | {"id": uuid.uuid4(), "order_id": row.id})


def queries(browser: Client, address: str) -> int:
    browser.get(address)  # the shop is remembered for some seconds
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("address", ["/orders/", "/staff/orders/", "/staff/"])
def test_lists_ask_as_often_for_fifty_orders_as_for_five(
    approved: Order, browser: Client, production: Actor, address: str
) -> None:
    reader = client_of(production.person_id) if address.startswith("/staff") else browser
    copies(approved, 4)
    few = queries(reader, address)
    copies(approved, 45)
    assert queries(reader, address) == few <= MOST_QUERIES


def test_an_order_with_fifty_lines_asks_as_often(approved: Order, browser: Client, production: Actor) -> None:
    import uuid

    addresses = [
        (browser, reverse("ordering:order", args=[approved.id])),
        (client_of(production.person_id), reverse("staff:order", args=[approved.id])),
    ]
    few = [queries(*one) for one in addresses]
    line = approved.lines.first()
    kept = {field.attname: getattr(line, field.attname) for field in OrderLine._meta.concrete_fields}
    for position in range(3, 51):
        OrderLine.objects.create(**kept | {"id": uuid.uuid4(), "position": position})
    assert [queries(*one) for one in addresses] == few
    assert max(few) <= MOST_QUERIES
