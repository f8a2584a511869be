"""What orders hold about people."""

from partwright.policy.categories import Category
from partwright.policy.purposes import Purpose
from partwright.web.ordering.models import (
    Checkout,
    Complaint,
    FreightOffer,
    Order,
    OrderEvent,
    OrderFile,
    OrderLine,
    Shipment,
    ShipmentLine,
    TaxExemption,
    Terms,
)
from partwright.web.privacy.registry import Datum, Retention, declare


def _of_order(category: Category) -> Datum:
    return Datum(category, Purpose.PROVIDE_SERVICES, Retention.ORDERS)


def _of_checkout(category: Category) -> Datum:
    return Datum(category, Purpose.PROVIDE_SERVICES, Retention.CHECKOUTS)


_WHOSE, _WISH = _of_order(Category.PSEUDONYM), _of_order(Category.SPECIFICATIONS)
_MONEY, _TIME = _of_order(Category.FINANCIAL), _of_order(Category.ACTIVITY)
_NAME, _TEXT = _of_order(Category.NAME), _of_order(Category.CONTENT)

declare(Terms, personal={}, operational=("version", "text", "published_at"))
declare(
    Checkout,
    personal={
        "owner": _of_checkout(Category.PSEUDONYM),
        "person_id": _of_checkout(Category.PSEUDONYM),
        **dict.fromkeys(("billing", "shipping"), _of_checkout(Category.NAME)),
        **dict.fromkeys(("vat_id", "way", "po_number", "po_name", "po_stored"), _of_checkout(Category.FINANCIAL)),
        "note": _of_checkout(Category.CONTENT),
        **dict.fromkeys(("freight_asked_at", "changed_at"), _of_checkout(Category.ACTIVITY)),
    },
    operational=("id", "channel", "revision", "service", "folder"),
)
declare(
    FreightOffer,
    personal={
        "offered_by": _of_checkout(Category.PSEUDONYM),
        **dict.fromkeys(("country", "postal_code"), _of_checkout(Category.NAME)),
        "reason": _of_checkout(Category.CONTENT),
        "offered_at": _of_checkout(Category.ACTIVITY),
    },
    operational=("id", "channel", "revision", "name", "price", "transit_days"),
)
_EXEMPT = Datum(Category.FINANCIAL, Purpose.MEET_DUTIES, Retention.EXEMPTIONS)
declare(
    TaxExemption,
    personal={
        "owner": Datum(Category.PSEUDONYM, Purpose.MEET_DUTIES, Retention.EXEMPTIONS),
        "decided_by": Datum(Category.PSEUDONYM, Purpose.MEET_DUTIES, Retention.EXEMPTIONS),
        **dict.fromkeys(("certificate", "ground", "place", "valid_until", "accepted", "reason"), _EXEMPT),
        **dict.fromkeys(
            ("claimed_at", "decided_at"), Datum(Category.ACTIVITY, Purpose.MEET_DUTIES, Retention.EXEMPTIONS)
        ),
    },
    operational=("id", "channel"),
)
declare(
    Order,
    personal={
        **dict.fromkeys(("number", "checkout_id", "owner", "person_id"), _WHOSE),
        "title": _WISH,
        **dict.fromkeys(("billing", "shipping"), _NAME),
        **dict.fromkeys(
            ("goods", "freight", "tax", "total", "freight_tax", "vat_id", "way", "po_number", "tax_reason"), _MONEY
        ),
        "note": _TEXT,
        **dict.fromkeys(("placed_at", "ready_on", "arrives_on", "changed_at", "files_forgotten_at"), _TIME),
    },
    operational=(
        "id", "channel", "revision", "state", "held_from", "currency", "freight_rate_percent", "freight_tax_text",
        "service", "service_name", "transit_days", "business_days", "terms_version", "folder",
    ),
)  # fmt: skip
declare(
    OrderLine,
    personal={
        **dict.fromkeys(
            ("name", "body_name", "sha256", "configuration", "required", "quantity", "lead_time", "option"), _WISH
        ),
        **dict.fromkeys(("unit", "total", "tax"), _MONEY),
    },
    operational=(
        "id", "channel", "order", "part", "position", "business_days", "rate_percent", "tax_text", "shipped",
    ),
)  # fmt: skip
declare(
    OrderEvent,
    personal={"person_id": _WHOSE, "reason": _TEXT, "at": _TIME},
    operational=("id", "channel", "order", "number", "action", "state", "by_staff", "internal"),
)
declare(
    OrderFile,
    personal={**dict.fromkeys(("name", "sha256", "stored"), _WISH), "created_at": _TIME},
    operational=("id", "channel", "order", "kind", "size_bytes", "by_staff"),
)
declare(
    Shipment,
    personal={"tracking_number": _WHOSE, "shipped_at": _TIME, "delivered_at": _TIME},
    operational=("id", "channel", "order", "number", "carrier", "boxes"),
)
declare(ShipmentLine, personal={}, operational=("id", "channel", "shipment", "line", "quantity"))
declare(
    Complaint,
    personal={
        **dict.fromkeys(("number", "conversation_id", "person_id", "decided_by"), _WHOSE),
        **dict.fromkeys(("fault", "wanted", "remedy", "reason"), _TEXT),
        **dict.fromkeys(("created_at", "decided_at", "returned_at"), _TIME),
    },
    operational=("id", "channel", "order", "state"),
)
