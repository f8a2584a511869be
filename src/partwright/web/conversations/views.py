"""The customer's pages of conversations: the list, one with a form to write, its files.

A message by htmx answers with the new entries and an empty form, one by a plain form sends back to the page.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partwright.errors import PartwrightError
from partwright.web.conversations import selectors, services
from partwright.web.conversations.access import address_of, link_of
from partwright.web.conversations.allowance import count_message
from partwright.web.conversations.asking import ask, needs_contact
from partwright.web.conversations.attachments import ACCEPTED, MEDIA_TYPES, MOST_FILES, MOST_MB, FileKind
from partwright.web.conversations.errors import ConversationNotFoundError, TooManyMessagesError
from partwright.web.conversations.models import Attachment
from partwright.web.conversations.selectors import Thread
from partwright.web.conversations.senders import sender_of
from partwright.web.conversations.wording import LONGEST_TEXT, LONGEST_TITLE
from partwright.web.file_names import disposition
from partwright.web.privacy.purposes import Purpose, purpose

# A page that somebody sent must not run, load or send anything when it is opened, whatever a browser takes it for.
SANDBOX = "sandbox; default-src 'none'"
_PICTURE_SANDBOX = f"{SANDBOX}; style-src 'unsafe-inline'"  # the browser's own, with which it shows a picture alone
# Where htmx shows a refusal, so that what was typed and chosen stays.
_IN_ITS_PLACE = {"HX-Retarget": "#compose-fault", "HX-Reswap": "innerHTML", "X-Part-Of-Page": "true"}


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
def conversations(request: HttpRequest) -> HttpResponse:
    """What somebody and their teams talk about with the shop."""
    by = sender_of(request).actor
    found = selectors.conversations_of(by) if by is not None else None
    page = Paginator(found, selectors.LIST_LENGTH).get_page(request.GET.get("page")) if found is not None else None
    return render(request, "conversations/list.html", {"known": by is not None, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@purpose(Purpose.PROVIDE_SERVICES)
def new(request: HttpRequest) -> HttpResponse:
    """Asks the shop a question."""
    sender = sender_of(request)
    context = form_limits() | {"title_max": LONGEST_TITLE, "with_contact": needs_contact(sender)}
    if request.method != "POST":
        return render(request, "conversations/new.html", context)
    try:
        started = ask(
            sender,
            title=request.POST.get("title", ""),
            text=request.POST.get("text", ""),
            contact=services.Contact(request.POST.get("name", ""), request.POST.get("email", "")),
            files=request.FILES.getlist("file"),
        )
    except PartwrightError as error:
        return _refused(request, "conversations/new.html", context, error)
    return HttpResponseRedirect(address_of(started, link="" if sender.actor else link_of(started)))


@require_http_methods(["GET", "HEAD", "POST"])
@purpose(Purpose.PROVIDE_SERVICES)
def conversation(request: HttpRequest, conversation_id: UUID, link: str = "") -> HttpResponseBase:
    """One conversation; a post writes in it."""
    if request.method == "POST":
        return _write(request, conversation_id, link)
    by = sender_of(request).actor
    thread = selectors.get_thread(conversation_id, by=by, link=link)
    services.mark_read(conversation_id, by=by, link=link)
    return render(request, "conversations/conversation.html", thread_context(thread))


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
def entries(request: HttpRequest, conversation_id: UUID, link: str = "") -> HttpResponse:
    """What was written after the entry `after`, for a page that stays open; 204 if nothing."""
    by = sender_of(request).actor
    thread = selectors.get_thread(conversation_id, by=by, link=link, after=_after(request.GET.get("after")))
    if not thread.entries:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return render(request, "conversations/_news.html", thread_context(thread))


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
def close(request: HttpRequest, conversation_id: UUID, link: str = "") -> HttpResponse:
    """Closes a conversation that is settled."""
    closed = services.close(conversation_id, by=sender_of(request).actor, link=link)
    return _back(request, address_of(closed, link=link))


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
def reopen(request: HttpRequest, conversation_id: UUID, link: str = "") -> HttpResponse:
    """Opens a closed conversation again."""
    opened = services.reopen(conversation_id, by=sender_of(request).actor, link=link)
    return _back(request, address_of(opened, link=link))


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@cache_control(private=True, no_store=True)
def download(request: HttpRequest, conversation_id: UUID, file_id: UUID, link: str = "") -> HttpResponseBase:
    """A file of an entry, to be saved and not to be shown."""
    file = selectors.get_attachment(conversation_id, file_id, by=sender_of(request).actor, link=link)
    return _answer_file(file, "attachment")


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@cache_control(private=True, no_cache=True)
def picture(request: HttpRequest, conversation_id: UUID, file_id: UUID, link: str = "") -> HttpResponseBase:
    """A picture of an entry, to be shown: only what was drawn anew when it came."""
    file = selectors.get_attachment(conversation_id, file_id, by=sender_of(request).actor, link=link)
    if not file.is_picture:
        raise ConversationNotFoundError
    return _answer_file(file, "inline")


def thread_context(thread: Thread, **more: Any) -> dict[str, Any]:
    """What `conversations/_thread.html` needs, on whatever page it is."""
    return form_limits() | {"thread": thread} | more


def form_limits() -> dict[str, Any]:
    """The limits that a form to write names."""
    return {"accepted": ACCEPTED, "most_files": MOST_FILES, "most_mb": MOST_MB, "text_max": LONGEST_TEXT}


def _write(request: HttpRequest, conversation_id: UUID, link: str) -> HttpResponseBase:
    sender = sender_of(request)
    in_place = request.headers.get("HX-Request") == "true"
    after = _after(request.POST.get("after"))
    thread = selectors.get_thread(conversation_id, by=sender.actor, link=link, after=after if in_place else None)
    try:
        if not thread.access.staff:
            customer = str(sender.actor.owner_id) if sender.actor and not link else str(conversation_id)
            count_message(address=sender.address, customer=customer)
        services.write(
            conversation_id,
            text=request.POST.get("text", ""),
            files=request.FILES.getlist("file"),
            internal=request.POST.get("internal") == "1",
            by=sender.actor,
            link=link,
        )
    except ConversationNotFoundError:
        raise
    except PartwrightError as error:
        if not in_place:
            context = thread_context(thread, back=request.POST.get("back", ""))
            return _refused(request, "conversations/conversation.html", context, error)
        response = _refused(request, "conversations/_fault.html", {}, error)
        return _with_headers(response, _IN_ITS_PLACE)
    if not in_place:
        return _back(request, thread.address)
    thread = selectors.get_thread(conversation_id, by=sender.actor, link=link, after=after)
    return render(request, "conversations/_news.html", thread_context(thread, written=True))


def _refused(request: HttpRequest, template: str, context: dict[str, Any], error: PartwrightError) -> HttpResponse:
    """The form again, with what was typed and words why; files must be chosen anew, as browsers have it."""
    context |= {
        "fault": str(error),
        "fault_code": error.code,
        "typed": request.POST,
        "had_files": bool(request.FILES),
    }
    if isinstance(error, TooManyMessagesError):
        response = render(request, template, context, status=HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = str(error.retry_after_s)
        return response
    return render(request, template, context, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _answer_file(file: Attachment, kind: str) -> HttpResponseBase:
    stem, _dot, ending = file.name.rpartition(".")
    try:
        content = default_storage.open(file.stored)
    except FileNotFoundError:
        raise ConversationNotFoundError from None
    response = FileResponse(content, content_type=MEDIA_TYPES[FileKind(file.kind)])
    headers = {
        "Content-Disposition": disposition(stem, ending=ending, kind=kind),
        "Content-Security-Policy": _PICTURE_SANDBOX if kind == "inline" else SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "ETag": f'"{file.stored.rpartition("/")[2]}"',
    }
    return _with_headers(response, headers)


def _with_headers(response: HttpResponseBase, headers: Mapping[str, str]) -> HttpResponseBase:
    for name, value in headers.items():
        response[name] = value
    return response


def _back(request: HttpRequest, address: str) -> HttpResponseRedirect:
    """To the page of this site that the form stood on, or to the conversation's own."""
    page = request.POST.get("back", "")
    if page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None):
        return HttpResponseRedirect(page)
    return HttpResponseRedirect(address)


def _after(word: str | None) -> UUID | None:
    try:
        return UUID(word) if word else None
    except ValueError:
        return None
