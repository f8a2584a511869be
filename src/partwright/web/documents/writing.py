"""How papers write numbers and days, in the language that is active; the only place where they are formatted."""

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import pgettext

from partwright.units import round_money

MINUS = "\N{MINUS SIGN}"
SPACE = "\N{NO-BREAK SPACE}"


def amount(value: Decimal, *, places: int = 2) -> str:
    """An amount without its currency, such as `−1,234.50`."""
    return _written(value, places)


def unit_price(value: Decimal) -> str:
    """A price for one, with up to four decimals where it has them and never fewer than two."""
    return _written(value, min(max(_places(value), 2), 4))


def money(value: Decimal, currency: str) -> str:
    """An amount with its currency."""
    return f"{amount(value)}{SPACE}{currency}"


def number(value: Decimal | int) -> str:
    """A number with the decimals it has."""
    return _written(Decimal(value), _places(Decimal(value)))


def deviation(value: Decimal) -> str:
    """A number with its sign, as tolerances are written."""
    return f"+{number(value)}" if value > 0 else number(value)


def percent(value: Decimal) -> str:
    """A rate of tax, without zeros that say nothing: `19 %`."""
    return f"{number(value.normalize())}{SPACE}%"


def day(value: date) -> str:
    """A day with its month as a word, so that nobody takes the one for the other: `4 March 2026`."""
    return date_format(value, pgettext("day on a paper, as Django's date filter writes it", "j F Y"), use_l10n=True)


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _written(value: Decimal, places: int) -> str:
    rounded = round_money(value, places=places)  # Django's function cuts
    return str(number_format(rounded, places, use_l10n=True, force_grouping=True)).replace("-", MINUS)
