"""What may leave the house, and what may not."""

import string
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partwright.errors import DisclosureError
from partwright.policy.categories import Category
from partwright.policy.disclosure import Basis, RecipientKind, digest_of, disclose_by_mail, make_disclosure
from partwright.policy.purposes import Purpose

GOOD = {
    "categories": {Category.CONTENT, Category.EMAIL},
    "purpose": Purpose.PROVIDE_SERVICES,
    "basis": Basis.CONTRACT,
    "subject": uuid.UUID(int=1),
    "what": "mail: order shipped",
    "digest": digest_of(b"payload"),
}
PERSONAL = [category for category in Category if category.is_personal]


def test_a_mail_names_its_provider_and_its_categories_in_order() -> None:
    disclosure = disclose_by_mail(to=["a@example.com"], **{**GOOD, "categories": {Category.CONTENT}})
    assert disclosure.recipient is RecipientKind.MAIL_PROVIDER
    assert disclosure.categories == (Category.EMAIL, Category.CONTENT)


@pytest.mark.parametrize("to", [[], ["a@example.com", "b@example.com"]])
def test_a_mail_goes_to_one_address(to) -> None:
    with pytest.raises(DisclosureError, match="one address"):
        disclose_by_mail(to=to, **GOOD)


@pytest.mark.parametrize(
    ("recipient", "changed"),
    [
        (RecipientKind.CARRIER, {"purpose": Purpose.ADMINISTER}),
        (RecipientKind.MAIL_PROVIDER, {"purpose": Purpose.INFORM}),
        (RecipientKind.AUTHORITY, {"purpose": Purpose.MEET_DUTIES, "basis": Basis.LEGITIMATE_INTEREST}),
        (RecipientKind.MAIL_PROVIDER, {"categories": set()}),
        (RecipientKind.MAIL_PROVIDER, {"categories": {Category.OPERATIONS}}),
        (RecipientKind.MAIL_PROVIDER, {"what": "mail: to jane@example.com"}),
        (RecipientKind.MAIL_PROVIDER, {"what": "Order 7"}),
        (RecipientKind.MAIL_PROVIDER, {"what": "mail: " + "a" * 80}),
        (RecipientKind.MAIL_PROVIDER, {"digest": "abc"}),
    ],
)
def test_what_the_policy_does_not_know_is_refused(recipient, changed) -> None:
    with pytest.raises(DisclosureError):
        make_disclosure(recipient, **{**GOOD, **changed})


@given(
    st.sampled_from(RecipientKind),
    st.sets(st.sampled_from(PERSONAL), min_size=1),
    st.sampled_from(Purpose),
    st.sampled_from(Basis),
    st.text(string.ascii_letters + string.digits + " :@.", max_size=90),
)
def test_whatever_is_made_holds_the_rules(recipient, categories, purpose, basis, what) -> None:
    try:
        made = make_disclosure(
            recipient, categories=categories, purpose=purpose, basis=basis, subject=None, what=what, digest="0" * 64
        )
    except DisclosureError:
        return
    assert made.purpose is not Purpose.INFORM
    assert not set(made.what) & set("@0123456789")
    assert list(made.categories) == sorted(made.categories)


def test_a_digest_does_not_depend_on_the_order_of_keys() -> None:
    assert digest_of({"a": 1, "ö": 2}) == digest_of({"ö": 2, "a": 1}) != digest_of({"a": 2, "ö": 1})
