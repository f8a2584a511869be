"""Tells Django about the documents slice."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DocumentsConfig(AppConfig):
    name = "partwright.web.documents"

    def ready(self) -> None:
        from partwright.web.documents import (  # noqa: PLC0415 -- they register when models are loaded
            guard,
            personal_data,  # noqa: F401
            retention,  # noqa: F401
        )

        post_migrate.connect(guard.guard, sender=self)
