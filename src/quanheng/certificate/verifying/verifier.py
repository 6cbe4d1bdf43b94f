"""The verifier's front: bytes and trust in, a verdict out."""

from datetime import UTC, datetime
from pathlib import Path

from quanheng.certificate.errors import CertificateError
from quanheng.certificate.parsing import parse
from quanheng.certificate.verifying.examination import CLOCKS_DIFFER, Question, examine_signature
from quanheng.certificate.verifying.reasons import Found, reason
from quanheng.certificate.verifying.structure import signatures_of
from quanheng.certificate.verifying.trust import NOBODY, Trust, TrustRefused, read_trust
from quanheng.certificate.verifying.verification import SignatureFinding, Verification


def verify(
    data: bytes, trust: Trust | Path = NOBODY, *, at: datetime | None = None, now: datetime | None = None
) -> Verification:
    """Verify the signatures of a document. Never raises for what the document contains.

    Args:
        data: the document as it came.
        trust: whom to trust, or a trust directory. Without it no document is more than `indeterminate`.
        at: a time at which the caller knows the signature to have existed, from a log or an archive. It takes the place
            of what the document states.
        now: the time of the verification; the clock's unless given.

    Raises:
        TrustRefused: the trust directory cannot be used, or `at` is without a zone or still to come.

    Example:
        >>> verify(b"<certificate/>").verdict
        'invalid'
        >>> [each.id for each in verify(b"<certificate/>").reasons]
        ['no-signature']
    """
    now = now or datetime.now(UTC)
    if isinstance(trust, Path):
        trust = read_trust(trust)
    if at is not None and (at.tzinfo is None or at > now + CLOCKS_DIFFER):
        raise TrustRefused(f"the time {at.isoformat()} is without a time zone or still to come")
    try:
        signatures = signatures_of(parse(data).getroot())
    except Found as found:
        return Verification((), (reason(found.name, found.detail),), now)
    except CertificateError as error:
        return Verification((), (reason("unreadable", str(error)),), now)
    findings: list[SignatureFinding] = []
    intact: bytes | None = None
    for position in range(len(signatures)):
        finding, octets = examine_signature(Question(position, signatures, trust, at, now))
        findings.append(finding)
        if octets is not None and (intact is None or finding.verdict == "valid"):
            intact = octets
    is_wrong = any(finding.verdict == "invalid" for finding in findings)
    return Verification(tuple(findings), (), now, None if is_wrong else intact)
