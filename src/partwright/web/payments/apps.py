"""Tells Django about the payments slice."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "partwright.web.payments"

    def ready(self) -> None:
        from partwright.web.payments import (  # noqa: PLC0415 -- they register when models are loaded
            personal_data,  # noqa: F401
            retention,  # noqa: F401
            tasks,  # noqa: F401
        )
