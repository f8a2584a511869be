"""Tells Django about the privacy slice."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PrivacyConfig(AppConfig):
    name = "partwright.web.privacy"

    def ready(self) -> None:
        from partwright.web.privacy import (  # noqa: PLC0415 -- they register when models are loaded
            checks,  # noqa: F401
            ledger,
            personal_data,  # noqa: F401
            retention,  # noqa: F401
        )

        post_migrate.connect(ledger.guard, sender=self)
