"""Mail as the shop sees it: what was sent, waits or has failed, what each says, and every mail that may be sent."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_update
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from partwright.web.accounts.entering import see_other
from partwright.web.accounts.requests import require_actor
from partwright.web.actor import Actor, StaffRole
from partwright.web.mailing import selectors, services
from partwright.web.mailing.models import Message
from partwright.web.mailing.rendering import Rendered
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.staff.access import staff_only
from partwright.web.staff.navigation import MAIL_ROLES
from partwright.web.staff.paging import query_without_page

LIST_LENGTH = 50
# A mail's HTML is shown as a mail program does: it loads nothing, runs nothing and leads nowhere.
MAIL_SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
_framing = csp_update({"frame-src": [SELF]})


class Box(StrEnum):
    """Which messages are listed."""

    SENT = "sent"
    WAITING = "waiting"
    FAILED = "failed"


_BOXES = {
    Box.SENT: (_("Sent"), selectors.sent_messages),
    Box.WAITING: (_("Waiting"), selectors.waiting_messages),
    Box.FAILED: (_("Failed"), selectors.failed_messages),
}


@require_safe
@purpose(Purpose.ADMINISTER)
@staff_only(*MAIL_ROLES)
def messages(request: HttpRequest) -> HttpResponse:
    """Messages of one box, and whether mail gets out at all."""
    word = request.GET.get("box", "")
    box = Box(word) if word in set(Box) else Box.SENT
    found = _BOXES[box][1]().defer("text", "html")
    counts = selectors.count_messages()
    context = {
        "box": box.value,
        "boxes": [(one.value, name, counts[one]) for one, (name, _find) in _BOXES.items()],
        "page": Paginator(found, LIST_LENGTH).get_page(request.GET.get("page")),
        "query": query_without_page(request),
        "state": selectors.mail_state(),
        "to": request.user.email,
        "tested": request.GET.get("done") == "test",
    }
    return render(request, "staff/mail/list.html", context)


@require_safe
@purpose(Purpose.ADMINISTER)
@staff_only(*MAIL_ROLES)
@_framing
def message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """One message: to whom, when, what became of it and what it says."""
    found = selectors.get_message(message_id)
    context = {"message": found, "readable": _is_readable(found, require_actor(request))}
    return render(request, "staff/mail/message.html", context)


@require_safe
@purpose(Purpose.ADMINISTER)
@staff_only(*MAIL_ROLES)
def message_html(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """What a message says in HTML, for the frame of its page."""
    found = selectors.get_message(message_id)
    if not _is_readable(found, require_actor(request)):
        raise Http404
    return _framed(found.html)


@require_POST
@purpose(Purpose.ADMINISTER)
@staff_only(*MAIL_ROLES)
def retry(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Queues a message that has failed once more."""
    services.retry(message_id, by=require_actor(request))
    return see_other(reverse("staff:message", args=[message_id]))


@require_POST
@purpose(Purpose.ADMINISTER)
@staff_only(*MAIL_ROLES)
def give_up(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Takes a message that has failed off the work list."""
    services.give_up_on(message_id, by=require_actor(request))
    return see_other(reverse("staff:message", args=[message_id]))


@require_POST
@purpose(Purpose.ADMINISTER)
@staff_only(*MAIL_ROLES)
def test(request: HttpRequest) -> HttpResponse:
    """Sends a mail that says only that mail works to whoever asks for it."""
    services.send_test_mail(request.user.email, by=require_actor(request))
    return see_other(f"{reverse('staff:mail')}?box={Box.WAITING}&done=test")


@require_safe
@purpose(Purpose.ADMINISTER)
@staff_only(*MAIL_ROLES)
def templates(request: HttpRequest) -> HttpResponse:
    """Every mail that may be sent."""
    found = [(template, template.subject % _Sample(template.sample)) for template in selectors.list_templates()]
    return render(request, "staff/mail/templates.html", {"templates": found})


@require_safe
@purpose(Purpose.ADMINISTER)
@staff_only(*MAIL_ROLES)
@_framing
def preview(request: HttpRequest, template_id: str) -> HttpResponse:
    """A mail as somebody would get it, with the words of its sample."""
    return render(request, "staff/mail/preview.html", {"id": template_id, "mail": _preview(template_id)})


@require_safe
@purpose(Purpose.ADMINISTER)
@staff_only(*MAIL_ROLES)
def preview_html(request: HttpRequest, template_id: str) -> HttpResponse:
    """The same in HTML, for the frame of that page."""
    return _framed(_preview(template_id).html)


def _is_readable(message: Message, by: Actor) -> bool:
    """Whether somebody may read what a message says.

    A link that signs somebody in is for its receiver alone. Without a mail server nobody receives anything: then the
    owner, who sees the outbox on the disk as well, reads it here.
    """
    if not selectors.is_confidential(message):
        return True
    return StaffRole.OWNER in by.roles and not selectors.mail_state().configured


def _preview(template_id: str) -> Rendered:
    try:
        return selectors.preview(template_id)
    except KeyError:
        raise Http404 from None


def _framed(html: str) -> HttpResponse:
    response = HttpResponse(html)
    response["Content-Security-Policy"] = MAIL_SANDBOX
    return response


class _Sample(dict[str, Any]):
    """The words of a subject; one that the sample lacks stands for itself."""

    def __init__(self, sample: Any) -> None:
        super().__init__(sample or {})

    def __missing__(self, key: str) -> str:
        return key
