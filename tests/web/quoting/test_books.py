"""Quotes follow the price book that holds, frozen prices stay, and a draft is tried on the last quotes."""

from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from tests.web.books.test_services import MARKUP, PRICER, published

from partwright.manufacturing.specification import ProcessId
from partwright.pricing.book import default_book
from partwright.web.actor import Actor
from partwright.web.books import services as books
from partwright.web.books import trials
from partwright.web.books.errors import BookUnchangedError
from partwright.web.books.models import Trial, TrialRow, TrialState
from partwright.web.books.retention import erase_trials
from partwright.web.books.selectors import find_trial
from partwright.web.jobs.worker import do_all
from partwright.web.quoting import revisions, selectors, services
from partwright.web.quoting.catalog import offered
from partwright.web.quoting.errors import QuoteIncompleteError
from partwright.web.quoting.models import Quote, QuoteLine
from partwright.web.quoting.selectors import LineState
from partwright.web.shop.models import Shop
from partwright.web.shop.selectors import forget_shop

pytestmark = pytest.mark.django_db(transaction=True)

DEARER = {f"pricing.markup.{kind}": 1.5 for kind in ("material", "machine", "labor", "bought")}


@pytest.fixture
def quote(ready, by) -> Quote:
    return services.quote_parts([ready], by=by)


def line_of(quote: Quote) -> QuoteLine:
    return selectors.lines_of(quote)[0]


def offer_only(*processes: ProcessId, currency: str = "EUR", length_unit: str = "mm") -> None:
    now = timezone.now()
    Shop.objects.update_or_create(
        defaults={
            "name": "Pump Works",
            "currency": currency,
            "length_unit": length_unit,
            "processes": [process.value for process in processes],
            "created_at": now,
            "updated_at": now,
        },
        id=1,
    )
    forget_shop()


def test_live_prices_follow_a_new_version_and_frozen_ones_stay(quote, by) -> None:
    services.configure_line(line_of(quote).id, by=by, quantity=100)
    before = selectors.priced_quote(quote)
    frozen = revisions.freeze_quote(quote.token, by=by)
    version = published(DEARER)
    after = selectors.priced_quote(quote)
    assert after.total > before.total
    assert after.lines[0].option.book_digest == version.digest
    [line] = revisions.get_revision(quote.token, frozen.number).lines
    assert line.total == before.total
    assert line.option["price_book"] == {"version": default_book().version, "digest": default_book().digest}
    again = revisions.freeze_quote(quote.token, by=by)
    assert again.number == 2
    assert again.lines.get().option["price_book"]["version"] == f"{default_book().version}+1"


def test_going_back_gives_the_prices_of_before(quote) -> None:
    before = selectors.priced_quote(quote).total
    published(DEARER)
    books.publish_again(0, "Back", edition=2, by=PRICER)
    assert selectors.priced_quote(quote).total == before


def test_how_long_prices_hold_follows_the_book(quote, by) -> None:
    published({"pricing.offer.valid_days": 7.0})
    revision = revisions.freeze_quote(quote.token, by=by)
    assert (revision.valid_until - timezone.localdate()).days == 7


def test_the_api_prices_by_the_book_that_holds(ready, by, browser_of: Callable[[Actor], Client]) -> None:
    version = published({MARKUP: 0.3})
    asked = browser_of(by).post(f"/api/v1/parts/{ready.id}/quote", {}, content_type="application/json")
    assert {option["price_book"]["digest"] for option in asked.json()["options"]} == {version.digest}


def test_a_list_of_parts_asks_for_the_book_once(quote, ready, by, browser_of) -> None:
    published({MARKUP: 0.3})
    browser, address = browser_of(by), f"/q/{quote.token}/"
    browser.get(address)
    counted = queries_of(browser, address)
    for _ in range(5):
        QuoteLine.objects.create(
            quote=quote, part=ready, body=line_of(quote).body, channel=quote.channel, position=9, process="cnc_milling",
            material="aluminum_6061", finish="none", tolerance="standard",
        )  # fmt: skip
    browser.get(address)
    assert queries_of(browser, address) == counted


