"""The terms of sale, in versions: an order keeps the number of the one that was accepted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from partwright.web.actor import Actor, StaffRole
from partwright.web.ordering.errors import CheckoutFieldError, OrderNotFoundError
from partwright.web.ordering.models import Terms

FIRST_VERSION = 1  # those that come with the installation, until the shop publishes its own
MOST_SIGNS = 100_000


@dataclass(frozen=True, slots=True)
class TermsText:
    """Terms as they are read. `published_at` is None for those that come with the installation."""

    version: int
    text: str
    published_at: datetime | None = None


def current_terms() -> TermsText:
    """The terms that an order of today accepts."""
    latest = Terms.objects.first()
    return TermsText(latest.version, latest.text, latest.published_at) if latest else _first()


def terms_in(version: int) -> TermsText:
    """Terms as an order accepted them.

    Raises:
        OrderNotFoundError: there never was such a version.
    """
    if version == FIRST_VERSION:
        return _first()
    row = Terms.objects.filter(version=version).first()
    if row is None:
        raise OrderNotFoundError
    return TermsText(row.version, row.text, row.published_at)


def published_versions() -> Sequence[TermsText]:
    """Every version without its text, the latest first."""
    rows = Terms.objects.values_list("version", "published_at")
    return [*(TermsText(version, "", published_at) for version, published_at in rows), TermsText(FIRST_VERSION, "")]


def publish_terms(text: str, *, by: Actor) -> TermsText:
    """Makes a new version of the terms; orders of before keep theirs.

    Raises:
        OrderNotFoundError: the actor is not the shop's owner.
        CheckoutFieldError: there is no text, too much, or somebody else publishes terms in this moment.
    """
    if not by.works_as(StaffRole.OWNER):
        raise OrderNotFoundError
    text = text.replace("\r\n", "\n").strip()
    if not 0 < len(text) <= MOST_SIGNS:
        raise CheckoutFieldError("text", _("Terms have a text of at most %(most)d characters.") % {"most": MOST_SIGNS})
    if text == current_terms().text:
        return current_terms()
    try:
        with transaction.atomic():
            last = Terms.objects.aggregate(last=Max("version"))["last"] or FIRST_VERSION
            row = Terms.objects.create(version=last + 1, text=text, published_at=timezone.now())
    except IntegrityError:
        told = _("Somebody else has published terms in this moment: look at them, then publish yours.")
        raise CheckoutFieldError("text", told) from None
    return TermsText(row.version, row.text, row.published_at)


def _first() -> TermsText:
    return TermsText(FIRST_VERSION, render_to_string("ordering/first_terms.txt").strip())
