"""Which mails there are: each is declared once, by the slice that sends it, and can be shown with its sample."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from partwright.policy.categories import Category
from partwright.policy.disclosure import Basis
from partwright.policy.purposes import Purpose

_ID = re.compile(r"[a-z]+(?:[._][a-z]+)*")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MailTemplate:
    """A mail that may be sent.

    `id` names slice and event (`ordering.shipped`). `subject` is translatable and takes words of the context by
    `%(name)s`; the text is in `<file>.txt`, the HTML in `<file>.html`, which extend `mailing/base.txt` and
    `mailing/base.html`. `sample` is a context with which staff see the mail. `categories` are those of personal data in
    it beside the address, `basis` the ground on which it goes to the mail provider. Of a `confidential` mail, such as
    one with a link that signs somebody in, the row forgets the text once it is sent. An `automatic` one asks for no
    answer by a machine.
    """

    id: str
    subject: str
    file: str
    purpose: Purpose | None = None
    sample: Mapping[str, object] | None = None
    categories: frozenset[Category] = frozenset({Category.CONTENT})
    basis: Basis = Basis.CONTRACT
    confidential: bool = False
    automatic: bool = True

    @property
    def what(self) -> str:
        """What the ledger calls it."""
        return f"mail: {re.sub('[._]', ' ', self.id)}"


_declared: dict[str, MailTemplate] = {}


def declare(template: MailTemplate) -> MailTemplate:
    """Registers a mail, from a module that the slice's `apps.py` imports: whoever sends it must know it.

    Raises:
        ValueError: its id is no words with dots and underscores between them, or there is another with it.
    """
    if not _ID.fullmatch(template.id):
        raise ValueError(f"A mail is called by words such as ordering.shipped, not {template.id!r}.")
    if template.id in _declared:
        raise ValueError(f"There are two mails called {template.id}.")
    _declared[template.id] = template
    return template


def declared() -> tuple[MailTemplate, ...]:
    """Every mail that may be sent, in the order of their ids."""
    return tuple(_declared[key] for key in sorted(_declared))


def get_template(template_id: str) -> MailTemplate:
    """A mail by its id.

    Raises:
        KeyError: no slice declares it.
    """
    return _declared[template_id]
