"""The section of a part's page where threads, inspection and certificates are chosen."""

import pytest
from django.urls import reverse

from partwright.manufacturing.requirements import Certificate, InspectionLevel
from partwright.web.jobs.worker import do_all
from partwright.web.quoting import selectors, services
from partwright.web.quoting.models import Quote, QuoteLine

pytestmark = pytest.mark.django_db(transaction=True)
IN_PLACE = {"HX-Request": "true"}


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


def required(line: QuoteLine):
    return selectors.requirements_of(QuoteLine.objects.get(id=line.id))


def address(line: QuoteLine, name: str = "require") -> str:
    return reverse(f"quoting:{name}", args=[line.quote.token, line.id])


def hole_field(browser, line: QuoteLine) -> str:
    page = browser.get(address(line, "line")).content.decode()
    [name] = [part.split('"')[0] for part in page.split('<select class="form-select" id="')[1:] if part[:5] == "hole-"]
    return name


def test_a_form_of_everything_is_stored_and_shown_again(line, by, browser_of) -> None:
    browser = browser_of(by)
    hole = hole_field(browser, line)
    sent = {
        hole: "thread:m8",
        f"{hole}-count": "1",
        "critical-feature": ["", ""],
        "critical-text": ["fits the shaft", ""],
        "critical-nominal": ["20", ""],
        "critical-tolerance": ["0,2", ""],
        "inspection": "first_article",
        "certificates": ["conformity"],
        "marking-method": "laser",
        "marking-text": "PN 1024",
        "notes": "Handle with gloves",
    }
    assert browser.post(address(line), sent).status_code == 302
    stored = required(line)
    assert [(item.size, item.count, bool(item.faces)) for item in stored.threads] == [("m8", 1, True)]
    [critical] = stored.critical_dimensions
    assert (critical.text, critical.nominal_mm, critical.tolerance_mm) == ("fits the shaft", 20.0, 0.2)
    assert stored.inspection is InspectionLevel.FIRST_ARTICLE
    assert stored.certificates == {Certificate.CONFORMITY}
    page = browser.get(address(line, "line")).content.decode()
    for said in ("1 × M8", "fits the shaft", "PN 1024", "Handle with gloves", 'value="thread:m8" selected', "0.2"):
        assert said in page


def test_a_change_in_place_renews_the_price_and_the_section(line, by, browser_of) -> None:
    answer = browser_of(by).post(address(line), {"certificates": "conformity"}, headers=IN_PLACE)
    content = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="requirements" hx-swap-oob="true"' in content
    assert 'id="configuration"' in content


def test_what_cannot_be_is_said_in_place_with_its_code(line, by, browser_of) -> None:
    sent = {"marking-method": "laser", "marking-text": ""}
    answer = browser_of(by).post(address(line), sent, headers=IN_PLACE)
    assert answer.status_code == 422
    assert "specification.invalid" in answer.content.decode()
    assert QuoteLine.objects.get(id=line.id).requirements == {}


def test_others_read_it_as_text_and_may_not_change_it(line, by, other, browser_of) -> None:
    browser_of(by).post(address(line), {"inspection": "first_article"})
    stranger = browser_of(other)
    page = stranger.get(address(line, "line")).content.decode()
    assert 'id="requirements"' in page
    assert 'name="inspection"' not in page
    assert "irst article" in page
    assert stranger.post(address(line), {}).status_code == 404
    assert required(line).inspection is InspectionLevel.FIRST_ARTICLE


def test_the_breakdown_and_the_table_name_what_is_required(line, by, browser_of) -> None:
    browser = browser_of(by)
    browser.post(address(line), {"marking-method": "laser", "marking-text": "PN 1024"})
    page = browser.get(address(line, "line")).content.decode()
    assert "characters" in page
    sheet = browser.get(reverse("quoting:csv", args=[line.quote.token])).content.decode()
    assert "PN 1024" in sheet
    assert browser.get(reverse("quoting:pdf", args=[line.quote.token])).status_code == 200
