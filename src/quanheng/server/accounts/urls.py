"""Addresses of the accounts' pages."""

from django.urls import include, path, re_path
from django.views.generic import RedirectView

from quanheng.server.accounts.views import (
    audit,
    delegations,
    divisions,
    home,
    invitations,
    organisation_forms,
    organisation_list,
    organisations,
    people,
    people_list,
    profile,
    security,
    sessions,
    sign_in,
    tokens,
)

#: Addresses of allauth that lead to a page of ours: address for mail and sessions are changed there, by acts.
INSTEAD_OF_ALLAUTH = [
    path("account/email/", RedirectView.as_view(pattern_name="profile"), name="account_email"),
    path("account/sessions/", RedirectView.as_view(pattern_name="own-sessions"), name="usersessions_list"),
    path("account/2fa/webauthn/keys/<int:pk>/remove/", sign_in.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
]

OWN_ACCOUNT = [
    path("account/second-factor/", sign_in.second_factor_page, name="second-factor"),
    path("account/details/", profile.profile, name="profile"),
    path("account/membership/", profile.switch_membership, name="membership-switch"),
    path("account/my-sessions/", sessions.own_sessions, name="own-sessions"),
    path("account/my-sessions/end-others/", sessions.end_other_sessions, name="sessions-end-others"),
    path("account/my-sessions/<int:pk>/end/", sessions.end_own_session, name="session-end"),
    path("account/tokens/", tokens.own_tokens, name="own-tokens"),
    path("account/tokens/new/", tokens.issue_token, name="token-issue"),
    path("account/tokens/<uuid:pk>/revoke/", tokens.revoke_token, name="token-revoke"),
]

ORGANISATIONS = [
    path("organisations/", organisation_list.organisations, name="organisations"),
    path("organisations/mine/", organisations.own_organisation, name="own-organisation"),
    path("organisations/without-manager/", organisation_list.unled, name="unled"),
    path("organisations/new/", organisation_forms.register, name="organisation-register"),
    path("organisations/credit-code/", organisation_forms.credit_code, name="credit-code"),
    path("organisations/<uuid:pk>/", organisations.organisation, name="organisation"),
    path("organisations/<uuid:pk>/people/", organisations.organisation_people, name="organisation-people"),
    path(
        "organisations/<uuid:pk>/invitations/", organisations.organisation_invitations, name="organisation-invitations"
    ),
    path("organisations/<uuid:pk>/history/", organisations.organisation_history_page, name="organisation-history"),
    path("organisations/<uuid:pk>/change/", organisation_forms.change, name="organisation-edit"),
    re_path(
        r"^organisations/(?P<pk>[0-9a-f-]{36})/(?P<step>suspend|reopen|close)/$",
        organisations.change_state,
        name="organisation-state",
    ),
    path("organisations/<uuid:pk>/invite/", invitations.invite, name="invite"),
    path("divisions/", divisions.division_tree, name="divisions"),
    path("divisions/options/", organisation_list.division_options, name="division-options"),
    path("divisions/<str:code>/", divisions.division, name="division"),
]

PEOPLE = [
    path("people/", people_list.people, name="people"),
    path("people/options/", audit.person_options, name="person-options"),
    path("people/invite/", invitations.invite_colleague, name="invite-colleague"),
    path("people/<uuid:pk>/", people.person, name="person"),
    path("memberships/<uuid:pk>/end/", people.end_membership_page, name="membership-end"),
    path("memberships/<uuid:pk>/roles/new/", people.grant, name="role-grant"),
    path("roles/<uuid:pk>/end/", people.end_role_page, name="role-end"),
    path("invitations/<uuid:pk>/renew/", invitations.renew, name="invitation-renew"),
    path("invitations/<uuid:pk>/withdraw/", invitations.withdraw, name="invitation-withdraw"),
    path("delegations/", delegations.delegations, name="delegations"),
    path("delegations/new/", delegations.delegate, name="delegate"),
    path("delegations/<uuid:pk>/end/", delegations.end, name="delegation-end"),
]

SECURITY_AND_AUDIT = [
    path("accounts/", security.accounts, name="accounts"),
    path("accounts/lockouts/", security.lockouts, name="lockouts"),
    path("accounts/lockouts/release/", security.release, name="lockout-release"),
    path("accounts/sessions/", security.sessions, name="sessions"),
    path("accounts/sessions/<int:pk>/end/", security.end_any_session, name="session-end-any"),
    path("accounts/<uuid:pk>/close/", security.close, name="account-close"),
    path("accounts/<uuid:pk>/reopen/", security.reopen, name="account-reopen"),
    path("events/", audit.events_page, name="events"),
    path("events/export/", audit.events_export, name="events-export"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/<str:token>/", sign_in.sign_in_link, name="sign-in-link"),
    path("invitation/<str:token>/", sign_in.invitation, name="invitation"),
    *INSTEAD_OF_ALLAUTH,
    *OWN_ACCOUNT,
    path("account/", include("allauth.urls")),
    *ORGANISATIONS,
    *PEOPLE,
    *SECURITY_AND_AUDIT,
]
