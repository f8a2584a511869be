"""What quotes hold about people: what they want made, kept on the visitor's behalf."""

from partwright.web.privacy.purposes import Purpose
from partwright.web.privacy.registry import Category, Datum, Retention, declare
from partwright.web.quoting.models import (
    LineOffer,
    PartChange,
    Quote,
    QuoteLine,
    ReviewRequest,
    Revision,
    RevisionLine,
)

_OWNER = Datum(Category.PSEUDONYM, Purpose.PROVIDE_SERVICES, Retention.VISITOR_QUOTES)
_WISH = Datum(Category.SPECIFICATIONS, Purpose.PROVIDE_SERVICES, Retention.VISITOR_QUOTES)
_TIME = Datum(Category.ACTIVITY, Purpose.PROVIDE_SERVICES, Retention.VISITOR_QUOTES)

declare(
    Quote,
    personal={
        "token": _OWNER,
        "owner": _OWNER,
        "brought_by": _OWNER,
        "name": _WISH,
        "currency": _WISH,
        "created_at": _TIME,
        "changed_at": _TIME,
        "archived_at": _TIME,
        "expires_at": _TIME,
    },
    operational=("id", "channel"),
)
declare(
    QuoteLine,
    personal={
        "process": _WISH,
        "material": _WISH,
        "finish": _WISH,
        "tolerance": _WISH,
        "quantity": _WISH,
        "lead_time": _WISH,
        "requirements": _WISH,
        "removed_at": _TIME,
    },
    operational=("id", "channel", "quote", "part", "body", "alternative_of", "position"),
)
declare(
    Revision,
    personal={"currency": _WISH, "total": _WISH, "digest": _WISH, "frozen_at": _TIME, "valid_until": _TIME},
    operational=("id", "channel", "quote", "number"),
)
declare(
    RevisionLine,
    personal=dict.fromkeys(
        (
            "name",
            "body_name",
            "sha256",
            "configuration",
            "quantity",
            "lead_time",
            "business_days",
            "unit",
            "total",
            "option",
        ),
        _WISH,
    ),
    operational=("id", "channel", "revision", "line", "part", "position"),
)
declare(
    ReviewRequest,
    personal={"settled_by": _OWNER, "asked_at": _TIME, "settled_at": _TIME},
    operational=("id", "channel", "quote", "conversation", "state", "revision"),
)
declare(
    LineOffer,
    personal={
        "given_by": _OWNER,
        "given_at": _TIME,
        **dict.fromkeys(
            (
                "digest",
                "currency",
                "quantity",
                "unit",
                "business_days",
                "unit_before",
                "days_before",
                "note",
                "reason",
                "valid_until",
            ),
            _WISH,
        ),
    },
    operational=("id", "channel", "review", "line"),
)
declare(
    PartChange,
    personal={"required_before": _WISH, "by": _OWNER, "at": _TIME},
    operational=("id", "channel", "quote", "old_part", "new_part", "state"),
)
