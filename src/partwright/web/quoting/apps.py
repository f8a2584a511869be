"""Tells Django about the quoting slice."""

from django.apps import AppConfig


class QuotingConfig(AppConfig):
    name = "partwright.web.quoting"

    def ready(self) -> None:
        from partwright.web.quoting import personal_data, receivers, retention  # noqa: F401, PLC0415 -- they register when models are loaded
