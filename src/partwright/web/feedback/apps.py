"""Tells Django about the feedback slice."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "partwright.web.feedback"

    def ready(self) -> None:
        from partwright.web.feedback import (  # noqa: PLC0415 -- they register when models are loaded
            personal_data,  # noqa: F401
            retention,  # noqa: F401
        )
