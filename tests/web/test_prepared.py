"""Reads whose SQL is compiled once say what the ORM says."""

import uuid

import pytest

from partwright.manufacturing.specification import ProcessId
from partwright.web.parts.models import Body, BodySurvey
from partwright.web.prepared import Prepared
from partwright.web.quoting import selectors, services
from partwright.web.quoting.models import Quote, QuoteLine
from partwright.web.quoting.prices import read_survey, read_surveys

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_prepared_read_says_what_the_orm_says_each_time_anew(by, other) -> None:
    fields = ("id", "owner_id", "currency", "created_at", "expires_at")
    prepared = Prepared(
        lambda token: Quote.objects.filter(token=token).values_list(*fields).order_by(), Quote._meta.get_field("token")
    )
    for quote in (services.start_quote(by=by), services.start_quote(by=other, currency="USD")):
        quote.refresh_from_db()
        assert prepared.rows(quote.token) == [[getattr(quote, field) for field in fields]]
    assert prepared.rows("nobody's") == []


def test_values_of_several_types_stand_where_they_belong(ready, by) -> None:
    body = Body.objects.get(part=ready)
    for survey in BodySurvey.objects.filter(body=body):
        index, [read] = read_survey(body.id, ProcessId(survey.process))
        assert (index, read.process) == (body.index, survey.process)
    assert len(read_surveys(body.id)[1]) == BodySurvey.objects.filter(body=body).count()
    assert read_surveys(-1) == (0, ())


def test_a_line_read_for_its_price_is_the_stored_one(ready, by) -> None:
    quote = services.quote_parts([ready], by=by)
    [line] = selectors.lines_of(quote)
    read = selectors.get_priced_line(quote.token, line.id)
    for field in QuoteLine._meta.concrete_fields:
        if field.attname not in ("channel", "position"):
            assert getattr(read, field.attname) == getattr(line, field.attname), field
    assert (read.quote.owner_id, read.quote.expires_at) == (quote.owner_id, line.quote.expires_at)
    with pytest.raises(selectors.QuoteNotFoundError):
        selectors.get_priced_line(quote.token, uuid.uuid4())
