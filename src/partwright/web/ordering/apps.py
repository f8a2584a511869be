"""Tells Django about the ordering slice."""

from django.apps import AppConfig


class OrderingConfig(AppConfig):
    name = "partwright.web.ordering"

    def ready(self) -> None:
        from partwright.web.ordering import mails, personal_data, receivers, retention  # noqa: F401, PLC0415 -- they register when models are loaded
