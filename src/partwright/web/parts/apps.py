"""Tells Django about the parts slice."""

from django.apps import AppConfig


class PartsConfig(AppConfig):
    name = "partwright.web.parts"

    def ready(self) -> None:
        from partwright.web.parts import personal_data, receivers, retention, tasks  # noqa: F401, PLC0415 -- they register when models are loaded
