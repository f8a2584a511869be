"""What every template may say about this installation."""

from django.conf import settings
from django.http import HttpRequest

from partwright.web.accounts.requests import is_known_staff
from partwright.web.quoting.figures import length_unit_of


def site(request: HttpRequest) -> dict[str, object]:
    """Promises and limits that pages repeat, so that a page never says another number than the code holds to."""
    return {
        "retention_days": settings.VISITOR_RETENTION.days,
        "upload_mb": settings.ENVIRONMENT.upload_mb,
        "upload_files": settings.ENVIRONMENT.upload_files,
        "is_staff": is_known_staff(request),
        "length_unit": length_unit_of(request).value,
    }
