"""Tells Django about the books slice."""

from django.apps import AppConfig


class BooksConfig(AppConfig):
    name = "partwright.web.books"

    def ready(self) -> None:
        from partwright.web.books import personal_data, retention  # noqa: F401, PLC0415 -- they register when models are loaded
