"""Which mails there are, what they say, and that none loads anything."""

import re

import pytest
from django.template import engines
from django.utils.translation import gettext_lazy

from partwright.policy.categories import Category
from partwright.policy.purposes import Purpose
from partwright.web.actor import SYSTEM
from partwright.web.mailing import checks, letterhead, permission, selectors, templates
from partwright.web.mailing.errors import AddressUnverifiedError, MailHeaderError
from partwright.web.mailing.models import Message
from partwright.web.mailing.rendering import render
from partwright.web.mailing.services import send
from partwright.web.mailing.styles import with_styles
from partwright.web.mailing.templates import MailTemplate, declare

LOADERS = "django.template.loaders.locmem.Loader"


@pytest.fixture
def files(monkeypatch) -> dict[str, str]:
    """Template files of the test, before those on disk."""
    content: dict[str, str] = {}
    engine = engines["django"].engine
    memory = engine.find_template_loader((LOADERS, content))
    monkeypatch.setattr(engine, "template_loaders", [memory, *engine.template_loaders])
    return content


@pytest.fixture
def mail(files, monkeypatch) -> MailTemplate:
    """A declared mail with a subject that takes a word."""
    monkeypatch.setattr(templates, "_declared", dict(templates._declared))
    files["probe.txt"] = '{% extends "mailing/base.txt" %}{% block content %}Order {{ number }}.{% endblock %}'
    files["probe.html"] = '{% extends "mailing/base.html" %}{% block content %}<p>Order {{ number }}.</p>{% endblock %}'
    return declare(
        MailTemplate(
            id="probe.order_shipped",
            subject=gettext_lazy("Order %(number)s is shipped"),
            file="probe",
            purpose=Purpose.PROVIDE_SERVICES,
            sample={"number": "1024"},
        )
    )


def ids(faults) -> list[str]:
    return [fault.id for fault in faults]


@pytest.mark.parametrize("template", templates.declared(), ids=lambda template: template.id)
def test_every_mail_can_be_shown_and_loads_nothing(db: None, template) -> None:
    rendered = selectors.preview(template.id)
    assert rendered.subject
    assert "<" not in rendered.text
    assert "/privacy/" in rendered.text
    assert "/privacy/" in rendered.html
    assert checks.what_it_fetches(rendered.html) == ""
    assert not re.search(r"unsubscribe|newsletter", rendered.text, re.IGNORECASE)


def test_all_mails_there_are_now_are_sound() -> None:
    assert checks.check_mails() == []


def test_a_mail_is_declared_with_words_and_listed(db: None, mail) -> None:
    assert mail in selectors.list_templates()
    assert mail.what == "mail: probe order shipped"
    assert selectors.preview(mail.id).subject == "Order 1024 is shipped"
    assert checks.check_mails() == []


def test_the_letterhead_stands_below_every_mail(mail) -> None:
    rendered = render(mail, {"number": "7"}, letterhead=letterhead.SAMPLE)
    for text in (rendered.text, rendered.html):
        assert "Example Works" in text
        assert "12345 Example Town" in text
        assert "https://parts.example.com/privacy/" in text
    assert "\n-- \nExample Works\n" in rendered.text


def test_what_no_mail_can_hold_becomes_a_question_mark(mail, files) -> None:
    files["probe.txt"] = files["probe.html"] = "{{ word }}"
    rendered = render(mail, {"number": "7", "word": "<a>\0\ud800 & b"}, letterhead=letterhead.SAMPLE)
    assert rendered.text == "<a>?? & b\n"
    assert "&lt;a&gt;?? &amp; b" in rendered.html


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"purpose": None}, "mailing.E001"),
        ({"sample": None}, "mailing.E002"),
        ({"file": "nowhere"}, "mailing.E003"),
        ({"sample": {}}, "mailing.E003"),
        ({"purpose": Purpose.INFORM}, "mailing.E005"),
        ({"categories": {Category.OPERATIONS}}, "mailing.E005"),
    ],
)
def test_a_mail_that_lacks_something_fails_the_checks(mail, changed, fault) -> None:
    whole = {name: getattr(mail, name) for name in MailTemplate.__dataclass_fields__}
    declare(MailTemplate(**{**whole, "id": "probe.broken", **changed}))
    assert ids(checks.check_mails()) == [fault]


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://example.com/open.gif">',
        '<p style="background: url(https://example.com/open.gif)">x</p>',
        '<link rel="stylesheet" href="https://example.com/a.css">',
        "<style>@import 'https://example.com/a.css'</style>",
        '<table background="https://example.com/a.gif"><tr><td>x</td></tr></table>',
        "<script>1</script>",
    ],
)
def test_a_mail_that_loads_something_fails_the_checks(mail, files, html) -> None:
    files["probe.html"] = f'{{% extends "mailing/base.html" %}}{{% block content %}}{html}{{% endblock %}}'
    assert ids(checks.check_mails()) == ["mailing.E004"]


@pytest.mark.parametrize("name", ["Shipped", "order 7", "order..shipped", ""])
def test_a_mail_is_called_by_words(name) -> None:
    with pytest.raises(ValueError, match="called by words"):
        declare(MailTemplate(id=name, subject="x", file="x"))


def test_no_two_mails_have_one_name(mail) -> None:
    with pytest.raises(ValueError, match="two mails"):
        declare(mail)


def test_styles_stand_in_each_element_and_add_up() -> None:
    html = with_styles('<html><body><p>a</p><a class="button" href="/x">b</a><i class="unknown">c</i></body></html>')
    assert "class=" not in html
    assert 'style="margin: 0 0 16px"' in html
    assert re.search(r'<a href="/x" style="color: #0b5ed7; display: inline-block;', html)
    assert "<i>c</i>" in html
    assert html.startswith("<!DOCTYPE html>")


@pytest.mark.django_db
def test_a_word_of_the_context_breaks_no_subject(mail) -> None:
    with pytest.raises(MailHeaderError) as caught:
        send(mail.id, to="a@example.com", context={"number": "7\nBcc: all@example.com"}, by=SYSTEM)
    assert caught.value.field == "subject"
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_whoever_knows_addresses_may_hold_a_mail_back(mail, monkeypatch) -> None:
    monkeypatch.setattr(permission, "_rules", [])

    @permission.permits
    def only_the_test(address: str, template: MailTemplate) -> bool:
        return address == "known@example.com" or template.id == "mailing.test"

    send("mailing.test", to="new@example.com", context={}, by=SYSTEM)
    send(mail.id, to="known@example.com", context={"number": "7"}, by=SYSTEM)
    with pytest.raises(AddressUnverifiedError):
        send(mail.id, to="new@example.com", context={"number": "7"}, by=SYSTEM)
    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    ("environment", "url"),
    [
        ({}, "http://testserver"),
        ({"hosts": ["localhost"]}, "http://localhost:8000"),
        ({"hosts": ["parts.example.com"], "https": True}, "https://parts.example.com"),
        ({"url": "https://shop.example.com"}, "https://shop.example.com"),
    ],
)
def test_links_lead_to_the_site(configure, environment, url) -> None:
    configure(**environment)
    assert letterhead.absolute("/quotes/") == f"{url}/quotes/"
