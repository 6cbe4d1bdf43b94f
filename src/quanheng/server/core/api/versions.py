"""Versions of objects in HTTP: the ETag that a reading gives, the If-Match that a change must send back."""

import hashlib
import re

from django.utils.translation import gettext as _

from quanheng.server.core.api.problems import PreconditionFailed, PreconditionRequired

#: One or several entity tags, or `*` for whatever version there is (RFC 9110, 13.1.1).
IF_MATCH = r'^(\*|(W/)?"[\x21\x23-\x7e]*"( *, *(W/)?"[\x21\x23-\x7e]*")*)$'
IF_MATCH_DESCRIPTION = (
    "Required: the ETag of the version that was read and is being changed. Without it 428; when the object has changed "
    "since, 412 and nothing is written. 所改版本的 ETag，必填。"
)
_TAG = re.compile(r'(W/)?"([^"]*)"')


def tag_of_revision(revision: int) -> str:
    """The ETag of an object that counts its revisions."""
    return f'"{revision}"'


def tag_of_content(content: bytes) -> str:
    """The ETag of an object that does not: its content's digest."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def known_revision(if_match: str | None, present: int) -> int:
    """The revision that the caller changed, which may be older than `present`: the act then says what happened since.

    Weak tags never match (RFC 9110, 13.1.1).

    Raises:
        PreconditionRequired: the caller does not say which version it knows.
        PreconditionFailed: it knows one that there never was.
    """
    if if_match is None:
        raise PreconditionRequired(
            _("Send If-Match with the ETag of the version that you changed, as GET gave it; now it is %(tag)s.")
            % {"tag": tag_of_revision(present)}
        )
    tags = {tag for weak, tag in _TAG.findall(if_match) if not weak}
    if if_match == "*" or str(present) in tags:
        return present
    earlier = [revision for revision in range(max(1, present - 1000), present) if str(revision) in tags]
    if not earlier:
        raise _failed(if_match, present)
    return max(earlier)


def require_version(if_match: str | None, present: int) -> None:
    """Go on only if the caller knows the present revision.

    Raises:
        PreconditionRequired: the caller does not say which version it knows.
        PreconditionFailed: it knows another one.
    """
    if known_revision(if_match, present) != present:
        raise _failed(str(if_match), present)


def _failed(if_match: str, present: int) -> PreconditionFailed:
    tag = tag_of_revision(present)
    return PreconditionFailed(
        _("The object is not in the version %(known)s; now it is %(tag)s. Read it again and repeat the change.")
        % {"known": if_match[:80], "tag": tag},
        headers={"ETag": tag},
    )
