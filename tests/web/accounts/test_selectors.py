"""What other slices read of people: by id, by right, by owner; a verified address is the one that is written to."""

from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from tests.web.accounts.test_owners import make_person, make_team

from partwright.web.accounts import selectors
from partwright.web.accounts.models import Person
from partwright.web.actor import Actor, Right


@pytest.fixture
def ada(db: None) -> Person:
    return make_person()


def test_somebody_is_read_by_their_id(ada: Person) -> None:
    Person.objects.update(company="Analytical Engines", job_title="Buyer")
    record = selectors.person_by_id(ada.id)
    assert record is not None
    assert (record.name, record.email, record.company, record.job_title, record.is_active) == (
        "Ada King",
        "ada@example.org",
        "Analytical Engines",
        "Buyer",
        True,
    )
    assert selectors.person_by_id(uuid4()) is None


def test_only_the_address_that_is_written_to_counts_as_verified(ada: Person) -> None:
    assert not selectors.has_verified_email(ada)
    EmailAddress.objects.create(user=ada, email="old@example.org", verified=True)
    own = EmailAddress.objects.create(user=ada, email=ada.email)
    assert not selectors.has_verified_email(ada)
    own.verified = True
    own.save()
    assert selectors.has_verified_email(ada)


def test_members_are_read_by_the_right_they_have(ada: Person) -> None:
    bob, eve, dan = (make_person(f"{name}@example.org") for name in ("bob", "eve", "dan"))
    team = make_team((ada, Right.ADMIN), (bob, Right.VIEW), (eve, Right.ORDER), (dan, Right.ORDER))
    make_team((bob, Right.ADMIN))
    Person.objects.filter(id=dan.id).update(is_active=False)
    found = selectors.members_with(Right.ORDER, owner_id=team.owner_id)
    assert [member.id for member in found] == [ada.id, eve.id]
    assert [member.id for member in selectors.members_with(Right.ORDER, owner_id=bob.owner_id)] == [bob.id]
    assert selectors.members_with(Right.VIEW, owner_id=uuid4()) == []


def test_owners_are_called_by_name(ada: Person, by: Actor, django_assert_num_queries) -> None:
    team = make_team((ada, Right.ADMIN))
    assert by.owner_id is not None
    with django_assert_num_queries(2):
        names = selectors.owner_names([ada.owner_id, team.owner_id, by.owner_id])
    assert names == {ada.owner_id: "Ada King", team.owner_id: "Pumps", by.owner_id: "Visitor"}
    assert selectors.owner_name(team.owner_id) == "Pumps"
