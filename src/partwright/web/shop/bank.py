"""The account that customers transfer to, as banks write it."""

import re

from django.utils.translation import gettext as _

from partwright.web.shop.errors import ShopFieldError

_AS_TYPED = re.ASCII | re.IGNORECASE
# ISO 13616: country, check digits, the account of the country. ISO 9362: institution, country, place, branch.
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", _AS_TYPED)
_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?", _AS_TYPED)
MODULUS, REST = 97, 1  # ISO 7064, which ISO 13616 takes
BEHIND = 4  # country and check digits count last
DIGITS_AND_LETTERS = 36  # A is 10, Z is 35


def check_iban(text: str) -> str:
    """An IBAN without spaces, in capital letters.

    Raises:
        ShopFieldError: it has not the form of one, or its check digits say that a sign is wrong.
    """
    iban = "".join(text.split())
    if not _IBAN.fullmatch(iban):
        raise ShopFieldError(
            "bank_iban", _("An IBAN is a country, two check digits and an account: DE02 1203 0000 0000 2020 51.")
        )
    iban = iban.upper()
    number = "".join(str(int(sign, DIGITS_AND_LETTERS)) for sign in iban[BEHIND:] + iban[:BEHIND])
    if int(number) % MODULUS != REST:
        raise ShopFieldError("bank_iban", _("The check digits do not fit: compare the IBAN with that of the bank."))
    return iban


def check_bic(text: str) -> str:
    """A BIC without spaces, in capital letters.

    Raises:
        ShopFieldError: it has not the form of one.
    """
    bic = "".join(text.split())
    if not _BIC.fullmatch(bic):
        raise ShopFieldError("bank_bic", _("A BIC has 8 or 11 signs, such as BYLADEM1001."))
    return bic.upper()
