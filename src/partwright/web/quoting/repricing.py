"""The price table of a line as JSON: what a program, or a page that has not decided yet, asks for on every change."""

from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from partwright.pricing.report import decimal_string
from partwright.web.privacy.purposes import Purpose, purpose
from partwright.web.quoting.selectors import PricedLine, price_table


@require_safe
@purpose(Purpose.PROVIDE_SERVICES)
@cache_control(private=True, no_store=True)
def reprice(request: HttpRequest, token: str, line_id: UUID) -> JsonResponse:
    """What a line would cost with the choices in the query, for every quantity and lead time; stores nothing."""
    return JsonResponse(_table(price_table(token, line_id, request.GET.dict())))


def _table(priced: PricedLine) -> dict[str, object]:
    line = priced.line
    return {
        "state": priced.state,
        "process": line.process,
        "material": line.material,
        "finish": line.finish,
        "tolerance": line.tolerance,
        "quantity": line.quantity,
        "lead_time": line.lead_time,
        "currency": line.quote.currency,
        "prices": [
            {
                "quantity": price.quantity,
                "lead_time": price.lead_time,
                "business_days": price.business_days,
                "unit": decimal_string(price.unit),
                "total": decimal_string(price.total),
                "low": decimal_string(price.low),
                "high": decimal_string(price.high),
            }
            for row in priced.table.values()
            for price in row.values()
        ],
    }
