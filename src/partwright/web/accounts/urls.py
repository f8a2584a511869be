"""Where people sign up, in and out, where their account is kept, where invitations lead, and where teams are."""

from django.urls import path

from partwright.web.accounts import account_views, invitation_views, pages, team_views

urlpatterns = [
    path("account/login/", pages.sign_in, name="account_login"),
    path("account/logout/", account_views.sign_out, name="account_logout"),
    path("account/signup/", pages.sign_up, name="account_signup"),
    path("account/verify/", pages.verify_address, name="account_email_verification_sent"),
    path("account/reset/", pages.reset_password, name="account_reset_password"),
    path("account/reset/code/", pages.reset_code, name="account_confirm_password_reset_code"),
    path("account/reset/password/", pages.new_password, name="account_complete_password_reset"),
    path("account/", account_views.account, name="account"),
    path("account/confirm/", pages.reauthenticate, name="account_reauthenticate"),
    path("account/address/", pages.change_address, name="account_email"),
    path("account/password/", pages.change_password, name="account_change_password"),
    path("account/", account_views.account, name="mfa_index"),  # where allauth goes after a change of the second step
    path("account/login/code/", pages.second_step, name="mfa_authenticate"),
    path("account/confirm/code/", pages.confirm_by_code, name="mfa_reauthenticate"),
    path("account/authenticator/", pages.add_authenticator, name="mfa_activate_totp"),
    path("account/authenticator/remove/", pages.remove_authenticator, name="mfa_deactivate_totp"),
    path("account/recovery-codes/", pages.recovery_codes, name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new/", pages.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/sign-ins/", account_views.sessions, name="account_sessions"),
    path("account/deactivate/", account_views.deactivate, name="account_deactivate"),
    path("account/deactivated/", account_views.deactivated, name="account_deactivated"),
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
