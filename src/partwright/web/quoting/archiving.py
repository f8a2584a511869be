"""Writes that put a quote aside and bring it back. An archived quote stays as it is; only lists leave it out."""

from django.db import transaction
from django.utils import timezone

from partwright.web.actor import Actor
from partwright.web.quoting.models import Quote
from partwright.web.quoting.services import own_quote


def archive_quote(token: str, *, by: Actor) -> Quote:
    """Takes a quote off the list of those at work; a second time changes nothing.

    Raises:
        QuoteNotFoundError: there is none, or it is somebody else's.
    """
    with transaction.atomic():
        quote = own_quote(token, by=by)
        if quote.archived_at is None:
            quote.archived_at = timezone.now()
            quote.save(update_fields=["archived_at"])
    return quote


def bring_back_quote(token: str, *, by: Actor) -> Quote:
    """Undoes `archive_quote`.

    Raises:
        QuoteNotFoundError: there is none, or it is somebody else's.
    """
    with transaction.atomic():
        quote = own_quote(token, by=by)
        quote.archived_at = None
        quote.save(update_fields=["archived_at"])
    return quote
