"""Versions of objects in HTTP: the ETag that a reading gives, the If-Match that a change must send back."""

import hashlib
import re

from django.utils.translation import gettext as _

from quanheng.server.core.api.problems import PreconditionFailed, PreconditionRequired

#: One or several entity tags, or `*` for whatever version there is (RFC 9110, 13.1.1).
IF_MATCH = r'^(\*|(W/)?"[\x21\x23-\x7e]*"( *, *(W/)?"[\x21\x23-\x7e]*")*)$'
_TAG = re.compile(r'(W/)?"([^"]*)"')


def tag_of_revision(revision: int) -> str:
    """The ETag of an object that counts its revisions."""
    return f'"{revision}"'


def tag_of_content(content: bytes) -> str:
    """The ETag of an object that does not: its content's digest."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def require_version(if_match: str | None, revision: int) -> None:
    """Go on only if the caller knows `revision`, the present one. Weak tags never match (RFC 9110, 13.1.1).

    Raises:
        PreconditionRequired: the caller does not say which version it knows.
        PreconditionFailed: it knows another one.
    """
    present = tag_of_revision(revision)
    if if_match is None:
        raise PreconditionRequired(
            _("Send If-Match with the ETag of the version that you changed, as GET gave it; now it is %(tag)s.")
            % {"tag": present}
        )
    tags = {f'"{tag}"' for weak, tag in _TAG.findall(if_match) if not weak}
    if if_match != "*" and present not in tags:
        raise PreconditionFailed(
            _(
                "The object has changed since %(known)s was read; now it is %(tag)s. Read it again and repeat the change."
            )
            % {"known": if_match, "tag": present},
            headers={"ETag": present},
        )
