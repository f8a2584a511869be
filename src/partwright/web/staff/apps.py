"""Tells Django about the staff slice."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "partwright.web.staff"
