"""Tells Django about the quoting slice."""

from django.apps import AppConfig


class QuotingConfig(AppConfig):
    name = "partwright.web.quoting"

    def ready(self) -> None:
        from partwright.web.quoting import (  # noqa: PLC0415 -- they register when models are loaded
            personal_data,  # noqa: F401
            receivers,  # noqa: F401
            retention,  # noqa: F401
            trying,  # noqa: F401
        )
