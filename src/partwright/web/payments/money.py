"""Amounts as Stripe says them: whole numbers of a currency's smallest unit."""

from decimal import Decimal

from partwright.web.payments.errors import PaymentAmountError

# docs.stripe.com/currencies, "Zero-decimal currencies" and "Three-decimal currencies".
ZERO_DECIMALS = frozenset(
    "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split()  # noqa: SIM905 -- a table of words
)
THREE_DECIMALS = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})

_CENT = Decimal("0.01")
_MOST = Decimal(10) ** 10  # what a row holds


def sound_amount(amount: Decimal) -> Decimal:
    """An amount of money with two decimals.

    Raises:
        PaymentAmountError: it is not more than nothing, has fractions of a cent, or is no number a row could hold.
    """
    if not amount.is_finite() or not 0 < amount < _MOST or amount != amount.quantize(_CENT):
        raise PaymentAmountError
    return amount.quantize(_CENT)


def to_minor(amount: Decimal, currency: str) -> int:
    """An amount in the smallest unit.

    Raises:
        PaymentAmountError: it has a fraction of that unit.
    """
    minor = amount if currency in ZERO_DECIMALS else amount * 100
    if minor != minor.to_integral_value():
        raise PaymentAmountError
    return int(minor)


def from_minor(minor: int, currency: str) -> Decimal:
    """An amount from the smallest unit."""
    return (Decimal(minor) if currency in ZERO_DECIMALS else Decimal(minor) / 100).quantize(_CENT)
