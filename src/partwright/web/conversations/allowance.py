"""How many messages an address and a customer may send within an hour, counted in the database for all processes.

Staff are not counted. As in `parts.allowance` a row tells neither whose it is nor that two hours were the same one's.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from partwright.web.actor import Channel
from partwright.web.conversations.errors import TooManyMessagesError
from partwright.web.conversations.models import MessageCount

HOUR = timedelta(hours=1)
# A person writes one message in some minutes; a company behind one address may have several people who write.
MOST_A_CUSTOMER = 30
MOST_AN_ADDRESS = 90
MOST_STARTS = 5  # with one e-mail address, which anybody can type
MOST_CONFIRMATIONS = 1  # to one e-mail address, which may be somebody else's


def count_message(*, address: str, customer: str) -> None:
    """Counts a message of a customer, told by any word of their own, at an address against the hour's limits.

    Raises:
        TooManyMessagesError: the limit of either is passed; nothing is counted then.
    """
    now = timezone.now()
    _count(now, {("address", address): MOST_AN_ADDRESS, ("customer", customer): MOST_A_CUSTOMER})


def count_start(*, address: str, email: str) -> None:
    """Counts a conversation that somebody without an account starts, against the limits of where they come from and of
    the e-mail address they give.

    Raises:
        TooManyMessagesError: the limit of either is passed; nothing is counted then.
    """
    now = timezone.now()
    _count(now, {("address", address): MOST_AN_ADDRESS, ("email", email.strip().lower()): MOST_STARTS})


def count_confirmation(email: str) -> bool:
    """Counts a mail that goes to an address only because somebody typed it; whether it may go out this hour."""
    try:
        _count(timezone.now(), {("confirmation", email.strip().lower()): MOST_CONFIRMATIONS})
    except TooManyMessagesError:
        return False
    return True


def _count(now: datetime, limits: Mapping[tuple[str, str], int]) -> None:
    with transaction.atomic():
        # Addresses first in every process, so that none waits for a row of another that waits for its own.
        for (kind, value), limit in limits.items():
            key = _digest(kind, value, now)
            row = MessageCount(key=key, count=0, channel=Channel.WEB, expires_at=_end_of_hour(now))
            MessageCount.objects.bulk_create([row], ignore_conflicts=True)
            if not MessageCount.objects.filter(key=key, count__lt=limit).update(count=F("count") + 1):
                raise TooManyMessagesError(limit=limit, retry_after_s=int((_end_of_hour(now) - now).total_seconds()))


def _digest(kind: str, value: str, now: datetime) -> str:
    """Another word every hour for the same address, and without the installation's key no way back from it."""
    message = f"messages\0{kind}\0{now:%Y%m%d%H}\0{value}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()


def _end_of_hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0) + HOUR
