"""The one protocol that every way to pay follows."""

from typing import Protocol
from uuid import UUID

from partwright.web.actor import Actor
from partwright.web.payments.models import Payment, Refund, Way


class PaymentWay(Protocol):
    """A way to pay. Nothing here touches the network: what has to is a job, or `checkout`."""

    way: Way

    def is_offered(self, owner_id: UUID, currency: str) -> bool:
        """Whether a customer can pay so in a currency: it is configured here, and open to them."""

    def prepare(self, payment: Payment) -> None:
        """Checks a payment that is about to be written, in its transaction, and reserves what it needs.

        Raises:
            PartwrightError: it cannot be opened; the text says what to change.
        """

    def release(self, payment: Payment, *, by: Actor) -> None:
        """Gives back what a payment reserved, in the transaction that closes it."""

    def send_back(self, refund: Refund, *, by: Actor) -> None:
        """Has a refund carried out, in the transaction that requests it; where people do that, nothing."""
