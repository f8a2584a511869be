"""What payments hold about people."""

from partwright.policy.categories import Category
from partwright.policy.purposes import Purpose
from partwright.web.payments.models import CreditAccount, Payment, ProviderEvent, Receipt, Refund
from partwright.web.privacy.registry import Datum, Retention, declare

_WHOSE = Datum(Category.PSEUDONYM, Purpose.PROVIDE_SERVICES, Retention.PAYMENTS)
_MONEY = Datum(Category.FINANCIAL, Purpose.PROVIDE_SERVICES, Retention.PAYMENTS)
_TIME = Datum(Category.ACTIVITY, Purpose.PROVIDE_SERVICES, Retention.PAYMENTS)
_CREDIT = Datum(Category.FINANCIAL, Purpose.PROVIDE_SERVICES, Retention.CREDIT)

declare(
    Payment,
    personal={
        "order_id": _WHOSE,
        "owner": _WHOSE,
        "person_id": _WHOSE,
        "approved_by": _WHOSE,
        **dict.fromkeys(
            ("way", "amount", "received", "refunded", "reference", "po_number", "brand", "last4", "due_on"), _MONEY
        ),
        **dict.fromkeys(("created_at", "completed_at", "approved_at", "settled_at", "closed_at"), _TIME),
        "session_id": _WHOSE,
        "intent_id": _WHOSE,
    },
    operational=("id", "channel", "state", "currency", "closed_as", "next_check_at"),
)
declare(
    Receipt,
    personal={"entered_by": _WHOSE, "amount": _MONEY, "reference": _MONEY, "received_on": _TIME, "created_at": _TIME},
    operational=("id", "channel", "payment"),
)
declare(
    Refund,
    personal={
        "requested_by": _WHOSE,
        "provider_id": _WHOSE,
        **dict.fromkeys(("amount", "reference"), _MONEY),
        "reason": Datum(Category.CONTENT, Purpose.PROVIDE_SERVICES, Retention.PAYMENTS),
        "created_at": _TIME,
        "settled_at": _TIME,
    },
    operational=("id", "channel", "payment", "state", "error"),
)
declare(
    ProviderEvent,
    personal={
        "intent_id": Datum(Category.PSEUDONYM, Purpose.PROVIDE_SERVICES, Retention.PROVIDER_EVENTS),
        "told": Datum(Category.FINANCIAL, Purpose.PROVIDE_SERVICES, Retention.PROVIDER_EVENTS),
        "received_at": Datum(Category.ACTIVITY, Purpose.PROVIDE_SERVICES, Retention.PROVIDER_EVENTS),
    },
    operational=("id", "channel", "event_id", "kind", "payment", "applied_at"),
)
declare(
    CreditAccount,
    personal={
        "owner": Datum(Category.PSEUDONYM, Purpose.PROVIDE_SERVICES, Retention.CREDIT),
        "approved_by": Datum(Category.PSEUDONYM, Purpose.PROVIDE_SERVICES, Retention.CREDIT),
        **dict.fromkeys(("limit", "net_days", "active"), _CREDIT),
        "changed_at": Datum(Category.ACTIVITY, Purpose.PROVIDE_SERVICES, Retention.CREDIT),
    },
    operational=("id", "channel", "currency"),
)
