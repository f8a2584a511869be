"""The pages of a part's new revision: upload it, compare, use it or keep the old one."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partwright.web.accounts.entering import see_other
from partwright.web.accounts.requests import actor_of, require_actor
from partwright.web.parts.errors import NoFileError
from partwright.web.parts.models import PartState
from partwright.web.parts.receiving import Receipt, receive_files
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.quoting import changing
from partwright.web.quoting.differences import LineDifference, change_of, difference_of, to_pick_on
from partwright.web.quoting.errors import OneFileError, QuoteNotFoundError
from partwright.web.quoting.figures import figures_of
from partwright.web.quoting.models import ChangeState, PartChange, QuoteLine
from partwright.web.quoting.required import in_words
from partwright.web.quoting.services import own_line
from partwright.web.quoting.wording import feature_in_words, specification_in_words


@require_http_methods(["GET", "HEAD", "POST"])
@purpose(Purpose.PROVIDE_SERVICES)
@cache_control(private=True, no_store=True)
def revise(request: HttpRequest, token: str, line_id: UUID) -> HttpResponse:
    """Takes a new revision of a line's part and sends on to where the two are compared."""
    by = require_actor(request)
    line = own_line(line_id, by=by)
    if line.quote.token != token:
        raise QuoteNotFoundError
    if request.method != "POST":
        return _form(request, line)
    try:
        receipt = _received(request)
    except (NoFileError, OneFileError) as fault:
        return _form(request, line, fault=fault)
    change = changing.propose_part(line.id, receipt.parts[0], by=by)
    return _to_change(token, change)


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@cache_control(private=True, no_store=True)
def part_change(request: HttpRequest, token: str, change_id: UUID) -> HttpResponse:
    """Two revisions of a part side by side."""
    change = _own(request, token, change_id)
    new = change.new_part
    waiting = new is not None and not new.is_settled
    if waiting and request.headers.get("HX-Request") == "true":
        return HttpResponse(status=HTTPStatus.NO_CONTENT)  # the page stays, with the focus in it
    context: dict[str, Any] = {
        "quote": change.quote,
        "change": change,
        "old": change.old_part,
        "new": new,
        "figures": figures_of(request),
        "readable": False,
        "waiting": waiting,
    }
    if new is not None and new.state == change.old_part.state == PartState.READY:
        difference = difference_of(change, change.old_part, new)
        context |= {
            "readable": True,
            "undrawn": not new.picture,
            "unasked": difference.unasked,
            "lines": [_in_words(line) for line in difference.lines],
        }
    return render(request, "quoting/part_change.html", context)


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
def use(request: HttpRequest, token: str, change_id: UUID) -> HttpResponse:
    """Puts the new revision in the place of the old one."""
    change = changing.accept_change(_own(request, token, change_id).id, by=require_actor(request))
    return _to_change(token, change)


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
def undo(request: HttpRequest, token: str, change_id: UUID) -> HttpResponse:
    """Puts the old revision in its place again."""
    change = changing.undo_change(_own(request, token, change_id).id, by=require_actor(request))
    return _to_change(token, change)


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
def keep(request: HttpRequest, token: str, change_id: UUID) -> HttpResponse:
    """Drops the new revision and goes back to the part."""
    change = changing.keep_old(_own(request, token, change_id).id, by=require_actor(request))
    first = change.quote.lines.filter(part=change.old_part_id, removed_at=None).first()
    if first is None:
        return see_other(reverse("quoting:quote", args=[token]))
    return see_other(reverse("quoting:line", args=[token, first.id]))


def change_context(line: QuoteLine) -> dict[str, Any]:
    """What a line's own page says of its part's revisions."""
    change = change_of(line)
    return {
        "part_change": change,
        "part_change_waits": change is not None and change.state == ChangeState.OPEN,
        "to_pick": in_words(to_pick_on(line, change)),
    }


def _received(request: HttpRequest) -> Receipt:
    if len(request.FILES.getlist("file")) > 1:
        raise OneFileError
    return receive_files(request)


def _own(request: HttpRequest, token: str, change_id: UUID) -> PartChange:
    change = changing.own_change(change_id, by=actor_of(request))
    if change.quote.token != token:
        raise QuoteNotFoundError
    return change


def _form(request: HttpRequest, line: QuoteLine, *, fault: NoFileError | OneFileError | None = None) -> HttpResponse:
    status = HTTPStatus.OK if fault is None else HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"line": line, "part": line.part, "quote": line.quote, "fault": fault}
    return render(request, "quoting/revise.html", context, status=status)


def _to_change(token: str, change: PartChange) -> HttpResponse:
    return see_other(reverse("quoting:part_change", args=[token, change.id]))


def _in_words(difference: LineDifference) -> dict[str, Any]:
    changes = difference.features
    return {
        "difference": difference,
        "key": difference.line.id.hex,
        "title": difference.line.body.name if difference.line.body else "",
        "configuration": specification_in_words(difference.line, difference.old.catalog),
        "dearer": difference.more is not None and difference.more > 0,
        "apart": abs(difference.more) if difference.more else None,
        "added": [f"{one.count} × {feature_in_words(one.feature)}" for one in changes.added],
        "removed": [f"{one.count} × {feature_in_words(one.feature)}" for one in changes.removed],
        "changed": [
            (f"{one.count} × {feature_in_words(one.before)}", feature_in_words(one.after)) for one in changes.changed
        ],
        "to_pick": in_words(difference.to_pick),
    }
