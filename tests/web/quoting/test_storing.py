"""The write of a click: whole, only upon what it was chosen from, and on no other terms than one's own."""

import pytest
from django.db import connection

from partwright.web.jobs.worker import do_all
from partwright.web.quoting import selectors, services
from partwright.web.quoting.errors import QuoteNotFoundError
from partwright.web.quoting.models import QuoteLine
from partwright.web.quoting.storing import CHOSEN, store_chosen

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def line(ready, by) -> QuoteLine:
    quote = services.quote_parts([ready], by=by)
    do_all()
    [line] = selectors.lines_of(quote)
    return line


def said(line: QuoteLine) -> dict[str, object]:
    return {name: getattr(line, name) for name in CHOSEN}


def test_a_choice_is_stored_and_the_database_waits_for_the_disk_again(line) -> None:
    assert store_chosen(line.id, said(line) | {"quantity": 8}, before=said(line))
    assert said(QuoteLine.objects.get()) == said(line) | {"quantity": 8}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
        else:
            cursor.execute("SHOW synchronous_commit")
            assert cursor.fetchone() == ("on",)


def test_a_choice_made_from_what_is_no_longer_so_is_not_stored(line) -> None:
    before = said(line) | {"quantity": 99}
    assert not store_chosen(line.id, said(line) | {"quantity": 8}, before=before)
    assert said(QuoteLine.objects.get()) == said(line)


def test_who_is_overtaken_chooses_from_what_the_other_left(line, by, monkeypatch) -> None:
    real = selectors.get_priced_line

    def overtaken(token, line_id):
        read = real(token, line_id)
        QuoteLine.objects.update(lead_time="economy")
        return read

    monkeypatch.setattr(services, "get_priced_line", overtaken)
    changed = services.submit_line(line.quote.token, line.id, by=by, sent={"quantity": "6"})
    assert (changed.quantity, changed.lead_time) == (6, "economy")
    stored = QuoteLine.objects.get()
    assert (stored.quantity, stored.lead_time) == (6, "economy")


def test_only_the_owner_submits_and_only_in_the_quote_of_the_link(line, by, other) -> None:
    with pytest.raises(QuoteNotFoundError):
        services.submit_line(line.quote.token, line.id, by=other, sent={"quantity": "6"})
    with pytest.raises(QuoteNotFoundError):
        services.submit_line("another", line.id, by=by, sent={"quantity": "6"})
    assert QuoteLine.objects.get().quantity == line.quantity


def test_a_form_that_changes_nothing_writes_nothing(line, by, django_assert_num_queries) -> None:
    services.submit_line(line.quote.token, line.id, by=by, sent={})
    with django_assert_num_queries(1):
        services.submit_line(line.quote.token, line.id, by=by, sent={"quantity": str(line.quantity)})
