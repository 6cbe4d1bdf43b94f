"""Verify signed certificates: valid, invalid or indeterminate, and why."""

from quanheng.certificate.verifying.reasons import REASON_IDS, Reason, Weight
from quanheng.certificate.verifying.revocation import Revocation
from quanheng.certificate.verifying.trust import NOBODY, Trust, TrustRefused, read_trust
from quanheng.certificate.verifying.verification import NotVerified, SignatureFinding, Verdict, Verification
from quanheng.certificate.verifying.verifier import verify

__all__ = [
    "NOBODY",
    "REASON_IDS",
    "NotVerified",
    "Reason",
    "Revocation",
    "SignatureFinding",
    "Trust",
    "TrustRefused",
    "Verdict",
    "Verification",
    "Weight",
    "read_trust",
    "verify",
]
