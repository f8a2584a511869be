"""Invitations into teams: a link by mail that works once, for its address, within a week."""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from partwright.web.accounts.models import Invitation, Membership, Person, Team
from partwright.web.accounts.team_errors import (
    InvitationGoneError,
    TeamDeactivatedError,
    TeamInvitationError,
    TeamNotFoundError,
    TooManyInvitationsError,
)
from partwright.web.accounts.team_mails import send_team_invitation
from partwright.web.accounts.team_selectors import pending_invitations
from partwright.web.accounts.teams import lock_administered, lock_team
from partwright.web.accounts.tokens import digest_token, new_token
from partwright.web.actor import Actor, Channel, Right
from partwright.web.mailing.errors import AddressUnverifiedError

INVITATION_LASTS = timedelta(days=7)
# Each sends a mail with words of the inviter to an address that anybody can type.
HOUR = timedelta(hours=1)
MOST_AN_INVITER = 30
MOST_AN_ADDRESS = 5


def invite_member(team_id: UUID, email: str, *, right: Right, by: Actor) -> str:
    """The token of a link into a team, which goes to the address by mail; an earlier one for the address is void.

    Raises:
        TeamNotFoundError, TeamAdminError, TeamDeactivatedError.
        TooManyInvitationsError: as many as an hour takes were sent by this person, or to this address.
        MailAddressError: mail cannot be sent to this address.
    """
    address = email.strip().lower()
    with transaction.atomic():
        team = _taking_members(team_id, by=by)
        return _invite(team, address, right=right, by=by)


def resend_invitation(team_id: UUID, invitation_id: UUID, *, by: Actor) -> str:
    """The token of a new link in the place of one that nobody used, also of one that ran out.

    Raises:
        InvitationGoneError: it was used or taken back, or there is none in this team.
        TeamNotFoundError, TeamAdminError, TeamDeactivatedError, TooManyInvitationsError.
    """
    with transaction.atomic():
        team = _taking_members(team_id, by=by)
        pending = pending_invitations(team.id).filter(id=invitation_id).first()
        if pending is None:
            raise InvitationGoneError
        return _invite(team, pending.email, right=Right(pending.right), by=by)


def revoke_invitation(team_id: UUID, invitation_id: UUID, *, by: Actor) -> None:
    """Takes an invitation back that nobody used: its link opens nothing any more.

    Raises:
        InvitationGoneError: it was used or taken back, or there is none in this team.
        TeamNotFoundError, TeamAdminError.
    """
    with transaction.atomic():
        team = lock_administered(team_id, by=by)
        if not pending_invitations(team.id).filter(id=invitation_id).update(voided_at=timezone.now()):
            raise InvitationGoneError


def open_team_invitation(token: str) -> Invitation:
    """The invitation into a team that a token still opens, with its team and who sent it.

    Raises:
        TeamInvitationError: there is none, it was used, taken back or replaced, or it ran out.
        TeamDeactivatedError: the team takes nobody in at present.
    """
    invitation = (
        _open_invitations().filter(token_digest=digest_token(token)).select_related("team", "invited_by").first()
    )
    if invitation is None:
        raise TeamInvitationError
    if invitation.team.deactivated_at is not None:
        raise TeamDeactivatedError
    return invitation


def accept_team_invitation(token: str, *, by: Actor) -> Membership:
    """Makes a signed-in person a member; who is one already keeps the higher right.

    Raises:
        TeamInvitationError: it does not work any more, or is for another address.
        TeamDeactivatedError: the team takes nobody in at present.
    """
    with transaction.atomic():
        invitation = open_team_invitation(token)
        person = Person.objects.filter(id=by.person_id, is_active=True).first()
        if person is None or not is_for(invitation, person):
            raise TeamInvitationError
        team = lock_team(invitation.team_id)
        if team.deactivated_at is not None:
            raise TeamDeactivatedError
        now = timezone.now()
        if not _open_invitations().filter(id=invitation.id).update(used_at=now):
            raise TeamInvitationError
        membership, new = Membership.objects.get_or_create(
            team=team,
            person=person,
            defaults={"channel": by.channel or Channel.WEB, "right": invitation.right, "since": now},
        )
        if not new and membership.right < invitation.right:
            membership.right = invitation.right
            membership.save(update_fields=["right"])
    return membership


def is_for(invitation: Invitation, person: Person) -> bool:
    """Whether an invitation names this person's address."""
    return invitation.email == person.email.lower()


def _open_invitations() -> QuerySet[Invitation]:
    return Invitation.objects.filter(used_at=None, voided_at=None, expires_at__gt=timezone.now()).exclude(team=None)


def _taking_members(team_id: UUID, *, by: Actor) -> Team:
    """A locked team into which the actor may invite, and the actor locked beside it, whose invitations are counted."""
    team = lock_administered(team_id, by=by)
    if team.deactivated_at is not None:
        raise TeamDeactivatedError
    if not Person.objects.select_for_update().filter(id=by.person_id).exists():
        raise TeamNotFoundError
    return team


def _invite(team: Team, address: str, *, right: Right, by: Actor) -> str:
    now = timezone.now()
    _count(address, now=now, by=by)
    pending_invitations(team.id).filter(email=address).update(voided_at=now)
    token = new_token()
    invitation = Invitation.objects.create(
        channel=by.channel or Channel.WEB,
        token_digest=digest_token(token),
        email=address,
        team=team,
        right=right.value,
        invited_by_id=by.person_id,
        created_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    # Whoever invites is not told that there is an account which nobody has shown to be theirs.
    with suppress(AddressUnverifiedError):
        send_team_invitation(invitation, token=token, by=by)
    return token


def _count(address: str, *, now: datetime, by: Actor) -> None:
    sent = Invitation.objects.filter(created_at__gt=now - HOUR).exclude(team=None)
    for limit, counted in (
        (MOST_AN_INVITER, sent.filter(invited_by_id=by.person_id)),
        (MOST_AN_ADDRESS, sent.filter(email=address)),
    ):
        times = list(counted.order_by("-created_at").values_list("created_at", flat=True)[:limit])
        if len(times) == limit:
            raise TooManyInvitationsError(limit=limit, retry_after_s=int((times[-1] + HOUR - now).total_seconds()) + 1)
