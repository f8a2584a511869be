"""Numbers as readers of different languages write them."""

from decimal import Decimal

import pytest
from django.test import RequestFactory

from partwright.units import LengthUnit
from partwright.web.quoting.figures import Figures, figures_of

pytestmark = pytest.mark.django_db  # the unit of length is the shop's


def read_by(languages: str, query: str = "") -> Figures:
    return figures_of(RequestFactory().get(f"/{query}", headers={"accept-language": languages}))


@pytest.mark.parametrize(
    ("languages", "written"),
    [
        ("en-US,en;q=0.9", "−1,234,567.80"),
        ("de-DE,de;q=0.9,en;q=0.8", "−1.234.567,80"),
        ("fr", "−1\N{NARROW NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567,80"),
        ("", "−1,234,567.80"),
        ("*", "−1,234,567.80"),
        ("../../settings", "−1,234,567.80"),
        ("xx-yy", "−1,234,567.80"),
    ],
)
def test_marks_follow_the_first_language_asked_for(languages: str, written: str) -> None:
    assert read_by(languages).amount(Decimal("-1234567.8")) == written


def test_lengths_in_a_sentence_follow_marks_and_unit_and_what_is_not_ours_is_escaped() -> None:
    sentence = "This wall is 0.6 mm & <thin>; 2 mm³ stay."
    german = read_by("de").sentence(sentence)
    assert '<span class="length" data-mm="0.6">0,6 mm</span> &amp; &lt;thin&gt;' in german
    assert "2 mm³" in german
    assert "25,3 times as deep" in read_by("de").sentence("25.3 times as deep")
    inches = read_by("en", "?length-unit=inch")
    assert inches.unit is LengthUnit.INCH
    assert "0.024 in" in inches.sentence(sentence)


def test_the_cents_of_a_cent_stand_back_and_the_number_is_whole() -> None:
    assert Figures().exact(Decimal("1234.5678")) == (
        '<span class="number">1,234.56<span class="below-cent">78</span></span>'
    )
