"""Where the pages of the staff are reached."""

from django.urls import path

from partwright.web.staff import views

app_name = "staff"
urlpatterns = [
    path("staff/setup/", views.setup, name="setup"),
    path("staff/setup/test-mail/", views.test_mail, name="test-mail"),
]
