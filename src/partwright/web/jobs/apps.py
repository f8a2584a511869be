"""Tells Django about the jobs slice."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "partwright.web.jobs"
