"""Invitations into the shop's staff: a link that works once, within a week."""

from datetime import timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from partwright.web.accounts.errors import AccountExistsError, InvitationUsedError, StaffOwnerError
from partwright.web.accounts.models import Invitation, Person, Post
from partwright.web.accounts.services import new_owner
from partwright.web.accounts.staff_mails import STAFF_INVITATION
from partwright.web.accounts.tokens import digest_token, new_token
from partwright.web.actor import SYSTEM, Actor, ActorKind, Channel, StaffRole
from partwright.web.mailing.letterhead import absolute
from partwright.web.mailing.services import send
from partwright.web.shop.selectors import get_shop

GOOD_FOR = timedelta(days=7)


def has_owner() -> bool:
    """Whether somebody owns the shop."""
    return Post.objects.filter(role=StaffRole.OWNER).exists()


def invite_staff(email: str, *, role: StaffRole, by: Actor) -> str:
    """The token of a link into the staff; with an empty address whoever has the link may use it.

    Raises:
        StaffOwnerError: the actor is neither the shop's owner nor the system.
    """
    if by.kind is not ActorKind.SYSTEM and not by.works_as(StaffRole.OWNER):
        raise StaffOwnerError
    token = new_token()
    now = timezone.now()
    Invitation.objects.create(
        channel=by.channel or Channel.STAFF,
        token_digest=digest_token(token),
        email=email.strip().lower(),
        role=role.value,
        invited_by_id=by.person_id,
        created_at=now,
        expires_at=now + GOOD_FOR,
    )
    return token


def invite_staff_by_mail(email: str, *, role: StaffRole, by: Actor) -> None:
    """Sends an invitation into the staff to an address; one that was sent there before for this role is void.

    Raises:
        StaffOwnerError: the actor is neither the shop's owner nor the system.
        MailAddressError: this is no address.
    """
    with transaction.atomic():
        Invitation.objects.filter(email=email.strip().lower(), role=role.value, used_at=None).delete()
        token = invite_staff(email, role=role, by=by)
        words = {
            "shop": get_shop().name,
            "address": absolute(reverse("invitation", args=[token])),
            "days": GOOD_FOR.days,
        }
        send(STAFF_INVITATION.id, to=email, context=words, by=by)


def open_staff_invitations() -> QuerySet[Invitation]:
    """Invitations into the staff by address that nobody has taken yet, the newest first."""
    waiting = Invitation.objects.filter(team=None, used_at=None, expires_at__gt=timezone.now())
    return waiting.exclude(email="").order_by("-created_at")


def withdraw_staff_invitation(invitation_id: UUID, *, by: Actor) -> None:
    """Takes an invitation into the staff back.

    Raises:
        StaffOwnerError: the actor is not the shop's owner.
        InvitationUsedError: there is none that still works.
    """
    if not by.works_as(StaffRole.OWNER):
        raise StaffOwnerError
    if not open_staff_invitations().filter(id=invitation_id).order_by().delete()[0]:
        raise InvitationUsedError


def invite_first_owner() -> str | None:
    """The token of a new link that makes the owner's account, None where there is an owner; earlier ones are void."""
    with transaction.atomic():
        if has_owner():
            return None
        Invitation.objects.filter(role=StaffRole.OWNER, email="", used_at=None).delete()
        return invite_staff("", role=StaffRole.OWNER, by=SYSTEM)


def open_invitation(token: str) -> Invitation:
    """The invitation into the staff that a token still opens.

    Raises:
        InvitationUsedError: there is none, it was used, or it ran out.
    """
    invitation = Invitation.objects.filter(
        token_digest=digest_token(token), team=None, used_at=None, expires_at__gt=timezone.now()
    ).first()
    if invitation is None:
        raise InvitationUsedError
    return invitation


def accept_staff_invitation(token: str, *, first_name: str, last_name: str, email: str, password: str) -> Person:
    """The new person with an account, a verified address and a post.

    The address of the invitation counts where it names one: the link was sent there.

    Raises:
        InvitationUsedError: it does not work any more.
        AccountExistsError: somebody has an account with this address: they sign in, then take the post.
        ValidationError: the password is too weak.
    """
    try:
        with transaction.atomic():
            invitation = _use(token)
            address = invitation.email or email.strip().lower()
            if _is_taken(address):
                raise AccountExistsError
            now = timezone.now()
            person = Person(
                channel=Channel.STAFF, email=address, first_name=first_name, last_name=last_name, created_at=now
            )
            validate_password(password, person)
            person.set_password(password)
            person.owner = new_owner(channel=Channel.STAFF)
            person.save()
            EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)
            _give_post(person, invitation)
    except IntegrityError as refusal:  # the address was taken in this very moment
        raise AccountExistsError from refusal
    return person


def take_post(token: str, *, person: Person) -> None:
    """Gives somebody who has an account the post of an invitation.

    Raises:
        InvitationUsedError: it does not work any more, or is for another address.
    """
    with transaction.atomic():
        invitation = _use(token)
        if invitation.email and invitation.email != person.email.lower():
            raise InvitationUsedError
        _give_post(person, invitation)


def _use(token: str) -> Invitation:
    """Marks an invitation as used; of many at once, one does."""
    invitation = open_invitation(token)
    now = timezone.now()
    if not Invitation.objects.filter(id=invitation.id, used_at=None, expires_at__gt=now).update(used_at=now):
        raise InvitationUsedError
    return invitation


def _is_taken(address: str) -> bool:
    return (
        Person.objects.filter(email__iexact=address).exists()
        or EmailAddress.objects.filter(email__iexact=address, verified=True).exists()
    )


def _give_post(person: Person, invitation: Invitation) -> None:
    Post.objects.get_or_create(
        person=person, role=invitation.role, defaults={"channel": Channel.STAFF, "since": timezone.now()}
    )
