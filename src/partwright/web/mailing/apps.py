"""Tells Django about the mailing slice."""

from django.apps import AppConfig


class MailingConfig(AppConfig):
    name = "partwright.web.mailing"

    def ready(self) -> None:
        from partwright.web.mailing import (  # noqa: PLC0415 -- they register when models are loaded
            checks,  # noqa: F401
            own_mails,  # noqa: F401
            personal_data,  # noqa: F401
            readiness,  # noqa: F401
            retention,  # noqa: F401
            tasks,  # noqa: F401
        )
