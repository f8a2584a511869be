"""Customers and their money: found, shown by role, and every form with what it refuses."""

import uuid
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from tests.web.accounts.test_owners import make_person, make_team
from tests.web.staff.conftest import assert_queries_do_not_grow

from partwright.web.accounts.selectors import actor_for
from partwright.web.actor import SYSTEM, Right, StaffRole
from partwright.web.payments import services
from partwright.web.payments.models import CreditAccount, Payment, PaymentState, Receipt, Refund, RefundState, Way
from partwright.web.payments.selectors import credit_of
from partwright.web.quoting.services import start_quote
from partwright.web.staff.work_items import WorkKind
from partwright.web.staff.work_list import work_for

LIST = "/staff/customers/"


@pytest.fixture
def page(ada) -> str:
    """The address of the customer's page."""
    return f"{LIST}{ada.owner_id}/"


@pytest.fixture
def pay(customer, bank) -> Callable[..., Payment]:
    """The customer orders something for 100 EUR."""

    def order(way: Way = Way.TRANSFER) -> Payment:
        if way is Way.ON_ACCOUNT:
            services.set_credit(customer.owner_id, Decimal(100_000), 30, by=SYSTEM, currency="EUR")
        return services.open_payment(
            uuid.uuid4(), customer.owner_id, way, Decimal(100), "EUR", by=customer, po_number="PO-7", reference="O-1"
        )

    return order


@pytest.fixture
def finance(as_role) -> Client:
    return as_role(StaffRole.FINANCE)


def received_fields(amount: str = "100.00", **more: str) -> dict[str, str]:
    return {"amount": amount, "reference": "B-1", "on": str(timezone.localdate())} | more


@pytest.mark.parametrize("search", ["", "ada", "engine", "KING ada", "customer.example"])
def test_a_customer_is_found_by_name_company_or_address(finance, ada, search: str) -> None:
    make_person("eve@elsewhere.example")
    found = finance.get(LIST, {"search": search}).content.decode()
    assert "Ada King, Engine Works" in found


def test_who_is_not_meant_is_not_found(finance, ada) -> None:
    make_team((ada, Right.ADMIN))
    assert b"Pumps" in finance.get(LIST, {"search": "pump"}).content
    assert b"Engine Works" not in finance.get(LIST, {"search": "pump"}).content
    for word in ("nobody", "\0" * 3 + "x" * 300):
        assert b"Nobody is found" in finance.get(LIST, {"search": word}).content


def test_a_page_shows_each_role_what_is_theirs(as_role, page, customer, ask, pay) -> None:
    quote, payment = start_quote(by=customer), pay()
    ask()
    sales = as_role(StaffRole.SALES).get(page).content.decode()
    finance = as_role(StaffRole.FINANCE).get(page).content.decode()
    assert quote.token in sales
    assert "Wall of the housing" in sales
    assert f'id="payment-{payment.id}"' in sales
    assert "Note the money" not in sales
    assert "Set the credit" not in sales
    assert quote.token not in finance
    assert "Wall of the housing" not in finance
    assert "Note the money" in finance
    assert "Set the credit" in finance


def test_a_team_shows_its_members_and_nobody_is_nowhere(finance, ada) -> None:
    team = make_team((ada, Right.ADMIN))
    shown = finance.get(f"{LIST}{team.owner_id}/").content.decode()
    assert f"{LIST}{ada.owner_id}/" in shown
    assert "administer" in shown
    assert finance.get(f"{LIST}{uuid.uuid4()}/").status_code == 404
    assert finance.post(f"{LIST}{uuid.uuid4()}/credit/", {}).status_code == 404


def test_an_order_on_account_is_approved_from_the_work_list(works, browser_of, pay) -> None:
    pia = works(StaffRole.FINANCE)
    payment = pay(Way.ON_ACCOUNT)
    (item,) = work_for(actor_for(pia)).items
    assert (item.kind, item.action, item.whose) == (WorkKind.APPROVAL, "Approve", "Ada King, Engine Works")
    assert item.where.endswith(f"#payment-{payment.id}")
    assert browser_of(pia).post(f"/staff/payments/{payment.id}/approve/").status_code == 303
    payment.refresh_from_db()
    assert (payment.state, payment.approved_by) == (PaymentState.APPROVED, pia.id)
    assert work_for(actor_for(pia)).items == []


