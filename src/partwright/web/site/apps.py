"""Tells Django about the site slice."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "partwright.web.site"
    label = "site"

    def ready(self) -> None:
        from partwright.web.site import retention  # noqa: F401, PLC0415 -- it registers when Django is set up
