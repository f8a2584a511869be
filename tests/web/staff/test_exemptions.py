"""Certificates of exemption from tax: claimed at checkout, accepted or declined by finance, found on the work list."""

import uuid
from itertools import count

import pytest
from django.utils import timezone
from tests.web.staff.conftest import assert_queries_do_not_grow

from partwright.web.accounts.selectors import actor_for
from partwright.web.actor import Channel, StaffRole
from partwright.web.ordering.models import TaxExemption
from partwright.web.staff.work_items import WorkKind
from partwright.web.staff.work_list import work_for

PAGE = "/staff/exemptions/"
_numbers = count(1)


@pytest.fixture
def claim(ada):
    """The customer claims an exemption."""

    def one() -> TaxExemption:
        return TaxExemption.objects.create(
            owner_id=ada.owner_id,
            channel=Channel.WEB,
            certificate=f"NY-{next(_numbers)}",
            ground="Resale",
            place="US",
            claimed_at=timezone.now(),
        )

    return one


def test_a_claim_waits_on_the_work_list_of_finance_until_it_is_accepted(works, browser_of, claim) -> None:
    person, claimed = works(StaffRole.FINANCE), claim()
    (item,) = work_for(actor_for(person)).items
    assert (item.kind, item.action, item.whose) == (WorkKind.EXEMPTION, "Decide", "Ada King, Engine Works")
    assert item.where == f"{PAGE}#exemption-{claimed.id}"
    finance = browser_of(person)
    page = finance.get(PAGE).content.decode()
    assert f'id="exemption-{claimed.id}"' in page
    assert "holds in United States" in page
    done = finance.post(f"{PAGE}{claimed.id}/decide/", {"act": "accept"}, follow=True)
    assert b"The decision is stored." in done.content
    claimed.refresh_from_db()
    assert (claimed.accepted, claimed.decided_by) == (True, person.id)
    assert work_for(actor_for(person)).items == []


def test_who_declines_says_why(as_role, claim) -> None:
    finance, claimed = as_role(StaffRole.FINANCE), claim()
    refused = finance.post(f"{PAGE}{claimed.id}/decide/", {"act": "decline", "reason": " "})
    assert refused.status_code == 422
    assert f'id="exemption-{claimed.id.hex}-reason_error"' in refused.content.decode()
    finance.post(f"{PAGE}{claimed.id}/decide/", {"act": "decline", "reason": "It has run out."})
    claimed.refresh_from_db()
    assert (claimed.accepted, claimed.reason) == (False, "It has run out.")


def test_what_was_decided_is_decided_otherwise_later(as_role, claim) -> None:
    finance, claimed = as_role(StaffRole.FINANCE), claim()
    finance.post(f"{PAGE}{claimed.id}/decide/", {"act": "accept"})
    assert claimed.certificate.encode() not in finance.get(PAGE).content
    assert claimed.certificate.encode() in finance.get(f"{PAGE}?show=decided").content
    refused = finance.post(f"{PAGE}{claimed.id}/decide/", {"act": "decline", "show": "decided"})
    assert refused.status_code == 422
    assert b"Say why." in refused.content
    finance.post(f"{PAGE}{claimed.id}/decide/", {"act": "decline", "reason": "Withdrawn"})
    claimed.refresh_from_db()
    assert claimed.accepted is False


@pytest.mark.parametrize("reason", ["x" * 501, "4242 4242 4242 4242"])
def test_a_reason_that_cannot_be_is_refused(as_role, claim, reason: str) -> None:
    claimed = claim()
    answer = as_role(StaffRole.FINANCE).post(f"{PAGE}{claimed.id}/decide/", {"act": "decline", "reason": reason})
    assert answer.status_code == 422
    claimed.refresh_from_db()
    assert claimed.accepted is None


def test_a_certificate_that_is_not_there_is_not_found(as_role) -> None:
    assert as_role(StaffRole.FINANCE).post(f"{PAGE}{uuid.uuid4()}/decide/", {"act": "accept"}).status_code == 404


def test_more_certificates_ask_no_more_queries(as_role, claim) -> None:
    assert_queries_do_not_grow(as_role(StaffRole.FINANCE), PAGE, claim)
