"""Lists in pages."""

from django.http import HttpRequest


def query_without_page(request: HttpRequest) -> str:
    """What a list is filtered by, as the beginning of the query of another page of it."""
    words = request.GET.copy()
    words.pop("page", None)
    return f"{words.urlencode()}&" if words else ""
