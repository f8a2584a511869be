"""Django system checks: no mail without purpose and sample, none that cannot be written or fetches something."""

import re
from collections.abc import Iterator

import lxml.html
from django.core.checks import CheckMessage, Error, register
from django.template import TemplateDoesNotExist, TemplateSyntaxError

from partwright.errors import DisclosureError, PartwrightError
from partwright.policy.disclosure import digest_of, disclose_by_mail
from partwright.web.mailing import letterhead, templates
from partwright.web.mailing.rendering import render
from partwright.web.mailing.templates import MailTemplate

_FETCHING_TAGS = frozenset(
    {"img", "script", "link", "iframe", "object", "embed", "video", "audio", "source", "picture", "svg", "form"}
)
_FETCHING_STYLE = re.compile(r"url\s*\(|@import", re.IGNORECASE)


@register
def check_mails(**_kwargs: object) -> list[CheckMessage]:
    """Every mail that may be sent has a purpose and a sample, can be written, and loads nothing when it is opened."""
    return [fault for template in templates.declared() for fault in _faults(template)]


def _faults(template: MailTemplate) -> Iterator[CheckMessage]:
    if template.purpose is None:
        yield Error(f"The mail {template.id} has no purpose.", id="mailing.E001")
    else:
        try:
            disclose_by_mail(
                to=["somebody@example.com"],
                categories=template.categories,
                purpose=template.purpose,
                basis=template.basis,
                subject=None,
                what=template.what,
                digest=digest_of(b""),
            )
        except DisclosureError as fault:
            yield Error(f"The mail {template.id} may not leave: {fault}", id="mailing.E005")
    if template.sample is None:
        yield Error(f"The mail {template.id} has no sample with which it can be shown.", id="mailing.E002")
        return
    try:
        rendered = render(template, template.sample, letterhead=letterhead.SAMPLE)
    except (TemplateDoesNotExist, TemplateSyntaxError, PartwrightError, KeyError, TypeError, ValueError) as fault:
        yield Error(f"The mail {template.id} cannot be written: {type(fault).__name__} {fault}.", id="mailing.E003")
        return
    if fetched := what_it_fetches(rendered.html):
        yield Error(f"The mail {template.id} loads something when it is opened: {fetched}.", id="mailing.E004")


def what_it_fetches(html: str) -> str:
    """The first thing in an HTML mail that a mail program would fetch or run; "" if there is none."""
    for element in lxml.html.document_fromstring(html).iter():
        if element.tag in _FETCHING_TAGS:
            return f"<{element.tag}>"
        if any(name in ("src", "background", "srcset") for name in element.attrib):
            return f"<{element.tag} {' '.join(element.attrib)}>"
        if _FETCHING_STYLE.search(element.get("style", "") + (element.text or "" if element.tag == "style" else "")):
            return "a style with an address"
    return ""
