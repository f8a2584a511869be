"""The calls to Stripe, and nothing else: each in its own connection, with a deadline, outside any transaction.

What they say of people is disclosed by the caller (`checkout`, `tasks`). The library's own telemetry is off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

from django.conf import settings

from partwright.web.payments.errors import EventSignatureError, ProviderRefusedError, ProviderUnavailableError

if TYPE_CHECKING:
    from stripe import StripeClient

TIMEOUT_S = 20  # a checkout session takes Stripe about a second
RETRIES = 2  # of the library's own, under the same idempotency key
SIGNATURE_TOLERANCE_S = 300  # docs.stripe.com/webhooks, "Replay attacks": the libraries' default
MOST_REFUNDS = 100  # of one payment, which is what one page of Stripe's list holds


def verify(payload: bytes, signature: str) -> None:
    """Passes a payload that was signed with the webhook's secret within the last five minutes.

    Raises:
        EventSignatureError: it was not.
    """
    stripe = _library()
    try:
        stripe.WebhookSignature.verify_header(
            payload, signature, settings.ENVIRONMENT.stripe_webhook_secret, SIGNATURE_TOLERANCE_S
        )
    except (stripe.SignatureVerificationError, UnicodeDecodeError) as fault:
        raise EventSignatureError from fault


def probe() -> str:
    """What is seen when Stripe is asked for something harmless, in words.

    Raises:
        ProviderUnavailableError, ProviderRefusedError: it does not answer, or does not take the key.
    """
    if not settings.ENVIRONMENT.stripe_secret_key:
        return "cards are not taken: PARTWRIGHT_STRIPE_SECRET_KEY is not set"
    _call(lambda client: client.v1.checkout.sessions.list({"limit": 1}))
    return "Stripe answers and takes the key"


def create_session(params: Mapping[str, Any], *, key: str) -> dict[str, Any]:
    """A new checkout session, or the one that this key made before."""
    return _call(lambda client: client.v1.checkout.sessions.create(params, {"idempotency_key": key}))


def get_session(session_id: str) -> dict[str, Any]:
    """A checkout session."""
    return _call(lambda client: client.v1.checkout.sessions.retrieve(session_id))


def expire_session(session_id: str) -> dict[str, Any]:
    """Ends a session, so that nobody pays by it any more.

    Raises:
        ProviderRefusedError: it has ended by itself.
    """
    options = {"idempotency_key": f"expire-{session_id}"}
    return _call(lambda client: client.v1.checkout.sessions.expire(session_id, None, options))


def get_intent(intent_id: str) -> dict[str, Any]:
    """A payment intent with its latest charge."""
    return _call(lambda client: client.v1.payment_intents.retrieve(intent_id, {"expand": ["latest_charge"]}))


def create_refund(params: Mapping[str, Any], *, key: str) -> dict[str, Any]:
    """A new refund, or the one that this key made before."""
    return _call(lambda client: client.v1.refunds.create(params, {"idempotency_key": key}))


def list_refunds(intent_id: str) -> list[dict[str, Any]]:
    """The refunds of a payment intent, made here or on Stripe's own pages."""
    found = _call(lambda client: client.v1.refunds.list({"payment_intent": intent_id, "limit": MOST_REFUNDS}))
    return list(found["data"])


def _call(ask: Callable[[StripeClient], Any]) -> dict[str, Any]:
    """The answer as plain values.

    Raises:
        ProviderUnavailableError: no answer, or none of use: the same call may do better later.
        ProviderRefusedError: the call is refused, and will be again.
    """
    stripe = _library()
    with _client(stripe) as client:
        try:
            return ask(client).to_dict()
        except (stripe.InvalidRequestError, stripe.CardError, stripe.IdempotencyError) as fault:
            if fault.http_status == 409:  # another call with this key is still at work
                raise ProviderUnavailableError from fault
            raise ProviderRefusedError(str(fault.code or type(fault).__name__)) from fault
        except stripe.StripeError as fault:
            raise ProviderUnavailableError from fault


@contextmanager
def _client(stripe: ModuleType) -> Iterator[StripeClient]:
    transport = stripe.RequestsClient(timeout=TIMEOUT_S)
    environment = settings.ENVIRONMENT
    try:
        yield stripe.StripeClient(
            environment.stripe_secret_key or "",
            base_addresses={"api": environment.stripe_api_url} if environment.stripe_api_url else {},
            max_network_retries=RETRIES,
            http_client=transport,
        )
    finally:
        transport.close()


def _library() -> ModuleType:
    """Stripe's library: some 20 MB, which an installation without cards does not load."""
    import stripe  # noqa: PLC0415

    stripe.enable_telemetry = False
    return stripe
