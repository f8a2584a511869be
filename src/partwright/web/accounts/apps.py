"""Tells Django about the accounts slice."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "partwright.web.accounts"

    def ready(self) -> None:
        from partwright.web.accounts import (  # noqa: PLC0415 -- they register when models are loaded
            conversing,  # noqa: F401
            mails,  # noqa: F401
            personal_data,  # noqa: F401
            receivers,  # noqa: F401
            retention,  # noqa: F401
            staff_mails,  # noqa: F401
            team_mails,  # noqa: F401
        )
