"""No number of a card is kept here, not even one that somebody types into the wrong field."""

import re

from partwright.web.payments.errors import CardNumberError

# ISO/IEC 7812-1: a card number has up to 19 digits, the last of which is a check digit by Luhn; no scheme has fewer
# than 13. People write them in groups.
_SHORTEST, _LONGEST = 13, 19
_GROUPS = re.compile(r"(?<!\d)(?<!\d[ \u00a0.\-])\d(?:[ \u00a0.\-]?\d){12,18}(?![ \u00a0.\-]?\d)")


def refuse_card_numbers(text: str) -> str:
    """The text, which has no card number in it.

    Raises:
        CardNumberError: 13 to 19 digits in a row, or in groups, whose check digit is a card's.
    """
    for found in _GROUPS.finditer(text):
        if is_card_number(re.sub(r"\D", "", found.group())):
            raise CardNumberError
    return text


def is_card_number(digits: str) -> bool:
    """Whether digits could be a card's number: 13 to 19, not all zeros, with the right check digit (Luhn)."""
    if not _SHORTEST <= len(digits) <= _LONGEST or not digits.strip("0"):
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
