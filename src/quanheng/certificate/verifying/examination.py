"""One signature from end to end: form, integrity, time, whose key, what for, revoked or not."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise

from cryptography import x509
from lxml import etree

from quanheng.certificate.errors import CertificateError
from quanheng.certificate.signing.certificates import der, load_certificate
from quanheng.certificate.signing.markup import xades
from quanheng.certificate.verifying.integrity import Intact, examine
from quanheng.certificate.verifying.path import (
    DOCUMENT_PURPOSES,
    check_usage,
    check_validity,
    find_path,
    purposes_of,
)
from quanheng.certificate.verifying.reasons import Found, Reason, reason
from quanheng.certificate.verifying.revocation import Evidence, Revocation, revocation_of
from quanheng.certificate.verifying.structure import SignatureForm, base64_octets, read_signature
from quanheng.certificate.verifying.time_stamps import stamped_time, stamps_of
from quanheng.certificate.verifying.trust import Trust, TrustRefused, read_answer, read_revocation_list
from quanheng.certificate.verifying.verification import SignatureFinding, TimeSource

#: How far clocks may differ before a signing time counts as lying in the future.
CLOCKS_DIFFER = timedelta(minutes=5)
_MOST_EVIDENCE = 32


@dataclass(slots=True)
class Question:
    """What is asked about one signature.

    Attributes:
        position: of the signature, from 0.
        signatures: all signatures of the document, in its order.
        trust: whom to trust and what to insist on.
        given: the time at which the caller knows the signature to have existed.
        now: the time of the verification.
        reasons: what was said so far.
        finding: what was found so far; kept here so that an early end does not lose it.
    """

    position: int
    signatures: "list[etree._Element]"
    trust: Trust
    given: datetime | None
    now: datetime
    reasons: list[Reason] = field(default_factory=list)
    finding: SignatureFinding = field(init=False)

    def __post_init__(self) -> None:
        self.finding = SignatureFinding(self.position + 1)

    def say(self, name: str, detail: str = "") -> None:
        """Note a reason."""
        self.reasons.append(reason(name, detail, self.position + 1))


def examine_signature(question: Question) -> tuple[SignatureFinding, bytes | None]:
    """What is found about the signature, and the octets that it covers if it is intact."""
    octets: bytes | None = None
    try:
        form = read_signature(question.signatures[question.position])
        intact = examine(form, question.signatures, question.position, question.trust)
        octets = intact.octets
        question.say("intact", intact.suite.name)
        question.finding = replace(
            question.finding, is_intact=True, suite=intact.suite, signer=intact.signer, claimed_at=intact.claimed
        )
        _judge(question, form, intact)
    except Found as found:
        question.say(found.name, found.detail)
    except CertificateError as error:
        question.say("unreadable", str(error))
    return replace(question.finding, reasons=tuple(question.reasons)), octets


def _judge(question: Question, form: SignatureForm, intact: Intact) -> None:
    """Time, path, purpose and revocation of an intact signature."""
    trust, signer = question.trust, intact.signer
    helpers = (*form.certificates, *_carried_certificates(form), *trust.intermediates)
    at, source = _time(question, form, intact, helpers)
    question.finding = replace(question.finding, at=at, time_source=source)
    check_usage(signer)
    if trust.is_empty:
        question.say("no-trust", signer.subject.rfc4514_string())
        _check_end(question, signer, at, source)
        return
    is_pinned = der(signer) in set(map(der, trust.signers))
    purposes = purposes_of(signer)
    if purposes is not None and not purposes & DOCUMENT_PURPOSES:
        names = ", ".join(sorted(each.dotted_string for each in purposes))
        if not is_pinned:
            raise Found("purpose", names)
        question.say("purpose-other", names)
    at = _check_end(question, signer, at, source)
    if is_pinned:
        path: tuple[x509.Certificate, ...] = (signer,)
        question.say("pinned", signer.subject.rfc4514_string())
    else:
        path = find_path(signer, helpers, trust.anchors, at)
        question.say("trusted", path[-1].subject.rfc4514_string())
    revocations = _revocations(question, form, path, at, source)
    question.finding = replace(question.finding, path=path, revocations=revocations)


def _time(
    question: Question, form: SignatureForm, intact: Intact, helpers: Sequence[x509.Certificate]
) -> tuple[datetime, TimeSource]:
    """The time at which the signature is judged: given, else stamped, else claimed, else now."""
    claimed, now = intact.claimed, question.now
    if claimed is not None and claimed > now + CLOCKS_DIFFER:
        raise Found("time-in-future", f"{claimed:%Y-%m-%d %H:%M:%S%z}")
    stamped = _stamped(question, form, helpers)
    proven = question.given or stamped
    if proven is not None:
        if claimed is not None and claimed > proven + CLOCKS_DIFFER:
            question.say("times-contradict", f"{claimed:%Y-%m-%d %H:%M:%S%z} > {proven:%Y-%m-%d %H:%M:%S%z}")
        question.say("time-given" if question.given else "time-stamped", f"{proven:%Y-%m-%d %H:%M:%S%z}")
        return proven, "given" if question.given else "stamped"
    if claimed is not None:
        question.say("time-claimed", f"{claimed:%Y-%m-%d %H:%M:%S%z}")
    else:
        question.say("time-now", f"{now:%Y-%m-%d %H:%M:%S%z}")
    if question.trust.requires_proven_time:
        question.say("time-unproven")
    return (claimed, "claimed") if claimed is not None else (now, "now")


def _stamped(question: Question, form: SignatureForm, helpers: Sequence[x509.Certificate]) -> datetime | None:
    """The earliest time of the stamps that are accepted."""
    times: list[datetime] = []
    trust, now = question.trust, question.now
    for stamp in stamps_of(form):
        try:
            at, path = stamped_time(stamp, form, helpers, trust.time_stamping, now)
        except Found as found:
            question.say(found.name, found.detail)
            continue
        if any(each.state == "revoked" for each in _states(path, _evidence(question, form), at, now)):
            question.say("timestamp-not-accepted", "the certificate of its authority was revoked")
            continue
        times.append(at)
    return min(times, default=None)


def _check_end(question: Question, signer: x509.Certificate, at: datetime, source: TimeSource) -> datetime:
    """The time at which the path is judged; raises unless the signer's certificate was valid when it signed."""
    if source != "claimed" and at > signer.not_valid_after_utc:
        # The signature may be older than the time that is known, so nothing is proven to be wrong: the path is judged on
        # the certificate's last day. Who claims such a time, on the other hand, says that the signature is wrong.
        question.say("time-unknown", f"{signer.subject.rfc4514_string()}: {signer.not_valid_after_utc:%Y-%m-%d}")
        return signer.not_valid_after_utc
    check_validity(signer, at)
    return at


