"""The end of what is kept about orders."""

from datetime import datetime, timedelta

from django.db import transaction

from partwright.web.ordering.files import ORDERS
from partwright.web.ordering.models import Checkout, Order, TaxExemption
from partwright.web.ordering.states import ENDED
from partwright.web.privacy.registry import Retention, erases

# As long as the books that name it: see payments.retention.
ORDERS_STAY_YEARS = 10
CHECKOUTS_STAY = timedelta(days=30)  # as long as frozen prices hold
EXEMPTIONS_STAY = timedelta(days=10 * 365 + 3)  # the tax office asks for the ground of an invoice as long as for that
ORPHAN_AGE = timedelta(hours=1)  # longer than any transaction takes between a file and its row


@erases(Retention.CHECKOUTS)
def erase_checkouts(now: datetime) -> int:
    """Deletes what was begun and not ordered, and what an order holds in values of its own."""
    return Checkout.objects.filter(changed_at__lt=now - CHECKOUTS_STAY).delete()[0]


@erases(Retention.ORDERS)
def erase_orders(now: datetime) -> int:
    """Deletes orders that ended in years whose books need not be kept any more, with their files."""
    first_kept = now.replace(
        year=now.year - ORDERS_STAY_YEARS, month=1, day=1, hour=0, minute=0, second=0, microsecond=0
    )
    old = Order.objects.filter(changed_at__lt=first_kept, state__in=[state.value for state in ENDED])
    folders = list(old.values_list("folder", flat=True))
    with transaction.atomic():
        erased = old.filter(folder__in=folders).delete()[0]
    for folder in folders:
        ORDERS.delete_folder(folder)
    return erased + _erase_unnamed_files(now)


@erases(Retention.EXEMPTIONS)
def erase_exemptions(now: datetime) -> int:
    """Deletes certificates on which no kept invoice rests."""
    return TaxExemption.objects.filter(claimed_at__lt=now - EXEMPTIONS_STAY).delete()[0]


def _erase_unnamed_files(now: datetime) -> int:
    named = {*Order.objects.values_list("folder", flat=True), *Checkout.objects.values_list("folder", flat=True)}
    return ORDERS.delete_orphans(named, written_before=now - ORPHAN_AGE)
