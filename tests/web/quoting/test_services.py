"""Quotes: lines that fill by themselves, choices that complete each other, totals that add up."""

import pytest

from partwright.errors import SpecificationError
from partwright.manufacturing.specification import LeadTime
from partwright.units import LengthUnit
from partwright.web.jobs.worker import do_all
from partwright.web.parts.errors import PartNotFoundError
from partwright.web.parts.models import Part
from partwright.web.parts.services import declare_units, delete_part
from partwright.web.quoting import selectors, services
from partwright.web.quoting.errors import QuoteNotFoundError
from partwright.web.quoting.models import Quote, QuoteLine
from partwright.web.quoting.prices import cheapest
from partwright.web.quoting.selectors import LineState

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def quote(upload, reader, by) -> Quote:
    """A quote with one priced line."""
    made = services.quote_parts([upload()], by=by)
    do_all()
    return made


@pytest.fixture
def line(quote) -> QuoteLine:
    return only_line(quote)


def only_line(quote: Quote) -> QuoteLine:
    [line] = selectors.lines_of(quote)
    return line


def test_a_line_waits_for_its_analysis_and_is_then_priced_by_the_cheapest_process(upload, reader, by) -> None:
    quote = services.quote_parts([upload()], by=by)
    assert selectors.priced_line(only_line(quote)).state is LineState.WAITING
    do_all()
    line = only_line(quote)
    priced = selectors.priced_line(line)
    assert priced.state is LineState.PRICED
    assert line.process == cheapest(line.body_id, quantity=1, currency="EUR").process


def test_a_part_that_was_ready_before_is_priced_at_once(ready, by) -> None:
    assert selectors.priced_line(only_line(services.quote_parts([ready], by=by))).price is not None


def test_a_part_that_cannot_be_read_fails_its_line_alone(upload, reader, by) -> None:
    from partwright.errors import EmptyFileError

    reader.answers = {"broken.step": EmptyFileError("broken.step", reason="is empty"), **reader.answers}
    quote = services.quote_parts([upload("broken.step"), upload()], by=by)
    do_all()
    priced = selectors.priced_quote(quote)
    assert [line.state for line in priced.lines] == [LineState.FAILED, LineState.PRICED]
    assert not priced.complete
    assert priced.total == priced.lines[1].price.total


def test_the_table_has_every_quantity_and_lead_time_and_the_chosen_cell(line, by) -> None:
    services.configure_line(line.id, by=by, quantity=7, lead_time="expedite")
    priced = selectors.priced_line(only_line(line.quote))
    assert list(priced.table) == sorted({*selectors.TABLE_QUANTITIES, 7})
    assert all(list(row) == list(LeadTime) for row in priced.table.values())
    assert priced.price is priced.table[7][LeadTime.EXPEDITE]
    assert sum(one.cost for one in priced.price.lines) == priced.price.total


def test_the_total_is_the_sum_of_the_lines(upload, reader, by) -> None:
    quote = services.quote_parts([upload(), upload()], by=by)
    do_all()
    services.configure_line(selectors.lines_of(quote)[0].id, by=by, quantity=3)
    priced = selectors.priced_quote(quote)
    assert priced.complete
    assert priced.total == sum(line.price.total for line in priced.lines)


def test_a_new_process_brings_its_own_defaults(line, by) -> None:
    from partwright.web.quoting.catalog import offered

    for process, catalog in offered().items():
        changed = services.configure_line(line.id, by=by, process=process)
        assert changed.material in {material.id for material in catalog.materials}
        assert changed.finish in {finish.id for finish in catalog.finishes}


def test_a_finish_that_does_not_go_on_the_new_material_falls_back_to_none(line, by) -> None:
    from partwright.web.quoting.catalog import finishes_on, offered

    catalog = next(iter(offered().values()))
    material, finish = next(
        (material.id, finish.id)
        for material in catalog.materials
        for finish in finishes_on(catalog, material.id)
        if any(finish not in finishes_on(catalog, other.id) for other in catalog.materials)
    )
    bare = next(other.id for other in catalog.materials if finish not in {f.id for f in finishes_on(catalog, other.id)})
    services.configure_line(line.id, by=by, process=catalog.id, material=material, finish=finish)
    assert services.configure_line(line.id, by=by, material=bare).finish == "none"


@pytest.mark.parametrize(
    "choices",
    [
        {"process": "whittling"},
        {"material": "unobtainium"},
        {"finish": "gold"},
        {"tolerance": "perfect"},
        {"quantity": 0},
        {"quantity": "ten"},
        {"quantity": 10_000_000},
        {"lead_time": "yesterday"},
        {"colour": "red"},
    ],
)
def test_what_is_not_offered_is_refused_and_changes_nothing(line, by, choices) -> None:
    before = QuoteLine.objects.values().get()
    with pytest.raises(SpecificationError):
        services.configure_line(line.id, by=by, **choices)
    assert QuoteLine.objects.values().get() == before


