"""The end of what is kept about visitors and sign-ins."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q

from partwright.web.accounts.models import GivenAnswer, Invitation, Owner, Person
from partwright.web.privacy.registry import Retention, erases

INVITATIONS_STAY = timedelta(days=30)
UNVERIFIED_STAY = timedelta(days=7)  # far longer than a code by mail is good for


@erases(Retention.ACCOUNT)
def erase_unverified_people(now: datetime) -> int:
    """Deletes accounts whose address nobody verified; others stay until they are deleted by hand."""
    verified = Q(emailaddress__verified=True)
    strangers = (
        Person.objects.filter(created_at__lt=now - UNVERIFIED_STAY).exclude(verified).exclude(posts__isnull=False)
    )
    owners = list(strangers.values_list("owner_id", flat=True))
    strangers.delete()
    Owner.objects.filter(id__in=owners).delete()
    return len(owners)


@erases(Retention.INVITATIONS)
def erase_old_invitations(now: datetime) -> int:
    """Deletes invitations that nobody can use any more."""
    return Invitation.objects.filter(expires_at__lt=now - INVITATIONS_STAY).delete()[0]


@erases(Retention.SESSIONS)
def erase_ended_sessions(now: datetime) -> int:
    """Deletes sessions that have run out, and what the list of sign-ins says of them."""
    ended = Session.objects.filter(expire_date__lt=now).delete()[0]
    return ended + UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()[0]


@erases(Retention.VISITOR)
def erase_gone_visitors(now: datetime) -> int:
    """Deletes visitors who have uploaded and changed nothing for as long as their files would have stayed."""
    visitors = Owner.objects.exclude(token_digest=None)
    gone = visitors.filter(last_seen_on__lt=(now - settings.VISITOR_RETENTION).date(), parts=None, conversations=None)
    return gone.delete()[0]


@erases(Retention.GIVEN_ANSWERS)
def erase_given_answers(now: datetime) -> int:
    """Deletes answers that need not be given again."""
    return GivenAnswer.objects.filter(expires_at__lte=now).delete()[0]