def _revocations(
    question: Question, form: SignatureForm, path: tuple[x509.Certificate, ...], at: datetime, source: TimeSource
) -> tuple[Revocation, ...]:
    states = _states(path, _evidence(question, form), at, question.now)
    for certificate, state in zip(path, states, strict=False):
        name = certificate.subject.rfc4514_string()
        for refusal in state.refused:
            question.say("evidence-not-accepted", f"{name}: {refusal}")
        if state.state == "revoked" and state.revoked_at is not None:
            detail = f"{name}: {state.revoked_at:%Y-%m-%d %H:%M:%SZ}"
            if state.revoked_at <= at or source == "now":
                question.say("revoked", detail)
            else:
                question.say("revoked-perhaps-before" if source == "claimed" else "revoked-after", detail)
        elif state.state == "good" and state.as_of is not None:
            question.say("not-revoked", f"{name}: {state.as_of:%Y-%m-%d %H:%M:%SZ}")
        else:
            question.say("revocation-unchecked", name)
            if question.trust.requires_revocation:
                question.say("revocation-missing", name)
    if len(path) == 1:
        # Trusted by name or an anchor itself: there is no issuer whose evidence could count.
        question.say("revocation-unchecked", path[0].subject.rfc4514_string())
        if question.trust.requires_revocation:
            question.say("revocation-missing", path[0].subject.rfc4514_string())
    return states


def _states(
    path: tuple[x509.Certificate, ...], evidence: Evidence, at: datetime, now: datetime
) -> tuple[Revocation, ...]:
    return tuple(revocation_of(certificate, issuer, evidence, at, now) for certificate, issuer in pairwise(path))


def _evidence(question: Question, form: SignatureForm) -> Evidence:
    """Evidence of the trust directory, and what the document carries: it proves itself by its issuers' signatures."""
    lists, answers = list(question.trust.revocation_lists), list(question.trust.answers)
    for name, kind in ((xades("EncapsulatedCRLValue"), "list"), (xades("EncapsulatedOCSPValue"), "answer")):
        for content in _carried(form, name):
            try:
                if kind == "list":
                    lists.append(read_revocation_list(content, "the list in the document"))
                else:
                    answers.append(read_answer(content, "the answer in the document"))
            except TrustRefused as error:
                if not any(
                    each.id == "evidence-not-accepted" and each.detail == error.message for each in question.reasons
                ):
                    question.say("evidence-not-accepted", error.message)
    return Evidence(tuple(lists), tuple(answers))


def _carried_certificates(form: SignatureForm) -> list[x509.Certificate]:
    found = []
    for content in _carried(form, xades("EncapsulatedX509Certificate")):
        try:
            found.append(load_certificate(content))
        except ValueError:
            # It could only have helped to find the way; without it the way may be missing, and that is said.
            continue
    return found


def _carried(form: SignatureForm, tag: str) -> list[bytes]:
    """Octets of the elements of this name in the unsigned properties, as long-term signatures carry them."""
    if form.unsigned is None:
        return []
    found = []
    for element in list(form.unsigned.iter(tag))[:_MOST_EVIDENCE]:
        try:
            found.append(base64_octets(element.text, tag))
        except Found:
            # As above: unsigned, and only of help if it can be read.
            continue
    return found
