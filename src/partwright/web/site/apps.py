"""Tells Django about the site slice."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "partwright.web.site"
    label = "site"
