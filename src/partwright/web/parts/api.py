"""The API's operations on parts."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile

from partwright.units import LengthUnit
from partwright.web.accounts.idempotency import IdempotencyKey, idempotent, secret_of
from partwright.web.accounts.requests import remember_visitor
from partwright.web.accounts.security import VISITOR
from partwright.web.parts.models import Part
from partwright.web.parts.receiving import receive_files
from partwright.web.parts.schemas import Analysis, PartStatus, Problem, Uploaded, part_status
from partwright.web.parts.selectors import analysis_report, get_part
from partwright.web.parts.services import delete_part
from partwright.web.privacy.purposes import Purpose, purpose

router = Router(tags=["parts"])

RETRY_AFTER_S = "1"
SEEN = {401: Problem, 404: Problem, 422: Problem}


@router.post(
    "/parts",
    response={202: Uploaded, 400: Problem, 409: Problem, 413: Problem, 415: Problem, 422: Problem, 429: Problem},
    summary="Upload a part",
)
@purpose(Purpose.PROVIDE_SERVICES)
@idempotent
def upload(
    request: HttpRequest,
    file: Annotated[UploadedFile, File(description="A CAD file, or a ZIP of some.")],
    units: Annotated[LengthUnit | None, Form(description="The unit it is drawn in, if the file does not say.")] = None,
    idempotency_key: IdempotencyKey = None,
) -> HttpResponse:
    """Takes a file and queues its analysis. Poll the address in `Location` until `settled` is true.

    Who comes without a known cookie or token becomes a visitor: the answer sets the cookie and has the token.
    """
    receipt = receive_files(request, units=units, token_if_new=secret_of(request))
    part = receipt.parts[0]
    response = JsonResponse({**part_status(part), "token": receipt.new_token}, status=202)
    response["Location"] = f"/api/v1/parts/{part.id}"
    response["Retry-After"] = RETRY_AFTER_S
    if receipt.new_token is not None:
        remember_visitor(response, receipt.new_token)
    return response


@router.get("/parts/{uuid:part_id}", response={200: PartStatus, **SEEN}, auth=VISITOR, summary="State of a part")
@purpose(Purpose.PROVIDE_SERVICES)
def show(request: HttpRequest, part_id: UUID) -> HttpResponse:
    """How far the analysis of a part is; `members` are the parts of an archive."""
    part = get_part(part_id, by=request.auth)  # type: ignore[attr-defined]
    return _told(part)


@router.get(
    "/parts/{uuid:part_id}/analysis",
    response={200: Analysis, 409: Problem, **SEEN},
    by_alias=True,
    auth=VISITOR,
    summary="Analysis of a part",
)
@purpose(Purpose.PROVIDE_SERVICES)
def analysis(request: HttpRequest, part_id: UUID) -> HttpResponse:
    """What was found in a part, as `partwright analyze --json` says it."""
    part = get_part(part_id, by=request.auth)  # type: ignore[attr-defined]
    return JsonResponse(analysis_report(part))


@router.delete(
    "/parts/{uuid:part_id}", response={204: None, 409: Problem, **SEEN}, auth=VISITOR, summary="Delete a part"
)
@purpose(Purpose.HONOR_RIGHTS)
@idempotent
def delete(request: HttpRequest, part_id: UUID, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    """Deletes a part at once: from quotes, database and disk, with the members of an archive."""
    delete_part(part_id, by=request.auth)  # type: ignore[attr-defined]
    return HttpResponse(status=204)


def _told(part: Part) -> HttpResponse:
    response = JsonResponse(part_status(part))
    if not part.is_settled:
        response["Retry-After"] = RETRY_AFTER_S
    return response
