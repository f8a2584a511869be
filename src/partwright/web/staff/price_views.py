"""The price book: its numbers, the draft of the next version, publishing it and going back."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from partwright.errors import PartwrightError
from partwright.pricing.book import default_book
from partwright.pricing.overrides.adjustable import GENERAL, Adjustable, adjustables
from partwright.web.accounts.entering import see_other
from partwright.web.accounts.requests import require_actor
from partwright.web.actor import StaffRole
from partwright.web.books import services, trials
from partwright.web.books.errors import BookConflictError, BookNoteError, BookNumbersError, BookUnchangedError
from partwright.web.books.models import BookDraft, Trial
from partwright.web.books.selectors import SHIPPED, changed, get_draft, latest_trial, latest_version, overrides_of
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.quoting.figures import figures_of
from partwright.web.quoting.models import Quote
from partwright.web.staff.access import staff_only
from partwright.web.staff.price_changes import differences, section_names
from partwright.web.staff.price_forms import EditionForm, NumbersForm, VersionForm

DONE = ("saved", "discarded", "published")
NO_EDITION = -1  # of no draft: what was sent names none


@require_safe
@purpose(Purpose.ADMINISTER)
@staff_only(StaffRole.PRICING)
def prices(request: HttpRequest) -> HttpResponse:
    """The numbers of a section, those of the draft in their fields."""
    return _page(request, section=request.GET.get("section", ""))


@require_POST
@purpose(Purpose.ADMINISTER)
@staff_only(StaffRole.PRICING)
def change(request: HttpRequest, section: str) -> HttpResponse:
    """Puts the numbers of a section into the draft."""
    if section not in section_names():
        raise Http404
    form = NumbersForm(_numbers_of(section), request.POST)
    if not form.is_valid():
        return _page(request, section=section, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        services.change_draft(form.changes(), edition=form.cleaned_data["edition"], by=require_actor(request))
    except BookNumbersError as refusal:
        form.refuse(refusal.faults)
        return _page(request, section=section, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except BookConflictError as refusal:
        form.add_error(None, str(refusal))
        form.follow(get_draft().edition)
        return _page(request, section=section, form=form, status=HTTPStatus.CONFLICT)
    return see_other(f"{reverse('staff:prices')}?section={section}&done=saved")


@require_POST
@purpose(Purpose.ADMINISTER)
@staff_only(StaffRole.PRICING)
def discard(request: HttpRequest) -> HttpResponse:
    """Empties the draft."""
    try:
        services.discard_draft(edition=_edition_of(request), by=require_actor(request))
    except BookConflictError as refusal:
        return _page(request, refusal=refusal, status=HTTPStatus.CONFLICT)
    return see_other(f"{reverse('staff:prices')}?done=discarded")


@require_POST
@purpose(Purpose.ADMINISTER)
@staff_only(StaffRole.PRICING)
def publish(request: HttpRequest) -> HttpResponse:
    """Makes the draft the version that holds."""
    form = VersionForm(request.POST, name="publish")
    if not form.is_valid():
        return _page(request, version_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        services.publish_draft(
            form.cleaned_data["note"], edition=form.cleaned_data["edition"], by=require_actor(request)
        )
    except (BookConflictError, BookUnchangedError) as refusal:
        return _page(request, refusal=refusal, note=form.cleaned_data["note"], status=HTTPStatus.CONFLICT)
    except (BookNoteError, BookNumbersError) as refusal:
        form.add_error("note", str(refusal))
        return _page(request, version_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return see_other(f"{reverse('staff:prices')}?done=published")


@require_POST
@purpose(Purpose.ADMINISTER)
@staff_only(StaffRole.PRICING)
def try_draft(request: HttpRequest) -> HttpResponse:
    """Starts a trial of the draft."""
    try:
        trials.start_trial(edition=_edition_of(request), by=require_actor(request))
    except (BookConflictError, BookUnchangedError) as refusal:
        return _page(request, refusal=refusal, status=HTTPStatus.CONFLICT)
    return see_other(reverse("staff:prices-trial"))


@require_safe
@purpose(Purpose.ADMINISTER)
@staff_only(StaffRole.PRICING)
def trial(request: HttpRequest) -> HttpResponse:
    """What the draft would do to the last quotes, as far as that is known."""
    found, draft = latest_trial(), get_draft()
    summary = trials.summary_of(found) if found else None
    quotes = Quote.objects.in_bulk([row.quote_id for row in summary.rows]) if summary else {}
    context = {
        "trial": found,
        "stale": found is not None and _is_stale(found, draft),
        "summary": summary,
        "rows": [(row, quotes.get(row.quote_id)) for row in summary.rows] if summary else [],
        "figures": figures_of(request),
    }
    return render(request, "staff/prices_trial.html", context)


def _edition_of(request: HttpRequest) -> int:
    form = EditionForm(request.POST)
    return form.cleaned_data["edition"] if form.is_valid() else NO_EDITION


def _is_stale(trial: Trial, draft: BookDraft) -> bool:
    """Whether a trial was of another draft, or compared with another version."""
    latest = latest_version()
    return (trial.edition, trial.base) != (draft.edition, latest.number if latest else SHIPPED)


def _numbers_of(section: str) -> list[Adjustable]:
    return [one for one in adjustables(default_book().tables).values() if one.section == section]


def _page(
    request: HttpRequest,
    *,
    section: str = "",
    form: NumbersForm | None = None,
    version_form: VersionForm | None = None,
    refusal: PartwrightError | None = None,
    note: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    names = section_names()
    section = section if section in names else GENERAL
    draft, version = get_draft(), latest_version()
    current = overrides_of(version)
    overrides = changed(current, draft.changes)
    if form is None:
        form = NumbersForm.of(_numbers_of(section), overrides, edition=draft.edition)
    if version_form is None:
        version_form = VersionForm(name="publish", initial={"note": note, "edition": draft.edition})
    done = request.GET.get("done", "")
    context: dict[str, Any] = {
        "sections": names.items(),
        "section": section,
        "form": form,
        "groups": form.groups(current, draft.changes),
        "draft": draft,
        "changes": differences(current, overrides),
        "version": version,
        "version_form": version_form,
        "refusal": refusal,
        "done": done if done in DONE else "",
    }
    return render(request, "staff/prices.html", context, status=status)
