"""What the double of Stripe knows: its sessions, payments and refunds, and the events that tell of them."""

import itertools
import json
import secrets
import time
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from tests.doubles.stripe_forms import LEAST_AMOUNTS, StripeRefusal

Row = dict[str, Any]


class Books:
    """The rows by their ids, and every event in the order it happened."""

    def __init__(self) -> None:
        self.sessions: dict[str, Row] = {}
        self.intents: dict[str, Row] = {}
        self.charges: dict[str, Row] = {}
        self.refunds: dict[str, Row] = {}
        self.events: list[Row] = []
        self.refunds_stay_pending = False
        self._numbers = itertools.count(1)

    def open_session(self, fields: Mapping[str, Any], *, page: str) -> Row:
        """A new session. Its payment intent is made when somebody pays, as Stripe does."""
        items = fields["line_items"]
        currencies = {item["price_data"]["currency"] for item in items}
        if len(currencies) != 1:
            raise StripeRefusal("All line items must have the same currency.", param="line_items")
        (currency,) = currencies
        total = sum(item["price_data"]["unit_amount"] * item["quantity"] for item in items)
        if total < LEAST_AMOUNTS[currency]:
            raise StripeRefusal("The total amount is too small.", code="amount_too_small", param="line_items")
        session_id = self._new_id("cs_test")
        self.sessions[session_id] = {
            "id": session_id,
            "object": "checkout.session",
            "mode": fields["mode"],
            "status": "open",
            "payment_status": "unpaid",
            "amount_total": total,
            "currency": currency,
            "client_reference_id": fields.get("client_reference_id"),
            "customer_email": fields.get("customer_email"),
            "metadata": fields.get("metadata", {}),
            "payment_intent": None,
            "success_url": fields["success_url"],
            "cancel_url": fields.get("cancel_url"),
            "url": f"{page}/pay/{session_id}",
            "created": int(time.time()),
            "livemode": False,
            "intent_metadata": fields.get("payment_intent_data", {}).get("metadata", {}),
        }
        return self.shown(self.sessions[session_id])

    def pay(self, session_id: str, *, at_once: bool = True) -> None:
        """Somebody pays on the hosted page, by a card or by a method that takes days."""
        session = self.get("sessions", session_id)
        if session["status"] != "open":
            raise StripeRefusal("This session is not open.", code="session_not_open")
        intent_id = self._new_id("pi")
        self.intents[intent_id] = {
            "id": intent_id,
            "object": "payment_intent",
            "amount": session["amount_total"],
            "amount_received": 0,
            "currency": session["currency"],
            "status": "processing",
            "metadata": session["intent_metadata"],
            "latest_charge": None,
            "livemode": False,
        }
        session |= {"status": "complete", "payment_intent": intent_id, "url": None}
        if at_once:
            self._collect(session)
        self._tell("checkout.session.completed", session)

    def settle(self, session_id: str) -> None:
        """The money of a slow method has come."""
        session = self._waiting(session_id)
        self._collect(session)
        self._tell("checkout.session.async_payment_succeeded", session)

    def reject(self, session_id: str) -> None:
        """The money of a slow method will not come."""
        session = self._waiting(session_id)
        self.intents[session["payment_intent"]]["status"] = "requires_payment_method"
        self._tell("checkout.session.async_payment_failed", session)

    def decline(self, session_id: str) -> None:
        """A card is declined on the hosted page; the session stays open for another."""
        session = self.get("sessions", session_id)
        failed = {
            "id": self._new_id("pi"),
            "object": "payment_intent",
            "amount": session["amount_total"],
            "currency": session["currency"],
            "status": "requires_payment_method",
            "metadata": session["intent_metadata"],
        }
        self._tell("payment_intent.payment_failed", failed)

    def expire(self, session_id: str) -> Row:
        """The session ends: nobody can pay by it any more."""
        session = self.get("sessions", session_id)
        if session["status"] != "open":
            raise StripeRefusal(
                f'Only Checkout Sessions with a status in ["open"] can be expired; this one is {session["status"]}.'
            )
        session |= {"status": "expired", "url": None}
        self._tell("checkout.session.expired", session)
        return self.shown(session)

    def refund(self, fields: Mapping[str, Any]) -> Row:
        """Money goes back, at most what is left of a payment."""
        intent = self.get("intents", fields["payment_intent"])
        if intent["status"] != "succeeded":
            raise StripeRefusal("This PaymentIntent does not have a successful charge to refund.")
        left = intent["amount_received"] - self._refunded(intent["id"])
        amount = fields.get("amount", left)
        if left == 0:
            raise StripeRefusal("Charge has already been refunded.", code="charge_already_refunded")
        if amount > left:
            raise StripeRefusal(
                f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left}).", param="amount"
            )
        refund_id = self._new_id("re")
        self.refunds[refund_id] = {
            "id": refund_id,
            "object": "refund",
            "amount": amount,
            "currency": intent["currency"],
            "payment_intent": intent["id"],
            "charge": intent["latest_charge"],
            "reason": fields.get("reason"),
            "metadata": fields.get("metadata", {}),
            "status": "pending" if self.refunds_stay_pending else "succeeded",
            "created": int(time.time()),
        }
        self._tell("refund.created", self.refunds[refund_id])
        return self.shown(self.refunds[refund_id])

    def finish_refund(self, refund_id: str, *, status: str = "succeeded") -> None:
        """A refund comes to its end; one that had succeeded may still fail, when the customer's bank sends it back."""
        refund = self.get("refunds", refund_id)
        refund["status"] = status
        self._tell("refund.failed" if status == "failed" else "refund.updated", refund)

    def refunds_of(self, intent_id: str) -> list[Row]:
        """The refunds of a payment, the newest first."""
        found = [self.shown(row) for row in self.refunds.values() if row["payment_intent"] == intent_id]
        return found[::-1]

    def get(self, kind: str, row_id: str) -> Row:
        """A row.

        Raises:
            StripeRefusal: there is none.
        """
        rows: dict[str, Row] = getattr(self, kind)
        if row_id not in rows:
            raise StripeRefusal(f"No such {kind[:-1]}: '{row_id}'", status=404, code="resource_missing", param="id")
        return rows[row_id]

    def shown(self, row: Row, *, expand: tuple[str, ...] = ()) -> Row:
        """A row as an answer has it."""
        answer = deepcopy({name: value for name, value in row.items() if name != "intent_metadata"})
        if "latest_charge" in expand and answer.get("latest_charge"):
            answer["latest_charge"] = deepcopy(self.charges[answer["latest_charge"]])
        return answer

    def _collect(self, session: Row) -> None:
        intent = self.intents[session["payment_intent"]]
        charge_id = self._new_id("ch")
        self.charges[charge_id] = {
            "id": charge_id,
            "object": "charge",
            "amount": intent["amount"],
            "currency": intent["currency"],
            "status": "succeeded",
            "paid": True,
            "payment_intent": intent["id"],
            "metadata": intent["metadata"],
            "payment_method_details": {"type": "card", "card": {"brand": "visa", "last4": "4242"}},
        }
        intent |= {"status": "succeeded", "amount_received": intent["amount"], "latest_charge": charge_id}
        session["payment_status"] = "paid"
        self._tell("charge.succeeded", self.charges[charge_id])

    def _waiting(self, session_id: str) -> Row:
        session = self.get("sessions", session_id)
        if session["status"] != "complete" or session["payment_status"] != "unpaid":
            raise StripeRefusal("This session does not wait for money.")
        return session

    def _refunded(self, intent_id: str) -> int:
        counted = ("succeeded", "pending")
        rows = self.refunds.values()
        return sum(row["amount"] for row in rows if row["payment_intent"] == intent_id and row["status"] in counted)

    def _tell(self, kind: str, row: Row) -> None:
        self.events.append(
            {
                "id": self._new_id("evt"),
                "object": "event",
                "type": kind,
                "created": int(time.time()),
                "livemode": False,
                "data": {"object": self.shown(row)},
            }
        )

    def _new_id(self, prefix: str) -> str:
        return f"{prefix}_{next(self._numbers):04d}{secrets.token_hex(8)}"


def payload_of(event: Row) -> bytes:
    """An event as a webhook carries it."""
    return json.dumps(event, indent=2).encode()
