"""What the ledger holds about people, and the queue: `jobs` lies below this slice and cannot declare it itself."""

from partwright.web.jobs.models import Job
from partwright.web.privacy.models import LedgerRow
from partwright.web.privacy.purposes import Purpose
from partwright.web.privacy.registry import Category, Datum, Retention, declare

_WAITER = Datum(Category.PSEUDONYM, Purpose.PROVIDE_SERVICES, Retention.FINISHED_JOBS)
_TIME = Datum(Category.ACTIVITY, Purpose.PROVIDE_SERVICES, Retention.FINISHED_JOBS)

declare(
    Job,
    personal={
        "subject": _WAITER,
        "owner": _WAITER,
        "created_at": _TIME,
        "started_at": _TIME,
        "finished_at": _TIME,
    },
    operational=("id", "kind", "channel", "period", "state", "attempt", "lease_until", "run_after", "error"),
)

_ENTRY = Datum(Category.ACTIVITY, Purpose.HONOR_RIGHTS, Retention.LEDGER)

declare(
    LedgerRow,
    personal={
        "subject": Datum(Category.PSEUDONYM, Purpose.HONOR_RIGHTS, Retention.LEDGER),
        "at": _ENTRY,
        "what": _ENTRY,
        "payload_digest": _ENTRY,
    },
    operational=("id", "channel", "disclosure", "outcome", "recipient", "categories", "purpose", "basis"),
)
