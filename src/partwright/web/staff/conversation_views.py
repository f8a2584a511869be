"""Conversations as the shop sees them: the list, one with who answers it, and notes about calls."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from partwright.web.accounts.entering import see_other
from partwright.web.accounts.posts import staff_people
from partwright.web.accounts.requests import require_actor
from partwright.web.actor import Actor
from partwright.web.conversations import services
from partwright.web.conversations.access import roles_for
from partwright.web.conversations.errors import (
    CallGroundError,
    ConversationNotFoundError,
    EmptyMessageError,
    MessageTooLongError,
)
from partwright.web.conversations.models import Conversation, Kind, State
from partwright.web.conversations.selectors import LIST_LENGTH, Thread, conversations_for_staff, get_thread
from partwright.web.conversations.views import thread_context
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.staff.access import staff_only
from partwright.web.staff.conversation_forms import AssignForm, CallNoteForm, ConversationFilter
from partwright.web.staff.navigation import TALKING_ROLES
from partwright.web.staff.paging import query_without_page
from partwright.web.staff.work_sources import other_side_of


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(*TALKING_ROLES)
def conversations(request: HttpRequest) -> HttpResponse:
    """What the shop talks about with customers; what waits for an answer stands first."""
    by = require_actor(request)
    chosen = ConversationFilter(request.GET)
    page = Paginator(_found(chosen, by), LIST_LENGTH).get_page(request.GET.get("page"))
    rows = [(conversation, other_side_of(conversation)) for conversation in page]
    context = {"filter": chosen, "page": page, "rows": rows, "query": query_without_page(request)}
    return render(request, "staff/conversations.html", context)


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(*TALKING_ROLES)
def conversation(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """One conversation with the forms to answer, to note a call, and to say who answers."""
    by = require_actor(request)
    thread = _thread(conversation_id, by)
    services.mark_thread_read(thread, by=by)
    return _page(request, thread)


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(*TALKING_ROLES)
def note_call(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Writes down what somebody said by telephone."""
    by = require_actor(request)
    thread = _thread(conversation_id, by)
    form = CallNoteForm(request.POST, name="call")
    if form.is_valid():
        try:
            services.note_call(conversation_id, by=by, **form.cleaned_data)
        except (EmptyMessageError, MessageTooLongError) as refusal:
            form.add_error("text", str(refusal))
        except CallGroundError as refusal:
            form.add_error("source", str(refusal))
        else:
            return _to(conversation_id)
    return _page(request, thread, call_form=form, status=422)


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
@staff_only(*TALKING_ROLES)
def assign(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Says who answers: `me` is whoever asks."""
    by = require_actor(request)
    thread = _thread(conversation_id, by)
    if "me" in request.POST:
        services.assign(conversation_id, by.person_id, by=by)
        return _to(conversation_id)
    form = AssignForm(request.POST, people=_people(thread.conversation), name="assign")
    if not form.is_valid():
        return _page(request, thread, assign_form=form, status=422)
    person = form.cleaned_data["person"]
    services.assign(conversation_id, UUID(person) if person else None, by=by)
    return _to(conversation_id)


def _found(chosen: ConversationFilter, by: Actor) -> QuerySet[Conversation]:
    found = conversations_for_staff(by).select_related("owner__team")
    state, kind, who = (chosen.word(name) for name in ("state", "kind", "who"))
    if kind:
        found = found.filter(kind=kind)
    if who:
        found = found.filter(assigned_to_id=by.person_id if who == "me" else None)
    if state == State.CLOSED:
        return found.filter(state=state).order_by("-closed_at", "id")
    found = found.filter(state=state) if state else found.exclude(state=State.CLOSED)
    waiting_first = Case(When(state=State.WAITING_FOR_STAFF, then=Value(0)), default=Value(1))
    return found.order_by(waiting_first, "last_message_at", "id")


def _thread(conversation_id: UUID, by: Actor) -> Thread:
    """A conversation that the actor works on, not one of their own as a customer.

    Raises:
        ConversationNotFoundError: it is none.
    """
    thread = get_thread(conversation_id, by=by)
    if not thread.access.staff:
        raise ConversationNotFoundError
    return thread


def _people(conversation: Conversation) -> list[tuple[str, str]]:
    return [
        (str(person.id), person.name or person.email) for person in staff_people(*roles_for(Kind(conversation.kind)))
    ]


def _page(request: HttpRequest, thread: Thread, *, status: int = 200, **forms: Any) -> HttpResponse:
    held = thread.conversation
    context = thread_context(
        thread,
        back=reverse("staff:conversation", args=[held.id]),
        customer=other_side_of(held),
        call_form=forms.get("call_form") or CallNoteForm(name="call"),
        assign_form=forms.get("assign_form")
        or AssignForm(people=_people(held), name="assign", initial={"person": str(held.assigned_to_id or "")}),
        is_mine=held.assigned_to_id == require_actor(request).person_id,
    )
    return render(request, "staff/conversation.html", context, status=status)


def _to(conversation_id: UUID) -> HttpResponse:
    return see_other(reverse("staff:conversation", args=[conversation_id]))
