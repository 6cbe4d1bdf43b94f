"""Inviting people into an organisation: the link is shown once, and mailed where there is an address."""

from smtplib import SMTPException
from uuid import UUID

import structlog
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from quanheng.server.accounts import addresses, policies
from quanheng.server.accounts.actions import Invited, invite as invite_person, renew_invitation, withdraw_invitation
from quanheng.server.accounts.forms.invitations import InvitationForm
from quanheng.server.accounts.letters import mail_invitation
from quanheng.server.accounts.views.finding import invitation_with, organisation_with
from quanheng.server.core.errors import Conflict, Invalid, Missing, Refused
from quanheng.server.core.kit.forms import show_problem

log = structlog.get_logger(__name__)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Invite somebody into this organisation."""
    organisation = organisation_with(request.actor, pk)
    verdict = policies.may_invite(request.actor, organisation)
    if not verdict:
        raise Refused(verdict.reason)
    form = InvitationForm(request.actor, organisation, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _link_shown_once(request, invite_person(request.actor, form.draft()))
        except (Invalid, Conflict, Refused) as problem:
            show_problem(form, problem)
    context = {
        "form": form,
        "organisation": organisation,
        "back_url": reverse("organisation-people", args=[organisation.pk]),
    }
    return render(request, "accounts/invitation_form.html", context)


@login_required
@require_http_methods(["GET"])
def invite_colleague(request: HttpRequest) -> HttpResponse:
    """Where a colleague is invited: to the organisation in which one acts."""
    if request.membership is None:
        raise Missing(_("You belong to no organisation to which you could invite anybody."))
    return redirect("invite", request.membership.organisation_id)


@login_required
@never_cache
@require_POST
def renew(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give an invitation a new link."""
    return _link_shown_once(request, renew_invitation(request.actor, invitation_with(request.actor, pk)))


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take an invitation back."""
    withdrawn = withdraw_invitation(request.actor, invitation_with(request.actor, pk))
    messages.success(request, _("The invitation of %(name)s is withdrawn.") % {"name": withdrawn.name})
    return redirect("organisation-invitations", withdrawn.organisation_id)


def _link_shown_once(request: HttpRequest, invited: Invited) -> HttpResponse:
    invitation = invitation_with(request.actor, invited.invitation.pk)
    link = addresses.invitation_link(invited.token)
    was_mailed = False
    if invitation.email:
        try:
            mail_invitation(invitation, link)
            was_mailed = True
        except (OSError, SMTPException) as problem:
            # The link is on the page that follows, so that nothing is lost; the reader learns that no mail went.
            log.warning("invitation not mailed", invitation=str(invitation.pk), problem=str(problem))
    context = {"invitation": invitation, "link": link, "was_mailed": was_mailed}
    return render(request, "accounts/invitation_made.html", context)
