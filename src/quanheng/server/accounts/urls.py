"""Addresses of the accounts' pages."""

from django.urls import include, path

from quanheng.server.accounts import views

urlpatterns = [
    path("", views.home, name="home"),
    path("account/", include("allauth.urls")),
]
