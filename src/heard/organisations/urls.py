"""The room's addresses."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from heard.organisations.views import home, invitations, people, service_changes, services, settings

app_name = "organisations"

_service: list[URLPattern | URLResolver] = [
    path("", services.edit, name="service-edit"),
    path("name/", service_changes.rename, name="service-rename"),
    path("place/", service_changes.move, name="service-move"),
    path("merge/", service_changes.merge, name="service-merge"),
    path("close/", service_changes.close, name="service-close"),
    path("reopen/", service_changes.reopen, name="service-reopen"),
    path("aliases/", services.aliases, name="service-aliases"),
    path("codes/", services.codes, name="service-codes"),
    path("history/", services.history, name="service-history"),
]

_person: list[URLPattern | URLResolver] = [
    path("", people.person, name="person"),
    path("role/", people.change, name="person-change"),
    path("deputy/", people.deputy, name="person-deputy"),
    path("end/", people.end, name="person-end"),
    path("second-step/", people.reset, name="person-reset"),
]

_organisation: list[URLPattern | URLResolver] = [
    path("services/", services.services, name="services"),
    path("services/add/", services.add, name="service-add"),
    path("services/<str:reference>/edit/", include(_service)),
    path("people/", people.people, name="people"),
    path("people/export/", people.export, name="people-export"),
    path("people/invite/", invitations.invite, name="people-invite"),
    path("people/invite-many/", invitations.invite_many, name="people-invite-many"),
    path("people/invitations/", invitations.invitations, name="invitations"),
    path("people/invitations/<str:reference>/resend/", invitations.resend, name="invitation-resend"),
    path("people/invitations/<str:reference>/withdraw/", invitations.withdraw, name="invitation-withdraw"),
    path("people/<str:reference>/", include(_person)),
    path("settings/", settings.settings, name="settings"),
    path("settings/details/", settings.describe, name="settings-describe"),
    path("settings/public/", settings.publicly, name="settings-public"),
    path("settings/link/", settings.link, name="settings-link"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("account/", home.account, name="account"),
    path("account/name/", home.own_name, name="account-name"),
    path("account/invitation/<str:token>/", home.accept, name="invitation-accept"),
    # Addresses of allauth's that Heard does not offer: an e-mail address is proved by its invitation, and a change of
    # address is a new invitation. They stand before allauth's own in config.urls.
    path("account/email/", RedirectView.as_view(pattern_name="organisations:account"), name="account-email"),
    path("account/confirm-email/", RedirectView.as_view(pattern_name="organisations:account"), name="account-confirm"),
    path("account/signup/", home.signup, name="account-signup"),
    path("o/<str:code>/", include(_organisation)),
]
