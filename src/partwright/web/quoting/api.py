"""The API's operations on prices."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Body, Router

from partwright.pricing.report import report_catalog
from partwright.web.accounts.idempotency import IdempotencyKey, idempotent
from partwright.web.accounts.security import VISITOR
from partwright.web.books.selectors import current_book
from partwright.web.parts.schemas import Problem
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.quoting.quotation import quotation_json
from partwright.web.quoting.schemas import Catalog, Quotation, WishIn
from partwright.web.shop.selectors import offered_processes

router = Router(tags=["prices"])


@router.post(
    "/parts/{uuid:part_id}/quote",
    response={
        200: Quotation,
        400: Problem,
        401: Problem,
        404: Problem,
        409: Problem,
        413: Problem,
        415: Problem,
        422: Problem,
    },
    by_alias=True,
    auth=VISITOR,
    summary="Price of a part",
)
@purpose(Purpose.PROVIDE_SERVICES)
@idempotent
def price(
    request: HttpRequest,
    part_id: UUID,
    wish: Annotated[WishIn, Body()],
    idempotency_key: IdempotencyKey = None,
) -> HttpResponse:
    """What a part costs, as `partwright quote --json` says it; every process that can make it where none is named."""
    by = request.auth  # type: ignore[attr-defined]
    content = quotation_json(part_id, wish.wish(), by=by, with_savings=wish.savings, requirements=wish.required())
    return HttpResponse(content, content_type="application/json")


@router.get("/catalog", response={200: Catalog}, by_alias=True, summary="What can be chosen")
@purpose(Purpose.INFORM)
def catalog(request: HttpRequest) -> HttpResponse:
    """Processes, machines, materials, finishes, tolerances, lead times and currencies."""
    return JsonResponse(report_catalog(current_book(), processes=offered_processes()))
