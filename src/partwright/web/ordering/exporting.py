"""An order with all its files and papers as one ZIP, given back to whom it belongs to."""

import io
import json
import zipfile
from uuid import UUID

from partwright.policy.categories import Category
from partwright.policy.disclosure import Basis, RecipientKind, digest_of, make_disclosure
from partwright.policy.purposes import Purpose
from partwright.web.actor import Actor, Channel, Right
from partwright.web.documents.selectors import file_name, read_pdf
from partwright.web.ordering.errors import FilesGoneError, OrderNotFoundError
from partwright.web.ordering.files import read_file
from partwright.web.ordering.selectors import OrderView, view_order
from partwright.web.privacy.outbound import disclose

MOMENT = (1980, 1, 1, 0, 0, 0)  # the same order gives the same bytes


def export_order(order_id: UUID, *, by: Actor) -> bytes:
    """The ZIP: `order.json` with every value, each file byte for byte, each paper as PDF. The ledger has a row of it.

    Called outside a transaction.

    Raises:
        OrderNotFoundError: there is no such order of the actor.
    """
    view = view_order(order_id, by=by)
    if not by.may(Right.VIEW, view.order.owner_id):
        raise OrderNotFoundError
    content = _zipped(view)
    disclosure = make_disclosure(
        RecipientKind.PERSON_CONCERNED,
        categories={Category.NAME, Category.SPECIFICATIONS, Category.FINANCIAL, Category.CONTENT},
        purpose=Purpose.HONOR_RIGHTS,
        basis=Basis.CONTRACT,
        subject=by.person_id or by.owner_id,
        what="export: one order",
        digest=digest_of(content),
    )
    return disclose(disclosure, lambda: content, channel=by.channel or Channel.WEB)


def _zipped(view: OrderView) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "order.json", json.dumps(_plain(view), indent=1, ensure_ascii=False).encode())
        for number, file in enumerate(view.files, start=1):
            try:
                _add(archive, f"files/{number}-{file.name.replace('/', '-')}", read_file(file))
            except FilesGoneError:
                continue  # order.json names it with its digest
        for paper in view.papers:
            _add(archive, f"papers/{file_name(paper)}", read_pdf(paper))
    return packed.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, MOMENT), content, zipfile.ZIP_DEFLATED)


def _plain(view: OrderView) -> dict[str, object]:
    order = view.order
    return {
        "schema": 1,
        "number": order.number,
        "title": order.title,
        "state": order.state,
        "placed_at": order.placed_at.isoformat(),
        "ready_on": order.ready_on.isoformat(),
        "arrives_on": order.arrives_on.isoformat(),
        "currency": order.currency,
        "goods": str(order.goods),
        "freight": str(order.freight),
        "tax": str(order.tax),
        "total": str(order.total),
        "billing": order.billing,
        "shipping": order.shipping,
        "vat_id": order.vat_id,
        "po_number": order.po_number,
        "note": order.note,
        "service": order.service_name,
        "terms_version": order.terms_version,
        "way": order.way,
        "payment": view.payment.state if view.payment else None,
        "lines": [
            {
                "name": line.name,
                "body": line.body_name,
                "sha256": line.sha256,
                "configuration": line.configuration,
                "required": line.required,
                "quantity": line.quantity,
                "lead_time": line.lead_time,
                "unit": str(line.unit),
                "total": str(line.total),
                "rate_percent": str(line.rate_percent.normalize()),
                "tax": str(line.tax),
                "tax_text": line.tax_text,
                "option": line.option,
            }
            for line in view.lines
        ],
        "files": [
            {"kind": file.kind, "name": file.name, "bytes": file.size_bytes, "sha256": file.sha256}
            for file in view.files
        ],
        "papers": [{"number": paper.number, "kind": paper.kind} for paper in view.papers],
        "shipments": [
            {
                "number": shipment.number,
                "carrier": shipment.carrier,
                "tracking_number": shipment.tracking_number,
                "shipped_at": shipment.shipped_at.isoformat(),
                "delivered_at": shipment.delivered_at.isoformat() if shipment.delivered_at else None,
                "pieces": {row.line.name: row.quantity for row in shipment.lines.all()},
            }
            for shipment in view.shipments
        ],
        "history": [
            {"at": event.at.isoformat(), "action": event.action, "state": event.state, "reason": event.reason}
            for event in view.events
            if not event.internal
        ],
        "complaints": [
            {"number": one.number, "fault": one.fault, "wanted": one.wanted, "state": one.state, "remedy": one.remedy}
            for one in view.complaints
        ],
    }
