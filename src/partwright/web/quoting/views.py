"""The pages of a quote: each parses, calls one service or selector, renders. A change by htmx answers with the part of
the page it renews, one by a plain form sends back to the page."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from partwright.errors import SpecificationError
from partwright.units import LengthUnit
from partwright.web.accounts.requests import actor_of, remember_visitor, require_actor
from partwright.web.books.selectors import current_book
from partwright.web.parts.errors import NoFileError
from partwright.web.parts.models import PartState
from partwright.web.parts.receiving import receive_files
from partwright.web.parts.selectors import get_analysis
from partwright.web.parts.services import declare_units
from partwright.web.parts.views import answer_model, answer_picture, asked_body
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.quoting import copying, selectors, services
from partwright.web.quoting.change_views import change_context
from partwright.web.quoting.errors import QuoteNameError, QuoteNotFoundError
from partwright.web.quoting.figures import figures_of
from partwright.web.quoting.models import Quote, QuoteLine
from partwright.web.quoting.moving import moves_for
from partwright.web.quoting.naming import MAX_NAME_LENGTH
from partwright.web.quoting.offer import details_context, offer_context
from partwright.web.quoting.required import form_context
from partwright.web.quoting.reviewing import line_offer_context
from partwright.web.quoting.reviews import latest_review
from partwright.web.quoting.revisions import revisions_of, valid_days
from partwright.web.quoting.selectors import LineState
from partwright.web.quoting.wording import LEAD_TIMES, exchange_in_words, features_in_words, specification_in_words

# What the analysis tells of itself, in order; see analysis.analyze.
STAGES = ("screening", "reading", "meshing", "finding features", "measuring walls", "planning")
FILTER_FROM = 8  # parts in a quote from which on one looks for one by its name
PRICED_FIELDS = ("process", "material", "finish", "tolerance", "lead_time")


@require_safe
@purpose(Purpose.INFORM)
def home(request: HttpRequest) -> HttpResponse:
    """Where a part is dropped."""
    return render(request, "quoting/home.html")


@require_safe
@purpose(Purpose.INFORM)
def formats(request: HttpRequest) -> HttpResponse:
    """What is read, and up to which size."""
    return render(request, "quoting/formats.html")


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
def upload(request: HttpRequest) -> HttpResponse:
    """Takes files into a new quote and sends on to it, or straight to the only part in it."""
    receipt = receive_files(request)
    quote = services.quote_parts(receipt.parts, by=receipt.by)
    response = redirect(_first_address(quote))
    if receipt.new_token is not None:
        remember_visitor(response, receipt.new_token)
    return response


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
def upload_more(request: HttpRequest, token: str) -> HttpResponse:
    """Takes files into a quote that is there."""
    if not request.FILES:
        raise NoFileError
    services.own_quote(token, by=require_actor(request))
    receipt = receive_files(request)
    services.add_parts(token, receipt.parts, by=receipt.by)
    return redirect("quoting:quote", token)


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@cache_control(private=True, no_store=True)
def quote(request: HttpRequest, token: str) -> HttpResponse:
    """Every part of a quote with its price, and the total."""
    template = "quoting/_list.html" if _is_part_of_page(request) else "quoting/quote.html"
    return render(request, template, _quote_context(request, selectors.get_quote(token)))


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@cache_control(private=True, no_store=True)
def line(request: HttpRequest, token: str, line_id: UUID) -> HttpResponse:
    """One part beside its price."""
    chosen = selectors.get_line(token, line_id)
    priced = selectors.priced_line(chosen)
    context = _progress(chosen) | {
        "line_count": selectors.count_lines(chosen.quote),
        "units": tuple(LengthUnit),
        "currencies": current_book().currencies,
        **_twin(chosen),
        **(form_context(chosen, selectors.requirements_of(chosen)) if chosen.body else {}),
        **offer_context(priced, editable=_editable(request, chosen), figures=figures_of(request)),
        **details_context(priced, figures=figures_of(request)),
        **line_offer_context(chosen, priced, editable=_editable(request, chosen)),
        **(change_context(chosen) if chosen.body and _editable(request, chosen) else {}),
    }
    return render(request, "quoting/line.html", context)


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@cache_control(private=True, no_store=True)
def line_state(request: HttpRequest, token: str, line_id: UUID) -> HttpResponse:
    """How far the analysis of a part is; once it is done, where to go on."""
    try:
        chosen = selectors.get_line(token, line_id)
    except QuoteNotFoundError:  # an archive, replaced by its members
        return HttpResponse(headers={"HX-Redirect": reverse("quoting:quote", args=[token])})
    if chosen.part.is_settled:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "quoting/_analysis.html", _progress(chosen))


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
def configure(request: HttpRequest, token: str, line_id: UUID) -> HttpResponse:
    """Changes what is wanted of a part. Only what differs is a choice, so that one form serves every change."""
    try:
        changed = services.submit_line(token, line_id, by=require_actor(request), sent=_choices(request))
    except SpecificationError as error:
        if not _is_part_of_page(request):
            raise
        refused = selectors.get_line(token, line_id)
        return _offer(request, refused, fault=str(error), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if not _is_part_of_page(request):
        return redirect("quoting:line", token, line_id)
    return _offer(request, changed)


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@cache_control(private=True, no_store=True)
def details(request: HttpRequest, token: str, line_id: UUID) -> HttpResponse:
    """What the price of a part is made of, and what would make it cheaper; a page asks for it after every change."""
    priced = selectors.priced_line(selectors.get_priced_line(token, line_id))
    content = render_to_string("quoting/_details.html", details_context(priced, figures=figures_of(request)))
    return HttpResponse(content)


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
def currency(request: HttpRequest, token: str, line_id: UUID | None = None) -> HttpResponse:
    """Shows a quote in another currency; chosen on its list, or beside one of its parts."""
    services.choose_currency(token, currency=request.POST.get("currency", ""), by=require_actor(request))
    if line_id is None:
        return _renewed_list(request, token)
    if not _is_part_of_page(request):
        return redirect("quoting:line", token, line_id)
    return _offer(request, selectors.get_line(token, line_id))


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
def rename(request: HttpRequest, token: str) -> HttpResponse:
    """Gives a quote the name that its owner types on its page; a name that cannot be stays there with words why."""
    by, name = require_actor(request), request.POST.get("name", "")
    in_place = _is_part_of_page(request)
    try:
        renamed = services.rename_quote(token, name=name, by=by)
    except QuoteNameError as error:
        context = {"name_fault": str(error), "typed_name": name}
        if not in_place:
            context |= _quote_context(request, selectors.get_quote(token))
            return render(request, "quoting/quote.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        return _head(request, selectors.get_quote(token), context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _head(request, renamed, {}) if in_place else redirect("quoting:quote", token)


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
def units(request: HttpRequest, token: str, line_id: UUID) -> HttpResponse:
    """Reads the part's file again in another unit of length."""
    word = request.POST.get("units", "")
    if word not in set(LengthUnit):
        raise SpecificationError("units", word, choices=tuple(LengthUnit))
    chosen = selectors.get_line(token, line_id)
    declare_units(chosen.part_id, units=LengthUnit(word), by=require_actor(request))
    return redirect("quoting:line", token, line_id)


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
def duplicate(request: HttpRequest, token: str, line_id: UUID) -> HttpResponse:
    """Puts an alternative of a part beside it: the list shows both, anywhere else leads to the new one's own page."""
    alternative = copying.duplicate_line(line_id, by=require_actor(request))
    if not _is_part_of_page(request):
        return redirect("quoting:line", alternative.quote.token, alternative.id)
    return _renewed_list(request, token, told=f"An alternative of {alternative.part.name} stands right after it.")


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
def copy(request: HttpRequest, token: str) -> HttpResponse:
    """Makes a copy of a quote and goes to it."""
    return redirect("quoting:quote", copying.copy_quote(token, by=require_actor(request)).token)


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
def remove(request: HttpRequest, token: str, line_id: UUID) -> HttpResponse:
    """Takes a part out of a quote; the page then offers to bring it back."""
    services.remove_line(line_id, by=require_actor(request))
    return _renewed_list(request, token)


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
def restore(request: HttpRequest, token: str, line_id: UUID) -> HttpResponse:
    """Brings back a part that was taken out."""
    services.restore_line(line_id, by=require_actor(request))
    return _renewed_list(request, token)


