"""The people of the shop: roles given and taken, invitations sent and withdrawn; the last owner stays."""

import uuid

import pytest
from tests.web.staff.conftest import assert_queries_do_not_grow

from partwright.web.accounts.errors import StaffOwnerError
from partwright.web.accounts.models import Invitation, Post
from partwright.web.accounts.posts import set_roles
from partwright.web.accounts.selectors import actor_for
from partwright.web.actor import StaffRole
from partwright.web.mailing.models import Message

PAGE = "/staff/people/"


def roles_of(person) -> set[str]:
    return set(Post.objects.filter(person=person).values_list("role", flat=True))


def test_roles_are_given_and_taken(works, as_role) -> None:
    sam, owner = works(StaffRole.SALES), as_role(StaffRole.OWNER)
    assert sam.email.encode() in owner.get(PAGE).content
    assert owner.post(f"{PAGE}{sam.id}/roles/", {"roles": ["finance", "pricing"]}).status_code == 303
    assert roles_of(sam) == {"finance", "pricing"}
    owner.post(f"{PAGE}{sam.id}/roles/", {})
    assert roles_of(sam) == set()
    assert sam.email.encode() not in owner.get(PAGE).content
    assert owner.post(f"{PAGE}{sam.id}/roles/", {"roles": ["sales"]}).status_code == 404


def test_the_last_owner_stays(works, browser_of) -> None:
    owner = works(StaffRole.OWNER)
    refused = browser_of(owner).post(f"{PAGE}{owner.id}/roles/", {"roles": ["sales"]})
    assert refused.status_code == 422
    assert b"The shop needs an owner" in refused.content
    works(StaffRole.OWNER)
    assert browser_of(owner).post(f"{PAGE}{owner.id}/roles/", {"roles": ["sales"]})["Location"] == "/staff/"
    assert roles_of(owner) == {"sales"}


def test_who_was_an_owner_a_moment_ago_changes_nothing(works) -> None:
    first, second = works(StaffRole.OWNER), works(StaffRole.OWNER)
    one, two = actor_for(first), actor_for(second)
    set_roles(second.id, frozenset(), by=one)
    with pytest.raises(StaffOwnerError):
        set_roles(first.id, frozenset(), by=two)
    assert roles_of(first) == {"owner"}


def test_a_role_that_is_none_is_refused(works, as_role) -> None:
    sam = works(StaffRole.SALES)
    assert as_role(StaffRole.OWNER).post(f"{PAGE}{sam.id}/roles/", {"roles": ["king"]}).status_code == 422
    assert roles_of(sam) == {"sales"}


def test_an_invitation_leaves_by_mail_and_works_until_it_is_withdrawn(as_role, browser) -> None:
    owner = as_role(StaffRole.OWNER)
    for _again in range(2):
        answer = owner.post(f"{PAGE}invite/", {"email": "Pia@example.org", "role": "finance"}, follow=True)
        assert b"The invitation is on its way." in answer.content
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role) == ("pia@example.org", "finance")
    address = Message.objects.latest("created_at").text.split("http://", 1)[1].split()[0]
    path = "/" + address.partition("/")[2]
    assert browser.get(path).status_code == 200
    assert owner.post(f"{PAGE}invitations/{invitation.id}/withdraw/").status_code == 303
    assert browser.get(path).status_code == 404
    assert owner.post(f"{PAGE}invitations/{invitation.id}/withdraw/").status_code == 404


@pytest.mark.parametrize("wrong", [{"email": "nobody"}, {"email": ""}, {"role": "king"}])
def test_an_invitation_that_cannot_be_is_refused(as_role, wrong: dict[str, str]) -> None:
    fields = {"email": "pia@example.org", "role": "finance"} | wrong
    assert as_role(StaffRole.OWNER).post(f"{PAGE}invite/", fields).status_code == 422
    assert not Invitation.objects.exists()


def test_more_people_ask_no_more_queries(works, as_role) -> None:
    owner = as_role(StaffRole.OWNER)

    def more() -> None:
        works(StaffRole.SALES, StaffRole.FINANCE)
        owner.post(f"{PAGE}invite/", {"email": f"{uuid.uuid4().hex}@example.org", "role": "sales"})

    assert_queries_do_not_grow(owner, PAGE, more)
