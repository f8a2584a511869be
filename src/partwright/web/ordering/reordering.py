"""Ordering the same again: at today's price if its parts are still there, else from the order's own files."""

from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction

from partwright.web.actor import Actor, Right
from partwright.web.ordering.checkout import open_checkout
from partwright.web.ordering.errors import FilesGoneError, OrderNotFoundError
from partwright.web.ordering.files import read_file
from partwright.web.ordering.models import Checkout, Order
from partwright.web.ordering.models.order import FileKind
from partwright.web.parts.models import PartState
from partwright.web.parts.services import upload_part
from partwright.web.quoting.copying import BoughtLine, quote_again
from partwright.web.quoting.models import Quote
from partwright.web.quoting.revisions import freeze_quote
from partwright.web.quoting.services import quote_parts


def reorder(order_id: UUID, *, by: Actor) -> Checkout | Quote:
    """A checkout of the same parts, frozen at today's prices; where a part is gone, a quote of the order's files.

    Raises:
        OrderNotFoundError: there is none that the actor may order again.
        FilesGoneError: the customer had the files deleted.
        QuoteIncompleteError, CheckoutClosedError and what else `freeze_quote` and `open_checkout` raise.
    """
    order = Order.objects.filter(id=order_id).first()
    if order is None or not by.may(Right.ORDER, order.owner_id):
        raise OrderNotFoundError
    if order.files_forgotten_at is not None:
        raise FilesGoneError
    lines = list(order.lines.select_related("part"))
    if any(line.part is None or line.part.state != PartState.READY for line in lines):
        return _from_files(order, by=by)
    bought = [
        BoughtLine(part=line.part, option=line.option, quantity=line.quantity, lead_time=line.lead_time)
        for line in lines
        if line.part is not None
    ]
    quote = quote_again(bought, owner_id=order.owner_id, currency=order.currency, name=order.title, by=by)
    return open_checkout(quote.token, freeze_quote(quote.token, by=by).number, by=by)


def _from_files(order: Order, *, by: Actor) -> Quote:
    """A quote of the order's models, uploaded anew."""
    models = list(order.files.filter(kind=FileKind.MODEL))
    if not models:
        raise FilesGoneError
    parts = [upload_part(ContentFile(read_file(model)), name=model.name, by=by) for model in models]
    with transaction.atomic():
        return quote_parts(parts, by=by)