def test_money_is_noted_once(works, browser_of, pay) -> None:
    pia = works(StaffRole.FINANCE)
    payment, browser = pay(), browser_of(pia)
    assert [item.kind for item in work_for(actor_for(pia)).items] == [WorkKind.TRANSFER]
    for _again in range(2):
        answer = browser.post(f"/staff/payments/{payment.id}/receive/", received_fields("60.00"))
        assert answer.status_code == 303
    assert Receipt.objects.get().amount == 60
    browser.post(f"/staff/payments/{payment.id}/receive/", received_fields("40.00", reference="B-2"))
    payment.refresh_from_db()
    assert payment.state == PaymentState.RECEIVED
    assert work_for(actor_for(pia)).items == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", "100.01"),
        ("amount", "0"),
        ("amount", "NaN"),
        ("amount", "1e9"),
        ("reference", ""),
        ("reference", "4111 1111 1111 1111"),
        ("on", "2999-01-01"),
        ("on", "x"),
    ],
)
def test_money_that_cannot_be_is_refused_beside_its_field(finance, pay, field: str, value: str) -> None:
    payment = pay()
    answer = finance.post(f"/staff/payments/{payment.id}/receive/", received_fields() | {field: value})
    assert answer.status_code == 422
    assert f'id="received-{payment.id.hex}-{field}_error"'.encode() in answer.content
    assert not Receipt.objects.exists()


def test_a_refund_is_asked_once_and_settled(works, browser_of, pay) -> None:
    pia = works(StaffRole.FINANCE)
    payment, browser = pay(), browser_of(pia)
    browser.post(f"/staff/payments/{payment.id}/receive/", received_fields())
    fields = {"amount": "25.00", "reason": "One part was scratched", "refund_id": str(uuid.uuid4())}
    for _again in range(2):
        assert browser.post(f"/staff/payments/{payment.id}/refund/", fields).status_code == 303
    refund = Refund.objects.get()
    (item,) = work_for(actor_for(pia)).items
    assert (item.kind, item.what) == (WorkKind.REFUND, "25.00 EUR O-1")
    settle = f"/staff/refunds/{refund.id}/settle/"
    assert browser.post(settle, {"reference": ""}).status_code == 422
    assert browser.post(settle, {"reference": "T-9"}).status_code == 303
    refund.refresh_from_db()
    assert (refund.state, refund.reference) == (RefundState.SETTLED, "T-9")
    assert work_for(actor_for(pia)).items == []
    assert browser.post(f"/staff/refunds/{refund.id}/retry/").status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"amount": "100.01"}, {"amount": "-1"}, {"reason": ""}, {"refund_id": ""}, {"refund_id": "x"}]
)
def test_a_refund_that_cannot_be_is_refused(finance, pay, wrong: dict[str, str]) -> None:
    payment = pay()
    finance.post(f"/staff/payments/{payment.id}/receive/", received_fields())
    fields = {"amount": "25.00", "reason": "Scratched", "refund_id": str(uuid.uuid4())} | wrong
    assert finance.post(f"/staff/payments/{payment.id}/refund/", fields).status_code == 422
    assert not Refund.objects.exists()


def test_credit_is_granted_and_taken_back(finance, page, ada) -> None:
    fields = {"limit": "5000", "currency": "EUR", "net_days": "14", "active": "on"}
    assert finance.post(f"{page}credit/", fields).status_code == 303
    credit = credit_of(ada.owner_id)
    assert credit is not None
    assert (credit.limit, credit.net_days, credit.currency, credit.active) == (5000, 14, "EUR", True)
    finance.post(f"{page}credit/", fields | {"active": ""})
    assert not CreditAccount.objects.get().active


@pytest.mark.parametrize(
    ("field", "value"), [("limit", "-1"), ("limit", "x"), ("currency", "XXX"), ("net_days", "999")]
)
def test_credit_that_nobody_gives_is_refused_beside_its_field(finance, page, field: str, value: str) -> None:
    fields = {"limit": "5000", "currency": "EUR", "net_days": "14"} | {field: value}
    answer = finance.post(f"{page}credit/", fields)
    assert answer.status_code == 422
    assert f'id="credit-{field}_error"'.encode() in answer.content
    assert not CreditAccount.objects.exists()


def test_more_rows_ask_no_more_queries(as_role, page, pay, ask, customer) -> None:
    owner = as_role(StaffRole.OWNER)

    def more() -> None:
        pay()
        ask()
        start_quote(by=customer)
        make_person(f"{uuid.uuid4().hex}@customer.example")

    assert_queries_do_not_grow(owner, page, more)
    assert_queries_do_not_grow(owner, LIST, more)
    assert_queries_do_not_grow(owner, "/staff/", more)
