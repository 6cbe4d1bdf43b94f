"""Signing a person in after a link of ours was accepted, as allauth does after a password."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest, HttpResponse

from quanheng.server.accounts.middleware import SESSION_KEY
from quanheng.server.accounts.models import Membership, Person


def enter(request: HttpRequest, person: Person, method: str, membership: Membership | None = None) -> HttpResponse:
    """Sign `person` in and lead on. The link counts as a fresh proof of who it is, so that factors can be set up.

    No second factor is asked: these links are made by whoever runs the platform, or belong to a new account.
    """
    adapter = get_adapter()
    adapter.login(request, person)
    record_authentication(request, person, method=method, reauthenticated=True)
    if membership is not None:
        request.session[SESSION_KEY] = str(membership.pk)
    response: HttpResponse = adapter.post_login(
        request, person, email_verification="none", signal_kwargs=None, email=None, signup=False, redirect_url=None
    )
    return response
