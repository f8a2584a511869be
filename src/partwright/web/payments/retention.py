"""The end of what is kept about payments."""

from datetime import datetime, timedelta

from partwright.web.payments.models import CreditAccount, Payment, ProviderEvent
from partwright.web.privacy.registry import Retention, erases

# Books and what they rest on: up to ten years from the end of the year, as in France (Code de commerce, L123-22) and
# Italy (Codice civile, art. 2220); shorter elsewhere.
BOOKS_STAY_YEARS = 10
# Stripe brings an event again for three days by itself, for thirty when staff ask for it.
EVENTS_STAY = timedelta(days=90)
CREDIT_STAYS = timedelta(days=3 * 365 + 1)  # as long as a claim about it can usually be raised


@erases(Retention.PROVIDER_EVENTS)
def erase_events(now: datetime) -> int:
    """Deletes what the provider told long ago."""
    return ProviderEvent.objects.filter(received_at__lt=now - EVENTS_STAY).delete()[0]


@erases(Retention.PAYMENTS)
def erase_payments(now: datetime) -> int:
    """Deletes payments of years whose books need not be kept any more, with what came and went."""
    first_kept = now.replace(
        year=now.year - BOOKS_STAY_YEARS, month=1, day=1, hour=0, minute=0, second=0, microsecond=0
    )
    old = Payment.objects.filter(created_at__lt=first_kept)
    newer = old.filter(settled_at__gte=first_kept) | old.filter(refunds__created_at__gte=first_kept)
    newer |= old.filter(receipts__created_at__gte=first_kept)
    return Payment.objects.filter(id__in=old.exclude(id__in=newer.values("id")).values("id")).delete()[0]


@erases(Retention.CREDIT)
def erase_credit(now: datetime) -> int:
    """Deletes credit that was closed long ago."""
    return CreditAccount.objects.filter(active=False, changed_at__lt=now - CREDIT_STAYS).delete()[0]
