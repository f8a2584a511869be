"""The steps of orders from the first button to the last refund, as customer and staff do them in their browsers.

Each may be done again after the server died under it, as somebody would: the same form is sent once more.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from tests.doubles.stripe import Stripe

from killing.browser import Browser, Page
from killing.ledger import Ledger
from killing.people import CUSTOMER, PASSWORD, STAFF

SEE_OTHER = 303
ADDRESS = {
    "billing_name": "Ada Byron",
    "billing_company": "Engine Works",
    "billing_street": "1 Mill Lane",
    "billing_postal_code": "80331",
    "billing_city": "Munich",
    "billing_country": "DE",
    "same": "1",
}
BY_CARD, BY_TRANSFER, ON_ACCOUNT, BY_SECOND_CARD = range(4)  # the orders, by their revision


class ErrorShownError(Exception):
    """A page with an error, where there should be none."""


@dataclass
class Memory:
    """What the people know: their cookies, where their checkouts are, and forms that lie open in their browsers."""

    token: str
    revisions: list[int]
    cookies: dict[str, dict[str, str]] = field(default_factory=lambda: {"customer": {}, "staff": {}})
    checkouts: dict[int, str] = field(default_factory=dict)
    pages: dict[int, str] = field(default_factory=dict)
    forms: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass
class Visit:
    """Two browsers at a shop that runs, and what they may ask: the double of Stripe, and ids in the database."""

    address: str
    memory: Memory
    ledger: Ledger
    stripe: Stripe

    def customer(self) -> Browser:
        return Browser(self.address, self.memory.cookies["customer"])

    def staff(self) -> Browser:
        return Browser(self.address, self.memory.cookies["staff"])

    def order(self, which: int) -> str:
        """The id of an order, as addresses have it."""
        checkout = self.memory.checkouts[which].strip("/").split("/")[1].replace("-", "")
        return self.ledger.uuid("SELECT id FROM ordering_order WHERE checkout_id = ?", checkout)

    def payment(self, which: int) -> str:
        """The id of the payment of an order."""
        order = self.order(which).replace("-", "")
        return self.ledger.uuid("SELECT id FROM payments_payment WHERE order_id = ? AND closed_at IS NULL", order)

    def form(self, name: str, read: Callable[[], dict[str, str]]) -> dict[str, str]:
        """A form as it was first filled in."""
        if name not in self.memory.forms:
            self.memory.forms[name] = read()
        return self.memory.forms[name]


Act = Callable[[Visit], None]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody does. `before` is what leads to it and is not killed."""

    name: str
    act: Act
    before: Act = lambda _visit: None


def sent(page: Page) -> str:
    """Where a form that was taken leads to.

    Raises:
        ErrorShownError: it was not taken.
    """
    if page.status != SEE_OTHER:
        raise ErrorShownError(f"{page.status}: {page.words()}")
    return page.location


def shown(page: Page) -> Page:
    """A page that is there.

    Raises:
        ErrorShownError: it is not.
    """
    if page.status != 200:
        raise ErrorShownError(f"{page.status}: {page.words()}")
    return page


def sign_in(visit: Visit) -> None:
    for browser, address in ((visit.customer(), CUSTOMER), (visit.staff(), STAFF)):
        sent(browser.post("/account/login/", {"login": address, "password": PASSWORD}))


def begin(which: int, visit: Visit) -> None:
    revision = visit.memory.revisions[which]
    page = sent(visit.customer().post(f"/q/{visit.memory.token}/revisions/{revision}/order/", {}))
    visit.memory.checkouts[which] = page
    sent(visit.customer().post(page, ADDRESS))


def place(which: int, way: str, visit: Visit) -> None:
    browser, path = visit.customer(), f"{visit.memory.checkouts[which]}summary/"

    def fill_in() -> dict[str, str]:
        told = shown(browser.get(path)).fields(path)
        return told | {"way": way, "po_number": "PO-7", "note": "", "accept": "1", "place": "1"}

    leads_to = sent(browser.post(path, visit.form(f"place {which}", fill_in)))
    if way == "card":
        visit.memory.pages[which] = leads_to


def pay_by_card(which: int, visit: Visit) -> None:
    """The customer presses the button of Stripe's page once; Stripe tells of it until we have answered."""
    session = visit.memory.pages[which].rpartition("/")[2]
    if visit.stripe.books.get("sessions", session)["status"] == "open":
        visit.stripe.press(session, "pay")
    bring_events(visit)
    sent(visit.customer().get(f"/orders/{visit.order(which)}/paid/"))


def bring_events(visit: Visit) -> None:
    for payload, signature in visit.stripe.webhooks():
        headers = {"Stripe-Signature": signature}
        shown(Browser(visit.address).post("/payments/stripe/webhook/", payload, **headers))


