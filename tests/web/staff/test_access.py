"""Each page of the staff, for each role: those who work with it see it, to all others it is not there."""

import uuid

import pytest
from django.test import Client

from partwright.web.actor import StaffRole

ALL = set(StaffRole)
OWNER = {StaffRole.OWNER}
PRICING = OWNER | {StaffRole.PRICING}
DESK = {StaffRole.SALES, StaffRole.PRODUCTION}
TALKING = OWNER | {StaffRole.SALES, StaffRole.PRODUCTION, StaffRole.FINANCE}

PAGES = {
    "/staff/": ALL,
    "/staff/conversations/": TALKING,
    "/staff/orders/": TALKING,
    "/staff/customers/": OWNER | {StaffRole.SALES, StaffRole.FINANCE},
    "/staff/mail/": OWNER | {StaffRole.SALES},
    "/staff/prices/": PRICING,
    "/staff/jobs/": OWNER,
    "/staff/people/": OWNER,
    "/staff/freight/": OWNER | {StaffRole.SALES},
    "/staff/exemptions/": OWNER | {StaffRole.FINANCE},
    "/staff/calendar/": OWNER,
    "/staff/terms/": OWNER,
    "/staff/reviews/": OWNER | {StaffRole.SALES},
    "/staff/setup/": OWNER,
}
NOTHING = uuid.UUID(int=0)
FORMS = {
    f"/staff/conversations/{NOTHING}/assign/": TALKING,
    f"/staff/conversations/{NOTHING}/calls/": TALKING,
    **dict.fromkeys(
        (
            f"/staff/customers/{NOTHING}/credit/",
            f"/staff/payments/{NOTHING}/approve/",
            f"/staff/payments/{NOTHING}/receive/",
            f"/staff/payments/{NOTHING}/refund/",
            f"/staff/refunds/{NOTHING}/settle/",
            f"/staff/refunds/{NOTHING}/retry/",
        ),
        OWNER | {StaffRole.FINANCE},
    ),
    **{
        f"/staff/orders/{NOTHING}/{name}/": OWNER | roles
        for name, roles in (
            ("advance/produce", DESK),
            ("hold", DESK),
            ("reschedule", DESK),
            ("redirect", DESK),
            ("cancel", {StaffRole.SALES}),
            ("return", DESK),
            ("ship", {StaffRole.PRODUCTION}),
            ("paper", DESK),
            ("certificate", {StaffRole.PRODUCTION}),
            (f"complaints/{NOTHING}/decide", DESK),
            (f"complaints/{NOTHING}/returned", DESK),
        )
    },
    f"/staff/shipments/{NOTHING}/delivered/": OWNER | DESK,
    "/staff/mail/test/": OWNER | {StaffRole.SALES},
    f"/staff/mail/{NOTHING}/retry/": OWNER | {StaffRole.SALES},
    f"/staff/mail/{NOTHING}/give-up/": OWNER | {StaffRole.SALES},
    "/staff/prices/draft/general/": PRICING,
    "/staff/prices/discard/": PRICING,
    "/staff/prices/publish/": PRICING,
    "/staff/prices/trial/start/": PRICING,
    "/staff/prices/versions/0/again/": PRICING,
    f"/staff/jobs/{NOTHING}/retry/": OWNER,
    f"/staff/jobs/{NOTHING}/drop/": OWNER,
    "/staff/people/invite/": OWNER,
    f"/staff/people/{NOTHING}/roles/": OWNER,
    f"/staff/people/invitations/{NOTHING}/withdraw/": OWNER,
    f"/staff/freight/{NOTHING}/": OWNER | {StaffRole.SALES},
    f"/staff/exemptions/{NOTHING}/decide/": OWNER | {StaffRole.FINANCE},
    "/staff/calendar/close/": OWNER,
    "/staff/calendar/reopen/": OWNER,
    "/staff/setup/logo/": OWNER,
    "/staff/setup/logo/remove/": OWNER,
    "/staff/setup/test-mail/": OWNER,
}


@pytest.mark.parametrize("role", [None, *StaffRole])
def test_a_page_is_there_for_its_roles_alone(as_role, role: StaffRole | None) -> None:
    browser = as_role(*([role] if role else []))
    told = {address: browser.get(address).status_code for address in PAGES}
    assert told == {address: 200 if role in roles else 404 for address, roles in PAGES.items()}


@pytest.mark.parametrize("role", [None, *StaffRole])
def test_a_form_is_refused_to_all_but_its_roles(as_role, role: StaffRole | None) -> None:
    browser = as_role(*([role] if role else []))
    refused = [address for address, roles in FORMS.items() if role not in roles]
    for address in refused:
        answer = browser.post(address)
        assert answer.status_code == 404
        assert b"address.unknown" in answer.content or b"There is nothing" in answer.content


@pytest.mark.parametrize("address", [*PAGES, *FORMS])
def test_who_is_signed_out_is_asked_to_sign_in(browser: Client, address: str) -> None:
    answer = browser.get(address) if address in PAGES else browser.post(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/?next=")


@pytest.mark.parametrize("role", list(StaffRole))
def test_the_ways_lead_only_to_pages_that_are_there(as_role, role: StaffRole) -> None:
    browser = as_role(role)
    page = browser.get("/staff/").content.decode()
    nav = page[page.index('class="staff-ways"') :].partition("</nav>")[0]
    for address, roles in PAGES.items():
        assert (f'href="{address}"' in nav) == (role in roles)
