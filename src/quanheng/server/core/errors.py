"""Errors that a person or a program outside may see.

Each carries a stable `code`, an HTTP status, a title and a detail that names the thing, the value and the remedy.
Pages, the API (RFC 9457 problem details) and the command line all show the same words.
"""

from typing import Any, ClassVar, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: What a person reads: a text, or one that is translated when it is shown.
Text: TypeAlias = str | Promise


class PlatformError(Exception):
    """Base of every error that the platform explains to whoever caused it."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad-request"
    title: ClassVar[Text] = _("The request cannot be carried out")

    def __init__(self, detail: Text, **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.extra = extra

    def __str__(self) -> str:
        return str(self.detail)


class Refused(PlatformError):
    """The policy does not let this actor do this."""

    status = 403
    code = "refused"
    title = _("You may not do this")


class Missing(PlatformError):
    """There is no such thing, or the actor may not know of it."""

    status = 404
    code = "not-found"
    title = _("Not found")


class Conflict(PlatformError):
    """The state of things does not allow it: a duplicate, a change by somebody else, a wrong moment."""

    status = 409
    code = "conflict"
    title = _("This contradicts what is already recorded")


class Invalid(PlatformError):
    """A value is wrong. `fields` names each wrong field with what is wrong and what would be right."""

    status = 422
    code = "invalid"
    title = _("Some values are not valid")

    def __init__(self, detail: Text, fields: dict[str, Text] | None = None, **extra: Any) -> None:
        super().__init__(detail, **extra)
        self.fields = fields or {}
