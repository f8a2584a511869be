"""Tells Django about the accounts slice."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "partwright.web.accounts"

    def ready(self) -> None:
        from partwright.web.accounts import personal_data, receivers, retention  # noqa: F401, PLC0415 -- they register when models are loaded
