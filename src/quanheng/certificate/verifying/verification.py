"""What a verification comes to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cryptography import x509

from quanheng.certificate.errors import CertificateError
from quanheng.certificate.signing.suites import Suite
from quanheng.certificate.verifying.reasons import Reason, Weight
from quanheng.certificate.verifying.revocation import Revocation

Verdict = Literal["valid", "invalid", "indeterminate"]
TimeSource = Literal["given", "stamped", "claimed", "now"]


class NotVerified(CertificateError):
    """Signed bytes were asked for where no valid signature vouches for them."""


@dataclass(frozen=True, slots=True)
class SignatureFinding:
    """What was found about one signature.

    Attributes:
        position: in the document, from 1.
        reasons: all of them, in the order of examination.
        is_intact: whether the document is as it was signed by the key of `signer`; says nothing about whose key it is.
        suite: what it was signed with.
        signer: the certificate of the key.
        path: the certificates from the signer's to a trusted one.
        at: the time at which the signature was judged.
        time_source: where that time comes from.
        claimed_at: when the signer says that it signed.
        revocations: what the evidence says, one for each certificate of `path` but the trusted one.
    """

    position: int
    reasons: tuple[Reason, ...] = ()
    is_intact: bool = False
    suite: Suite | None = None
    signer: x509.Certificate | None = None
    path: tuple[x509.Certificate, ...] = ()
    at: datetime | None = None
    time_source: TimeSource | None = None
    claimed_at: datetime | None = None
    revocations: tuple[Revocation, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The verdict on this signature: its worst reason decides."""
        return verdict_of(self.reasons)


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict on a document.

    Attributes:
        signatures: what was found about each signature.
        document_reasons: what is wrong with the document before any signature is looked at.
        checked_at: when this verification was made.
        intact_bytes: canonical octets that an intact signature covers, *whoever made it*; None where anything is wrong.
            Only for showing what an undecided document says, with that said beside it.
    """

    signatures: tuple[SignatureFinding, ...]
    document_reasons: tuple[Reason, ...]
    checked_at: datetime
    intact_bytes: bytes | None = None

    @property
    def verdict(self) -> Verdict:
        """`invalid` if anything is wrong with any signature; `valid` if at least one is; else `indeterminate`."""
        verdicts = {finding.verdict for finding in self.signatures}
        if self.document_reasons or "invalid" in verdicts or not verdicts:
            return "invalid"
        return "valid" if "valid" in verdicts else "indeterminate"

    @property
    def is_valid(self) -> bool:
        """Whether the verdict is `valid`."""
        return self.verdict == "valid"

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """All reasons, those of the document first."""
        return (*self.document_reasons, *(each for finding in self.signatures for each in finding.reasons))

    @property
    def signer(self) -> SignatureFinding | None:
        """The valid signature that vouches for the document; the last one where there are several."""
        valid = [finding for finding in self.signatures if finding.verdict == "valid"]
        return valid[-1] if valid and self.is_valid else None

    @property
    def signed_bytes(self) -> bytes:
        """The canonical octets of what was signed, without signatures; everything downstream reads only these.

        Raises:
            NotVerified: the verdict is not `valid`.
        """
        if not self.is_valid or self.intact_bytes is None:
            ids = ", ".join(each.id for each in self.reasons if each.weight in (Weight.FAULT, Weight.GAP))
            raise NotVerified(f"the document is {self.verdict} ({ids}); nobody vouches for what it says")
        return self.intact_bytes


def verdict_of(reasons: tuple[Reason, ...]) -> Verdict:
    """A fault makes invalid, else a gap makes indeterminate, else it is valid.

    Example:
        >>> from quanheng.certificate.verifying.reasons import reason
        >>> verdict_of((reason("intact"), reason("issuer-unknown")))
        'indeterminate'
    """
    weights = {each.weight for each in reasons}
    if Weight.FAULT in weights:
        return "invalid"
    return "indeterminate" if Weight.GAP in weights else "valid"
