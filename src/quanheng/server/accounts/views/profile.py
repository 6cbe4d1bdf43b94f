"""One's own details."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext as _, override
from django.views.decorators.http import require_http_methods, require_POST

from quanheng.server.accounts.actions import change_own_details
from quanheng.server.accounts.adapters import A_YEAR
from quanheng.server.accounts.forms.profile import DetailsForm
from quanheng.server.accounts.middleware import SESSION_KEY
from quanheng.server.accounts.models import Person
from quanheng.server.accounts.queries import memberships_of
from quanheng.server.core.errors import Invalid, Missing
from quanheng.server.core.kit.forms import show_problem


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """What one may change about oneself, and where one belongs."""
    person = request.user
    form = DetailsForm(
        request.POST or None, initial={"name": person.name, "email": person.email, "language": person.language}
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _saved(request, change_own_details(request.actor, form.draft()))
        except Invalid as problem:
            show_problem(form, problem)
    context = {"form": form, "own_tab": "details", "memberships": memberships_of(request.actor, person)}
    return render(request, "accounts/profile.html", context)


def _saved(request: HttpRequest, changed: Person) -> HttpResponse:
    with override(changed.language or get_language()):
        messages.success(request, _("Your details are saved."))
    response = redirect("profile")
    if changed.language:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, changed.language, max_age=A_YEAR, samesite="Lax")
    return response


@login_required
@require_POST
def switch_membership(request: HttpRequest) -> HttpResponse:
    """Act in another of one's organisations from now on, in this session."""
    wanted = request.POST.get("membership", "")
    membership = next((each for each in request.memberships if str(each.pk) == wanted), None)
    if membership is None:
        raise Missing(_("You do not belong to that organisation, or no longer."))
    request.session[SESSION_KEY] = str(membership.pk)
    organisation = membership.organisation.label()
    messages.success(request, _("You act for %(organisation)s now.") % {"organisation": organisation})
    return redirect("home")
