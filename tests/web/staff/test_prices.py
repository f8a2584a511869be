"""The page of the price book: its numbers, the draft, trying it, publishing it, going back."""

import pytest
from django.test import Client
from tests.web.books.test_services import MARKUP, PRICER, RATE, published
from tests.web.staff.conftest import assert_queries_do_not_grow, queries

from partwright.web.actor import StaffRole
from partwright.web.books import services, trials
from partwright.web.books.models import BookVersion, Trial, TrialState
from partwright.web.books.selectors import current_book, get_draft
from partwright.web.jobs.worker import do_all
from partwright.web.quoting import services as quotes

pytestmark = pytest.mark.django_db(transaction=True)

PRICES = "/staff/prices/"
GENERAL = f"{PRICES}draft/general/"
SECTIONS = ("general", "cnc_milling", "fused_filament", "materials", "requirements", "freight")


@pytest.fixture
def pricer(as_role) -> Client:
    return as_role(StaffRole.PRICING)


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_shows_its_numbers_within_few_queries(pricer, section: str) -> None:
    assert queries(pricer, f"{PRICES}?section={section}") <= 15
    assert f'href="?section={section}" aria-current="true"' in text(pricer.get(f"{PRICES}?section={section}"))


def test_a_number_is_shown_with_unit_default_and_source(pricer) -> None:
    page = text(pricer.get(PRICES, {"section": "no such"}))
    assert "Margin on cost" in page
    assert "15-25 % on bought stock is usual" in page
    assert "20 %" in page
    assert "The draft changes nothing yet" in page


def test_a_percentage_is_saved_to_the_draft_and_priced_by_once_published(pricer) -> None:
    answer = pricer.post(GENERAL, {"edition": 0, MARKUP: "14.3"})
    assert (answer.status_code, answer["Location"]) == (303, f"{PRICES}?section=general&done=saved")
    assert get_draft().changes == {MARKUP: 0.143}
    page = text(pricer.get(answer["Location"]))
    assert 'value="14.3"' in page
    assert "in the draft" in page
    assert current_book().tables.entry(MARKUP).value != 0.143
    answer = pricer.post(f"{PRICES}publish/", {"edition": 1, "note": "Rent"})
    assert (answer.status_code, answer["Location"]) == (303, f"{PRICES}?done=published")
    assert current_book().tables.entry(MARKUP).value == 0.143
    assert "Version 1 of the price book holds" in text(pricer.get(PRICES))


def test_an_empty_field_goes_back_to_the_default(pricer) -> None:
    published({MARKUP: 0.3})
    pricer.post(GENERAL, {"edition": 2})
    assert get_draft().changes == {MARKUP: None}


@pytest.mark.parametrize("typed", ["-1", "301", "x", "nan", "1e999999999", "1.23456789"])
def test_a_number_that_cannot_be_so_stays_with_the_fault_beside_it(pricer, typed: str) -> None:
    answer = pricer.post(GENERAL, {"edition": 0, MARKUP: typed})
    assert answer.status_code == 422
    assert f'id="numbers-{MARKUP}_error"' in text(answer)
    assert f'value="{typed}"' in text(answer)
    assert get_draft().changes == {}


def test_a_section_that_is_none_is_not_there(pricer) -> None:
    assert pricer.post(f"{PRICES}draft/none/", {"edition": 0}).status_code == 404


def test_who_saves_on_an_old_draft_is_told_and_keeps_what_they_typed(pricer) -> None:
    services.change_draft({RATE: 75.0}, edition=0, by=PRICER)
    answer = pricer.post(GENERAL, {"edition": 0, MARKUP: "25"})
    assert answer.status_code == 409
    assert "Somebody else changed the price book" in text(answer)
    assert 'value="25"' in text(answer)
    assert 'name="edition" value="1"' in text(answer)
    assert MARKUP not in get_draft().changes
    assert pricer.post(GENERAL, {"edition": 1, MARKUP: "25"}).status_code == 303


@pytest.mark.parametrize("verb", ["publish", "discard", "trial/start"])
@pytest.mark.parametrize("edition", ["0", "7"])
def test_a_draft_that_changed_is_neither_published_nor_tried_nor_discarded(pricer, verb: str, edition: str) -> None:
    services.change_draft({RATE: 75.0}, edition=0, by=PRICER)
    answer = pricer.post(f"{PRICES}{verb}/", {"edition": edition, "note": "Rent"})
    assert answer.status_code == 409
    assert "Somebody else changed the price book" in text(answer)
    assert get_draft().changes == {RATE: 75.0}
    assert not BookVersion.objects.exists()
    assert not Trial.objects.exists()


