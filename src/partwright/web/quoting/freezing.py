"""The pages of frozen prices: freeze a quote, read a revision."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from partwright.manufacturing.requirements import requirements_from
from partwright.manufacturing.specification import LeadTime
from partwright.web.accounts.requests import actor_of, require_actor
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.quoting import revisions
from partwright.web.quoting.figures import figures_of
from partwright.web.quoting.models import RevisionLine
from partwright.web.quoting.onward import order_address
from partwright.web.quoting.required import in_words
from partwright.web.quoting.selectors import may_change
from partwright.web.quoting.wording import LEAD_TIMES


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
def freeze(request: HttpRequest, token: str) -> HttpResponse:
    """Holds today's prices and shows them; pressed twice, it is the same revision."""
    revision = revisions.freeze_quote(token, by=require_actor(request))
    return redirect("quoting:revision", token, revision.number)


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@cache_control(private=True, no_store=True)
def revision(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """The frozen prices of a quote, for whoever has its link."""
    frozen = revisions.get_revision(token, number)
    context = {
        "quote": frozen.revision.quote,
        "frozen": frozen,
        "editable": may_change(frozen.revision.quote, by=actor_of(request)),
        "lines": [(line, LEAD_TIMES[LeadTime(line.lead_time)], _required(line)) for line in frozen.lines],
        "figures": figures_of(request),
        "order_address": "" if frozen.ended else order_address(frozen.revision),
    }
    return render(request, "quoting/revision.html", context)


def _required(line: RevisionLine) -> str:
    """What a frozen line asks for beside material, finish and tolerance."""
    return ", ".join(in_words(requirements_from(line.option.get("requirements", {}))))
