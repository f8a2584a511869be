"""The list of quotes: one's own and one's teams', found, ordered, put aside; fifty cost as many queries as five."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.web.accounts.test_owners import make_person, make_team

from partwright.web.accounts.selectors import actor_for
from partwright.web.actor import Actor, Right
from partwright.web.parts.models import Part
from partwright.web.quoting import archiving, copying, revisions, selectors, services
from partwright.web.quoting.errors import QuoteNotFoundError
from partwright.web.quoting.listing import Sorting, Wanted, list_quotes
from partwright.web.quoting.models import Quote

pytestmark = pytest.mark.django_db(transaction=True)

ALL = Wanted()
MOST_QUERIES = 15


def titles(by: Actor, wanted: Wanted = ALL) -> list[str]:
    return [row.quote.title for row in list_quotes(wanted, by=by).rows]


def named(name: str, *, by: Actor) -> Quote:
    return services.start_quote(by=by, name=name)


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    def sign_in(person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in


def test_everybody_sees_their_own_and_nobody_elses(by: Actor, other: Actor) -> None:
    named("Pump", by=by)
    named("Valve", by=other)
    assert titles(by) == ["Pump"]
    assert titles(by, Wanted(owner_id=other.owner_id)) == []


@pytest.mark.parametrize("right", list(Right))
def test_members_see_what_is_the_teams_and_change_it_by_their_right(by: Actor, right: Right) -> None:
    person = make_person()
    team = make_team((person, right))
    quote = named("Pump", by=by)
    Quote.objects.update(owner=team.owner)
    member = actor_for(person)
    [row] = list_quotes(ALL, by=member).rows
    assert (row.quote.id, row.team, row.editable) == (quote.id, "Pumps", right >= Right.QUOTE)
    named("Mine", by=member)
    assert titles(member, Wanted(owner_id=team.owner_id)) == ["Pump"]
    assert titles(member, Wanted(owner_id=member.owner_id)) == ["Mine"]


def test_a_row_says_what_was_frozen_and_whether_it_still_holds(ready: Part, by: Actor) -> None:
    quote = services.quote_parts([ready], by=by)
    [row] = list_quotes(ALL, by=by).rows
    assert (row.first.part_id, row.part_count, row.reading, row.revision) == (ready.id, 1, 0, None)
    revision = revisions.freeze_quote(quote.token, by=by)
    [row] = list_quotes(ALL, by=by).rows
    assert (row.revision.total, row.ended) == (revision.total, False)
    with time_machine.travel(timezone.now() + timedelta(days=60)):
        [row] = list_quotes(ALL, by=by).rows
        assert row.ended


def test_parts_that_were_removed_are_not_counted_and_those_being_read_are(upload, ready: Part, by: Actor) -> None:
    quote = services.quote_parts([ready, upload("late.step")], by=by)
    first = selectors.lines_of(quote)[0]
    services.remove_line(first.id, by=by)
    [row] = list_quotes(ALL, by=by).rows
    assert (row.part_count, row.reading, row.first.part.name) == (1, 1, "late.step")


@pytest.mark.parametrize(
    ("text", "found"),
    [("PUMP", True), ("plate.st", True), ("pump plate", True), ("pump valve", False), ("%", False), ("_", False)],
)
def test_a_quote_is_found_by_words_of_its_name_and_of_its_files(ready: Part, by: Actor, text: str, found) -> None:
    services.rename_quote(services.quote_parts([ready], by=by).token, name="Pump house", by=by)
    assert titles(by, Wanted(text=text)) == (["Pump house"] if found else [])


def test_a_file_that_was_removed_finds_nothing(ready: Part, by: Actor) -> None:
    quote = services.quote_parts([ready], by=by)
    services.remove_line(selectors.lines_of(quote)[0].id, by=by)
    assert titles(by, Wanted(text="plate")) == []


def test_the_order_is_by_change_by_day_or_by_name(by: Actor) -> None:
    start = timezone.now()
    quotes = {}
    for minutes, name in enumerate(["b", "", "A"]):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            quotes[name] = named(name, by=by)
    with time_machine.travel(start + timedelta(hours=1)):
        services.choose_currency(quotes["b"].token, currency="USD", by=by)
    unnamed = quotes[""].title
    assert titles(by) == ["b", "A", unnamed]
    assert titles(by, Wanted(sorting=Sorting.CREATED)) == ["A", unnamed, "b"]
    assert titles(by, Wanted(sorting=Sorting.NAME)) == ["A", "b", unnamed]


def test_what_is_archived_stands_apart_until_it_is_brought_back(by: Actor) -> None:
    quote = named("Pump", by=by)
    archiving.archive_quote(quote.token, by=by)
    at = archiving.archive_quote(quote.token, by=by).archived_at
    assert (titles(by), titles(by, Wanted(archived=True))) == ([], ["Pump"])
    assert list_quotes(ALL, by=by).archived_count == 1
    assert selectors.get_quote(quote.token).archived_at == at
    archiving.bring_back_quote(quote.token, by=by)
    assert (titles(by), titles(by, Wanted(archived=True))) == (["Pump"], [])


def test_a_copy_of_an_archived_quote_is_at_work(ready: Part, by: Actor) -> None:
    quote = services.quote_parts([ready], by=by)
    archiving.archive_quote(quote.token, by=by)
    assert copying.copy_quote(quote.token, by=by).archived_at is None


def test_only_who_may_change_a_quote_puts_it_aside(by: Actor, other: Actor) -> None:
    quote = named("Pump", by=by)
    for act in (archiving.archive_quote, archiving.bring_back_quote):
        with pytest.raises(QuoteNotFoundError):
            act(quote.token, by=other)


def test_the_page_archives_and_comes_back_to_where_the_form_stood(by: Actor, browser_of) -> None:
    quote = named("Pump", by=by)
    browser = browser_of(by)
    address = reverse("quoting:archive", args=[quote.token])
    answer = browser.post(address, {"back": "/quotes/?sort=name"})
    assert (answer.status_code, answer["Location"]) == (303, "/quotes/?sort=name")
    answer = browser.post(reverse("quoting:bring_back", args=[quote.token]), {"back": "//elsewhere.example/"})
    assert answer["Location"] == reverse("quoting:quote", args=[quote.token])


def test_a_quote_says_on_its_page_that_it_is_archived(ready: Part, by: Actor, browser_of) -> None:
    quote = services.quote_parts([ready], by=by)
    page = reverse("quoting:quote", args=[quote.token])
    assert "Archived on" not in browser_of(by).get(page).content.decode()
    archiving.archive_quote(quote.token, by=by)
    assert "Archived on" in browser_of(by).get(page).content.decode()


@pytest.mark.parametrize("query", ["?of=nobody", "?page=x", "?sort=price", "?search=%00", "?page=99&archived=2"])
def test_a_query_that_says_nothing_is_no_fault(by: Actor, browser_of, query: str) -> None:
    named("Pump", by=by)
    assert "Pump" in browser_of(by).get(reverse("quoting:quotes") + query).content.decode()


def test_nobody_known_is_told_what_to_do_and_gets_no_cookie(browser: Client) -> None:
    answer = browser.get(reverse("quoting:quotes"))
    assert "upload a part, or sign in" in answer.content.decode()
    assert not answer.cookies


def test_names_are_escaped(by: Actor, browser_of) -> None:
    named("<b>Pump", by=by)
    assert "<b>Pump" not in browser_of(by).get(reverse("quoting:quotes")).content.decode()


def test_fifty_quotes_are_asked_for_as_few_times_as_five(ready: Part, signed_in) -> None:
    person = make_person()
    team = make_team((person, Right.ADMIN))
    by = actor_for(person)
    Part.objects.update(owner=person.owner)
    ready.refresh_from_db()
    browser, counts = signed_in(person), []

    def add(count: int) -> None:
        for number in range(count):
            quote = services.quote_parts([ready], by=by)
            if number % 2:
                revisions.freeze_quote(quote.token, by=by)
            if number % 3:
                Quote.objects.filter(id=quote.id).update(owner=team.owner)

    for count in (5, 45):
        add(count)
        browser.get(reverse("quoting:quotes"))  # the shop is remembered for some seconds
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = browser.get(reverse("quoting:quotes")).content.decode()
        counts.append(len(queries))
    assert page.count('class="quote-row"') == 50
    assert counts[0] == counts[1] <= MOST_QUERIES
    add(1)
    assert "Page 1 of 2" in browser.get(reverse("quoting:quotes")).content.decode()
