"""The pages by which people write to the shop and rate it."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from partwright.errors import PartwrightError
from partwright.web.accounts.entering import see_other
from partwright.web.accounts.requests import person_of
from partwright.web.conversations.asking import ask
from partwright.web.conversations.errors import EmptyMessageError, MessageTooLongError, TitleError, TooManyMessagesError
from partwright.web.conversations.senders import sender_of
from partwright.web.conversations.views import form_limits
from partwright.web.feedback.forms import ContactForm, FeedbackForm, WritingForm
from partwright.web.feedback.models import About
from partwright.web.feedback.services import give_feedback
from partwright.web.mailing.errors import MailAddressError
from partwright.web.privacy.purposes import Purpose, purpose

_FIELDS: dict[type[PartwrightError], str] = {
    TitleError: "title",
    EmptyMessageError: "text",
    MessageTooLongError: "text",
    MailAddressError: "email",
}


@require_http_methods(["GET", "HEAD", "POST"])
@purpose(Purpose.PROVIDE_SERVICES)
def contact(request: HttpRequest) -> HttpResponse:
    """Writes to the shop: the message becomes a conversation."""
    posted = request.POST if request.method == "POST" else None
    form = ContactForm(posted, person=person_of(request))
    if form.is_valid():
        try:
            ask(
                sender_of(request),
                title=form.cleaned_data["title"],
                text=form.cleaned_data["text"],
                contact=form.contact,
                files=request.FILES.getlist("file"),
            )
        except PartwrightError as refusal:
            return _page(request, "feedback/contact.html", form, refusal)
        return see_other(reverse("feedback:contact-sent"))
    return _page(request, "feedback/contact.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
@purpose(Purpose.PROVIDE_SERVICES)
def feedback(request: HttpRequest) -> HttpResponse:
    """Rates the website, a quote or a price."""
    posted = request.POST if request.method == "POST" else None
    form = FeedbackForm(posted, person=person_of(request), initial={"about": request.GET.get("about", About.PAGE)})
    if form.is_valid():
        try:
            give_feedback(
                About(form.cleaned_data["about"]),
                rating=form.cleaned_data["rating"],
                text=form.cleaned_data["text"],
                answer_wanted=form.cleaned_data["answer"],
                contact=form.contact,
                sender=sender_of(request),
            )
        except PartwrightError as refusal:
            return _page(request, "feedback/feedback.html", form, refusal)
        return see_other(reverse("feedback:feedback-sent"))
    return _page(request, "feedback/feedback.html", form)


@require_safe
@purpose(Purpose.INFORM)
def contact_sent(request: HttpRequest) -> HttpResponse:
    """Says that a message has arrived."""
    return render(request, "feedback/contact_sent.html")


@require_safe
@purpose(Purpose.INFORM)
def feedback_sent(request: HttpRequest) -> HttpResponse:
    """Says that a rating has arrived."""
    return render(request, "feedback/feedback_sent.html")


def _page(
    request: HttpRequest, template: str, form: WritingForm, refusal: PartwrightError | None = None
) -> HttpResponse:
    """A form, again if it was refused: with what was typed, and each fault beside its field."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = form_limits() | {"form": form, "had_files": bool(request.FILES)}
    if refusal is not None and (field := _FIELDS.get(type(refusal))) in form.fields:
        form.add_error(field, str(refusal))
    elif refusal is not None and refusal.code.startswith("attachment."):
        context["file_fault"] = str(refusal)
    elif refusal is not None:
        form.add_error(None, str(refusal))
    if not isinstance(refusal, TooManyMessagesError):
        return render(request, template, context, status=status)
    response = render(request, template, context, status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = str(refusal.retry_after_s)
    return response
