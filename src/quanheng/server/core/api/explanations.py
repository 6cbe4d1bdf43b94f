"""What each kind of problem means and what to do about it: the pages to which a problem's `type` leads."""

from dataclasses import dataclass
from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from quanheng.server.core.api.problems import all_problems
from quanheng.server.core.errors import Conflict, Invalid, Missing, PlatformError, Refused, Text

#: By code: when it comes, and what to do.
MEANINGS: dict[str, tuple[Text, Text]] = {
    "bad-request": (_("The request cannot be carried out as it is."), _("Read the detail and correct the request.")),
    "malformed": (
        _("The body is not JSON in UTF-8, names a member twice, or holds a number that JSON does not know."),
        _("Check the place that the detail names. Let a library write the JSON."),
    ),
    "unauthenticated": (
        _("No token was sent, or it is unknown, expired or revoked, or its holder has left the organisation."),
        _("Issue a new token in your account and send it as “Authorization: Bearer qh_…”."),
    ),
    "refused": (
        _("The roles held in this organisation do not allow it; the detail says who may."),
        _("Ask whoever the detail names, or have the role granted."),
    ),
    "scope-missing": (
        _("The token was issued without the scope that this operation needs."),
        _("Issue a token with that scope."),
    ),
    "csrf": (
        _("A browser's session was used without the header X-CSRFToken, so that another site may have sent the call."),
        _("Send the value of the cookie csrftoken in the header X-CSRFToken. A program uses a token instead."),
    ),
    "not-found": (
        _("There is no such address or thing, or you may not know of it. The two are not told apart."),
        _("Check the address and the id, and in which organisation the token acts."),
    ),
    "method-not-allowed": (
        _("The address exists, but not with this method."),
        _("Use one of the methods in the header Allow."),
    ),
    "conflict": (
        _("What is recorded already does not allow this: a duplicate, a wrong moment, a state that has changed."),
        _("Read the object again and decide anew. Repeating the request unchanged does not help."),
    ),
    "still-in-progress": (
        _("A request with this Idempotency-Key is being carried out at this moment."),
        _("Send the same request again after the seconds in Retry-After; it gets the first one's answer."),
    ),
    "precondition-failed": (
        _("The object has changed since the version named in If-Match. Nothing was written."),
        _("Read it again, look at what changed, and repeat the change with the new ETag."),
    ),
    "too-large": (_("The body is larger than 1 MiB."), _("Send less at a time; whole tables go through the importer.")),
    "unsupported-media-type": (
        _("The body is not declared as JSON in UTF-8, or is compressed."),
        _("Send Content-Type: application/json."),
    ),
    "invalid": (
        _("Values have not the form, or not the meaning, that they must have. “errors” names each with its remedy."),
        _("Correct the values that “errors” points at. Nothing was written."),
    ),
    "idempotency-key-reused": (
        _("This Idempotency-Key was answered for another method, address, body or If-Match within the last 24 hours."),
        _("Use a new key for a new request; the same key only to repeat the same request."),
    ),
    "precondition-required": (
        _("A change must say which version of the object it was made from."),
        _("Send If-Match with the ETag that GET gave."),
    ),
    "too-many-failures": (
        _("Too many unknown tokens came from one address within ten minutes. Good tokens are still answered."),
        _("Wait as long as Retry-After says, and correct the token."),
    ),
    "internal-error": (
        _("The platform failed, and nothing was written. The operator finds the reason under the request's id."),
        _("Repeat it later. If it stays, tell the operator the id in “instance”."),
    ),
    "unavailable": (
        _("The database does not answer at the moment."),
        _("Repeat it after the seconds in Retry-After; with an Idempotency-Key that is always safe."),
    ),
}


@dataclass(frozen=True, slots=True)
class ExplainedProblem:
    """A kind of problem as its page shows it."""

    code: str
    status: int
    title: Text
    meaning: Text
    remedy: Text


def explained_problem(code: str, kind: type[PlatformError]) -> ExplainedProblem:
    """The kind in words; of an app's own kind, those of the general kind that it belongs to."""
    otherwise = "internal-error" if kind.status >= HTTPStatus.INTERNAL_SERVER_ERROR else "bad-request"
    general = next((base.code for base in (Refused, Missing, Conflict, Invalid) if issubclass(kind, base)), otherwise)
    meaning, remedy = MEANINGS.get(code) or MEANINGS[general]
    return ExplainedProblem(code, kind.status, kind.title, meaning, remedy)


def explained_problems() -> list[ExplainedProblem]:
    """Every kind of problem, by status."""
    return [explained_problem(code, kind) for code, kind in all_problems().items()]