@require_POST
@purpose(Purpose.HONOR_RIGHTS)
def delete(request: HttpRequest, token: str) -> HttpResponse:
    """Deletes a quote with its files, from the disk too."""
    services.delete_quote(token, by=require_actor(request))
    return render(request, "quoting/deleted.html")


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@cache_control(private=True, no_cache=True)
def shared_model(request: HttpRequest, token: str, part_id: UUID) -> HttpResponse:
    """A part for the viewer, for whoever has the quote's link."""
    return answer_model(selectors.get_shared_part(token, part_id))


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@cache_control(private=True, no_cache=True)
def shared_picture(request: HttpRequest, token: str, part_id: UUID) -> HttpResponse:
    """A part's still picture, for whoever has the quote's link."""
    return answer_picture(selectors.get_shared_part(token, part_id), body=asked_body(request))


def _is_part_of_page(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _first_address(quote: Quote) -> str:
    """The only part of a quote, or its list."""
    lines = selectors.lines_of(quote)
    if len(lines) == 1:
        return reverse("quoting:line", args=[quote.token, lines[0].id])
    return reverse("quoting:quote", args=[quote.token])


def _choices(request: HttpRequest) -> dict[str, str]:
    """What a form says of a line. A pressed cell of the price table says quantity and lead time at once."""
    sent = {name: request.POST[name] for name in (*PRICED_FIELDS, "quantity") if name in request.POST}
    quantity, separator, lead_time = request.POST.get("cell", "").partition(":")
    if separator:
        sent |= {"quantity": quantity, "lead_time": lead_time}
    return sent


def _renewed_list(request: HttpRequest, token: str, *, told: str = "") -> HttpResponse:
    """The list after a change; `told` is what a screen reader says of it."""
    if not _is_part_of_page(request):
        return redirect("quoting:quote", token)
    return render(request, "quoting/_list.html", _quote_context(request, selectors.get_quote(token)) | {"told": told})


def _quote_context(request: HttpRequest, quote: Quote) -> dict[str, Any]:
    priced = selectors.priced_quote(quote)
    return {
        "quote": quote,
        "link": request.build_absolute_uri(reverse("quoting:quote", args=[quote.token])),
        "editable": selectors.may_change(quote, by=actor_of(request)),
        "priced": priced,
        "revisions": revisions_of(quote),
        "review": latest_review(quote),
        "valid_days": valid_days(),
        "cards": [(card, specification_in_words(card.line, card.catalog)) for card in priced.lines],
        "originals": {card.line.id for card in priced.lines},
        "removed": selectors.removed_lines(quote)[:1],
        "pending": any(card.state is LineState.WAITING or _undrawn(card.line) for card in priced.lines),
        "reading": any(card.state is LineState.WAITING for card in priced.lines),
        "priced_count": sum(card.state is LineState.PRICED for card in priced.lines),
        "lead_times": LEAD_TIMES,
        "currencies": current_book().currencies,
        "move": moves_for(quote, by=actor_of(request)),
        "exchange": exchange_in_words(quote.currency, book=current_book(), figures=figures_of(request)),
        "filter_from": FILTER_FROM,
        "name_max": MAX_NAME_LENGTH,
        "figures": figures_of(request),
    }


def _head(
    request: HttpRequest, quote: Quote, context: dict[str, Any], *, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    """The part of a quote's page that its name renews, and with it the browser's title."""
    context |= {"quote": quote, "editable": True, "in_place": True, "name_max": MAX_NAME_LENGTH}
    response = render(request, "quoting/_head.html", context, status=status)
    response["X-Part-Of-Page"] = "true"
    return response


def _undrawn(line: QuoteLine) -> bool:
    return line.part.state == PartState.READY and not line.part.picture


def _offer(
    request: HttpRequest, line: QuoteLine, *, fault: str = "", status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    """The part of a part's page that a choice renews."""
    editable, figures = _editable(request, line), figures_of(request)
    context = offer_context(selectors.priced_line(line), editable=editable, figures=figures, fault=fault)
    headers = {"X-Part-Of-Page": "true", "HX-Trigger-After-Settle": "repriced"}  # shown in place though it refuse
    return HttpResponse(render_to_string("quoting/_offer.html", context), status=status, headers=headers)


def _editable(request: HttpRequest, line: QuoteLine) -> bool:
    return selectors.may_change(line.quote, by=actor_of(request)) and line.removed_at is None


def _progress(line: QuoteLine) -> dict[str, Any]:
    """How far the analysis is: the stages done, the one at work, those to come."""
    stage = line.part.stage
    now = STAGES.index(stage) if stage in STAGES else -1
    stages = [(name, "done" if number < now else "now" if number == now else "") for number, name in enumerate(STAGES)]
    return {"line": line, "part": line.part, "quote": line.quote, "stages": stages, "stage_number": now + 1}


def _twin(line: QuoteLine) -> dict[str, Any]:
    """What the viewer shows, in words."""
    if line.body is None:
        return {}
    analysis = get_analysis(line.part)
    return {
        "features": features_in_words(analysis.bodies[line.body.index].features),
        "notes": analysis.part.notes,
        # A unit that was guessed, or that makes a part of an unusual size, can be put right beside the note.
        "unit_doubtful": any(note.code in ("units.guessed", "units.unusual") for note in analysis.part.notes),
        "body_count": len(analysis.part.bodies),
    }
