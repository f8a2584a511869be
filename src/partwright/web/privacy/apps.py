"""Tells Django about the privacy slice."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "partwright.web.privacy"

    def ready(self) -> None:
        from partwright.web.privacy import checks, personal_data, retention  # noqa: F401, PLC0415 -- they register when models are loaded