def queries_of(browser: Client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        browser.get(address)
    return len(queries)


def test_a_process_that_is_not_offered_is_in_no_option(ready, by, browser_of) -> None:
    offer_only(ProcessId.FUSED_FILAMENT)
    assert set(offered()) == {ProcessId.FUSED_FILAMENT}
    quote = services.quote_parts([ready], by=by)
    assert line_of(quote).process == "fused_filament"
    browser = browser_of(by)
    asked = browser.post(f"/api/v1/parts/{ready.id}/quote", {}, content_type="application/json").json()
    assert {option["process"] for option in asked["options"]} == {"fused_filament"}
    refused = browser.post(
        f"/api/v1/parts/{ready.id}/quote", {"process": "cnc_milling"}, content_type="application/json"
    )
    assert (refused.status_code, refused.json()["choices"]) == (422, ["fused_filament"])
    assert [process["id"] for process in browser.get("/api/v1/catalog").json()["processes"]] == ["fused_filament"]
    page = browser.get(f"/q/{quote.token}/lines/{line_of(quote).id}/").content
    assert b"cnc_milling" not in page


def test_a_line_whose_process_is_no_longer_offered_says_so_and_needs_another(quote, by, browser_of) -> None:
    line = line_of(quote)
    services.configure_line(line.id, by=by, process="cnc_milling")
    offer_only(ProcessId.FUSED_FILAMENT)
    [priced] = selectors.priced_quote(quote).lines
    assert (priced.state, priced.price) == (LineState.WITHDRAWN, None)
    browser, address = browser_of(by), f"/q/{quote.token}/lines/{line.id}/"
    assert b"No longer offered" in browser.get(f"/q/{quote.token}/").content
    page = browser.get(address)
    assert b"no longer offered. Choose another process." in page.content
    assert b"cannot make this part as it is" not in page.content
    assert browser.get(f"/q/{quote.token}/quote.csv").status_code == 200
    assert browser.get(f"{address}prices/").json()["state"] == "withdrawn"
    with pytest.raises(QuoteIncompleteError):
        revisions.freeze_quote(quote.token, by=by)
    browser.post(f"{address}configure/", {"process": "fused_filament"})
    [priced] = selectors.priced_quote(quote).lines
    assert priced.state is LineState.PRICED


def test_currency_and_unit_of_length_are_the_shops_where_nothing_is_asked_for(ready, by, browser_of) -> None:
    offer_only(*ProcessId, currency="USD", length_unit="inch")
    browser = browser_of(by)
    asked = browser.post(f"/api/v1/parts/{ready.id}/quote", {}, content_type="application/json").json()
    assert {option["currency"] for option in asked["options"]} == {"USD"}
    quote = services.quote_parts([ready], by=by)
    address = f"/q/{quote.token}/lines/{line_of(quote).id}/"
    assert b'data-length-unit="inch"' in browser.get(address).content
    assert b'data-length-unit="mm"' in browser.get(address, {"length-unit": "mm"}).content


def tried(changes: dict[str, float | None]) -> Trial:
    draft = books.change_draft(changes, edition=0, by=PRICER)
    trial = trials.start_trial(edition=draft.edition, by=PRICER)
    do_all()
    trial.refresh_from_db()
    return trial


def test_a_draft_is_tried_on_the_last_quotes(quote, by) -> None:
    services.configure_line(line_of(quote).id, by=by, quantity=500)
    before = selectors.priced_quote(quote).total
    services.start_quote(by=by)  # without parts
    trial = tried(DEARER)
    found = trials.summary_of(trial)
    assert (trial.state, trial.planned, trial.tried, trial.left_out) == (TrialState.DONE, 2, 2, 1)
    [row] = found.rows
    assert (row.quote_id, row.before) == (quote.id, before)
    assert row.change == found.median == found.greatest == found.least > 0
    version = books.publish_draft("dearer", edition=1, by=PRICER)
    assert selectors.priced_quote(quote).total == row.after
    assert version.number == 1


def test_a_trial_looks_at_no_more_than_a_hundred_quotes(by, monkeypatch) -> None:
    from partwright.web.quoting import trying

    monkeypatch.setattr(trying, "MOST_QUOTES", 3)
    for _ in range(5):
        services.start_quote(by=by)
    assert trials.MOST_QUOTES == 100
    trial = tried(DEARER)
    assert (trial.planned, trial.left_out) == (3, 3)
    assert trials.summary_of(trial).median == 0


def test_a_quote_whose_part_is_gone_is_left_out_and_counted(quote) -> None:
    QuoteLine.objects.update(body=None)
    trial = tried(DEARER)
    assert (trial.planned, trial.left_out) == (1, 1)


def test_a_deleted_quote_leaves_the_trial(quote, by) -> None:
    tried(DEARER)
    assert TrialRow.objects.count() == 1
    services.delete_quote(quote.token, by=by)
    assert TrialRow.objects.count() == 0


def test_a_new_trial_replaces_the_one_before_and_its_job(quote) -> None:
    draft = books.change_draft(DEARER, edition=0, by=PRICER)
    first = trials.start_trial(edition=draft.edition, by=PRICER)
    second = trials.start_trial(edition=draft.edition, by=PRICER)
    do_all()
    assert find_trial(first.id) is None
    assert Trial.objects.get() == second
    assert Trial.objects.get().state == TrialState.DONE


def test_a_draft_that_changes_nothing_is_not_tried(db) -> None:
    with pytest.raises(BookUnchangedError):
        trials.start_trial(edition=0, by=PRICER)


def test_a_trial_that_is_given_up_says_so_and_ends_with_its_time(quote) -> None:
    draft = books.change_draft(DEARER, edition=0, by=PRICER)
    trial = trials.start_trial(edition=draft.edition, by=PRICER)
    trials.give_up_trial(trial.id)
    trials.give_up_trial(uuid4())
    trial.refresh_from_db()
    assert trial.state == TrialState.FAILED
    assert erase_trials(trial.started_at) == 0
    assert erase_trials(trial.started_at.replace(year=trial.started_at.year + 1)) == 1


def test_what_lies_in_the_middle_is_told() -> None:
    rows = [
        trials.TriedQuote(quote_id=uuid4(), currency="EUR", before=Decimal(before), after=Decimal(after))
        for before, after in ((100, 110), (100, 100), (0, 5))
    ]
    assert [row.change for row in rows] == [Decimal("0.1"), 0, 0]
