"""IBAN and BIC: those of banks pass in any writing, a slip of a key does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partwright.web.shop.bank import check_bic, check_iban
from partwright.web.shop.errors import ShopFieldError

# From the registry of ISO 13616: the examples of their countries.
IBANS = (
    "DE89370400440532013000",
    "GB29NWBK60161331926819",
    "FR1420041010050500013M02606",
    "NO9386011117947",
    "MT84MALT011000012345MTLCAST001S",
)


@pytest.mark.parametrize("iban", IBANS)
def test_an_iban_passes_in_groups_and_small_letters(iban: str) -> None:
    groups = " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))
    assert check_iban(groups.lower()) == iban


@given(iban=st.sampled_from(IBANS), at=st.integers(4, 14), digit=st.sampled_from("0123456789"))
def test_one_wrong_sign_is_found(iban: str, at: int, digit: str) -> None:
    wrong = iban[:at] + digit + iban[at + 1 :]
    if wrong == iban:
        assert check_iban(wrong) == iban
        return
    with pytest.raises(ShopFieldError) as refused:
        check_iban(wrong)
    assert (refused.value.code, refused.value.field) == ("shop.field", "bank_iban")


@pytest.mark.parametrize("text", ["", "DE89", "89370400440532013000", "DE8937040044053201300ß", "DE89-3704"])
def test_what_is_no_iban_is_refused(text: str) -> None:
    with pytest.raises(ShopFieldError, match="country, two check digits"):
        check_iban(text)


def test_a_bic_has_eight_or_eleven_signs() -> None:
    assert (check_bic("deut deff"), check_bic("BYLADEM1001")) == ("DEUTDEFF", "BYLADEM1001")
    for wrong in ("DEUTDEF", "DEUT1EFF", "BYLADEM10010"):
        with pytest.raises(ShopFieldError) as refused:
            check_bic(wrong)
        assert refused.value.field == "bank_bic"
