"""The page's write of what is required of a part."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from partwright.errors import SpecificationError
from partwright.web.accounts.requests import require_actor
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.quoting import selectors, services
from partwright.web.quoting.errors import QuoteNotFoundError
from partwright.web.quoting.figures import figures_of
from partwright.web.quoting.offer import offer_context
from partwright.web.quoting.required import form_context, required_of


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
def require(request: HttpRequest, token: str, line_id: UUID) -> HttpResponse:
    """Replaces what is required of a part; what cannot be stays out, with words why beside the form."""
    by, in_place = require_actor(request), request.headers.get("HX-Request") == "true"
    line = selectors.get_line(token, line_id)
    if not selectors.may_change(line.quote, by=by):
        raise QuoteNotFoundError
    try:
        line = services.require_of_line(line.id, by=by, requirements=required_of(request.POST, line))
    except SpecificationError as error:
        if not in_place:
            raise
        return _refused(error)
    if not in_place:
        return redirect("quoting:line", token, line_id)
    context = offer_context(selectors.priced_line(line), editable=True, figures=figures_of(request))
    context |= form_context(line, selectors.requirements_of(line))
    context |= {"line": line, "quote": line.quote, "out_of_band": True, "required_open": True}
    content = render_to_string("quoting/_offer.html", context)
    content += render_to_string("quoting/_requirements.html", context)
    return HttpResponse(content, headers={"X-Part-Of-Page": "true", "HX-Trigger-After-Settle": "repriced"})


def _refused(fault: SpecificationError) -> HttpResponse:
    """The reason alone: what was typed stays in the form."""
    content = render_to_string("quoting/_required_fault.html", {"required_fault": fault})
    headers = {"X-Part-Of-Page": "true", "HX-Reswap": "none"}
    return HttpResponse(content, status=HTTPStatus.UNPROCESSABLE_ENTITY, headers=headers)
