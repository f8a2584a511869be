"""Every address of the site."""

from django.urls import include, path

from partwright.web.site.api import api

urlpatterns = [
    path("", include("partwright.web.payments.urls")),
    path("", include("partwright.web.ordering.urls")),
    path("", include("partwright.web.quoting.urls")),
    path("conversations/", include("partwright.web.conversations.urls")),
    path("", include("partwright.web.parts.urls")),
    path("", include("partwright.web.privacy.urls")),
    path("", include("partwright.web.feedback.urls")),
    path("", include("partwright.web.staff.urls")),
    path("", include("partwright.web.accounts.urls")),
    path("api/v1/", api.urls),
]
