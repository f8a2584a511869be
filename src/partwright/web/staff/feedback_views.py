"""What people think of the shop: a list, and the same as a file for a spreadsheet."""

import csv
import io

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from partwright.policy.categories import Category
from partwright.policy.disclosure import Basis, RecipientKind, digest_of, make_disclosure
from partwright.pricing.sheet import cell
from partwright.web.actor import Channel
from partwright.web.feedback.models import BEST, WORST, About, Feedback
from partwright.web.feedback.selectors import LIST_LENGTH, find_feedback
from partwright.web.file_names import disposition
from partwright.web.privacy.outbound import disclose
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.staff.access import staff_only
from partwright.web.staff.navigation import MAIL_ROLES
from partwright.web.staff.paging import query_without_page
from partwright.web.staff.styled_form import StyledForm

COLUMNS = ("given_at", "about", "rating", "text", "conversation")
BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets take UTF-8 for the code page of their country


class FeedbackFilter(StyledForm):
    """What is shown; a word that is no choice shows all."""

    about = forms.ChoiceField(label=_("About"), choices=[("", _("Everything")), *About.choices], required=False)
    rating = forms.TypedChoiceField(
        label=_("Rating"),
        choices=[("", _("All")), *((number, str(number)) for number in range(WORST, BEST + 1))],
        coerce=int,
        empty_value=None,
        required=False,
    )


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(*MAIL_ROLES)
def feedback(request: HttpRequest) -> HttpResponse:
    """The ratings, the newest first."""
    chosen = FeedbackFilter(request.GET)
    page = Paginator(_found(request.GET), LIST_LENGTH).get_page(request.GET.get("page"))
    context = {"filter": chosen, "page": page, "query": query_without_page(request), "words": request.GET}
    return render(request, "staff/feedback.html", context)


@require_POST
@purpose(Purpose.ADMINISTER)
@staff_only(*MAIL_ROLES)
def feedback_csv(request: HttpRequest) -> HttpResponse:
    """The ratings of the filter as CSV; that they were taken out stands in the ledger."""
    content = _written(_found(request.POST)).encode()
    disclosure = make_disclosure(
        RecipientKind.STAFF_EXPORT,
        categories={Category.CONTENT, Category.ACTIVITY},
        purpose=Purpose.ADMINISTER,
        basis=Basis.LEGITIMATE_INTEREST,
        subject=None,
        what="export: feedback of customers",
        digest=digest_of(content),
    )
    headers = {"Content-Disposition": disposition("feedback", ending="csv", kind="attachment")}
    media_type = "text/csv; charset=utf-8; header=present"
    return disclose(
        disclosure, lambda: HttpResponse(content, content_type=media_type, headers=headers), channel=Channel.STAFF
    )


def _found(words: QueryDict) -> QuerySet[Feedback]:
    chosen = FeedbackFilter(words)
    chosen.is_valid()
    return find_feedback(about=chosen.cleaned_data.get("about", ""), rating=chosen.cleaned_data.get("rating"))


def _written(found: QuerySet[Feedback]) -> str:
    """The table with its head, cells that no spreadsheet takes for formulas."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in found.iterator():
        row = (one.created_at.isoformat(timespec="seconds"), one.about, one.rating, one.text, one.conversation_id or "")
        writer.writerow([cell(value) for value in row])
    return BYTE_ORDER_MARK + text.getvalue()
