"""Card numbers are known as such, and what is none is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partwright.web.payments.card_numbers import is_card_number, refuse_card_numbers
from partwright.web.payments.errors import CardNumberError

# Published test numbers of the schemes.
NUMBERS = [
    "4242424242424242",
    "5555555555554444",
    "378282246310005",
    "30569309025904",
    "6011111111111117",
    "4222222222222",
]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("form", ["{}", "card {} please", "no. {}, exp 12/29", "x{}x"])
def test_a_card_number_is_refused(number, form) -> None:
    with pytest.raises(CardNumberError):
        refuse_card_numbers(form.format(number))


@pytest.mark.parametrize(
    "text", ["4242 4242 4242 4242", "4242-4242-4242-4242", "3782.822463.10005", "4242\u00a042424242 4242"]
)
def test_a_card_number_in_groups_is_refused(text) -> None:
    with pytest.raises(CardNumberError):
        refuse_card_numbers(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PO 4711",
        "4242424242424241",
        "DE89 3704 0044 0532 0130 00",
        "0000000000000000",
        "42424242424242424242",
        "+49 30 1234567",
        "M6 × 20, ISO 4762, 12 pieces",
    ],
)
def test_other_text_is_left_alone(text) -> None:
    assert refuse_card_numbers(text) == text


@given(st.text("0123456789", min_size=12, max_size=18).filter(lambda text: text.strip("0")))
def test_of_ten_last_digits_one_makes_a_card_number(start) -> None:
    assert sum(is_card_number(f"{start}{digit}") for digit in range(10)) == 1
