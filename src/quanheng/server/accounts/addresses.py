"""Absolute addresses of pages that are sent to people: the links that work once."""

from django.conf import settings
from django.urls import reverse


def sign_in_link(token: str) -> str:
    """Where the holder of `token` signs in once."""
    return settings.SITE_URL.rstrip("/") + reverse("sign-in-link", args=[token])


def invitation_link(token: str) -> str:
    """Where the holder of `token` accepts an invitation."""
    return settings.SITE_URL.rstrip("/") + reverse("invitation", args=[token])
