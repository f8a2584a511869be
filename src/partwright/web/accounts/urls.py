"""Where people sign in and out, where invitations lead, and where teams are."""

from django.urls import path

from partwright.web.accounts import invitation_views, sign_in, team_views

urlpatterns = [
    path("account/login/", sign_in.sign_in, name="account_login"),
    path("account/logout/", sign_in.sign_out, name="account_logout"),
    path("invitation/<str:token>/", invitation_views.accept_invitation, name="invitation"),
    path("teams/", team_views.own_teams, name="teams"),
    path("teams/invitation/<str:token>/", team_views.accept, name="team_invitation"),
    path("teams/<uuid:team_id>/", team_views.team, name="team"),
    path("teams/<uuid:team_id>/name/", team_views.rename, name="team_rename"),
    path("teams/<uuid:team_id>/invitations/", team_views.invite, name="team_invite"),
    path("teams/<uuid:team_id>/invitations/<uuid:invitation_id>/resend/", team_views.resend, name="team_resend"),
    path("teams/<uuid:team_id>/invitations/<uuid:invitation_id>/revoke/", team_views.revoke, name="team_revoke"),
    path("teams/<uuid:team_id>/members/<uuid:person_id>/right/", team_views.change_right, name="team_change_right"),
    path("teams/<uuid:team_id>/members/<uuid:person_id>/remove/", team_views.remove, name="team_remove"),
    path("teams/<uuid:team_id>/leave/", team_views.leave, name="team_leave"),
    path("teams/<uuid:team_id>/deactivate/", team_views.deactivate, name="team_deactivate"),
    path("teams/<uuid:team_id>/activate/", team_views.activate, name="team_activate"),
]
