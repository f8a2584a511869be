"""What is required of a line: stored, priced, copied, and asked for by the API."""

import json

import pytest

from partwright.errors import SpecificationError
from partwright.manufacturing.requirements import NONE, requirements_from
from partwright.web.books.selectors import one_book
from partwright.web.jobs.worker import do_all
from partwright.web.parts.selectors import get_analysis
from partwright.web.quoting import copying, selectors, services
from partwright.web.quoting.errors import QuoteNotFoundError
from partwright.web.quoting.models import Quote, QuoteLine
from partwright.web.quoting.selectors import LineState

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def quote(upload, reader, by) -> Quote:
    made = services.quote_parts([upload()], by=by)
    do_all()
    return made


@pytest.fixture
def line(quote, by) -> QuoteLine:
    """A milled plate with a hole of 8 mm."""
    [line] = selectors.lines_of(quote)
    return services.configure_line(line.id, by=by, process="cnc_milling")


def hole_faces(line: QuoteLine) -> list[int]:
    analysis = get_analysis(line.part)
    body = analysis.part.bodies[line.body.index]
    [hole] = [found for found in analysis.bodies[line.body.index].features if found.type == "hole"]
    return [body.faces[position].id for position in hole.faces]


def total(quote: Quote):
    [line] = selectors.priced_quote(quote).lines
    return line.price.total if line.price else None


def threaded(line: QuoteLine):
    return requirements_from({"threads": [{"size": "m8", "faces": hole_faces(line)}]})


def test_a_certificate_costs_and_taking_it_back_costs_nothing(quote, line, by) -> None:
    before = total(quote)
    services.require_of_line(line.id, by=by, requirements=requirements_from({"certificates": ["conformity"]}))
    assert total(quote) > before
    services.require_of_line(line.id, by=by, requirements=NONE)
    assert QuoteLine.objects.get(id=line.id).requirements == {}
    assert total(quote) == before


def test_the_read_of_a_click_knows_what_is_required(quote, line, by) -> None:
    wanted = threaded(line)
    services.require_of_line(line.id, by=by, requirements=wanted)
    read = selectors.get_priced_line(quote.token, line.id)
    assert selectors.requirements_of(read) == wanted
    assert selectors.priced_line(read).option.requirements == wanted


def test_without_requirements_a_click_reads_no_analysis(quote, line, monkeypatch, django_assert_num_queries) -> None:
    from partwright.web.quoting import prices

    monkeypatch.setattr(prices, "get_analysis", None)
    prices.forget_bodies()
    with one_book(), django_assert_num_queries(3):  # the line, the price book, the survey
        selectors.priced_line(selectors.get_priced_line(quote.token, line.id))


def test_holes_are_read_once(quote, line, by, django_assert_num_queries) -> None:
    services.require_of_line(line.id, by=by, requirements=threaded(line))
    selectors.priced_line(selectors.get_priced_line(quote.token, line.id))
    with one_book(), django_assert_num_queries(2):  # the line, the price book
        selectors.priced_line(selectors.get_priced_line(quote.token, line.id))


def test_export_control_waits_for_a_person(quote, line, by) -> None:
    services.require_of_line(line.id, by=by, requirements=requirements_from({"export_controlled": True}))
    [priced] = selectors.priced_quote(quote).lines
    assert priced.state is LineState.REVIEW
    assert [review.code for review in priced.option.review] == ["requirements.export_control"]


def test_a_copy_and_an_alternative_require_the_same(quote, line, by) -> None:
    wanted = requirements_from({"inspection": "first_article"})
    services.require_of_line(line.id, by=by, requirements=wanted)
    [copied] = selectors.lines_of(copying.copy_quote(quote.token, by=by))
    assert selectors.requirements_of(copied) == wanted
    assert selectors.requirements_of(copying.duplicate_line(line.id, by=by)) == wanted


def test_nobody_else_requires_anything(line, other) -> None:
    with pytest.raises(QuoteNotFoundError):
        services.require_of_line(line.id, by=other, requirements=NONE)


def test_a_size_that_the_book_does_not_have_is_refused(line, by) -> None:
    unknown = requirements_from({"threads": [{"size": "m999", "count": 1}]})
    with pytest.raises(SpecificationError):
        services.require_of_line(line.id, by=by, requirements=unknown)


def test_the_api_prices_what_is_required(quote, line, by, browser_of) -> None:
    browser = browser_of(by)

    def asked(**more):
        return browser.post(
            f"/api/v1/parts/{line.part_id}/quote",
            json.dumps({"process": "cnc_milling", **more}),
            content_type="application/json",
        )

    [plain] = asked().json()["options"]
    wish = {"certificates": ["conformity"]}
    [option] = asked(requirements=wish).json()["options"]
    assert "requirements" not in plain
    assert option["requirements"] == requirements_from(wish).as_plain()
    assert float(option["prices"][0]["total"]) > float(plain["prices"][0]["total"])
    refused = asked(requirements={"threads": [{"size": "m999", "count": 1}]})
    assert refused.status_code == 422