def test_quantities_end_where_the_price_book_ends() -> None:
    from partwright.pricing.book import default_book
    from partwright.web.quoting.models import MAX_QUANTITY

    assert default_book().tables.value("pricing.limits.quantity_max", "1") == MAX_QUANTITY


def test_a_removed_line_does_not_count_and_comes_back_as_it_was(line, by) -> None:
    services.configure_line(line.id, by=by, quantity=4)
    services.remove_line(line.id, by=by)
    assert selectors.lines_of(line.quote) == []
    assert [removed.id for removed in selectors.removed_lines(line.quote)] == [line.id]
    services.restore_line(line.id, by=by)
    assert only_line(line.quote).quantity == 4


def test_who_has_the_link_reads_and_only_the_owner_changes(line, by, other) -> None:
    assert selectors.get_quote(line.quote.token).id == line.quote_id
    assert selectors.may_change(line.quote, by=by)
    assert not selectors.may_change(line.quote, by=other)
    assert not selectors.may_change(line.quote, by=None)
    with pytest.raises(QuoteNotFoundError):
        services.configure_line(line.id, by=other, quantity=2)
    with pytest.raises(QuoteNotFoundError):
        services.remove_line(line.id, by=other)
    with pytest.raises(QuoteNotFoundError):
        services.choose_currency(line.quote.token, currency="EUR", by=other)


def test_a_link_cannot_be_guessed(line) -> None:
    assert len(line.quote.token) == 43
    with pytest.raises(QuoteNotFoundError):
        selectors.get_quote(line.quote.token[:-1] + "A" if line.quote.token[-1] != "A" else "B")


def test_a_link_shows_the_parts_of_its_quote_alone(line, upload, by) -> None:
    assert selectors.get_shared_part(line.quote.token, line.part_id).id == line.part_id
    with pytest.raises(PartNotFoundError):
        selectors.get_shared_part(line.quote.token, upload().id)
    services.remove_line(line.id, by=by)
    with pytest.raises(PartNotFoundError):
        selectors.get_shared_part(line.quote.token, line.part_id)


def test_a_deleted_part_leaves_its_quotes(line, by) -> None:
    delete_part(line.part_id, by=by)
    assert selectors.lines_of(line.quote) == []


def test_the_members_of_an_archive_take_its_place(upload, reader, by) -> None:
    quote = services.quote_parts([upload("plates.zip")], by=by)
    do_all()
    lines = selectors.lines_of(quote)
    assert [line.part.name for line in lines] == ["plates.zip/left.step", "plates.zip/right/right.step"]
    assert all(selectors.priced_line(line).price is not None for line in lines)


def test_what_was_configured_survives_another_reading(line, by) -> None:
    services.configure_line(line.id, by=by, quantity=9)
    declare_units(line.part_id, units=LengthUnit.MM, by=by)
    do_all()
    again = only_line(line.quote)
    assert (again.id, again.quantity, again.process) == (line.id, 9, line.process)
    assert again.body_id is not None


def test_another_currency_prices_in_it(line, by) -> None:
    before = selectors.priced_line(only_line(line.quote)).price.total
    services.choose_currency(line.quote.token, currency="USD", by=by)
    priced = selectors.priced_line(only_line(line.quote))
    assert priced.option.currency == "USD"
    assert priced.price.total != before


def test_repricing_shows_a_price_and_stores_nothing(line, by, browser) -> None:
    before = QuoteLine.objects.values().get()
    address = f"/q/{line.quote.token}/lines/{line.id}/prices/"
    shown = browser.get(address, {"quantity": 12, "lead_time": "economy"}).json()
    assert (shown["state"], shown["quantity"], shown["lead_time"]) == ("priced", 12, "economy")
    stored = services.configure_line(line.id, by=by, quantity=12, lead_time="economy")
    price = selectors.priced_line(only_line(stored.quote)).price
    assert str(price.total) in [one["total"] for one in shown["prices"]]
    QuoteLine.objects.update(quantity=before["quantity"], lead_time=before["lead_time"])
    assert browser.get(address, {"material": "unobtainium"}).status_code == 422
    assert Part.objects.count() == 1


def test_repricing_asks_for_the_line_and_for_the_price_book_that_holds(
    line, browser, django_assert_num_queries
) -> None:
    address = f"/q/{line.quote.token}/lines/{line.id}/prices/"
    browser.get(address)
    with django_assert_num_queries(2):
        browser.get(address, {"quantity": 12})


def test_the_bodies_of_a_part_stand_together(upload, by) -> None:
    quote = services.quote_parts([upload("first.step"), upload("second.step")], by=by)
    first, second = quote.lines.all()
    later = QuoteLine.objects.create(quote=quote, part=first.part, channel=quote.channel, position=7)
    assert selectors.lines_of(quote) == [first, later, second]
