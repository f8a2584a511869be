"""The address that Stripe's webhooks come to."""

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from partwright.web.payments.events import handle_event
from partwright.web.payments.ways import card_is_configured
from partwright.web.privacy.purposes import Purpose, purpose

MOST_BYTES = 256_000  # an event of Stripe's has a few kilobytes


@require_POST
@purpose(Purpose.PROVIDE_SERVICES)
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Takes an event that Stripe signed; what it answers beside the status says nothing to anybody else."""
    if not card_is_configured():
        raise Http404
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise RequestDataTooBig
    handle_event(request.body, request.headers.get("Stripe-Signature", ""))
    return HttpResponse(status=200)
