"""How many files an address and a visitor may upload within an hour, counted in the database for all processes."""

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from partwright.web.actor import Actor, Channel
from partwright.web.parts.errors import TooManyUploadsError
from partwright.web.parts.models import UploadCount

HOUR = timedelta(hours=1)


def count_uploads(count: int, *, address: str, by: Actor | None, channel: Channel = Channel.WEB) -> None:
    """Counts uploads of an address, and of a visitor who is known, against the hour's limits.

    Raises:
        TooManyUploadsError: the limit of the address or of the visitor is passed; nothing is counted then.
    """
    now = timezone.now()
    limits = {_digest("address", address, now): settings.ENVIRONMENT.uploads_per_hour_address}
    if by is not None:
        limits[_digest("visitor", str(by.owner_id), now)] = settings.ENVIRONMENT.uploads_per_hour_visitor
    with transaction.atomic():
        # Addresses before visitors in every process, so that none waits for a row of another that waits for its own.
        for key, limit in limits.items():
            _make_row(key, now, channel)
            room = UploadCount.objects.filter(key=key, count__lte=limit - count)
            if not room.update(count=F("count") + count):
                raise TooManyUploadsError(limit=limit, retry_after_s=int((_end_of_hour(now) - now).total_seconds()))


def count_for_new_visitor(count: int, *, by: Actor, channel: Channel) -> None:
    """Counts the uploads with which a visitor came, after their address had the allowance for them."""
    now = timezone.now()
    key = _digest("visitor", str(by.owner_id), now)
    with transaction.atomic():
        _make_row(key, now, channel)
        UploadCount.objects.filter(key=key).update(count=F("count") + count)


def _make_row(key: str, now: datetime, channel: Channel) -> None:
    row = UploadCount(key=key, count=0, channel=channel, expires_at=_end_of_hour(now))
    UploadCount.objects.bulk_create([row], ignore_conflicts=True)


def _digest(kind: str, value: str, now: datetime) -> str:
    """Another word every hour for the same address, and without the installation's key no way back from it."""
    message = f"uploads\0{kind}\0{now:%Y%m%d%H}\0{value}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()


def _end_of_hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0) + HOUR
