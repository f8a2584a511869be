"""What the tables and cookies of accounts hold about people."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session

from partwright.web.accounts.models import GivenAnswer, Invitation, Membership, Owner, Person, Post, Team
from partwright.web.privacy.purposes import Purpose
from partwright.web.privacy.registry import Category, Cookie, Datum, Retention, declare, declare_cookie

_VISITOR = Datum(Category.PSEUDONYM, Purpose.SECURE_SERVICES, Retention.VISITOR)
_ANSWER = Datum(Category.SPECIFICATIONS, Purpose.PROVIDE_SERVICES, Retention.GIVEN_ANSWERS)

declare(
    Owner,
    personal={
        "id": _VISITOR,
        "token_digest": _VISITOR,
        "created_at": Datum(Category.ACTIVITY, Purpose.SECURE_SERVICES, Retention.VISITOR),
        "last_seen_on": Datum(Category.ACTIVITY, Purpose.ADMINISTER, Retention.VISITOR),
    },
    operational=("channel",),
)
declare(
    GivenAnswer,
    personal={"content": _ANSWER},
    operational=("channel", "key_digest", "request_digest", "nonce", "status", "headers", "expires_at"),
)


_ACCOUNT = Datum(Category.PSEUDONYM, Purpose.PROVIDE_SERVICES, Retention.ACCOUNT)
_NAME = Datum(Category.NAME, Purpose.PROVIDE_SERVICES, Retention.ACCOUNT)
_EMAIL = Datum(Category.EMAIL, Purpose.PROVIDE_SERVICES, Retention.ACCOUNT)
_WORK = Datum(Category.EMPLOYMENT, Purpose.PROVIDE_SERVICES, Retention.ACCOUNT)
_CREDENTIAL = Datum(Category.CREDENTIALS, Purpose.SECURE_SERVICES, Retention.ACCOUNT)
_ACTIVITY = Datum(Category.ACTIVITY, Purpose.SECURE_SERVICES, Retention.ACCOUNT)
_SESSION = Datum(Category.CREDENTIALS, Purpose.SECURE_SERVICES, Retention.SESSIONS)
_DEVICE = Datum(Category.DEVICE, Purpose.SECURE_SERVICES, Retention.SESSIONS)
_INVITED = Datum(Category.EMAIL, Purpose.PROVIDE_SERVICES, Retention.INVITATIONS)

declare(
    Person,
    personal={
        "id": _ACCOUNT,
        "owner": _ACCOUNT,
        "email": _EMAIL,
        "password": _CREDENTIAL,
        "first_name": _NAME,
        "last_name": _NAME,
        "company": _WORK,
        "job_title": _WORK,
        "last_login": _ACTIVITY,
        "created_at": _ACTIVITY,
    },
    operational=("channel", "is_active"),
)
declare(Post, personal={"person": _ACCOUNT, "role": _WORK, "since": _ACTIVITY}, operational=("id", "channel"))
declare(
    Team,
    personal={"id": _ACCOUNT, "owner": _ACCOUNT, "name": _WORK, "created_at": _ACTIVITY, "deactivated_at": _ACTIVITY},
    operational=("channel",),
)
declare(
    Membership,
    personal={"team": _ACCOUNT, "person": _ACCOUNT, "right": _ACCOUNT, "since": _ACTIVITY},
    operational=("id", "channel"),
)
declare(
    Invitation,
    personal={
        "email": _INVITED,
        "invited_by": _INVITED,
        "created_at": _INVITED,
        "used_at": _INVITED,
        "voided_at": _INVITED,
    },
    operational=("id", "channel", "token_digest", "team", "right", "role", "expires_at"),
)
declare(EmailAddress, personal={"user": _ACCOUNT, "email": _EMAIL}, operational=("id", "verified", "primary"))
declare(
    EmailConfirmation,
    personal={"email_address": _ACCOUNT, "created": _ACTIVITY, "sent": _ACTIVITY, "key": _CREDENTIAL},
    operational=("id",),
)
declare(
    Authenticator,
    personal={"user": _ACCOUNT, "data": _CREDENTIAL, "created_at": _ACTIVITY, "last_used_at": _ACTIVITY},
    operational=("id", "type"),
)
declare(
    UserSession,
    personal={
        "user": _SESSION,
        "created_at": _SESSION,
        "ip": _DEVICE,
        "last_seen_at": _SESSION,
        "session_key": _SESSION,
        "user_agent": _DEVICE,
        "data": _SESSION,
    },
    operational=("id",),
)
declare(Session, personal={"session_key": _SESSION, "session_data": _SESSION}, operational=("expire_date",))


def name_cookie(*, https: bool) -> str:
    """The name of the visitors' cookie; by HTTPS one that browsers let no other host of the domain set."""
    return "__Host-partwright_visitor" if https else "partwright_visitor"


VISITOR_COOKIE = declare_cookie(
    Cookie(
        name_cookie(https=settings.ENVIRONMENT.https),
        _VISITOR,
        holds="256 random bits; set by the first upload, never read by scripts",
    )
)
SESSION_COOKIE = declare_cookie(
    Cookie(
        settings.SESSION_COOKIE_NAME,
        _SESSION,
        holds="a random word; set when somebody signs in or up, never read by scripts",
    )
)