def pay_otherwise(which: int, visit: Visit) -> None:
    browser = visit.customer()
    card = sent(browser.post(f"/orders/{visit.order(which)}/pay/", {"way": "card"}))
    visit.memory.pages[which] = sent(browser.post(card, {}))


def receive(which: int, visit: Visit) -> None:
    payment = visit.payment(which)
    action = f"/staff/payments/{payment}/receive/"
    form = visit.form(f"receive {which}", lambda: customer_page(visit).fields(action) | {"reference": "bank 1"})
    sent(visit.staff().post(action, form))


def approve(which: int, visit: Visit) -> None:
    sent(visit.staff().post(f"/staff/payments/{visit.payment(which)}/approve/", {}))


def produce(which: int, visit: Visit) -> None:
    sent(visit.staff().post(f"/staff/orders/{visit.order(which)}/advance/produce/", {}))


def ship(which: int, each: int | None, visit: Visit) -> None:
    """Pieces of each line leave, all that are left where no number is said."""
    path = f"/staff/orders/{visit.order(which)}/"

    def fill_in() -> dict[str, str]:
        form = shown(visit.staff().get(path)).fields(f"{path}ship/") | {"carrier": "UPS", "tracking_number": "1Z"}
        pieces = {name: str(each) for name in form if name.startswith("pieces-") and each}
        return form | pieces

    sent(visit.staff().post(f"{path}ship/", visit.form(f"ship {which} {each}", fill_in)))


def deliver(visit: Visit) -> None:
    for shipment in visit.ledger.uuids("SELECT id FROM ordering_shipment ORDER BY number"):
        sent(visit.staff().post(f"/staff/shipments/{shipment}/delivered/", {}))


def complain(which: int, visit: Visit) -> None:
    form = {"fault": "out_of_tolerance", "wanted": "refund", "text": "Two are too wide."}
    sent(visit.customer().post(f"/orders/{visit.order(which)}/complaint/", form))


def decide(which: int, visit: Visit) -> None:
    complaint = visit.ledger.uuid("SELECT id FROM ordering_complaint")
    path = f"/staff/orders/{visit.order(which)}/complaints/{complaint}/decide/"
    sent(visit.staff().post(path, {"remedy": "refund", "reason": ""}))


def refund(which: int, visit: Visit) -> None:
    action = f"/staff/payments/{visit.payment(which)}/refund/"
    typed = {"amount": "5.00", "reason": "Two are too wide."}
    form = visit.form(f"refund {which}", lambda: customer_page(visit).fields(action) | typed)
    sent(visit.staff().post(action, form))


def settle_refund(visit: Visit) -> None:
    refund_id = visit.ledger.uuid("SELECT id FROM payments_refund ORDER BY created_at LIMIT 1")
    sent(visit.staff().post(f"/staff/refunds/{refund_id}/settle/", {"reference": "bank 2"}))


def cancel(which: int, visit: Visit) -> None:
    sent(visit.customer().post(f"/orders/{visit.order(which)}/cancel/", {}))


def reorder(which: int, visit: Visit) -> None:
    sent(visit.customer().post(f"/orders/{visit.order(which)}/again/", {}))


def customer_page(visit: Visit) -> Page:
    owner = visit.ledger.uuid("SELECT owner_id FROM payments_payment LIMIT 1")
    return shown(visit.staff().get(f"/staff/customers/{owner}/"))


STEPS = (
    Step("begin", partial(begin, BY_CARD)),
    Step("place by card", partial(place, BY_CARD, "card")),
    Step("pay by card", partial(pay_by_card, BY_CARD)),
    Step("place by transfer", partial(place, BY_TRANSFER, "transfer"), partial(begin, BY_TRANSFER)),
    Step("receive the transfer", partial(receive, BY_TRANSFER)),
    Step("place on account", partial(place, ON_ACCOUNT, "on_account"), partial(begin, ON_ACCOUNT)),
    Step("approve", partial(approve, ON_ACCOUNT)),
    Step(
        "pay otherwise",
        partial(pay_otherwise, BY_SECOND_CARD),
        lambda visit: (begin(BY_SECOND_CARD, visit), place(BY_SECOND_CARD, "transfer", visit)),
    ),
    Step("produce", partial(produce, BY_TRANSFER)),
    Step("ship a part", partial(ship, BY_TRANSFER, 3)),
    Step("ship the rest", partial(ship, BY_TRANSFER, None)),
    Step("deliver", deliver),
    Step("complain", partial(complain, BY_TRANSFER)),
    Step("decide", partial(decide, BY_TRANSFER)),
    Step("refund", partial(refund, BY_TRANSFER)),
    Step("settle the refund", settle_refund),
    Step("cancel, paid by card", partial(cancel, BY_CARD)),
    Step("cancel, on account", partial(cancel, ON_ACCOUNT)),
    Step("cancel, unpaid", partial(cancel, BY_SECOND_CARD)),
    Step("reorder", partial(reorder, BY_TRANSFER)),
)
