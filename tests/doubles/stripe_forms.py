"""How Stripe reads a form: `a[b][0][c]=v` nested again, and every field held to what the operation takes."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Check = Callable[[Any, str], Any]

MAX_AMOUNT = 99_999_999
# docs.stripe.com/currencies, "Minimum and maximum charge amounts", in the smallest unit of each currency.
LEAST_AMOUNTS = {"eur": 50, "usd": 50, "gbp": 30, "chf": 50, "jpy": 50}
CARD_FIELDS = re.compile(r"(^|\[)(card|number|cvc|exp_month|exp_year|source|payment_method_data|token)(\]|\[|$)")


class StripeRefusal(Exception):  # noqa: N818 -- what Stripe calls an error is its answer
    """An answer that says why a request is refused."""

    def __init__(
        self, message: str, *, status: int = 400, kind: str = "invalid_request_error", code: str = "", param: str = ""
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"type": kind, "message": message, "code": code or None, "param": param or None}}


def read_form(text: str) -> dict[str, Any]:
    """The fields of a form, nested; lists come as mappings from "0", "1", …"""
    fields: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text)):
        if CARD_FIELDS.search(name):
            raise StripeRefusal(f"The double takes no card data, but was sent {name}.", code="card_data", param=name)
        first, *rest = re.findall(r"[^\[\]]+", name)
        place = fields
        for key in [first, *rest][:-1]:
            place = place.setdefault(key, {})
        last = [first, *rest][-1]
        if last in place:
            raise StripeRefusal(f"{name} was sent twice.", code="parameter_invalid", param=name)
        place[last] = value
    return fields


def hold_to(fields: Mapping[str, Any], form: Mapping[str, Check], *, required: set[str], within: str = "") -> dict:
    """The fields as the operation reads them.

    Raises:
        StripeRefusal: one is unknown, missing, or no good.
    """
    for name in fields:
        if name not in form:
            raise StripeRefusal(
                f"Received unknown parameter: {_path(within, name)}",
                code="parameter_unknown",
                param=_path(within, name),
            )
    for name in sorted(required - set(fields)):
        raise StripeRefusal(
            f"Missing required param: {_path(within, name)}.", code="parameter_missing", param=_path(within, name)
        )
    return {name: form[name](value, _path(within, name)) for name, value in fields.items()}


def text(longest: int) -> Check:
    """Text that is not empty."""

    def check(value: Any, path: str) -> str:
        if not isinstance(value, str) or not 0 < len(value) <= longest:
            raise _invalid(path, f"must be a string of 1 to {longest} characters")
        return value

    return check


def whole(least: int, most: int) -> Check:
    """A whole number."""

    def check(value: Any, path: str) -> int:
        if not isinstance(value, str) or not re.fullmatch(r"-?\d+", value) or not least <= int(value) <= most:
            raise _invalid(path, f"must be an integer from {least} to {most}", code="parameter_invalid_integer")
        return int(value)

    return check


def one_of(*choices: str) -> Check:
    """One word of some."""

    def check(value: Any, path: str) -> str:
        if value not in choices:
            raise _invalid(path, f"must be one of {', '.join(choices)}")
        return value

    return check


def address(value: Any, path: str) -> str:
    """An absolute http or https address."""
    if not isinstance(value, str) or urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).netloc:
        raise _invalid(path, "Not a valid URL", code="url_invalid")
    return value


def mail_address(value: Any, path: str) -> str:
    """A mail address."""
    if not isinstance(value, str) or not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        raise _invalid(path, f"Invalid email address: {value}", code="email_invalid")
    return value


def metadata(value: Any, path: str) -> dict[str, str]:
    """At most 50 keys of 40 characters with values of 500."""
    if not isinstance(value, dict) or len(value) > 50:
        raise _invalid(path, "must have at most 50 keys")
    if any(len(key) > 40 or not isinstance(word, str) or len(word) > 500 for key, word in value.items()):
        raise _invalid(path, "has a key over 40 or a value over 500 characters")
    return dict(value)


def nested(form: Mapping[str, Check], *, required: set[str]) -> Check:
    """Fields within a field."""

    def check(value: Any, path: str) -> dict:
        if not isinstance(value, dict):
            raise _invalid(path, "must be an object")
        return hold_to(value, form, required=required, within=path)

    return check


def list_of(item: Check) -> Check:
    """A list with something in it."""

    def check(value: Any, path: str) -> list:
        if not isinstance(value, dict) or list(value) != [str(number) for number in range(len(value))]:
            raise _invalid(path, "must be an array")
        return [item(one, f"{path}[{number}]") for number, one in value.items()]

    return check


def _path(within: str, name: str) -> str:
    return f"{within}[{name}]" if within else name


def _invalid(path: str, why: str, *, code: str = "parameter_invalid") -> StripeRefusal:
    return StripeRefusal(f"Invalid {path}: {why}.", code=code, param=path)


CREATE_SESSION: Mapping[str, Check] = {
    "mode": one_of("payment"),
    "success_url": address,
    "cancel_url": address,
    "client_reference_id": text(200),
    "customer_email": mail_address,
    "locale": one_of("auto", "en", "de", "fr", "es", "it", "nl"),
    "adaptive_pricing": nested({"enabled": one_of("true", "false")}, required=set()),
    "metadata": metadata,
    "payment_intent_data": nested({"metadata": metadata, "description": text(500)}, required=set()),
    "line_items": list_of(
        nested(
            {
                "quantity": whole(1, 999_999),
                "price_data": nested(
                    {
                        "currency": one_of(*LEAST_AMOUNTS),
                        "unit_amount": whole(0, MAX_AMOUNT),
                        "product_data": nested({"name": text(250)}, required={"name"}),
                    },
                    required={"currency", "unit_amount", "product_data"},
                ),
            },
            required={"quantity", "price_data"},
        )
    ),
}
CREATE_REFUND: Mapping[str, Check] = {
    "payment_intent": text(255),
    "amount": whole(1, MAX_AMOUNT),
    "reason": one_of("duplicate", "fraudulent", "requested_by_customer"),
    "metadata": metadata,
}
LIST_SESSIONS: Mapping[str, Check] = {"limit": whole(1, 100)}
LIST_REFUNDS: Mapping[str, Check] = {"payment_intent": text(255), "limit": whole(1, 100)}
EXPAND: Mapping[str, Check] = {"expand": list_of(one_of("latest_charge"))}
