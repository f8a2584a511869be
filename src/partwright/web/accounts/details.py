"""What somebody says of themselves: name, company, job title."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from partwright.web.accounts.errors import AccountNotFoundError
from partwright.web.accounts.models import Person
from partwright.web.actor import Actor


def on_one_line(text: str) -> None:
    """Refuses what no letterhead and no header of a mail can hold.

    Raises:
        ValidationError: a line break or another control character.
    """
    if not text.isprintable():
        raise ValidationError(_("Type this on one line, without control characters."))


def change_details(
    person_id: UUID, *, first_name: str, last_name: str, company: str, job_title: str, by: Actor
) -> Person:
    """The person as they call themselves now.

    Raises:
        AccountNotFoundError: there is nobody, or somebody else than the actor.
        ValidationError: by field: too long, empty, or not on one line.
    """
    details = {"first_name": first_name, "last_name": last_name, "company": company, "job_title": job_title}
    with transaction.atomic():
        person = Person.objects.select_for_update().filter(id=person_id, is_active=True).first()
        if person is None or by.person_id != person_id:
            raise AccountNotFoundError
        faults = {}
        for field, text in details.items():
            setattr(person, field, text.strip())
            try:
                on_one_line(text.strip())
            except ValidationError as fault:
                faults[field] = fault
        if faults:
            raise ValidationError(faults)
        person.clean_fields(exclude={field.name for field in Person._meta.fields} - set(details))
        person.save(update_fields=list(details))
    return person
