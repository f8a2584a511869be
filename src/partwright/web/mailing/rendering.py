"""A mail in words: subject, text and HTML, from a declared template and a context."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from django.template import Context, engines
from django.utils import translation

from partwright.web.mailing.errors import MailHeaderError
from partwright.web.mailing.letterhead import Letterhead
from partwright.web.mailing.styles import with_styles
from partwright.web.mailing.templates import MailTemplate


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a mail says."""

    subject: str
    text: str
    html: str


def render(
    template: MailTemplate, context: Mapping[str, object], *, letterhead: Letterhead, language: str | None = None
) -> Rendered:
    """A mail in a language; without one, in that of the caller.

    Raises:
        MailHeaderError: a word of the context would break the subject.
    """
    words = {**context, "letterhead": letterhead, "language": language or translation.get_language() or "en"}
    with translation.override(language or translation.get_language()):
        subject = one_line(template.subject % words, field="subject")
        words["subject"] = subject
        text = _fill(f"{template.file}.txt", words, escape=False)
        html = _fill(f"{template.file}.html", words, escape=True)
    return Rendered(subject, re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", with_styles(html))


def one_line(text: str, *, field: str) -> str:
    """A text that can stand in a header.

    Raises:
        MailHeaderError: it has a line break or another control character.
    """
    if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in text):
        raise MailHeaderError(field)
    return text


def _fill(file: str, words: Mapping[str, object], *, escape: bool) -> str:
    """A template filled in; what no mail and no database can hold (NUL, lone surrogates) becomes a question mark."""
    page = engines["django"].engine.get_template(file).render(Context(dict(words), autoescape=escape))
    return page.replace("\0", "?").encode(errors="replace").decode()
