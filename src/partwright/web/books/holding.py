"""One price book for the length of a request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from partwright.web.books.selectors import one_book

Respond = Callable[[HttpRequest], HttpResponse]


def hold_one_book(respond: Respond) -> Respond:
    """Prices all of an answer by one book, and asks the database at most once which that is."""

    def hold(request: HttpRequest) -> HttpResponse:
        with one_book():
            return respond(request)

    return hold
