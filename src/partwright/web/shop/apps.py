"""Tells Django about the shop slice."""

from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "partwright.web.shop"

    def ready(self) -> None:
        from partwright.web.shop import personal_data  # noqa: F401, PLC0415 -- it registers when models are loaded
