"""The terms of sale: published in versions by the owner; those of before stay readable."""

import pytest
from tests.web.staff.conftest import assert_queries_do_not_grow

from partwright.web.actor import StaffRole
from partwright.web.ordering.models import Terms
from partwright.web.ordering.terms import FIRST_VERSION, MOST_SIGNS, current_terms

PAGE = "/staff/terms/"


def test_the_owner_begins_with_the_terms_of_the_installation(as_role) -> None:
    page = as_role(StaffRole.OWNER).get(PAGE)
    assert page.context["form"].initial["text"] == current_terms().text
    assert b"These terms came with the installation." in page.content


def test_a_new_version_is_published_and_those_of_before_stay(as_role, browser) -> None:
    owner = as_role(StaffRole.OWNER)
    first = current_terms().text
    done = owner.post(PAGE, {"text": "We deliver.\r\nYou pay.\r\n"}, follow=True).content.decode()
    assert "Version 2 is published." in done
    assert (current_terms().version, current_terms().text) == (2, "We deliver.\nYou pay.")
    assert f"/terms/{FIRST_VERSION}/" in done
    assert "You pay." in browser.get("/terms/2/").content.decode()
    assert first.splitlines()[0] in browser.get(f"/terms/{FIRST_VERSION}/").content.decode()


def test_the_same_text_is_no_new_version(as_role) -> None:
    owner = as_role(StaffRole.OWNER)
    for _again in range(2):
        done = owner.post(PAGE, {"text": "We deliver."}, follow=True)
    assert b"nothing was published" in done.content
    assert Terms.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (MOST_SIGNS + 1), "a\0b"])
def test_terms_that_cannot_be_are_shown_again(as_role, text: str) -> None:
    refused = as_role(StaffRole.OWNER).post(PAGE, {"text": text})
    assert refused.status_code == 422
    assert b'id="id-text_error"' in refused.content
    assert not Terms.objects.exists()


def test_more_versions_ask_no_more_queries(as_role) -> None:
    owner = as_role(StaffRole.OWNER)
    texts = iter(range(60))
    assert_queries_do_not_grow(owner, PAGE, lambda: owner.post(PAGE, {"text": f"Terms {next(texts)}"}))
