"""Where the page about what is kept is reached."""

from django.urls import path

from partwright.web.privacy import views

app_name = "privacy"
urlpatterns = [path("privacy/", views.policy, name="policy")]
