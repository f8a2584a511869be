"""The versions of the price book: what each changed, and going back to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from partwright.errors import PartwrightError
from partwright.web.accounts.entering import see_other
from partwright.web.accounts.models import Person
from partwright.web.accounts.requests import require_actor
from partwright.web.actor import StaffRole
from partwright.web.books import services
from partwright.web.books.errors import BookConflictError, BookNoteError, BookUnchangedError
from partwright.web.books.models import BookVersion
from partwright.web.books.selectors import SHIPPED, get_draft, overrides_of, versions
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.staff.access import staff_only
from partwright.web.staff.price_changes import Change, differences
from partwright.web.staff.price_forms import VersionForm

LIST_LENGTH = 20


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version, None for the shipped book, with who published it and the form that goes back to it."""

    number: int
    version: BookVersion | None
    by: str
    changes: Sequence[Change]
    form: VersionForm | None


@require_safe
@purpose(Purpose.ADMINISTER)
@staff_only(StaffRole.PRICING)
def version_list(request: HttpRequest) -> HttpResponse:
    """Every version, with what it changed."""
    return _versions(request)


@require_POST
@purpose(Purpose.ADMINISTER)
@staff_only(StaffRole.PRICING)
def publish_again(request: HttpRequest, number: int) -> HttpResponse:
    """Publishes what an older version said, as a new one."""
    form = VersionForm(request.POST, name=f"again-{number}")
    if not form.is_valid():
        return _versions(request, again=(number, form), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    note, edition = form.cleaned_data["note"], form.cleaned_data["edition"]
    try:
        services.publish_again(number, note, edition=edition, by=require_actor(request))
    except (BookConflictError, BookUnchangedError) as refusal:
        return _versions(request, refusal=refusal, status=HTTPStatus.CONFLICT)
    except BookNoteError as refusal:
        form.add_error("note", str(refusal))
        return _versions(request, again=(number, form), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return see_other(f"{reverse('staff:prices')}?done=published")


def _versions(
    request: HttpRequest,
    *,
    again: tuple[int, VersionForm] | None = None,
    refusal: PartwrightError | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    found: list[BookVersion | None] = [*versions(), None]
    page = Paginator(range(len(found)), LIST_LENGTH).get_page(request.GET.get("page"))
    shown = [found[place] for place in page]
    people = Person.objects.in_bulk({one.published_by for one in shown if one and one.published_by})
    edition = get_draft().edition
    rows: list[VersionRow] = []
    for place, version in zip(page, shown, strict=True):
        number = version.number if version else SHIPPED
        form = VersionForm(name=f"again-{number}", initial={"edition": edition})
        if again is not None and again[0] == number:
            form = again[1]
        person = people.get(version.published_by) if version and version.published_by else None
        rows.append(
            VersionRow(
                number=number,
                version=version,
                by=(person.name or person.email) if person else "",
                changes=differences(overrides_of(found[place + 1]), overrides_of(version)) if version else (),
                form=form if place else None,
            )
        )
    context = {"page": page, "rows": rows, "refusal": refusal, "query": ""}
    return render(request, "staff/prices_versions.html", context, status=status)
