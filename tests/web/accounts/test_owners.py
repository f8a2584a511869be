"""Whom things belong to: a visitor who signs in keeps them, a team's members share them, nobody else sees them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from partwright.web.accounts.models import Membership, Owner, Person, Post, Team
from partwright.web.accounts.retention import erase_gone_visitors, erase_unverified_people
from partwright.web.accounts.selectors import actor_for
from partwright.web.accounts.services import new_owner, take_over
from partwright.web.actor import Actor, ActorKind, Channel, Right, StaffRole
from partwright.web.parts.errors import PartNotFoundError
from partwright.web.parts.selectors import get_part
from partwright.web.quoting.errors import QuoteNotFoundError
from partwright.web.quoting.selectors import may_change
from partwright.web.quoting.services import own_quote, quote_parts, rename_quote


def make_person(address: str = "ada@example.org") -> Person:
    return Person.objects.create(
        channel=Channel.WEB,
        owner=new_owner(channel=Channel.WEB),
        email=address,
        first_name="Ada",
        last_name="King",
        created_at=timezone.now(),
    )


def make_team(*members: tuple[Person, Right]) -> Team:
    now = timezone.now()
    team = Team.objects.create(channel=Channel.WEB, owner=new_owner(channel=Channel.WEB), name="Pumps", created_at=now)
    for person, right in members:
        Membership.objects.create(channel=Channel.WEB, team=team, person=person, right=right, since=now)
    return team


def test_a_visitor_who_signs_in_keeps_parts_and_quotes_without_an_end(by: Actor, upload) -> None:
    part = upload()
    quote = quote_parts([part], by=by)
    person = make_person()
    take_over(by.owner_id, person)
    actor = actor_for(person)
    assert get_part(part.id, by=actor).expires_at is None
    kept = own_quote(quote.token, by=actor)
    assert kept.expires_at is None
    assert not Owner.objects.filter(id=by.owner_id).exists()
    with pytest.raises(PartNotFoundError):
        get_part(part.id, by=by)


def test_what_was_taken_over_can_be_changed_and_still_has_no_end(by: Actor, upload) -> None:
    quote = quote_parts([upload()], by=by)
    person = make_person()
    take_over(by.owner_id, person)
    assert rename_quote(quote.token, name="Pump", by=actor_for(person)).expires_at is None


def test_nobody_takes_over_what_belongs_to_a_person(by: Actor) -> None:
    ada, eve = make_person(), make_person("eve@example.org")
    take_over(ada.owner_id, eve)
    ada.refresh_from_db()
    assert Owner.objects.filter(id=ada.owner_id).exists()


@pytest.mark.parametrize(("right", "changes"), [(Right.VIEW, False), (Right.QUOTE, True), (Right.ADMIN, True)])
def test_a_members_right_says_whether_they_change_a_quote(db: None, right: Right, changes: bool) -> None:
    person = make_person()
    team = make_team((person, right))
    lead = Actor(ActorKind.PERSON, Channel.WEB, team.owner_id)
    quote = quote_parts([], by=lead)
    actor = actor_for(person)
    assert may_change(quote, by=actor) is changes
    if changes:
        assert own_quote(quote.token, by=actor) == quote
    else:
        with pytest.raises(QuoteNotFoundError):
            own_quote(quote.token, by=actor)


def test_a_post_makes_a_person_staff_with_that_role_alone(db: None) -> None:
    person = make_person()
    assert actor_for(person).kind is ActorKind.PERSON
    Post.objects.create(channel=Channel.STAFF, person=person, role=StaffRole.SALES, since=timezone.now())
    actor = actor_for(person)
    assert actor.kind is ActorKind.STAFF
    assert actor.works_as(StaffRole.SALES)
    assert not actor.works_as(StaffRole.FINANCE, StaffRole.OWNER)


def test_the_owner_rows_of_people_and_teams_do_not_end_with_the_visitors(db: None) -> None:
    person = make_person()
    make_team((person, Right.ADMIN))
    assert erase_gone_visitors(timezone.now() + timedelta(days=4000)) == 0


def test_accounts_whose_address_nobody_verified_go_after_a_week(db: None) -> None:
    stranger, known = make_person(), make_person("known@example.org")
    known.emailaddress_set.create(email=known.email, verified=True, primary=True)
    assert erase_unverified_people(timezone.now() + timedelta(days=6)) == 0
    assert erase_unverified_people(timezone.now() + timedelta(days=8)) == 1
    assert not Person.objects.filter(id=stranger.id).exists()
    assert not Owner.objects.filter(id=stranger.owner_id).exists()
    assert Person.objects.filter(id=known.id).exists()
