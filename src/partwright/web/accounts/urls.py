"""Where people sign in and out, and where invitations lead."""

from django.urls import path

from partwright.web.accounts import invitation_views, sign_in

urlpatterns = [
    path("account/login/", sign_in.sign_in, name="account_login"),
    path("account/logout/", sign_in.sign_out, name="account_logout"),
    path("invitation/<str:token>/", invitation_views.accept_invitation, name="invitation"),
]
