"""What leaves the house about somebody: to whom, of which kind, what for and on which ground.

A `Disclosure` is made by the functions below, which hold the rules; `partwright.web.privacy.outbound` sends and records
it. It holds no personal value: the person is an opaque id, the payload a digest.
"""

import hashlib
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from partwright.errors import DisclosureError
from partwright.policy.categories import Category
from partwright.policy.purposes import Purpose


class RecipientKind(StrEnum):
    """Who may be told something: the policy knows no other recipient."""

    PERSON_CONCERNED = "person_concerned"  # SH-6, CO-7: what is given back to whom it is about
    MAIL_PROVIDER = "mail_provider"  # SH-1: carries what is written to somebody
    PAYMENT_PROVIDER = "payment_provider"  # SH-1
    CARRIER = "carrier"  # SH-1
    MANUFACTURING_PARTNER = "manufacturing_partner"  # SH-3
    STAFF_EXPORT = "staff_export"  # SH-1: a file that staff take out of the installation
    AUTHORITY = "authority"  # LD-1 to LD-4


class Basis(StrEnum):
    """The ground of Article 6(1) GDPR that a disclosure stands on."""

    CONTRACT = "contract"  # (b)
    LEGAL_OBLIGATION = "legal_obligation"  # (c)
    LEGITIMATE_INTEREST = "legitimate_interest"  # (f)
    CONSENT = "consent"  # (a)


_PURPOSES: Mapping[RecipientKind, frozenset[Purpose]] = {
    RecipientKind.PERSON_CONCERNED: frozenset(
        {Purpose.PROVIDE_SERVICES, Purpose.SECURE_SERVICES, Purpose.HONOR_RIGHTS}
    ),
    RecipientKind.MAIL_PROVIDER: frozenset(
        {
            Purpose.PROVIDE_SERVICES,
            Purpose.SECURE_SERVICES,
            Purpose.ADMINISTER,
            Purpose.HONOR_RIGHTS,
            Purpose.MEET_DUTIES,
        }
    ),
    RecipientKind.PAYMENT_PROVIDER: frozenset({Purpose.PROVIDE_SERVICES, Purpose.SECURE_SERVICES}),
    RecipientKind.CARRIER: frozenset({Purpose.PROVIDE_SERVICES}),
    RecipientKind.MANUFACTURING_PARTNER: frozenset({Purpose.PROVIDE_SERVICES}),
    RecipientKind.STAFF_EXPORT: frozenset(
        {Purpose.PROVIDE_SERVICES, Purpose.ADMINISTER, Purpose.HONOR_RIGHTS, Purpose.MEET_DUTIES}
    ),
    RecipientKind.AUTHORITY: frozenset({Purpose.MEET_DUTIES}),
}

# Verb and object in plain words: an address, a number or a name would be personal, and the ledger holds none.
_WHAT = re.compile(r"[a-z]+: [a-z]+(?: [a-z]+)*")
_WHAT_LENGTH = 80
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """One thing that leaves the house. Made by `make_disclosure` and those after it, never by hand.

    `subject` is the opaque id of whose data it is, None where no account is known; `digest` the SHA-256 of the payload
    in hexadecimal; `categories` are sorted.
    """

    recipient: RecipientKind
    categories: tuple[Category, ...]
    purpose: Purpose
    basis: Basis
    subject: UUID | None
    what: str
    digest: str


def make_disclosure(
    recipient: RecipientKind,
    *,
    categories: Collection[Category],
    purpose: Purpose,
    basis: Basis,
    subject: UUID | None,
    what: str,
    digest: str,
) -> Disclosure:
    """A disclosure that the policy allows.

    Raises:
        DisclosureError: the recipient may not have data for this purpose or on this ground, no personal category is
            named, or `what` or `digest` is not what it should be.
    """
    if purpose not in _PURPOSES[recipient]:
        raise DisclosureError(f"{recipient} gets nothing for the purpose {purpose}: the policy does not allow it.")
    if recipient is RecipientKind.AUTHORITY and basis is not Basis.LEGAL_OBLIGATION:
        raise DisclosureError(f"An authority gets nothing on the ground of {basis}: name the legal obligation.")
    if not categories or not all(category.is_personal for category in categories):
        raise DisclosureError("A disclosure names the categories of personal data in it, and no others.")
    if not _WHAT.fullmatch(what) or len(what) > _WHAT_LENGTH:
        raise DisclosureError(f"What is disclosed is a verb and an object in plain words, not {what!r}.")
    if not _DIGEST.fullmatch(digest):
        raise DisclosureError("The digest of a payload is a SHA-256 in hexadecimal.")
    return Disclosure(
        recipient=recipient,
        categories=tuple(sorted(set(categories))),
        purpose=purpose,
        basis=basis,
        subject=subject,
        what=what,
        digest=digest,
    )


def disclose_by_mail(
    *,
    to: Sequence[str],
    categories: Collection[Category],
    purpose: Purpose,
    basis: Basis,
    subject: UUID | None,
    what: str,
    digest: str,
) -> Disclosure:
    """The disclosure of one mail to its provider.

    Raises:
        DisclosureError: as for `make_disclosure`, or there is not exactly one address: people who get the same mail
            do not get each other's addresses.
    """
    if len(to) != 1:
        raise DisclosureError(f"A mail goes to one address, not to {len(to)}: send each person their own.")
    return make_disclosure(
        RecipientKind.MAIL_PROVIDER,
        categories={Category.EMAIL, *categories},
        purpose=purpose,
        basis=basis,
        subject=subject,
        what=what,
        digest=digest,
    )


def digest_of(payload: bytes | Mapping[str, object]) -> str:
    """The SHA-256 of a payload; of a mapping, that of its JSON with sorted keys."""
    content = (
        payload if isinstance(payload, bytes) else json.dumps(payload, sort_keys=True, ensure_ascii=False).encode()
    )
    return hashlib.sha256(content).hexdigest()
