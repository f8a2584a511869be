"""What Stripe tells, read from its objects: the same whether a webhook brought them or we asked.

Names, addresses and mail addresses that stand beside it are not read, and so not kept.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

PAYMENT_KEY, REFUND_KEY = "payment", "refund"  # in Stripe's metadata: the ids of our rows


@dataclass(frozen=True, slots=True)
class Told:
    """One thing told. `payment` and `refund` are ids of ours, where Stripe knows them; amounts in the smallest unit."""

    payment: UUID | None
    intent: str


@dataclass(frozen=True, slots=True)
class SessionTold(Told):
    """How a checkout session stands."""

    session: str
    minor: int
    currency: str
    complete: bool
    paid: bool
    over: bool  # expired, or the money of a slow method will not come


@dataclass(frozen=True, slots=True)
class ChargeTold(Told):
    """By which card was paid."""

    brand: str
    last4: str


@dataclass(frozen=True, slots=True)
class RefundTold(Told):
    """How a refund stands."""

    refund: UUID | None
    provider_id: str
    minor: int
    currency: str
    settled: bool
    failed: bool
    error: str


@dataclass(frozen=True, slots=True)
class Event:
    """A webhook's event that concerns payments."""

    id: str
    kind: str
    told: Told
    said: dict[str, Any]  # the object it was read from, reduced to what is read


def read_event(payload: bytes) -> Event | None:
    """The event that a payload carries; None where it is of a kind that says nothing new."""
    event = json.loads(payload)
    found = event["data"]["object"]
    kind = event["type"]
    if kind not in _READERS:
        return None
    said = _reduced(found)
    return Event(event["id"], kind, _READERS[kind](said, kind), said)


def reread(kind: str, said: Mapping[str, Any]) -> Told:
    """What an event told that was kept."""
    return _READERS[kind](said, kind)


def read_session(session: Mapping[str, Any], kind: str = "") -> SessionTold:
    """A checkout session; `kind` is that of the event which brought it."""
    status = session.get("status")
    return SessionTold(
        payment=_uuid(session.get("client_reference_id")),
        intent=_id(session.get("payment_intent")),
        session=session["id"],
        minor=session.get("amount_total") or 0,
        currency=(session.get("currency") or "").upper(),
        complete=status == "complete",
        paid=session.get("payment_status") == "paid",
        over=status == "expired" or kind == "checkout.session.async_payment_failed",
    )


def read_charge(charge: Mapping[str, Any], kind: str = "") -> ChargeTold:
    """A charge."""
    card = (charge.get("payment_method_details") or {}).get("card") or {}
    return ChargeTold(
        payment=_uuid((charge.get("metadata") or {}).get(PAYMENT_KEY)),
        intent=_id(charge.get("payment_intent")),
        brand=(card.get("brand") or "")[:20],
        last4=(card.get("last4") or "")[:4],
    )


def read_refund(refund: Mapping[str, Any], kind: str = "") -> RefundTold:
    """A refund."""
    ours = refund.get("metadata") or {}
    return RefundTold(
        payment=_uuid(ours.get(PAYMENT_KEY)),
        intent=_id(refund.get("payment_intent")),
        refund=_uuid(ours.get(REFUND_KEY)),
        provider_id=refund["id"],
        minor=refund.get("amount") or 0,
        currency=(refund.get("currency") or "").upper(),
        settled=refund.get("status") == "succeeded",
        failed=refund.get("status") in ("failed", "canceled"),
        error=(refund.get("failure_reason") or "")[:200],
    )


_READERS = {
    "checkout.session.completed": read_session,
    "checkout.session.async_payment_succeeded": read_session,
    "checkout.session.async_payment_failed": read_session,
    "checkout.session.expired": read_session,
    "charge.succeeded": read_charge,
    "refund.created": read_refund,
    "refund.updated": read_refund,
    "refund.failed": read_refund,
}
_READ = (
    "id status payment_status payment_intent client_reference_id amount_total amount currency failure_reason".split()  # noqa: SIM905 -- a table of words
)


def _reduced(found: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: found[name] for name in _READ if name in found}
    said["metadata"] = {
        name: value for name, value in (found.get("metadata") or {}).items() if name in (PAYMENT_KEY, REFUND_KEY)
    }
    card = (found.get("payment_method_details") or {}).get("card") or {}
    if card:
        said["payment_method_details"] = {"card": {name: card.get(name) for name in ("brand", "last4")}}
    return said


def _id(value: object) -> str:
    """The id of an object that is named, or that stands there itself."""
    return str(value.get("id", "")) if isinstance(value, Mapping) else str(value or "")


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