@pytest.mark.parametrize("verb", ["discard", "trial/start"])
def test_without_saying_which_draft_nothing_is_done(pricer, verb: str) -> None:
    services.change_draft({RATE: 75.0}, edition=0, by=PRICER)
    assert pricer.post(f"{PRICES}{verb}/").status_code == 409
    assert get_draft().changes == {RATE: 75.0}


def test_a_draft_is_discarded(pricer) -> None:
    services.change_draft({RATE: 75.0}, edition=0, by=PRICER)
    assert pricer.post(f"{PRICES}discard/", {"edition": 1})["Location"] == f"{PRICES}?done=discarded"
    assert get_draft().changes == {}


@pytest.mark.parametrize("note", ["", "x" * 301])
def test_a_version_needs_a_note(pricer, note: str) -> None:
    services.change_draft({RATE: 75.0}, edition=0, by=PRICER)
    answer = pricer.post(f"{PRICES}publish/", {"edition": 1, "note": note})
    assert answer.status_code == 422
    assert 'id="publish-note_error"' in text(answer)


def test_versions_are_listed_with_what_they_changed(pricer) -> None:
    published({MARKUP: 0.3}, note="Rent rose")
    page = text(pricer.get(f"{PRICES}versions/"))
    assert "Version 1</h2>" not in page  # it is the current one, and says so
    assert "Rent rose" in page
    assert "→ 30 %" in page
    assert "As Partwright came" in page


def test_an_older_version_is_published_again(pricer) -> None:
    published({MARKUP: 0.3})
    again = f"{PRICES}versions/0/again/"
    refused = pricer.post(again, {"edition": 2, "note": ""})
    assert (refused.status_code, b'id="again-0-note_error"' in refused.content) == (422, True)
    assert pricer.post(again, {"edition": 1, "note": "Back"}).status_code == 409
    assert pricer.post(again, {"edition": 2, "note": "Back"}).status_code == 303
    assert BookVersion.objects.first().overrides == {}
    assert pricer.post(f"{PRICES}versions/9/again/", {"edition": 3, "note": "Back"}).status_code == 404


def test_many_versions_ask_no_more_queries(pricer) -> None:
    values = iter(range(1, 100))
    queries(pricer, f"{PRICES}versions/")  # what is remembered between requests
    assert_queries_do_not_grow(pricer, f"{PRICES}versions/", lambda: published({MARKUP: next(values) / 100}))
    assert "Page 1 of 3" in text(pricer.get(f"{PRICES}versions/"))


def test_a_trial_is_started_and_its_result_shown(pricer, customer) -> None:
    assert "No draft was tried" in text(pricer.get(f"{PRICES}trial/"))
    quotes.start_quote(by=customer)
    services.change_draft({MARKUP: 0.3}, edition=0, by=PRICER)
    assert pricer.post(f"{PRICES}trial/start/", {"edition": 1})["Location"] == f"{PRICES}trial/"
    assert "0 of 0 quotes are tried" in text(pricer.get(f"{PRICES}trial/"))
    do_all()
    page = text(pricer.get(f"{PRICES}trial/"))
    assert "<dt>Left out</dt><dd>1" in page
    assert "None of the last quotes can be priced in full" in page


def test_the_quotes_of_a_trial_are_listed_with_median_and_extremes(pricer, customer) -> None:
    services.change_draft({MARKUP: 0.3}, edition=0, by=PRICER)
    trial = trials.start_trial(edition=1, by=PRICER)
    rows = [
        trials.TriedQuote(quote_id=quotes.start_quote(by=customer).id, currency="EUR", before=before, after=after)
        for before, after in ((100, 112), (100, 103), (200, 190))
    ]
    trials.store_trial(trial, rows, planned=4)
    assert queries(pricer, f"{PRICES}trial/") <= 15
    page = text(pricer.get(f"{PRICES}trial/"))
    assert '<dt>Median</dt><dd><span class="number">+3.0 %</span>' in page
    assert '<dt>Greatest rise</dt><dd><span class="number">+12.0 %</span>' in page
    assert '<dt>Least</dt><dd><span class="number">−5.0 %</span>' in page
    assert "has changed since this trial" not in page
    services.change_draft({MARKUP: 0.4}, edition=1, by=PRICER)
    assert "has changed since this trial" in text(pricer.get(f"{PRICES}trial/"))


def test_a_trial_that_was_given_up_says_so(pricer) -> None:
    services.change_draft({MARKUP: 0.3}, edition=0, by=PRICER)
    trials.give_up_trial(trials.start_trial(edition=1, by=PRICER).id)
    assert Trial.objects.get().state == TrialState.FAILED
    assert "did not come to an end" in text(pricer.get(f"{PRICES}trial/"))
