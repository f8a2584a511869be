"""What a draft of the price book would do to the last quotes: made in the background, told to the books slice."""

from partwright.pricing.book import PriceBook
from partwright.web.books.selectors import book_of, book_with, find_trial, one_book
from partwright.web.books.trials import MOST_QUOTES, TriedQuote, give_up_trial, note_progress, store_trial
from partwright.web.jobs import services as jobs
from partwright.web.jobs.handlers import Lease, handles
from partwright.web.jobs.models import JobKind
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.quoting.models import Quote
from partwright.web.quoting.selectors import PricedQuote, priced_quote

NOTED_EVERY = 5  # quotes


@handles(JobKind.TRY_PRICES, given_up=give_up_trial)
@purpose(Purpose.ADMINISTER)
def try_prices(lease: Lease) -> None:
    """Prices the last quotes by the book that a draft was made from and by the draft, and stores both totals."""
    trial = find_trial(lease.subject)
    if trial is None:
        return  # another one was started
    quotes = list(Quote.objects.order_by("-created_at", "id")[:MOST_QUOTES])
    note_progress(trial, tried=0, planned=len(quotes))
    books = book_of(trial.base), book_with(trial.overrides, number=trial.base + 1)
    rows: list[TriedQuote] = []
    for number, quote in enumerate(quotes, start=1):
        tried = _try(quote, books)
        if tried is not None:
            rows.append(tried)
        if number % NOTED_EVERY == 0:
            note_progress(trial, tried=number, planned=len(quotes))
    with jobs.complete(lease):
        store_trial(trial, rows, planned=len(quotes))


def _try(quote: Quote, books: tuple[PriceBook, PriceBook]) -> TriedQuote | None:
    """A quote by the one book and by the other; None where a part is gone or has no price by one of them."""
    priced: list[PricedQuote] = []
    for book in books:
        with one_book(book):
            priced.append(priced_quote(quote))
    before, after = priced
    if not (before.complete and after.complete):
        return None
    return TriedQuote(quote_id=quote.id, currency=quote.currency, before=before.total, after=after.total)
