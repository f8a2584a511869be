"""The one door out: what leaves the house about somebody leaves through `disclose`, which writes it in the ledger."""

import uuid
from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

from partwright.policy.disclosure import Disclosure
from partwright.web.actor import Channel
from partwright.web.privacy import ledger
from partwright.web.privacy.models import Outcome

T = TypeVar("T")


def disclose(disclosure: Disclosure, send: Callable[[], T], *, channel: Channel) -> T:
    """What `send` returns, which is the call that takes data out of the house.

    The attempt is in the ledger, committed, before `send` runs; what came of it, after. A process that dies in between
    leaves an attempt without an outcome: the data may have left. `channel` is the one its data came through.

    Raises:
        RuntimeError: called inside a transaction, which a rollback would take out of the ledger.
        Exception: what `send` raised; the ledger says that it failed.
    """
    attempt = uuid.uuid4()
    with transaction.atomic(durable=True):
        ledger.enter(disclosure, Outcome.ATTEMPTED, attempt=attempt, channel=channel)
    try:
        answer = send()
    except Exception:
        ledger.enter(disclosure, Outcome.FAILED, attempt=attempt, channel=channel)
        raise
    ledger.enter(disclosure, Outcome.DONE, attempt=attempt, channel=channel)
    return answer
