"""Where somebody is signed in, and signing out there."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """A session of somebody. `here` says that it is the one that asks."""

    id: int
    since: datetime
    address: str
    device: str
    here: bool


def sign_ins_of(person_id: UUID, *, here: str | None) -> list[SignIn]:
    """Where somebody is signed in, the newest first; `here` is the key of the session that asks."""
    rows = _living(person_id).order_by("-created_at", "-id")
    return [SignIn(row.id, row.created_at, row.ip, device_of(row.user_agent), row.session_key == here) for row in rows]


def end_sign_in(sign_in_id: int, *, person_id: UUID) -> int:
    """Ends one session of somebody; 0 if it has ended already, or is another's."""
    return _end(UserSession.objects.filter(id=sign_in_id, user_id=person_id))


def end_sign_ins(person_id: UUID, *, but: str | None = None) -> int:
    """Ends every session of somebody, but the one with this key."""
    return _end(UserSession.objects.filter(user_id=person_id).exclude(session_key=but or ""))


def device_of(user_agent: str) -> str:
    """Browser and system in words, as far as they say who they are."""
    browser = next((name for mark, name in _BROWSERS if re.search(rf"\b{mark}", user_agent)), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Another program")


def _living(person_id: UUID) -> QuerySet[UserSession]:
    going_on = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return UserSession.objects.filter(user_id=person_id, session_key__in=going_on)


def _end(sign_ins: QuerySet[UserSession]) -> int:
    with transaction.atomic():
        keys = list(sign_ins.values_list("session_key", flat=True))
        Session.objects.filter(session_key__in=keys).delete()
        UserSession.objects.filter(session_key__in=keys).delete()
    return len(keys)
